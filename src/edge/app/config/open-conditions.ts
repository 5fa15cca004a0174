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
}

const SHAPES: Readonly<Record<string, Shape>> = {
  volatility: {
    keys: { of: oneOf("atr", "returns"), length, window: whole(10, 10_000) },
    bound: () => bound(0, 1, RATIO),
  },
  trend: {
    keys: { by: oneOf("adx", "slope"), length },
    required: ["by"],
    bound: ({ by }) => (by === "slope" ? bound(-1, 1, " (0.001 is 0.1 % a bar)") : bound(0, 100)),
  },
  spread: { keys: {}, bound: () => bound(0, 10_000, " basis points") },
  price: { keys: {}, required: ["symbol"], bound: () => bound(0, 1e12) },
  drawdown: { keys: {}, bound: () => bound(0, 1, RATIO) },
  open_positions: { keys: {}, bound: () => bound(0, 10_000) },
  exposure: { keys: {}, bound: () => bound(0, 125, " (0.5 is half of equity)") },
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

/** What is wrong with a list of conditions; undefined when it can be used. An empty one asks nothing. */
export function faultInConditions(value: unknown): string | ListFault | undefined {
  if (!Array.isArray(value)) return "not a list of conditions";
  for (const [i, entry] of value.entries()) {
    const fault = faultIn(entry);
    if (fault !== undefined) return { ...fault, message: `condition ${i + 1}${fault.message}` };
  }
  return undefined;
}

const faulty = (message: string, found?: unknown): ListFault => ({ message, found });

function faultIn(entry: unknown): ListFault | undefined {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return faulty(" is no group of keys", entry);
  const row = entry as Row; // A group, by the line above.
  const { name } = row;
  if (name === undefined) return faulty(` has no name: ${CONDITION_NAMES.join(", ")}`);
  const shape = typeof name === "string" && Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined) return faulty(` has no known name${guess(String(name), CONDITION_NAMES)}`, name);
  const { symbol } = row;
  return (
    faultOfKeys(row, shape) ??
    faultOfBounds(row, shape) ??
    (symbol === undefined || isSymbol(symbol)
      ? undefined
      : faulty(": symbol is none such as BTC/USDT", symbol))
  );
}

function faultOfKeys(row: Row, { keys, required = [], bound: ofBound }: Shape): ListFault | undefined {
  const known = [
    "name",
    "symbol",
    ...Object.keys(keys),
    ...(ofBound === undefined ? [] : ["above", "below"]),
  ];
  for (const [key, value] of Object.entries(row)) {
    if (!known.includes(key))
      return faulty(` (${String(row["name"])}) knows no ${key}${guess(key, known)}`, key);
    const fault = keys[key]?.(value);
    if (fault !== undefined) return faulty(`: ${key} ${fault}`, value);
  }
  const missing = required.find((key) => row[key] === undefined);
  return missing === undefined ? undefined : faulty(` (${String(row["name"])}) needs ${missing}`);
}

function faultOfBounds(row: Row, { bound: ofBound }: Shape): ListFault | undefined {
  if (ofBound === undefined) return undefined;
  const { above, below } = row;
  if (above === undefined && below === undefined)
    return faulty(` (${String(row["name"])}) needs above or below`);
  for (const [key, value] of [
    ["above", above],
    ["below", below],
  ] as const) {
    const fault = value === undefined ? undefined : ofBound(row)(value);
    if (fault !== undefined) return faulty(`: ${key} ${fault}`, value);
  }
  const isEmpty = above !== undefined && below !== undefined && Number(above) >= Number(below);
  return isEmpty
    ? faulty(": nothing is above its above and below its below", `${String(above)} and ${String(below)}`)
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
