/** The recorded feed of depth and trades by hftbacktest and by this exchange, in turn, with orders resting in the queues. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireSame } from "../digest.ts";
import { clocked, collectGarbage, median, pairwise, spreadOf } from "../measure.ts";
import { type Measured, type Row, RowSkipped } from "../row.ts";
import { ROOT } from "../task/repository.ts";
import { TapeRun } from "../task/tape-run.ts";
import { type BenchTape, benchTapes } from "../task/tapes.ts";
import { Adapter, type PeerTiming } from "./adapter.ts";
import { counted, saidOf } from "./ema-row.ts";
import { ensureInstalled } from "./install.ts";
import type { Peer } from "./peer.ts";

const FEED = join(ROOT, "..", "shared", "data", "trades-books", "binance-usdm_BTCUSDT_2024-08-08_feed.gz");
const ORDER_EVERY = 500;
const PASSES = 10;
const WARM_UP = 2;

/** What the adapter answers. */
interface TickAnswer {
  /** Changed levels and trades. */
  readonly rows: number;
  readonly orders: number;
  readonly fills: number;
  readonly bestBidTick: number;
  readonly bestAskTick: number;
}

export const tickRow = (peer: Peer): Row => ({
  name: `peer:${peer.name}`,
  about: `${peer.packages[0]}: depth and trades of a recorded feed, by it and by this exchange in turn`,
  ...(peer.limit === undefined ? {} : { limit: peer.limit }),
  run: async () => {
    if (!existsSync(FEED)) throw new RowSkipped("../shared/data/trades-books is absent");
    ensureInstalled(peer, (line) => process.stderr.write(`${line}\n`));
    const adapter = await Adapter.start(peer, [FEED, String(PASSES), String(ORDER_EVERY)]);
    try {
      return await measured(peer, adapter, depthAndTrades());
    } finally {
      adapter.end();
    }
  },
});

/** What both engines hear: without the best quotes, which the other one does not read. */
function depthAndTrades(): BenchTape {
  const tape = benchTapes().tapes.find(({ name }) => name === "usdm");
  if (tape === undefined) throw new Error("there is no tape of usdm");
  return { ...tape, events: tape.events.filter(({ kind }) => kind !== "quote") };
}

async function measured(peer: Peer, adapter: Adapter, tape: BenchTape): Promise<Measured> {
  const first = await adapter.run();
  const found = (await adapter.answer()) as TickAnswer; // The words of hft.py.
  for (let time = 0; time < WARM_UP; time++) ownRun(tape);
  const own: number[] = [];
  const timings: PeerTiming[] = [];
  for (let round = 0; round < peer.rounds; round++) {
    own.push(ownRun(tape));
    timings.push(await adapter.run());
  }
  const book = last.exchange.bookOf(last.instrument.id);
  requireSame("the book is whole", book.isWhole, true);
  const bests = `${book.bids.best} and ${book.asks.best}`;
  const isSameBook = book.bids.best === found.bestBidTick && book.asks.best === found.bestAskTick;
  const theirs = timings.map(counted);
  let ticks = 0;
  for (const event of tape.events) ticks += "ticks" in event ? event.ticks.length : 1;
  const perSecond = (ms: number): number => ((ticks * PASSES) / ms) * 1_000;
  const fills = `${found.fills} fills of ${found.orders} orders, ours ${last.fills}`;
  return {
    value: perSecond(median(own)),
    unit: "events/s",
    reference: `${peer.name} ${adapter.version}`,
    referenceValue: perSecond(median(theirs)),
    ratio: median(theirs) / median(own),
    spread: spreadOf(pairwise(theirs, own, (their, our) => their / our)),
    digest: `${PASSES} passes over ${ticks} changed levels and trades, best ticks at the end ${bests}`,
    version: adapter.version,
    equalsReference: isSameBook && found.fills === last.fills,
    differs: `${isSameBook ? "the same best prices at the end" : "other best prices at the end"}; ${fills}: ${peer.because}`,
    peakMb: Math.round(Math.max(...timings.map(({ peakMb }) => peakMb))),
    firstRunMs: Math.round(counted(first)),
    lines: [
      `${isSameBook ? "the same" : "OTHER"} best prices at the end; ${fills} (${peer.because})`,
      `${PASSES} passes over ${ticks.toLocaleString("en-US")} events, ${saidOf(first, timings)}`,
    ],
  };
}

/** Held from one measurement to the next: see `interleaved`. */
let last: TapeRun;

/** Milliseconds of processor time of all passes. */
function ownRun(tape: BenchTape): number {
  let ms = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    collectGarbage(); // While the last run is still held.
    last = new TapeRun(tape);
    ms += clocked(() => last.play());
  }
  return ms;
}
