import type { IndicatorCase } from "../case.ts";

export const STRUCTURE: readonly IndicatorCase[] = [];
