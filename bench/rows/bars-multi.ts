/**
 * bars-multi: what a bar costs when 500 instruments share one account, against 50. The same number of bars and of
 * orders both times; every fifth instrument has gaps, so that not all of them close together.
 */
import { amount } from "../../src/core/base/index.ts";
import type { BarColumns } from "../../src/core/market/index.ts";
import { clocked, interleaved, median, pairwise, spreadOf } from "../measure.ts";
import { candles, Rng } from "../reference/candles.ts";
import type { Row } from "../row.ts";
import { fusedAnswer, requireSameTrades, requireSoundBooks, requireSumOfEquity } from "../task/check.ts";
import { type EmaCrossRun, emaCrossRun } from "../task/ema-cross.ts";
import { playOut } from "../task/wide-run.ts";

const FEW = 50;
const MANY = 500;
/** Of all instruments together, before the gaps. */
const BARS = 1_000_000;
const GAPS_EVERY = 5;
const BARS_BETWEEN_GAPS = 200;
const GAP_BARS_MAX = 60;
/** Every instrument can hold its unit at once: cash never binds, so each trades as it would alone. */
const BALANCE = amount("1000000000");
const ROUNDS = 7;
const WARM_UP = 2;

export const barsMulti: Row = {
  name: "bars-multi",
  about: "EMA cross on 50 and on 500 instruments, some with gaps, one account",
  limit: { of: "ratio", goal: 2, floor: 3 },
  run: async () => {
    const few = markets(FEW);
    const many = markets(MANY);
    const runs = { few: checked(few), many: checked(many) };
    const trades = (of: keyof typeof runs): number => runs[of].engine.portfolio.trades.length;
    const digest = `${trades("few")} trades of 50 and ${trades("many")} of 500 instruments`;
    const nanosecondsABar = (of: keyof typeof runs, data: readonly BarColumns[]): number => {
      const run = emaCrossRun(data, BALANCE);
      runs[of] = run; // Held from one measurement to the next: see `interleaved`.
      return (clocked(() => playOut(run)) * 1e6) / run.playback.bars;
    };
    const times = interleaved(
      { few: () => nanosecondsABar("few", few), many: () => nanosecondsABar("many", many) },
      { rounds: ROUNDS, warmUp: WARM_UP },
    );
    return {
      value: 1e9 / median(times.many),
      unit: "bars/s",
      reference: "50 instruments",
      referenceValue: 1e9 / median(times.few),
      ratio: median(times.many) / median(times.few),
      spread: spreadOf(pairwise(times.many, times.few, (a, b) => a / b)),
      digest: `${digest}, each as if it traded alone; final equity is their sum; ledger balanced, venue agrees`,
    };
  },
};

function markets(instruments: number): readonly BarColumns[] {
  return Array.from({ length: instruments }, (_, place) => {
    const whole = candles(BARS / instruments, 1_000 + place);
    return place % GAPS_EVERY === 0 ? withGaps(whole, place) : whole;
  });
}

/** Drops stretches of 1 to 60 bars, about one in 200; the same ones every time. */
function withGaps(bars: BarColumns, seed: number): BarColumns {
  const rng = new Rng(seed);
  let missing = 0;
  const isKept = Array.from(bars.time, () => {
    const draw = rng.u32();
    if (missing > 0) missing--;
    else if (draw % BARS_BETWEEN_GAPS === 0) missing = 1 + ((draw >>> 16) % GAP_BARS_MAX);
    return missing === 0;
  });
  const kept = (column: Float64Array): Float64Array => column.filter((_, row) => isKept[row] === true);
  const { time, open, high, low, close, volume } = bars;
  return {
    time: kept(time),
    open: kept(open),
    high: kept(high),
    low: kept(low),
    close: kept(close),
    volume: kept(volume),
  };
}

/** Each instrument must trade as it does alone, by the fused loop over its own bars. @throws WrongDigest */
function checked(data: readonly BarColumns[]): EmaCrossRun {
  const run = emaCrossRun(data, BALANCE);
  playOut(run);
  const { trades } = run.engine.portfolio;
  const answers = data.map((bars, instrument) => {
    const answer = fusedAnswer(bars);
    const own = trades.filter((trade) => Number(trade.instrument) === instrument);
    requireSameTrades(own, answer, bars.time);
    return answer;
  });
  requireSumOfEquity(run, BALANCE, answers);
  requireSoundBooks(run);
  return run;
}
