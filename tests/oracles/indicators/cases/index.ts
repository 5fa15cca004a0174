import type { IndicatorCase } from "../case.ts";
import { AVERAGES } from "./averages.ts";
import { OSCILLATORS } from "./oscillators.ts";
import { PATTERNS } from "./patterns.ts";
import { STATISTICS } from "./statistics.ts";
import { STRUCTURE } from "./structure.ts";
import { TREND } from "./trend.ts";
import { VOLATILITY } from "./volatility.ts";
import { VOLUME } from "./volume.ts";

/** Every indicator of the house, in the order of docs/INDICATORS.md. */
export const CASES: readonly IndicatorCase[] = [
  ...AVERAGES,
  ...OSCILLATORS,
  ...TREND,
  ...VOLATILITY,
  ...VOLUME,
  ...STATISTICS,
  ...STRUCTURE,
  ...PATTERNS,
];
