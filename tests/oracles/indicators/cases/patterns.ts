import type { IndicatorCase } from "../case.ts";

export const PATTERNS: readonly IndicatorCase[] = [];
