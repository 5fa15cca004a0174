import type { IndicatorCase } from "../case.ts";

export const STATISTICS: readonly IndicatorCase[] = [];
