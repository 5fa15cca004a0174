/** What is kept of a run that goes on: whoever takes it up from that comes to the same as by walking all of its journal. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { planOf, sessionOf, type Traded } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type Script,
  VENUE_FACTS,
  VENUE_RUN,
  type VenuePlayed,
} from "../../../tests/builders/venue-run.ts";
import { adjust, bars, close, none, open, type Strategy, strategy } from "../../core/strategy/index.ts";
import { createJournal, lastSequenceIn, readJournal } from "../journal/index.ts";
import { boardOn } from "../research/index.ts";
import type { RunnerParts } from "./assemble-run.ts";
import type { RunnerEnding } from "./messages.ts";
import { OldJournal, snapshotFile } from "./old-journal.ts";
import { type RunSnapshot, type SnapshotAhead, Unkeepable, writeSnapshot } from "./run-snapshot.ts";
import { SnapshotMaker } from "./snapshot-maker.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "timonel-snapshot-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const journal = (): string => join(directory, "journal");

/** Opens, protects and closes by turns, for reasons that it has to remember. */
const turning = (state: () => unknown = () => ({ asked: 0 })): Strategy =>
  strategy({
    name: "turning",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    state: state as () => { asked: number },
    onBar: ({ state: own, chance }) => {
      own.asked++;
      const why = `asked ${own.asked} times, ${chance.int(100)}`;
      if (own.asked % 5 === 2) return open("long", { why, stop: 90, target: 130 });
      if (own.asked % 5 === 4) return adjust(why, { stop: 91 });
      return own.asked % 5 === 0 ? close(why) : none;
    },
  });
const HOURS = 40;
const lineOf = (one: Strategy): Traded => ({
  instrument: perpetual(),
  bars: closes(100, ...Array.from({ length: HOURS - 1 }, (_, hour) => 100 + (hour % 3))),
  strategy: one,
});

/** Takes everything, fills what is at the market, and interrupts the run after so many hours. */
const obliging = (hours: number): Script => ({
  onSend: (request, venue) => {
    if (isQuestion(request)) return;
    venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome: accepting(request) });
    if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: START });
    if (request.kind !== "submit") return;
    venue.accepted(request.id);
    if (request.request.type === "market") venue.filled(request, "100");
  },
  onIdle: (venue, idle) => {
    if (idle > 2_000) throw new Error("the run never ends");
    venue.time(START + (idle + 1) * HOUR);
    if (idle + 1 === hours) venue.interrupt();
  },
});

/** Everything that somebody may want to see is kept. */
const WANTS = { stops: true, daily: true };
const TRADING = { kind: "trade", isNew: false, statusEveryMs: 1e9, ...WANTS } as const;

/** The rest of it, told again from the first hour on: what is known already says nothing. */
const playOn = (old: readonly string[], line: Traded, snapshot?: SnapshotAhead): VenuePlayed =>
  playAtVenue([line], obliging(HOURS), { old, epoch: 2, snapshot, firstNumber: 1, task: TRADING });

/** A run of so many hours whose process died, without the end that an interrupt writes. */
function begun(hours: number, line: Traded): readonly string[] {
  const { records } = playAtVenue([line], obliging(hours));
  return records.filter((record) => !record.startsWith("Z"));
}

/** `together`: so many records a group. */
function written(records: readonly string[], together = 1): void {
  const made = createJournal(journal(), { run: "run", build: "test" });
  records.forEach((record, place) => {
    made.append(record);
    if ((place + 1) % together === 0) made.commit();
  });
  made.close();
}

const orderOf = (line: Traded) => {
  const plan = planOf([line]);
  const task = { kind: "snapshot", ...WANTS } as const;
  const board = new SharedArrayBuffer(64);
  return { plan, board, facts: VENUE_FACTS, session: sessionOf([line], plan, 2), journal: journal(), task };
};

/** Of the journal as it is now. */
function makerFor(line: Traded, lastSequence = lastSequenceIn(journal())): SnapshotMaker {
  const order = orderOf(line);
  const old = new OldJournal(order);
  const parts: RunnerParts = {
    ...{ order, board: boardOn(order.board), strategies: [line.strategy], journal: undefined },
    ...{ old: old.records(), snapshot: old.snapshot },
    now: () => 0,
    tell: () => undefined,
    nextMail: () => undefined,
  };
  return new SnapshotMaker(parts, VENUE_RUN, old, lastSequence);
}

/** Behind that record or soon after it. */
const taken = (line: Traded, place: number): RunSnapshot | undefined => makerFor(line).take(place);

/** What stands behind the old records, but for who wrote it. */
const behind = (old: readonly string[], { records }: VenuePlayed): readonly string[] =>
  records.slice(old.length).filter((record) => !record.startsWith("E"));

/** What people are told and shown of it, but for how long it took and how much of it was walked. */
function seen({ ending, told }: VenuePlayed): unknown {
  const days = told.flatMap((one) =>
    one.kind === "notes" ? one.notes.filter(({ kind }) => kind === "day") : [],
  );
  const status = told.findLast((one) => one.kind === "live" && one.report.kind === "status");
  expect(ending.kind).toBe("done");
  const { elapsedMs: _, ...outcome } = (ending as Extract<RunnerEnding, { kind: "done" }>).outcome;
  return { days, status, outcome };
}

describe("a run that is taken up from a snapshot", () => {
  test.each([1, 7])(
    "goes on as one whose whole journal is walked, wherever it was taken: groups of %i",
    (together) => {
      const line = lineOf(turning());
      const old = begun(20, line);
      written(old, together);
      const whole = playOn(old, line);
      expect(behind(old, whole).filter((record) => record.startsWith("D")).length).toBeGreaterThan(20);
      let found = 0;
      for (let place = 2; place < old.length; place += 3) {
        const snapshot = taken(line, place);
        if (snapshot === undefined) continue; // Between the last record and the end there is nothing to stand before.
        found++;
        writeSnapshot(snapshotFile(journal()), snapshot);
        const read = new OldJournal(orderOf(line));
        expect(read.passedOver).toBeUndefined();
        const first = read.records().next();
        expect(first.done === true || first.value).toEqual({
          sequence: snapshot.next,
          record: old[snapshot.next - 1],
        });
        const again = playOn(old, line, read.snapshot);
        expect(behind(old, again)).toEqual(behind(old, whole));
        expect(seen(again)).toEqual(seen(whole));
        rmSync(snapshotFile(journal()));
      }
      expect(found).toBeGreaterThan(20);
    },
  );

  test("is kept again from there on", () => {
    const line = lineOf(turning());
    const old = begun(20, line);
    written(old);
    const first = taken(line, 10) as RunSnapshot;
    writeSnapshot(snapshotFile(journal()), first);
    const second = taken(line, 60) as RunSnapshot;
    expect(second.next).toBeGreaterThan(first.next);
    expect(second.place.next).toBeLessThanOrEqual(second.next);
    rmSync(snapshotFile(journal()));
    expect(second.state).toEqual(taken(line, 60)?.state);
    expect(taken(line, 1)).toBeDefined();
    writeSnapshot(snapshotFile(journal()), second);
    expect(taken(line, 10)).toBeUndefined(); // It knows more already.
  });
});

describe("a snapshot is passed over", () => {
  const line = lineOf(turning());
  const kept = (): RunSnapshot => {
    written(begun(20, line));
    const snapshot = taken(line, 30) as RunSnapshot;
    writeSnapshot(snapshotFile(journal()), snapshot);
    return snapshot;
  };
  const whyNot = (order: ConstructorParameters<typeof OldJournal>[0] = orderOf(line)): string | undefined => {
    const { passedOver, snapshot } = new OldJournal(order);
    expect(snapshot === undefined).toBe(passedOver !== undefined);
    return passedOver;
  };
  const inRunner = { ...orderOf(line), journal: "" };

  test("where every byte of it was changed, or it was cut", () => {
    kept();
    const file = snapshotFile(journal());
    const whole = readFileSync(file);
    expect(whyNot()).toBeUndefined();
    for (let at = 0; at < whole.length; at += 97) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x20;
      writeFileSync(file, bytes);
      expect(whyNot()).toMatch(/damaged|another version/);
      writeFileSync(file, whole.subarray(0, at));
      expect(whyNot()).toMatch(/damaged/);
    }
  });

  test.each([
    ["another run", { facts: { ...VENUE_FACTS, configHash: "other" } }, /of another run/],
    [
      "another version",
      { session: { ...inRunner.session, version: "9" } },
      /another version of this program/,
    ],
    [
      "other strategies",
      { session: { ...inRunner.session, strategies: [{ symbol: "X", name: "y", sha256: "z" }] } },
      /strategies have changed/,
    ],
    ["other wishes", { task: { kind: "snapshot" as const, stops: false, daily: true } }, /told otherwise/],
  ])("by %s", (_what, other, why) => {
    kept();
    expect(whyNot({ ...orderOf(line), ...other })).toMatch(why);
  });

  test("where the journal ends before it, though behind the group that it bears", () => {
    const records = begun(20, line);
    written(records, 7);
    const inAGroup = ({ next, place }: RunSnapshot): boolean => next - place.next > 1;
    const all = Array.from({ length: 20 }, (_, more) => taken(line, 30 + more) as RunSnapshot);
    const snapshot = all.find(inAGroup) as RunSnapshot;
    expect(snapshot).toBeDefined();
    writeSnapshot(snapshotFile(journal()), snapshot);
    rmSync(journal(), { recursive: true });
    written(records.slice(0, snapshot.next - 2), 7);
    expect(whyNot()).toMatch(/does not go on behind it/);
  });

  test("where the journal is another one, or an older copy of it", () => {
    const { next } = kept();
    const records = [...readJournal(journal())].map(({ record }) => record);
    rmSync(journal(), { recursive: true });
    written(records.slice(0, next - 5));
    expect(whyNot()).toMatch(/does not go on behind it/);
    rmSync(journal(), { recursive: true });
    written(records.map((record, place) => (place === 3 ? `${record} ` : record)));
    expect(whyNot()).toMatch(/does not go on behind it/);
    rmSync(journal(), { recursive: true });
    written(records);
    expect(whyNot()).toBeUndefined();
  });
});

test.each([
  ["a function", () => ({ asked: 0, later: () => 1 }), /state\.later is a function/],
  [
    "an object of a class",
    () => ({ asked: 0, at: [new URL("file:///")] }),
    /state\.at\.0 is an object of the class URL/,
  ],
  [
    "the same as a key",
    () => ({ asked: 0, of: new Map([[Symbol("x"), 1]]) }),
    /state\.of\.a key is a symbol/,
  ],
])("nothing is kept of a run whose strategy remembers %s", (_what, state, why) => {
  const line = lineOf(turning(state));
  written(begun(20, line));
  const snapshot = taken(line, 30) as RunSnapshot;
  const keep = (one: RunSnapshot): void => writeSnapshot(snapshotFile(journal()), one);
  const make = (): unknown => makerFor(line, 300).work(keep);
  for (const one of [() => keep(snapshot), make]) {
    expect(one).toThrow(Unkeepable);
    expect(one).toThrow(why);
  }
});

test("one is tried out before it is kept, and is not kept where strategies would answer otherwise now", () => {
  const line = lineOf(turning());
  const old = begun(20, line);
  written(old);
  const kept: RunSnapshot[] = [];
  const keep = (one: RunSnapshot): void => void kept.push(one);
  expect(makerFor(line, 300).work(keep)).toEqual({ kind: "kept", records: (kept[0]?.next ?? 0) - 1 });
  expect(makerFor(line, 256).work(keep)).toEqual({ kind: "kept", records: 0 }); // Too early.
  expect(kept).toHaveLength(1);
  const other = lineOf(turning(() => ({ asked: 1 })));
  expect(() => makerFor(other, 300).work(keep)).toThrow(
    /strategies would answer \d+ questions otherwise now/,
  );
  expect(kept).toHaveLength(1);
});

test("what is written in part, or does not fit on the disk, does not take the place of the one before", () => {
  const line = lineOf(turning());
  written(begun(20, line));
  const snapshot = taken(line, 30) as RunSnapshot;
  const file = snapshotFile(journal());
  writeSnapshot(file, snapshot);
  const before = readFileSync(file);
  writeFileSync(`${file}.4711.partial`, "of a process that died");
  rmSync(file);
  mkdirSync(file); // Nothing can be put here.
  expect(() => writeSnapshot(file, snapshot)).toThrow(Unkeepable);
  expect(readdirSync(directory).sort()).toEqual(["journal", "snapshot"]);
  rmSync(file, { recursive: true });
  writeSnapshot(file, snapshot);
  expect(readFileSync(file)).toEqual(before);
});

test("a memory that comes back to itself is kept", () => {
  const line = lineOf(
    turning(() => {
      const own: { asked: number; self?: unknown } = { asked: 0 };
      own.self = own;
      return own;
    }),
  );
  written(begun(20, line));
  const snapshot = taken(line, 30) as RunSnapshot;
  writeSnapshot(snapshotFile(journal()), snapshot);
  expect(new OldJournal(orderOf(line)).snapshot?.next).toBe(snapshot.next);
});
