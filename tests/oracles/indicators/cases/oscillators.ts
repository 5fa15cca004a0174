import type { IndicatorCase } from "../case.ts";

export const OSCILLATORS: readonly IndicatorCase[] = [];
