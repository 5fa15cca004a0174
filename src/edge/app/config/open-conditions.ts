import { parseSymbol } from "../../../core/domain/index.ts";
import { nearest } from "../../problem/index.ts";
import type { ListFault } from "./rows.ts";
import { isZone, parseHours } from "./session-hours.ts";

/** A condition for openings, as somebody types it. */
export interface ConditionSetting {
  readonly name: string;
  readonly symbol?: string;
  readonly of?: "atr" | "returns";
  readonly by?: "adx" | "slope";
  /** Bars that the measure looks at, and values that it is ranked among. */
  readonly length?: number;
  readonly window?: number;
  /** `09:30-16:00`, on the clocks of `timeZone`. */
  readonly within?: string;
  readonly timeZone?: string;
  readonly above?: number;
  readonly below?: number;
}

type Row = Readonly<Record<string, unknown>>;
/** What is wrong with a value, in words that follow its key; undefined: nothing. */
type Rule = (value: unknown) => string | undefined;

const oneOf =
  (...words: readonly string[]): Rule =>
  (value) =>
    words.includes(String(value)) ? undefined : `is not one of ${words.join(", ")}`;
const whole =
  (min: number, max: number): Rule =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `is no whole number from ${min} up to ${max}`;
const bound =
  (min: number, max: number, hint = ""): Rule =>
  (value) =>
    typeof value === "number" && value >= min && value <= max
      ? undefined
      : `is no number from ${min} up to ${max}${hint}`;

const length = whole(2, 1_000);
const RATIO = " (0.9 is 90 %)";

interface Shape {
  /** Keys beside name, symbol, above and below. */
  readonly keys: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
  /** What `above` and `below` may be; undefined: it has neither. */
  readonly bound?: (row: Row) => Rule;
  /** Between which values what it measures always lies; undefined: nobody can be sure. */
  readonly reach?: (row: Row) => Reach | undefined;
}

interface Reach {
  readonly least: number;
  readonly most?: number;
}
const FROM_ZERO = (): Reach => ({ least: 0 });

const SHAPES: Readonly<Record<string, Shape>> = {
  volatility: {
    keys: { of: oneOf("atr", "returns"), length, window: whole(10, 10_000) },
    bound: () => bound(0, 1, RATIO),
    reach: () => ({ least: 0, most: 1 }),
  },
  trend: {
    keys: { by: oneOf("adx", "slope"), length },
    required: ["by"],
    bound: ({ by }) => (by === "slope" ? bound(-1, 1, " (0.001 is 0.1 % a bar)") : bound(0, 100)),
    reach: ({ by }) => (by === "adx" ? { least: 0, most: 100 } : undefined),
  },
  spread: { keys: {}, bound: () => bound(0, 10_000, " basis points") },
  price: { keys: {}, required: ["symbol"], bound: () => bound(0, 1e12), reach: FROM_ZERO },
  drawdown: { keys: {}, bound: () => bound(0, 1, RATIO), reach: FROM_ZERO },
  open_positions: { keys: {}, bound: () => bound(0, 10_000), reach: FROM_ZERO },
  exposure: { keys: {}, bound: () => bound(0, 125, " (0.5 is half of equity)"), reach: FROM_ZERO },
  hours: {
    keys: {
      within: (value) =>
        typeof value === "string" && parseHours(value) !== undefined
          ? undefined
          : "is no span such as 09:30-16:00",
      time_zone: (value) =>
        typeof value === "string" && (value === "UTC" || isZone(value))
          ? undefined
          : "is no time zone such as America/New_York",
    },
    required: ["within"],
  },
};

export const CONDITION_NAMES: readonly string[] = Object.keys(SHAPES);

/** All that is wrong with a list of conditions; nothing when it can be used. An empty one asks nothing. */
export function faultsInConditions(value: unknown): readonly ListFault[] {
  if (!Array.isArray(value)) return [{ message: "not a list of conditions", found: value }];
  return value.flatMap((entry, i) =>
    faultsIn(entry).map(({ message, path = [], ...rest }) => ({
      ...rest,
      message: `condition ${i + 1}${message}`,
      path: [String(i), ...path],
    })),
  );
}

const faulty = (message: string, found?: unknown, key?: string): ListFault => ({
  message,
  found,
  ...(key === undefined ? {} : { path: [key] }),
});

function faultsIn(entry: unknown): readonly ListFault[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return [faulty(" is no group of keys", entry)];
  const row = entry as Row; // A group, by the line above.
  const { name, symbol } = row;
  if (name === undefined) return [faulty(` has no name: ${CONDITION_NAMES.join(", ")}`)];
  const shape = typeof name === "string" && Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined)
    return [faulty(` has no known name${guess(String(name), CONDITION_NAMES)}`, name, "name")];
  return [
    ...faultsOfKeys(row, shape),
    ...(isBoundKnown(row, shape) ? faultsOfBounds(row, shape) : []),
    ...(symbol === undefined || isSymbol(symbol)
      ? []
      : [faulty(": symbol is none such as BTC/USDT", symbol, "symbol")]),
  ];
}

function faultsOfKeys(row: Row, { keys, required = [], bound: ofBound }: Shape): readonly ListFault[] {
  const name = String(row["name"]);
  const known = [
    "name",
    "symbol",
    ...Object.keys(keys),
    ...(ofBound === undefined ? [] : ["above", "below"]),
  ];
  const faults = Object.entries(row).flatMap(([key, value]): readonly ListFault[] => {
    if (!known.includes(key))
      return [{ ...faulty(` (${name}) knows no ${key}${guess(key, known)}`, key, key), isKey: true }];
    const fault = keys[key]?.(value);
    return fault === undefined ? [] : [faulty(`: ${key} ${fault}`, value, key)];
  });
  const missing = required.filter((key) => row[key] === undefined);
  return [...faults, ...missing.map((key) => faulty(` (${name}) needs ${key}`))];
}

/** What a bound counts hangs on what the condition needs beside it: before that is right, nothing is said of bounds. */
const isBoundKnown = (row: Row, { keys, required = [] }: Shape): boolean =>
  required.every((key) => row[key] !== undefined && keys[key]?.(row[key]) === undefined);

function faultsOfBounds(row: Row, { bound: ofBound, reach }: Shape): readonly ListFault[] {
  if (ofBound === undefined) return [];
  const { above, below } = row;
  if (above === undefined && below === undefined)
    return [faulty(` (${String(row["name"])}) needs above or below`)];
  const bounds = [
    ["above", above],
    ["below", below],
  ] as const;
  const faults = bounds.flatMap(([key, value]) => {
    const fault =
      value === undefined ? undefined : (ofBound(row)(value) ?? neverMet(key, value, reach?.(row)));
    return fault === undefined ? [] : [faulty(`: ${key} ${fault}`, value, key)];
  });
  if (faults.length > 0) return faults;
  const isEmpty = above !== undefined && below !== undefined && Number(above) >= Number(below);
  return isEmpty
    ? [faulty(": nothing is above its above and below its below", `${String(above)} and ${String(below)}`)]
    : [];
}

/** A bound at the end of what can be measured: nothing would ever open, and nobody would know why. */
function neverMet(key: "above" | "below", value: unknown, reach: Reach | undefined): string | undefined {
  const isNever = key === "below" ? value === reach?.least : value === reach?.most;
  return isNever
    ? `${String(value)} can never hold: it is never ${key === "below" ? "less" : "more"} than that`
    : undefined;
}

const isSymbol = (value: unknown): boolean =>
  typeof value === "string" && parseSymbol(value)?.symbol === value;

/** One line, whatever somebody has typed. */
function guess(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `: ${known.join(", ")}` : `: did you mean ${near}?`;
}

/** Conditions as the file has them, in the names of the code; an empty list is none. */
export function conditionsOf(rows: unknown): readonly ConditionSetting[] | null {
  if (!Array.isArray(rows) || rows.length === 0) return null;
  return rows.map(({ time_zone: timeZone, ...row }: ConditionSetting & { time_zone?: string }) => {
    return timeZone === undefined ? row : { ...row, timeZone };
  });
}
