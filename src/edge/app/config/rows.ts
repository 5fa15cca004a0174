/** Lists of groups in a config, such as margin tiers: each group has the same keys, and all of them are numbers. */

/** What is wrong inside a list: `found` is the value that does not fit, not the whole list. */
export interface ListFault {
  readonly message: string;
  readonly found: unknown;
  /** Where in the list: the place of a row, then its key where that is what does not fit. */
  readonly path?: readonly string[];
  /** The key itself is wrong, not its value. */
  readonly isKey?: boolean;
}

/** What a list holds. */
export interface RowShape<Name extends string> {
  /** `margin tiers`, and one of them: `tier`. */
  readonly list: string;
  readonly one: string;
  readonly names: readonly Name[];
  /** Words of other programs for these keys, and what to write instead. */
  readonly brought?: Readonly<Record<string, string>>;
  /** What is wrong with a row whose keys are right, by itself and after the one before; undefined: nothing. */
  fault(
    row: Readonly<Record<Name, unknown>>,
    before: Readonly<Record<Name, number>> | undefined,
  ): string | undefined;
}

/** What is wrong with a list, in words that begin with the place of the row; undefined when it can be used. */
export function faultInRows<Name extends string>(value: unknown, shape: RowShape<Name>): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return `not a list of ${shape.list}`;
  let before: Readonly<Record<Name, number>> | undefined;
  for (const [i, entry] of value.entries()) {
    const fault = faultOfKeys(entry, shape) ?? shape.fault(entry as Record<Name, unknown>, before);
    if (fault !== undefined) return `${shape.one} ${i + 1}${fault}`;
    before = entry as Record<Name, number>; // Just checked.
  }
  return undefined;
}

function faultOfKeys<Name extends string>(
  entry: unknown,
  { names, brought }: RowShape<Name>,
): string | undefined {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return " is no group of keys";
  const own = Object.keys(entry);
  for (const key of own) if (brought !== undefined && Object.hasOwn(brought, key)) return `: ${brought[key]}`;
  const isJust = own.length === names.length && names.every((name) => own.includes(name));
  return isJust ? undefined : ` does not have just ${names.join(", ")}`;
}

/** Whether a value is a number above `min` (or at it) and up to `max`. */
export function isWithin(value: unknown, min: number, max: number, isMinAllowed = false): value is number {
  if (typeof value !== "number" || !(value <= max)) return false;
  return isMinAllowed ? value >= min : value > min;
}
