/** ticks-l2: trades, quotes and level-2 changes through the simulated exchange with its queues, against a bare array book. */
import { type Amount, formatAmount } from "../../src/core/base/index.ts";
import { type BookSide, NO_TICK } from "../../src/core/market/index.ts";
import { requireSame } from "../digest.ts";
import { clocked, interleaved, median, pairwise, spreadOf } from "../measure.ts";
import { ArrayBook } from "../reference/array-book.ts";
import type { Row } from "../row.ts";
import { TapeRun } from "../task/tape-run.ts";
import { type BenchTape, benchTapes, type Tapes } from "../task/tapes.ts";

const TICKS = 5_000_000;
const ROUNDS = 5;
const WARM_UP = 2;

/** What the resting orders get on each tape: fills, of these as a maker, and their value. */
const FILLS = {
  recorded: {
    spot: { fills: 69, makers: 56, value: "2006.226065" },
    usdm: { fills: 282, makers: 252, value: "448110.8909" },
  },
  made: {
    spot: { fills: 82, makers: 82, value: "2459.791495" },
    usdm: { fills: 83, makers: 83, value: "2490247.995" },
  },
};

/** A subject of the measurement on one tape: made anew, or emptied, before each pass, which does not count. */
interface Pass {
  prepare(): void;
  play(): void;
}

export const ticksL2: Row = {
  name: "ticks-l2",
  about:
    "5,000,000 changed levels, quotes and trades through the exchange's book, limit orders in its queues",
  limit: { of: "ratio", goal: 10, floor: 28 },
  run: async () => {
    const given = benchTapes();
    const digest = checkedTapes(given);
    const { tapes } = given;
    const ticks = tapes.reduce((sum, tape) => sum + tape.ticks, 0);
    const passes = Math.ceil(TICKS / ticks);
    const bare = tapes.map(barePass);
    const exchange = tapes.map(exchangePass);
    const times = interleaved(
      { bare: () => played(bare, passes), exchange: () => played(exchange, passes) },
      { rounds: ROUNDS, warmUp: WARM_UP },
    );
    const perSecond = (ms: number): number => ((ticks * passes) / ms) * 1_000;
    const events = tapes.reduce((sum, tape) => sum + tape.events.length, 0);
    return {
      value: perSecond(median(times.exchange)),
      unit: "events/s",
      reference: "bare array book",
      referenceValue: perSecond(median(times.bare)),
      ratio: median(times.exchange) / median(times.bare),
      spread: spreadOf(pairwise(times.exchange, times.bare, (a, b) => a / b)),
      digest,
      lines: [
        `${passes} passes over ${events} messages of ${given.isRecorded ? "the recorded feeds" : "made tapes: ../shared/data/trades-books is absent"}`,
      ],
    };
  },
};

/** Milliseconds of all passes. */
function played(subjects: readonly Pass[], passes: number): number {
  let ms = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (const subject of subjects) {
      subject.prepare();
      ms += clocked(() => subject.play());
    }
  }
  return ms;
}

function barePass({ events }: BenchTape): Pass & { readonly book: ArrayBook } {
  const book = new ArrayBook(middleOf(events));
  const current = fromSnapshot(events);
  return { book, prepare: () => book.clear(), play: () => book.play(current) };
}

/** The snapshot, what came before it and is newer, and all that follows: an array book knows no versions. */
function fromSnapshot(events: BenchTape["events"]): BenchTape["events"] {
  const place = events.findIndex((event) => event.kind === "snapshot");
  const snapshot = events[place];
  if (snapshot?.kind !== "snapshot") throw new Error("the tape has no snapshot");
  const newer = events.slice(0, place).filter((event) => event.kind === "diff" && event.last > snapshot.last);
  return [snapshot, ...newer, ...events.slice(place + 1)];
}

function exchangePass(tape: BenchTape): Pass {
  let run = new TapeRun(tape);
  return {
    prepare: () => {
      run = new TapeRun(tape);
    },
    play: () => run.play(),
  };
}

function middleOf(events: BenchTape["events"]): number {
  const quote = events.find((event) => event.kind === "quote");
  if (quote?.kind !== "quote") throw new Error("the tape has no quote");
  return quote.bidTick;
}

/** Both books must end with the same levels, and the orders with the fills they are known to get. @throws WrongDigest */
export function checkedTapes({ isRecorded, tapes }: Tapes): string {
  const said = tapes.map((tape) => {
    const run = new TapeRun(tape);
    run.play();
    const expected = FILLS[isRecorded ? "recorded" : "made"][tape.name as "spot" | "usdm"]; // The names of RECORDED.
    requireSame(`fills of ${tape.name}`, run.fills, expected.fills);
    requireSame(`fills as a maker of ${tape.name}`, run.makers, expected.makers);
    requireSame(`value filled of ${tape.name}`, formatAmount(run.value as Amount), expected.value);
    const bare = barePass(tape);
    bare.play();
    const book = run.exchange.bookOf(run.instrument.id);
    requireSame(`the book of ${tape.name} is whole`, book.isWhole, true);
    const levels = [book.bids, book.asks].map(levelsOf);
    [bare.book.bids, bare.book.asks].forEach((side, place) => {
      requireSame(`levels of ${tape.name}`, levels[place]?.join(" "), side.levels().join(" "));
    });
    return `${tape.name}: ${run.fills} fills worth ${expected.value}, ${levels.flat().length} levels at the end`;
  });
  return `${said.join("; ")}; every level as in the array book`;
}

/** All levels, lowest price first. */
function levelsOf(side: BookSide): readonly (readonly [tick: number, size: number])[] {
  const levels: [number, number][] = [];
  for (let tick = side.best; tick !== NO_TICK; tick = side.next(tick)) levels.push([tick, side.size(tick)]);
  return side.isBid ? levels.reverse() : levels;
}
