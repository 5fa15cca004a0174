/** Something that would not come back from a file as it was, and where it stands. */
export interface FoundUnkeepable {
  readonly path: readonly string[];
  readonly what: string;
}

/** The first thing in a structure that would not come back as it was: V8 refuses functions, and forgets classes. */
export function findUnkeepable(value: unknown, path: readonly string[] = []): FoundUnkeepable | undefined {
  if (typeof value === "function" || typeof value === "symbol") return { path, what: `a ${typeof value}` };
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!KEPT.has(prototype)) return { path, what: `an object of the class ${value.constructor.name}` };
  for (const [key, part] of partsOf(value)) {
    const found = findUnkeepable(part, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const KEPT: ReadonlySet<unknown> = new Set([
  null,
  ...[Object, Array, Map, Set, Date].map(({ prototype }): unknown => prototype),
]);

function* partsOf(value: object): Generator<readonly [string, unknown]> {
  if (value instanceof Map)
    for (const [key, part] of value as ReadonlyMap<unknown, unknown>) {
      yield ["a key", key];
      yield [String(key), part];
    }
  else if (value instanceof Set) for (const part of value as ReadonlySet<unknown>) yield ["a member", part];
  else yield* Object.entries(value);
}
