/** bars-ema: the EMA-cross task through the whole engine, against the bare loop that gives the same answer. */
import { clocked, interleaved, median, pairwise, spreadOf } from "../measure.ts";
import { type Candles, candles } from "../reference/candles.ts";
import { fused } from "../reference/fused.ts";
import { type KnownAnswer, SEED_7, SEED_42 } from "../reference/known-answers.ts";
import type { Row } from "../row.ts";
import {
  type FusedAnswer,
  fusedAnswer,
  requireKnown,
  requireSameEquity,
  requireSameTrades,
  requireSoundBooks,
} from "../task/check.ts";
import { type EmaCrossRun, emaCrossRun } from "../task/ema-cross.ts";
import { MILLION, playOut } from "../task/wide-run.ts";

const ROUNDS = 11;
const WARM_UP = 3;
/** Passes of the bare loop in one measurement: about as long as the engine's, so that what disturbs one disturbs both. */
const PASSES = 16;

export const barsEma: Row = {
  name: "bars-ema",
  about: "EMA cross on 1,000,000 bars, every trade and the equity curve recorded, all limits on",
  limit: { of: "ratio", goal: 16, floor: 32 },
  run: async () => {
    checked(SEED_7);
    const { bars, answer, played } = checked(SEED_42);
    let run = played; // Held from one measurement to the next: see `interleaved`.
    const { open, close } = bars;
    const times = interleaved(
      {
        fused: () => clocked(() => fused(open, close, answer.out), PASSES),
        engine: () => {
          run = emaCrossRun([bars], MILLION);
          return clocked(() => playOut(run));
        },
      },
      { rounds: ROUNDS, warmUp: WARM_UP },
    );
    const perSecond = (ms: number): number => (bars.bars / ms) * 1_000;
    const engine = median(times.engine);
    const bare = median(times.fused);
    return {
      value: perSecond(engine),
      unit: "bars/s",
      reference: "fused loop",
      referenceValue: perSecond(bare),
      ratio: engine / bare,
      spread: spreadOf(pairwise(times.engine, times.fused, (a, b) => a / b)),
      digest: `${said(SEED_42)}; ${said(SEED_7)}; every trade and the equity at every close`,
    };
  },
};

interface Checked {
  readonly bars: Candles;
  readonly answer: FusedAnswer;
  readonly played: EmaCrossRun;
}

/** Plays a seed with a known answer and holds everything that was recorded to it. @throws WrongDigest */
function checked(known: KnownAnswer): Checked {
  const bars = candles(known.bars, known.seed);
  const answer = fusedAnswer(bars);
  const played = emaCrossRun([bars], MILLION);
  playOut(played);
  requireKnown(played, known);
  requireSameTrades(played.engine.portfolio.trades, answer, bars.time);
  requireSameEquity(played, answer);
  requireSoundBooks(played);
  return { bars, answer, played };
}

const said = ({ seed, trades, digest, finalEquityMicro }: KnownAnswer): string =>
  `seed ${seed}: ${trades} trades ${digest}, final equity ${(Number(finalEquityMicro) / 1e6).toFixed(6)}`;
