import type { IndicatorCase } from "../case.ts";

export const VOLUME: readonly IndicatorCase[] = [];
