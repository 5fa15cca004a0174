import type { Brand, DurationMs } from "../base/index.ts";

/** Length of a bar: `1m`, `15m`, `1h`, `1d`. Months differ in length and are no interval of the engine. */
export type Interval = Brand<string, "Interval">;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of `15m`; undefined when the text is no interval. */
export function intervalMs(text: string): DurationMs | undefined {
  const match = /^([1-9]\d{0,3})([smhdw])$/.exec(text);
  if (match === null) return undefined;
  const unit = UNIT_MS[match[2] ?? ""];
  return unit === undefined ? undefined : ((Number(match[1]) * unit) as DurationMs);
}
