/**
 * The fast answer to the bracket task: one fused loop over columns, in doubles, ten indicators on every bar. A typed port
 * of `bracket` in ../shared/bench/bracket_fast.mjs: the same loop, statement for statement; its test holds both to the
 * same trades, equity and checksums. The rules of the task stand at the top of ../shared/bench/bracket_ref.mjs.
 */
import { createHash } from "node:crypto";
import { at, type BarColumns } from "../../src/core/market/index.ts";

const MAKER = 0.0002;
const TAKER = 0.0004;

/** What the loop writes into: allocated before any clock starts. */
export interface BracketColumns {
  /** At the close of each bar. */
  readonly equity: Float64Array;
  /** Closed trades, as many as `BracketFastRun.trades` says. */
  readonly signalBar: Float64Array;
  readonly entryBar: Float64Array;
  readonly entryPrice: Float64Array;
  readonly exitBar: Float64Array;
  readonly exitPrice: Float64Array;
  /** 0 = stop, 1 = target. */
  readonly reason: Uint8Array;
  readonly pnl: Float64Array;
}

/** The sum of each value over the bars from index 60 on. */
export interface BracketChecksums {
  readonly ema12: number;
  readonly ema26: number;
  readonly atr14: number;
  readonly rsi14: number;
  readonly sma50: number;
  readonly bollingerUpper: number;
  readonly bollingerLower: number;
  readonly donchianHigh: number;
  readonly donchianLow: number;
  readonly macdSignal: number;
  readonly zscore20: number;
  readonly obv: number;
}

export interface BracketFastRun {
  readonly trades: number;
  readonly stops: number;
  readonly finalEquity: number;
  readonly maxDrawdown: number;
  readonly fees: number;
  readonly open: boolean;
  readonly working: boolean;
  readonly orders: {
    readonly submitted: number;
    readonly filled: number;
    readonly cancelled: number;
    readonly expired: number;
  };
  readonly checksums: BracketChecksums;
}

/** One trade a bar at most. */
export function bracketColumns(bars: number): BracketColumns {
  const column = (): Float64Array => new Float64Array(bars);
  return {
    equity: column(),
    signalBar: column(),
    entryBar: column(),
    entryPrice: column(),
    exitBar: column(),
    exitPrice: column(),
    reason: new Uint8Array(bars),
    pnl: column(),
  };
}

/** Below, every `as number` is in range by the loop. No call, so that nothing has to be inlined. */
export function bracketFast(c: BarColumns, out: BracketColumns): BracketFastRun {
  const { open, high, low, close, volume } = c;
  const { equity, signalBar, entryBar, entryPrice, exitBar, exitPrice, reason, pnl } = out;
  const bars = close.length;

  // Indicators. Window sums are kept in whole ticks, so they are exact and do not drift.
  const a12 = 2 / 13;
  const a26 = 2 / 27;
  const a9 = 2 / 10;
  let e12 = close[0] as number;
  let e26 = close[0] as number;
  let sig = 0;
  let atr = 0;
  let gain = 0;
  let loss = 0;
  let obv = 0;
  let prev = close[0] as number;
  let s50 = 0;
  let s20 = 0;
  let q20 = 0;
  let top = 0; // Bar of the highest high of 20.
  let bottom = 0; // Bar of the lowest low of 20.
  const ring = new Float64Array(64); // Close in ticks of the last 64 bars.
  let kE12 = 0;
  let kE26 = 0;
  let kAtr = 0;
  let kRsi = 0;
  let kSma = 0;
  let kUp = 0;
  let kDown = 0;
  let kHigh = 0;
  let kLow = 0;
  let kSig = 0;
  let kZ = 0;
  let kObv = 0;

  let state = 0; // 0 flat, 1 limit working, 2 long.
  let sBar = 0;
  let sAtr = 0;
  let limit = 0;
  let inBar = 0;
  let inPrice = 0;
  let stop = 0;
  let target = 0;
  let cash = 1e6;
  let fees = 0;
  let peak = Number.NEGATIVE_INFINITY;
  let maxDrawdown = 0;
  let trades = 0;
  let stops = 0;
  let limits = 0;
  let entries = 0;
  let expired = 0;

  for (let i = 0; i < bars; i++) {
    const o = open[i] as number;
    const h = high[i] as number;
    const l = low[i] as number;
    const x = close[i] as number;

    if (state !== 0) {
      let exit = 0;
      let why = 0;
      if (state === 2) {
        if (l <= stop) exit = o < stop ? o : stop;
        else if (o >= target) {
          exit = o;
          why = 1;
        } else if (h > target) {
          exit = target;
          why = 1;
        }
      } else if (l < limit) {
        state = 2;
        entries++;
        inBar = i;
        inPrice = o < limit ? o : limit;
        const t = Math.round(inPrice * 100);
        stop = Math.floor(t - 200 * sAtr) / 100;
        target = Math.ceil(t + 300 * sAtr) / 100;
        cash -= inPrice + inPrice * MAKER;
        fees += inPrice * MAKER;
        if (l <= stop) exit = stop;
      } else if (i - sBar === 5) {
        state = 0;
        expired++;
      }
      if (exit !== 0) {
        const fee = exit * (why === 0 ? TAKER : MAKER);
        cash += exit - fee;
        fees += fee;
        signalBar[trades] = sBar;
        entryBar[trades] = inBar;
        entryPrice[trades] = inPrice;
        exitBar[trades] = i;
        exitPrice[trades] = exit;
        reason[trades] = why;
        pnl[trades] = exit - inPrice - inPrice * MAKER - fee;
        trades++;
        if (why === 0) stops++;
        state = 0;
      }
    }
    const eq = state === 2 ? cash + x : cash;
    equity[i] = eq;
    if (eq > peak) peak = eq;
    else if (peak - eq > maxDrawdown) maxDrawdown = peak - eq;

    e12 += a12 * (x - e12);
    e26 += a26 * (x - e26);
    sig += a9 * (e12 - e26 - sig);
    const up = x > prev ? x - prev : 0;
    const down = x < prev ? prev - x : 0;
    let range = h - l;
    if (i > 0) range = Math.max(range, Math.abs(h - prev), Math.abs(l - prev));
    if (i >= 14) atr = (atr * 13 + range) / 14;
    else {
      atr += range;
      if (i === 13) atr /= 14;
    }
    if (i > 14) {
      gain = (gain * 13 + up) / 14;
      loss = (loss * 13 + down) / 14;
    } else {
      gain += up;
      loss += down;
      if (i === 14) {
        gain /= 14;
        loss /= 14;
      }
    }
    if (x > prev) obv += volume[i] as number;
    else if (x < prev) obv -= volume[i] as number;
    prev = x;
    const t = Math.round(x * 100);
    s50 += t;
    s20 += t;
    q20 += t * t;
    if (i >= 20) {
      const z = ring[(i - 20) & 63] as number;
      s20 -= z;
      q20 -= z * z;
    }
    if (i >= 50) s50 -= ring[(i - 50) & 63] as number;
    ring[i & 63] = t;
    if (h >= (high[top] as number)) top = i;
    else if (top <= i - 20) {
      top = i - 19;
      for (let k = i - 18; k <= i; k++) if ((high[k] as number) >= (high[top] as number)) top = k;
    }
    if (l <= (low[bottom] as number)) bottom = i;
    else if (bottom <= i - 20) {
      bottom = i - 19;
      for (let k = i - 18; k <= i; k++) if ((low[k] as number) <= (low[bottom] as number)) bottom = k;
    }

    if (i >= 60) {
      const rsi = loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
      const mean = s20 / 20; // In ticks, as is the deviation.
      const dev = Math.sqrt(20 * q20 - s20 * s20) / 20;
      kE12 += e12;
      kE26 += e26;
      kAtr += atr;
      kRsi += rsi;
      kSma += s50 / 5000;
      kSig += sig;
      kObv += obv;
      kUp += (mean + 2 * dev) / 100;
      kDown += (mean - 2 * dev) / 100;
      kHigh += high[top] as number;
      kLow += low[bottom] as number;
      if (dev > 0) kZ += (t - mean) / dev;
      if (state === 0 && e12 > e26 && rsi < 60) {
        state = 1;
        limits++;
        sBar = i;
        sAtr = atr;
        limit = Math.floor((x - 0.25 * atr) * 100) / 100;
      }
    }
  }
  return {
    trades,
    stops,
    finalEquity: equity[bars - 1] as number,
    maxDrawdown,
    fees,
    open: state === 2,
    working: state === 1,
    orders: { submitted: limits + 2 * entries, filled: entries + trades, cancelled: trades, expired },
    checksums: {
      ema12: kE12,
      ema26: kE26,
      atr14: kAtr,
      rsi14: kRsi,
      sma50: kSma,
      bollingerUpper: kUp,
      bollingerLower: kDown,
      donchianHigh: kHigh,
      donchianLow: kLow,
      macdSignal: kSig,
      zscore20: kZ,
      obv: kObv,
    },
  };
}

/** One closed trade in whole ticks and whole millionths: double arithmetic reaches it after rounding. */
export interface BracketTrade {
  readonly signalBar: number;
  readonly entryBar: number;
  readonly entryTicks: number;
  readonly exitBar: number;
  readonly exitTicks: number;
  readonly reason: 0 | 1;
  readonly pnlMicro: number;
}

export const bracketTrades = (out: BracketColumns, trades: number): readonly BracketTrade[] =>
  Array.from({ length: trades }, (_, k) => ({
    signalBar: at(out.signalBar, k),
    entryBar: at(out.entryBar, k),
    entryTicks: Math.round(at(out.entryPrice, k) * 100),
    exitBar: at(out.exitBar, k),
    exitTicks: Math.round(at(out.exitPrice, k) * 100),
    reason: out.reason[k] === 0 ? 0 : 1,
    pnlMicro: Math.round(at(out.pnl, k) * 1e6),
  }));

/** The trade digest of the task: the first 16 hex digits of the SHA-256 over one line a trade. */
export function digestOfBracketTrades(trades: readonly BracketTrade[]): string {
  const hash = createHash("sha256");
  for (const trade of trades) hash.update(`${lineOf(trade)}\n`);
  return hash.digest("hex").slice(0, 16);
}

export const lineOf = (trade: BracketTrade): string => {
  const { signalBar, entryBar, entryTicks, exitBar, exitTicks, reason, pnlMicro } = trade;
  return [signalBar, entryBar, entryTicks, exitBar, exitTicks, reason, pnlMicro].join(",");
};
