import { at } from "../market/index.ts";

interface Curve {
  /** Before the first row; positive. */
  readonly initialEquity: number;
  readonly equityTime: Float64Array;
  readonly equity: Float64Array;
}

/** The worst of an equity curve. Rows are indices of the curve; -1 stands for the initial equity. */
export interface Drawdown {
  /** Deepest fall, as a positive share of the high before it. */
  readonly depth: number;
  readonly highRow: number;
  readonly lowRow: number;
  /** Longest time under water, of any fall: from the last step at the high to the first one back there, or the end. */
  readonly longestMs: number;
}

/** One time under water. Times are Unix ms. */
export interface DrawdownPeriod {
  /** The last step at the high. */
  readonly peakAt: number;
  readonly troughAt: number;
  /** The first step back at the high; null when the run ended below it. */
  readonly recoveredAt: number | null;
  /** Fall from peak to trough, as a positive share of the peak. */
  readonly depth: number;
}

/** Rows of one time under water. */
interface Fall {
  readonly highRow: number;
  readonly lowRow: number;
  /** Undefined: never. */
  readonly recoveredRow: number | undefined;
  readonly depth: number;
}

/** Deepest fall and longest time under water; of several equally deep falls the first. */
export function drawdownOf(curve: Curve): Drawdown {
  let worst = { depth: 0, highRow: -1, lowRow: -1 };
  let longestMs = 0;
  visitFalls(curve, ({ highRow, lowRow, recoveredRow, depth }) => {
    if (depth > worst.depth) worst = { depth, highRow, lowRow };
    const end = recoveredRow ?? curve.equity.length - 1;
    longestMs = Math.max(longestMs, timeOf(curve, end) - timeOf(curve, highRow));
  });
  return { ...worst, longestMs };
}

/**
 * The deepest times under water, deepest first, then oldest first. The first is as deep as `maxDrawdown`; the longest,
 * which `maxDrawdownDurationMs` measures, need not be among them.
 */
export function deepestDrawdowns(curve: Curve, most = 10): readonly DrawdownPeriod[] {
  const deepest: Fall[] = [];
  visitFalls(curve, (fall) => {
    // A curve may fall at every second step: only what can stay is kept.
    const place = deepest.findLastIndex(({ depth }) => depth >= fall.depth) + 1;
    if (place === most) return;
    deepest.splice(place, 0, fall);
    if (deepest.length > most) deepest.pop();
  });
  return deepest.map(({ highRow, lowRow, recoveredRow, depth }) => ({
    peakAt: timeOf(curve, highRow),
    troughAt: timeOf(curve, lowRow),
    recoveredAt: recoveredRow === undefined ? null : timeOf(curve, recoveredRow),
    depth,
  }));
}

/** The run's start, at the first step's time, is the first high. */
const timeOf = ({ equityTime }: Curve, row: number): number => at(equityTime, Math.max(row, 0));

/** Walks the curve once, oldest fall first. A step at the high without a fall in between is no time under water. */
function visitFalls({ initialEquity, equity }: Curve, visit: (fall: Fall) => void): void {
  let high = initialEquity;
  let highRow = -1;
  let low = high;
  let lowRow = -1;
  for (let i = 0; i < equity.length; i++) {
    const value = at(equity, i);
    if (value < high) {
      if (value < low) {
        low = value;
        lowRow = i;
      }
      continue;
    }
    if (low < high) visit({ highRow, lowRow, recoveredRow: i, depth: (high - low) / high });
    high = value;
    highRow = i;
    low = value;
  }
  if (low < high) visit({ highRow, lowRow, recoveredRow: undefined, depth: (high - low) / high });
}
