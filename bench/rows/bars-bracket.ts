/** bars-bracket: the bracket task through the whole engine, against the bare loop that gives the same answer. */
import { clocked, interleaved, median, pairwise, spreadOf } from "../measure.ts";
import { bracketFast } from "../reference/bracket-fast.ts";
import { candles } from "../reference/candles.ts";
import { BRACKET_7, BRACKET_42, type KnownAnswer } from "../reference/known-answers.ts";
import type { Row } from "../row.ts";
import { type BracketRun, bracketRun } from "../task/bracket.ts";
import { requireSoundBooks } from "../task/check.ts";
import {
  type BracketAnswer,
  BracketEar,
  bracketAnswer,
  requireKnownBracket,
  requireSameBracketEquity,
  requireSameBracketTrades,
} from "../task/check-bracket.ts";
import { playOut } from "../task/wide-run.ts";

const ROUNDS = 5;
const WARM_UP = 2;
/** Passes of the bare loop in one measurement: about as long as the engine's, so that what disturbs one disturbs both. */
const PASSES = 4;

export const barsBracket: Row = {
  name: "bars-bracket",
  about:
    "limit entries, stops, targets and ten indicators on 1,000,000 bars, everything recorded, all limits on",
  limit: { of: "ratio", goal: 2.5, floor: 5 },
  run: async () => {
    checked(BRACKET_7);
    const { bars, answer, played } = checked(BRACKET_42);
    let run = played; // Held from one measurement to the next: see `interleaved`.
    const times = interleaved(
      {
        fused: () => clocked(() => bracketFast(bars, answer.out), PASSES),
        engine: () => {
          run = bracketRun(bars);
          return clocked(() => playOut(run));
        },
      },
      { rounds: ROUNDS, warmUp: WARM_UP },
    );
    requireSameBracketEquity(run, answer); // Of the last run that was timed, to which nobody listened.
    const perSecond = (ms: number): number => (BRACKET_42.bars / ms) * 1_000;
    const engine = median(times.engine);
    const bare = median(times.fused);
    return {
      value: perSecond(engine),
      unit: "bars/s",
      reference: "fused loop",
      referenceValue: perSecond(bare),
      ratio: engine / bare,
      spread: spreadOf(pairwise(times.engine, times.fused, (a, b) => a / b)),
      digest: `${said(BRACKET_42)}; ${said(BRACKET_7)}; every trade, order count and equity at every close`,
    };
  },
};

interface Checked {
  readonly bars: ReturnType<typeof candles>;
  readonly answer: BracketAnswer;
  readonly played: BracketRun;
}

/** Plays a seed with a known answer and holds everything that was recorded to it. @throws WrongDigest */
function checked(known: KnownAnswer): Checked {
  const bars = candles(known.bars, known.seed);
  const answer = bracketAnswer(bars);
  const ear = new BracketEar();
  const played = bracketRun(bars, ear);
  playOut(played);
  requireKnownBracket(played, ear, known);
  requireSameBracketTrades(played, ear, answer);
  requireSameBracketEquity(played, answer);
  requireSoundBooks(played);
  return { bars, answer, played };
}

const said = ({ seed, trades, digest, finalEquityMicro }: KnownAnswer): string =>
  `seed ${seed}: ${trades} trades ${digest}, final equity ${(Number(finalEquityMicro) / 1e6).toFixed(6)}`;
