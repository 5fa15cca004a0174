/**
 * The fast answer to the EMA-cross task: one fused loop over columns, in doubles. It is the floor that an engine's
 * overhead is measured against. A typed port of `fused` in ../shared/bench/fused.mjs: the same loop, statement for
 * statement; its test holds both to the same trades and the same equity. The rules of the task: see ema-cross.ts.
 */
const FEE = 0.0004;

/** What the loop writes into: allocated before any clock starts. */
export interface FusedColumns {
  /** At the close of each bar. */
  readonly equity: Float64Array;
  /** Closed trades, as many as `FusedRun.trades` says. */
  readonly entryBar: Float64Array;
  readonly entryPrice: Float64Array;
  readonly exitBar: Float64Array;
  readonly exitPrice: Float64Array;
  readonly pnl: Float64Array;
}

export interface FusedRun {
  readonly trades: number;
  readonly finalEquity: number;
  readonly maxDrawdown: number;
  readonly fees: number;
  readonly open: boolean;
}

/** A closed trade takes at least two bars, so there are at most bars / 2. */
export function fusedColumns(bars: number): FusedColumns {
  const trades = (bars >> 1) + 1;
  return {
    equity: new Float64Array(bars),
    entryBar: new Float64Array(trades),
    entryPrice: new Float64Array(trades),
    exitBar: new Float64Array(trades),
    exitPrice: new Float64Array(trades),
    pnl: new Float64Array(trades),
  };
}

export function fused(
  open: Float64Array,
  close: Float64Array,
  out: FusedColumns,
  fast = 12,
  slow = 26,
): FusedRun {
  const { equity, entryBar, entryPrice, exitBar, exitPrice, pnl } = out;
  const bars = close.length;
  const af = 2 / (fast + 1);
  const as = 2 / (slow + 1);
  let ef = close[0] as number; // Here and below: in range by the loop. No call, so that nothing has to be inlined.
  let es = close[0] as number;
  let cash = 1e6;
  let units = 0;
  let fees = 0;
  let peak = Number.NEGATIVE_INFINITY;
  let maxDrawdown = 0;
  let pending = 0; // 1 = buy, 2 = sell, filled at the next open.
  let trades = 0;
  let inBar = 0;
  let inPrice = 0;
  for (let i = 0; i < bars; i++) {
    if (pending !== 0) {
      const px = open[i] as number;
      const fee = px * FEE;
      fees += fee;
      if (pending === 1) {
        cash -= px + fee;
        units = 1;
        inBar = i;
        inPrice = px;
      } else {
        cash += px - fee;
        units = 0;
        entryBar[trades] = inBar;
        entryPrice[trades] = inPrice;
        exitBar[trades] = i;
        exitPrice[trades] = px;
        pnl[trades] = px - inPrice - (px + inPrice) * FEE;
        trades++;
      }
      pending = 0;
    }
    const c = close[i] as number;
    const e = cash + units * c;
    equity[i] = e;
    if (e > peak) peak = e;
    else if (peak - e > maxDrawdown) maxDrawdown = peak - e;
    ef += af * (c - ef);
    es += as * (c - es);
    if (i >= slow) {
      if (ef > es) {
        if (units === 0) pending = 1;
      } else if (units === 1) pending = 2;
    }
  }
  return { trades, finalEquity: equity[bars - 1] as number, maxDrawdown, fees, open: units === 1 };
}
