/** Something that would not come back from a file as it was, and where it stands. */
export interface FoundUnkeepable {
  readonly path: readonly string[];
  readonly what: string;
}

/** The first thing in a structure that would not come back as it was: V8 refuses functions, and forgets classes. */
export function findUnkeepable(
  value: unknown,
  path: readonly string[] = [],
  seen: Set<object> = new Set(),
): FoundUnkeepable | undefined {
  if (typeof value === "function" || typeof value === "symbol") return { path, what: `a ${typeof value}` };
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  const prototype = Object.getPrototypeOf(value) as {
    readonly constructor: { readonly name: string };
  } | null;
  if (!KEPT.has(prototype))
    return {
      path,
      what:
        prototype === null ? "an object of no class" : `an object of the class ${prototype.constructor.name}`,
    };
  if (ArrayBuffer.isView(value)) return undefined;
  for (const [key, part] of partsOf(value)) {
    const found =
      part instanceof Hidden
        ? { path: [...path, key], what: part.what }
        : findUnkeepable(part, [...path, key], seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

const KEPT: ReadonlySet<unknown> = new Set<unknown>([
  ...[Object, Array, Map, Set, Date].map(({ prototype }): unknown => prototype),
  ...[Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array].map(
    ({ prototype }) => prototype,
  ),
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, Buffer].map(
    ({ prototype }): unknown => prototype,
  ),
]);

/** What a file knows nothing of. */
class Hidden {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

function* partsOf(value: object): Generator<readonly [string, unknown]> {
  if (value instanceof Map)
    for (const [key, part] of value as ReadonlyMap<unknown, unknown>) {
      yield ["a key", key];
      yield [String(key), part];
    }
  if (value instanceof Set) for (const part of value as ReadonlySet<unknown>) yield ["a member", part];
  for (const key of Reflect.ownKeys(value)) {
    const found = Object.getOwnPropertyDescriptor(value, key);
    const isLength = Array.isArray(value) && key === "length";
    if (found === undefined || isLength) continue;
    if (typeof key === "symbol" || found.enumerable !== true)
      yield [String(key), new Hidden("a hidden property")];
    else yield [key, "value" in found ? found.value : new Hidden("worked out by a function")];
  }
}
