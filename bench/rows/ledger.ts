/**
 * ledger: what it costs a bars-ema run that its books are exact. The fills of such a run are booked once more, by the
 * portfolio and by a book in doubles that does the same duties; the run is then charged the one instead of the other.
 */
import { type Amount, amountToNumber, priceToNumber, quantityToNumber } from "../../src/core/base/index.ts";
import type { Fill, Instrument } from "../../src/core/domain/index.ts";
import { Portfolio } from "../../src/core/portfolio/index.ts";
import { requireNear, requireSame } from "../digest.ts";
import { clocked, interleaved, median, spreadOf } from "../measure.ts";
import { candles } from "../reference/candles.ts";
import { SEED_42 } from "../reference/known-answers.ts";
import type { Row } from "../row.ts";
import { requireKnown, requireSoundBooks } from "../task/check.ts";
import { DoubleBook, type DoubleFill } from "../task/double-book.ts";
import { type EmaCrossRun, emaCrossRun } from "../task/ema-cross.ts";
import { MILLION, playOut } from "../task/wide-run.ts";

const ROUNDS = 9;
const WARM_UP = 3;
/** Booked this often in one measurement, so that it is about as long as a run of the engine. */
const EXACT_OVER = 8;
const DOUBLE_OVER = 64;
const TAKER_FEE = 0.0004;
const WITHIN = 1e-6;
const WHY = { strategy: "ema-cross-task", exitReason: "signal" } as const;

export const ledger: Row = {
  name: "ledger",
  about: "the exact ledger against the same book in doubles, over the fills of bars-ema",
  limit: { of: "ratio", goal: 1.1, floor: 1.25 },
  run: async () => {
    const bars = candles(SEED_42.bars, SEED_42.seed);
    const { run, fills } = recorded(bars);
    const [instrument] = run.engine.portfolio.positions.map((position) => position.instrument);
    if (instrument === undefined) throw new Error("a run has an instrument");
    const doubles = fills.map(inDoubles);
    // Held from one measurement to the next: see `interleaved`.
    const held = { run, exact: exactBook(instrument, fills), double: doubleBook(doubles) };
    const digest = requireSameBooks(run, held.exact, held.double);
    const times = interleaved(
      {
        engine: () => {
          held.run = emaCrossRun([bars], MILLION);
          return clocked(() => playOut(held.run));
        },
        exact: () =>
          clocked(() => {
            held.exact = exactBook(instrument, fills);
          }, EXACT_OVER),
        double: () =>
          clocked(() => {
            held.double = doubleBook(doubles);
          }, DOUBLE_OVER),
      },
      { rounds: ROUNDS, warmUp: WARM_UP },
    );
    const ratios = times.engine.map((engine, k) => {
      return engine / (engine - (times.exact[k] ?? 0) + (times.double[k] ?? 0));
    });
    const [engine, exact, double] = [median(times.engine), median(times.exact), median(times.double)];
    const perFill = (ms: number): number => (ms * 1e6) / fills.length;
    return {
      value: perFill(exact),
      unit: "ns/fill",
      reference: "the same in doubles",
      referenceValue: perFill(double),
      ratio: engine / (engine - exact + double),
      spread: spreadOf(ratios),
      digest,
    };
  },
};

function recorded(bars: ReturnType<typeof candles>): { run: EmaCrossRun; fills: Fill[] } {
  const fills: Fill[] = [];
  const run = emaCrossRun([bars], MILLION, { filled: ({ fill }) => void fills.push(fill) });
  playOut(run);
  requireKnown(run, SEED_42);
  requireSoundBooks(run);
  return { run, fills };
}

function exactBook(instrument: Instrument, fills: readonly Fill[]): Portfolio {
  const valuation = { priceOf: () => undefined };
  const book = new Portfolio({ instruments: [instrument], currency: "USDT", balance: MILLION, valuation });
  for (const fill of fills) book.apply(fill, { ...WHY });
  return book;
}

function doubleBook(fills: readonly DoubleFill[]): DoubleBook {
  const book = new DoubleBook(1, amountToNumber(MILLION));
  for (const fill of fills) book.apply(fill, { ...WHY });
  return book;
}

/** A fill as an engine in doubles would have it. */
const inDoubles = (fill: Fill): DoubleFill => ({
  instrument: fill.instrument,
  side: fill.side,
  price: priceToNumber(fill.price),
  quantity: quantityToNumber(fill.quantity),
  feeRate: TAKER_FEE,
  at: fill.at,
});

/** @returns what was compared. @throws WrongDigest */
function requireSameBooks({ engine }: EmaCrossRun, exact: Portfolio, double: DoubleBook): string {
  requireSame("the exact ledger is balanced", exact.ledger.isBalanced(), true);
  requireSame<bigint>("cash of the exact book", exact.cash, engine.portfolio.cash);
  const near = (what: string, found: number, expected: Amount): void =>
    requireNear(`${what} in doubles`, found, amountToNumber(expected), WITHIN);
  near("cash", double.cash, exact.cash);
  near("fees", double.fees, exact.fees);
  requireSame("trades in doubles", double.trades.length, exact.trades.length);
  exact.trades.forEach((trade, k) => {
    near(`profit of trade ${k}`, double.trades[k]?.pnl ?? Number.NaN, trade.pnl);
    requireNear(`mae of trade ${k}`, double.trades[k]?.mae ?? Number.NaN, trade.mae, WITHIN);
  });
  return `both books agree within 1e-6 in cash, fees and the profit of ${exact.trades.length} trades; the exact one is balanced`;
}
