import { at } from "../market/index.ts";

/** The worst of an equity curve. Rows are indices of the curve; -1 stands for the initial equity. */
export interface Drawdown {
  /** Deepest fall, as a positive share of the high before it. */
  readonly depth: number;
  readonly highRow: number;
  readonly lowRow: number;
  /** Longest time under water, of any fall: from the last step at the high to the first one back there, or the end. */
  readonly longestMs: number;
}

/** Walks the curve once. The run's start, at the first step's time, is the first high. */
export function drawdownOf(curve: {
  readonly initialEquity: number;
  readonly equityTime: Float64Array;
  readonly equity: Float64Array;
}): Drawdown {
  const { equityTime, equity } = curve;
  const steps = equity.length;
  let high = curve.initialEquity;
  let highRow = -1;
  let worst = { depth: 0, highRow: -1, lowRow: -1 };
  let longestMs = 0;
  let highTime = steps > 0 ? at(equityTime, 0) : 0;
  for (let i = 0; i < steps; i++) {
    const value = at(equity, i);
    if (value < high) {
      const depth = (high - value) / high;
      if (depth > worst.depth) worst = { depth, highRow, lowRow: i };
      continue;
    }
    // Back at the high. A step without a fall in between is no time under water.
    if (highRow < i - 1) longestMs = Math.max(longestMs, at(equityTime, i) - highTime);
    high = value;
    highRow = i;
    highTime = at(equityTime, i);
  }
  if (steps > 0 && highRow < steps - 1) longestMs = Math.max(longestMs, at(equityTime, steps - 1) - highTime);
  return { ...worst, longestMs };
}
