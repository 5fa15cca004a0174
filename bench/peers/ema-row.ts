/** The EMA-cross task by another engine and by this one, in turn, on the same bars. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clocked, collectGarbage, median, pairwise, spreadOf } from "../measure.ts";
import { type Candles, candles } from "../reference/candles.ts";
import type { Measured, Row } from "../row.ts";
import {
  type FusedAnswer,
  fusedAnswer,
  requireSameEquity,
  requireSameTrades,
  requireSoundBooks,
} from "../task/check.ts";
import { type EmaCrossRun, emaCrossRun } from "../task/ema-cross.ts";
import { withFolder } from "../task/folder.ts";
import { MILLION, playOut } from "../task/wide-run.ts";
import { Adapter, type PeerTiming } from "./adapter.ts";
import { compare, type PeerAnswer } from "./compare.ts";
import { ensureInstalled, folderOf } from "./install.ts";
import type { Peer } from "./peer.ts";

const SEED = 42;
const WARM_UP = 3;
/** Our runs for each of theirs, which takes far longer. */
const OWN_RUNS = 3;

export const emaRow = (peer: Peer): Row => ({
  name: `peer:${peer.name}`,
  about: `${peer.packages[0]}: EMA cross on ${peer.bars.toLocaleString("en-US")} bars, by it and by this engine in turn`,
  ...(peer.limit === undefined ? {} : { limit: peer.limit }),
  run: () => {
    ensureInstalled(peer, (line) => process.stderr.write(`${line}\n`));
    return withFolder(async (folder) => {
      const bars = candles(peer.bars, SEED);
      const answer = fusedAnswer(bars);
      const file = join(folder, "bars.bin");
      writeColumnsOf(bars, file);
      const adapter = await Adapter.start(peer, [file, folderOf(peer)]);
      try {
        return await measured(peer, adapter, bars, answer);
      } finally {
        adapter.end();
      }
    });
  },
});

async function measured(peer: Peer, adapter: Adapter, bars: Candles, answer: FusedAnswer): Promise<Measured> {
  const first = await adapter.run(); // Compiles and warms up; its answer is held to the reference.
  const comparison = compare((await adapter.answer()) as PeerAnswer, answer, peer.because);
  for (let time = 0; time < WARM_UP; time++) ownRun(bars);
  requireAnswer(bars, answer);
  const own: number[] = [];
  const timings: PeerTiming[] = [];
  for (let round = 0; round < peer.rounds; round++) {
    own.push(median(Array.from({ length: OWN_RUNS }, () => ownRun(bars))));
    timings.push(await adapter.run());
  }
  requireAnswer(bars, answer);
  const theirs = timings.map(counted);
  const perSecond = (ms: number): number => (peer.bars / ms) * 1_000;
  const { equalsReference, differs } = comparison;
  return {
    value: perSecond(median(own)),
    unit: "bars/s",
    reference: `${peer.name} ${adapter.version}`,
    referenceValue: perSecond(median(theirs)),
    ratio: median(theirs) / median(own),
    spread: spreadOf(pairwise(theirs, own, (their, our) => their / our)),
    digest: `${peer.bars} bars of seed ${SEED}: ${answer.run.trades} trades, final equity ${answer.run.finalEquity.toFixed(6)} by this engine`,
    version: adapter.version,
    equalsReference,
    ...(differs === undefined ? {} : { differs }),
    peakMb: Math.round(peakOf(timings)),
    firstRunMs: Math.round(counted(first)),
    lines: [
      equalsReference ? "every trade and the final equity equal the reference" : `differs: ${differs}`,
      `${peer.bars.toLocaleString("en-US")} bars, ${saidOf(first, timings)}`,
    ],
  };
}

/** Neither waiting for a core nor a second thread is held against a peer. */
export const counted = ({ wallMs, cpuMs }: PeerTiming): number => Math.min(wallMs, cpuMs);

const peakOf = (timings: readonly PeerTiming[]): number => Math.max(...timings.map(({ peakMb }) => peakMb));

/** The runs of a peer in words. */
export function saidOf(first: PeerTiming, timings: readonly PeerTiming[]): string {
  const { min, max } = spreadOf(timings.map(counted));
  const runs = `${timings.length} runs of ${min.toFixed(0)} to ${max.toFixed(0)} ms`;
  return `${runs} after a first one of ${counted(first).toFixed(0)} ms; peak ${peakOf(timings).toFixed(0)} MB`;
}

/** Held from one measurement to the next: see `interleaved`. */
let run: EmaCrossRun;

/** Milliseconds of processor time of one run. */
function ownRun(bars: Candles): number {
  collectGarbage(); // While the last run is still held.
  run = emaCrossRun([bars], MILLION);
  return clocked(() => playOut(run));
}

/** @throws WrongDigest when our last run did not come to the reference */
function requireAnswer({ time }: Candles, answer: FusedAnswer): void {
  requireSameTrades(run.engine.portfolio.trades, answer, time);
  requireSameEquity(run, answer);
  requireSoundBooks(run);
}

/** Six columns of doubles, one after the other. */
function writeColumnsOf({ time, open, high, low, close, volume }: Candles, file: string): void {
  const columns = [time, open, high, low, close, volume];
  writeFileSync(file, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))));
}
