import type { IndicatorCase } from "../case.ts";

export const TREND: readonly IndicatorCase[] = [];
