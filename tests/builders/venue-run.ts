/** A run at a venue that says what a test lets it say: the real runner and engine, in this process and its own time. */
import { amount, price, type UnixMs } from "../../src/core/base/index.ts";
import { type Journal, JournalFull, type Reserve } from "../../src/edge/journal/index.ts";
import type {
  BarRecord,
  ClientOrderId,
  OrderNews,
  Outcome,
  VenueNews,
  VenueOrder,
} from "../../src/edge/ports/index.ts";
import { boardOn } from "../../src/edge/research/index.ts";
import type { RunnerParts } from "../../src/edge/runner/assemble-run.ts";
import type { RunnerAnswer, RunnerEnding, RunnerMail, RunnerTask } from "../../src/edge/runner/messages.ts";
import { encodeRecord, type RunFacts } from "../../src/edge/runner/record.ts";
import type { SnapshotAhead } from "../../src/edge/runner/run-snapshot.ts";
import { VenueAftermath } from "../../src/edge/runner/venue-aftermath.ts";
import type { LastResort, Outgoing, VenueQuestion } from "../../src/edge/runner/venue-messages.ts";
import { VenueRunner } from "../../src/edge/runner/venue-runner.ts";
import { spoilt } from "../../src/edge/venues/simulated/bad-bar.ts";
import { HOUR, START } from "./instrument.ts";
import { journalInto, planOf, sessionOf, type Traded } from "./journaled-run.ts";

/** How the scripted venue behaves. Both hooks may put mail into the box. */
export interface Script {
  /** Something leaves for the venue. */
  onSend?(request: Outgoing, venue: VenueVoice): void;
  /** The same, where nothing can be written down any more. */
  onLastResort?(request: LastResort, venue: VenueVoice): void;
  /** The run waits: the next word of the venue. Nothing left to say: throw, or the run would wait for ever. */
  onIdle(venue: VenueVoice, idle: number): void;
  /** How the bar of that row is told; undefined: as it is. One of the ways of the simulated venue. */
  spoil?(row: number): string | undefined;
}

/** What the venue can say. Events get their numbers here. */
export interface VenueVoice {
  mail(mail: RunnerMail): void;
  /** The time of the data has come to here: the bars that have closed since are told first. */
  time(at: number): void;
  /** As the next event; with a number: as that one, again. */
  tell(news: VenueNews, number?: number): void;
  order(id: ClientOrderId, news: OrderNews): void;
  accepted(id: ClientOrderId): void;
  /** All of it, at a price. */
  filled(request: Extract<Outgoing, { kind: "submit" }>, at: string): void;
  interrupt(): void;
  /** Number of the newest event that it told. */
  readonly newest: number;
  /** What it told after this number the run wants to hear. */
  readonly wantedAfter: number;
}

export interface VenuePlayed {
  readonly records: readonly string[];
  readonly ending: RunnerEnding;
  readonly told: readonly RunnerAnswer[];
  readonly sent: readonly Outgoing[];
  /** What the venue told, in order. */
  readonly news: readonly Told[];
}

export interface Told {
  readonly number: number;
  readonly news: VenueNews;
}

export const VENUE_RUN = "testruns";
export const VENUE_FACTS: RunFacts = {
  schema: "timonel.run-journal/1",
  run: "run",
  configHash: "config",
  dataHash: "data",
  venue: true,
};

/** Whether it asks about an order, and asks for nothing to be done. */
export const isQuestion = (outgoing: Outgoing): outgoing is VenueQuestion =>
  outgoing.kind === "look" || outgoing.kind === "check" || outgoing.kind === "terms";

/** The answer of a venue that has taken what was asked for; of a submit, in the terms that it asked for. */
export function accepting(outgoing: Outgoing): Outcome {
  const terms = outgoing.kind === "submit" ? outgoing.request : {};
  return { kind: "ACCEPTED", order: { ...terms, id: outgoing.id } as unknown as VenueOrder };
}

/** Takes up what `old` holds, and trades at the scripted venue. `firstNumber`: of the next event that it tells. */
export function playAtVenue(
  lines: readonly Traded[],
  script: Script,
  {
    old = [],
    firstNumber = 1,
    epoch = 1,
    disk,
    snapshot,
    task = { kind: "trade", isNew: old.length === 0, statusEveryMs: 1e9, stops: false, daily: false },
  }: {
    old?: readonly string[];
    firstNumber?: number;
    epoch?: number;
    /** It is full after so many more records; `isShort`: it says so before. */
    disk?: { readonly room: number; readonly reserve: Reserve; readonly isShort?: () => boolean };
    /** Of `old` only what comes behind it is walked. */
    snapshot?: SnapshotAhead | undefined;
    /** To trade, unless a test says otherwise. */
    task?: Extract<RunnerTask, { kind: "trade" | "aftermath" }>;
  } = {},
): VenuePlayed {
  const plan = planOf(lines);
  const records = [...old];
  const session = sessionOf(lines, plan, epoch);
  records.push(encodeRecord({ kind: "entered", session }));
  const shared = new SharedArrayBuffer(64);
  const board = boardOn(shared);
  const box: RunnerMail[] = [];
  const told: RunnerAnswer[] = [];
  const sent: Outgoing[] = [];
  let clock = 0;
  let number = firstNumber;
  let idle = 0;
  let timeTold: number = START;
  let wantedAfter = 0;
  const news: Told[] = [];
  const voice: VenueVoice = {
    mail: (mail) => void box.push(mail),
    tell: (one, again) => {
      const told = { number: again ?? number++, news: one };
      news.push(told);
      box.push({ kind: "news", ...told });
    },
    time: (at) => {
      for (; timeTold + HOUR <= at; timeTold += HOUR)
        for (const bar of barsFrom(plan, timeTold, script)) voice.tell(bar);
      voice.tell({ kind: "time", at: at as UnixMs });
    },
    order: (id, one) => voice.tell({ kind: "order", id, isForeign: false, news: one, at: one.at }),
    accepted: (id) => voice.order(id, { kind: "OrderAccepted", at: 0 as UnixMs }),
    filled: ({ id, request }, at) =>
      voice.order(id, {
        kind: "OrderFilled",
        at: 0 as UnixMs,
        fill: {
          id,
          number,
          instrument: request.instrument,
          side: request.side,
          price: price(at),
          quantity: request.quantity,
          fee: amount("0"),
          feeAsset: "USDT",
          liquidity: "taker",
          tradeId: `trade-${number}`,
          at: 0 as UnixMs,
        },
      }),
    interrupt: () => board.askStop(),
    get newest() {
      return number - 1;
    },
    get wantedAfter() {
      return wantedAfter;
    },
  };
  board.awaitMail = (_, ms) => {
    clock += ms;
    if (box.length === 0) script.onIdle(voice, idle++);
  };
  const parts: RunnerParts = {
    order: {
      plan,
      board: shared,
      facts: VENUE_FACTS,
      session,
      journal: "",
      task,
    },
    board,
    strategies: lines.map(({ strategy }) => strategy),
    journal: disk === undefined ? journalInto(records) : fullDisk(records, disk),
    reserve: disk?.reserve,
    old: old
      .map((record, i) => ({ sequence: i + 1, record }))
      .filter(({ sequence }) => sequence >= (snapshot?.next ?? 1)),
    snapshot,
    now: () => clock,
    tell: (answer) => {
      told.push(answer);
      if (answer.kind === "trading") wantedAfter = answer.after;
      if (answer.kind === "last resort") script.onLastResort?.(answer.request, voice);
      if (answer.kind !== "send") return;
      sent.push(answer.request);
      script.onSend?.(answer.request, voice);
    },
    nextMail: () => box.shift(),
  };
  const runner =
    task.kind === "trade" ? new VenueRunner(parts, VENUE_RUN) : new VenueAftermath(parts, VENUE_RUN, task);
  return { ending: endingOf(runner), records, told, sent, news };
}

function endingOf(runner: VenueRunner | VenueAftermath): RunnerEnding {
  try {
    return runner.work();
  } catch (error) {
    if (error instanceof JournalFull) return { kind: "problem", details: error.details };
    throw error;
  }
}

/** A journal that takes so many records, and then none. */
function fullDisk(
  records: string[],
  { room, isShort }: { readonly room: number; readonly isShort?: () => boolean },
): Journal {
  const end = records.length + room;
  const journal = journalInto(records);
  const full = new JournalFull("journal", "ENOSPC");
  const refuse = (): void => {
    if (records.length >= end) throw full;
  };
  return {
    ...journal,
    get lastSequence() {
      return records.length;
    },
    get shortage() {
      return isShort?.() === true ? full : undefined;
    },
    append: (record) => {
      refuse();
      return journal.append(record);
    },
    flush: refuse,
    commit: refuse,
  };
}

/** The bars that begin then, as a venue with such a feed tells them when they close. */
function barsFrom(
  { series }: ReturnType<typeof planOf>,
  start: number,
  script: Script,
): readonly VenueNews[] {
  return series.flatMap(({ instrument, intervalMs, columns }) => {
    const row = columns.time.indexOf(start);
    if (row < 0) return [];
    const values = Object.entries(columns).map(([name, column]) => [name, column[row]]);
    const bar = { instrument, intervalMs, row, closed: true, ...Object.fromEntries(values) };
    const how = script.spoil?.(row);
    return (how === undefined ? [bar] : spoilt(bar, how)).map(({ closed, ...told }) => ({
      kind: "bar",
      // What is no number on the wire is read as NaN.
      bar: { ...told, close: told["close"] ?? Number.NaN } as unknown as BarRecord,
      isClosed: closed === true,
      at: (start + HOUR) as UnixMs,
    }));
  });
}
