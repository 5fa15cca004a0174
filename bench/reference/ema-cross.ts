/**
 * The EMA-cross task, slow and plain on purpose: an exact ledger in millionths. A typed port of `reference` and
 * `summary` in ../shared/bench/ema_cross_ref.mjs; its test holds both to the same trades, equity and digests.
 *
 *   data     candles(bars, seed); price = ticks / 100
 *   ema      a = 2 / (n + 1); the first value is the first close; then e += a * (close - e), IEEE double, in this order
 *   signal   at the close of bar i, i >= slow: want = fast > slow
 *            flat and want: market buy of 1 unit;  holding and not want: market sell of 1 unit
 *   fill     at the open of bar i + 1, fee 4 bps of the notional, each side; an order of the last bar never fills
 *   account  starts with 1,000,000.00
 *   records  every closed trade; equity at every close = cash + units * close
 *   end      an open position stays open, marked at the last close
 */
import { createHash } from "node:crypto";
import { at } from "../../src/core/market/index.ts";
import { candles } from "./candles.ts";

const MICRO_PER_TICK = 10_000n;
/** 4 bps of one tick of notional. */
const FEE_MICRO_PER_TICK = 4n;

export interface ReferenceTrade {
  readonly entryBar: number;
  readonly entryTicks: bigint;
  readonly exitBar: number;
  readonly exitTicks: bigint;
  readonly pnlMicro: bigint;
}

export interface ReferenceRun {
  readonly bars: number;
  readonly trades: readonly ReferenceTrade[];
  /** At the close of each bar, in millionths. */
  readonly equity: readonly bigint[];
  readonly fees: bigint;
  readonly open: boolean;
}

export function reference(bars: number, seed: number, fast = 12, slow = 26): ReferenceRun {
  const { openTicks, closeTicks } = candles(bars, seed);
  const af = 2 / (fast + 1);
  const as = 2 / (slow + 1);
  let cash = 1_000_000n * 1_000_000n;
  let units = 0n;
  let pending: "buy" | "sell" | undefined;
  let entry = { bar: 0, ticks: 0n };
  let fees = 0n;
  let ef = 0;
  let es = 0;
  const trades: ReferenceTrade[] = [];
  const equity: bigint[] = [];
  for (let bar = 0; bar < bars; bar++) {
    if (pending !== undefined) {
      const ticks = BigInt(at(openTicks, bar));
      const fee = ticks * FEE_MICRO_PER_TICK;
      fees += fee;
      if (pending === "buy") {
        cash -= ticks * MICRO_PER_TICK + fee;
        units += 1n;
        entry = { bar, ticks };
      } else {
        cash += ticks * MICRO_PER_TICK - fee;
        units -= 1n;
        const pnlMicro = (ticks - entry.ticks) * MICRO_PER_TICK - (ticks + entry.ticks) * FEE_MICRO_PER_TICK;
        trades.push({
          entryBar: entry.bar,
          entryTicks: entry.ticks,
          exitBar: bar,
          exitTicks: ticks,
          pnlMicro,
        });
      }
      pending = undefined;
    }
    equity.push(cash + units * BigInt(at(closeTicks, bar)) * MICRO_PER_TICK);
    const close = at(closeTicks, bar) / 100;
    ef = bar === 0 ? close : ef + af * (close - ef);
    es = bar === 0 ? close : es + as * (close - es);
    if (bar < slow) continue;
    if (ef > es && units === 0n) pending = "buy";
    else if (!(ef > es) && units === 1n) pending = "sell";
  }
  return { bars, trades, equity, fees, open: units === 1n };
}

/** What a run comes to in a few words; amounts in millionths. */
export interface Summary {
  readonly bars: number;
  readonly closedTrades: number;
  readonly open: boolean;
  readonly feesMicro: string;
  readonly finalEquityMicro: string;
  readonly maxDrawdownMicro: string;
  readonly tradesDigest: string;
  readonly equityDigest: string;
}

export function summary(run: ReferenceRun): Summary {
  let peak = run.equity[0] ?? 0n;
  let drawdown = 0n;
  for (const equity of run.equity) {
    if (equity > peak) peak = equity;
    if (peak - equity > drawdown) drawdown = peak - equity;
  }
  return {
    bars: run.bars,
    closedTrades: run.trades.length,
    open: run.open,
    feesMicro: run.fees.toString(),
    finalEquityMicro: (run.equity.at(-1) ?? 0n).toString(),
    maxDrawdownMicro: drawdown.toString(),
    tradesDigest: digestOfTrades(run.trades),
    equityDigest: digestOf(run.equity.map(String)),
  };
}

/** One line a trade, in whole ticks and whole millionths: double arithmetic reaches it after rounding. */
export const digestOfTrades = (trades: readonly ReferenceTrade[]): string =>
  digestOf(
    trades.map(({ entryBar, entryTicks, exitBar, exitTicks, pnlMicro }) =>
      [entryBar, entryTicks, exitBar, exitTicks, pnlMicro].join(","),
    ),
  );

/** The first 16 hex digits of the SHA-256 over the lines. */
function digestOf(lines: readonly string[]): string {
  const hash = createHash("sha256");
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest("hex").slice(0, 16);
}
