import type { JsonObject } from "./fields.ts";

/** What can be wrong with a bar on its way out; the market itself trades on the true one. */
const WAYS: Readonly<Record<string, (bar: JsonObject) => readonly JsonObject[]>> = {
  skip: () => [],
  duplicate: (bar) => [bar, bar],
  unclosed: (bar) => [{ ...bar, closed: false }],
  zero: (bar) => [{ ...bar, low: 0, close: 0 }],
  negative: (bar) => [{ ...bar, low: -1 }],
  nan: (bar) => [{ ...bar, close: null }], // What JSON makes of NaN.
  crossed: (bar) => [{ ...bar, high: bar["low"], low: bar["high"] }],
  spike: (bar) => [{ ...bar, high: Number(bar["high"]) * 10, close: Number(bar["close"]) * 10 }],
  revise: (bar) => [bar, { ...bar, volume: Number(bar["volume"]) + 1 }],
  backwards: (bar) => [{ ...bar, time: Number(bar["time"]) - 2 * Number(bar["intervalMs"]) }],
};

/** A bar as a broken feed tells it; of an unknown way it is told twice. */
export function spoilt(bar: JsonObject, how: string | undefined): readonly JsonObject[] {
  return (WAYS[how ?? "duplicate"] ?? duplicate)(bar);
}

const duplicate = (bar: JsonObject): readonly JsonObject[] => [bar, bar];
