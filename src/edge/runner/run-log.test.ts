import { describe, expect, test } from "vitest";
import { encodeRecord, type RunSession } from "./record.ts";
import { ReplayDiffers, RunLog } from "./run-log.ts";

const old = (...records: readonly string[]) => records.map((record, i) => ({ sequence: i + 1, record }));
const session = (epoch: number): RunSession => ({ epoch, at: epoch, version: "1", strategies: [] });
const entered = (epoch: number): string => encodeRecord({ kind: "entered", session: session(epoch) });

function sink() {
  const records: string[] = [];
  return {
    records,
    get lastSequence() {
      return records.length;
    },
    append: (record: string) => records.push(record),
  };
}

const differenceOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    if (error instanceof ReplayDiffers) return error.difference;
    throw error;
  }
  return undefined;
};

describe("the records of a run", () => {
  test("are held against the old ones first, then written", () => {
    const to = sink();
    const log = new RunLog(old("M1", "Da", "M2"), to);
    for (const text of ["M1", "Da", "M2"]) {
      expect(log.isReplaying).toBe(true);
      log.writeText(text);
    }
    expect([log.isReplaying, log.replayed, log.peek()]).toEqual([false, 3, undefined]);
    log.writeText("M3");
    expect(to.records).toEqual(["M3"]);
  });

  test("differ at the first one that is another, and name both", () => {
    const log = new RunLog(old("M1", "Da"), sink());
    log.writeText("M1");
    expect(differenceOf(() => log.writeText("Db"))).toEqual({ sequence: 2, written: "Da", now: "Db" });
  });

  test("that cannot be read differ from anything", () => {
    const log = new RunLog(old("??"), sink());
    expect(log.isReplaying).toBe(true);
    expect(differenceOf(() => log.peek())).toEqual({ sequence: 1, written: "??", now: undefined });
  });

  test("pass over who wrote them, and know of each record who wrote it", () => {
    const log = new RunLog(old(entered(1), "M1", entered(2), entered(3), "M2", entered(4)), sink());
    expect(log.session?.epoch).toBe(1);
    log.writeText("M1");
    expect([log.session?.epoch, log.place]).toEqual([3, 5]);
    log.writeText("M2");
    expect([log.isReplaying, log.replayed]).toEqual([false, 2]);
  });

  test("that are only walked again are not written", () => {
    const log = new RunLog(old("M1"), undefined);
    log.writeText("M1");
    expect(() => log.writeText("M2")).not.toThrow();
    expect([log.isReplaying, log.replayed]).toEqual([false, 1]);
  });

  test("of nobody are no replay", () => {
    expect(new RunLog([], sink()).isReplaying).toBe(false);
    expect(new RunLog(old(entered(1)), sink()).isReplaying).toBe(false);
  });

  test("of moments of recorded data tell how far, before whatever else comes, or when asked", () => {
    const to = sink();
    const log = new RunLog([], to);
    for (const at of [1, 2, 3]) log.writeMoment(at, undefined);
    expect(to.records).toEqual([]);
    log.writeText("Da");
    log.writeText("Db");
    log.writeMoment(4, undefined);
    log.settle();
    log.settle();
    for (const at of [5, 6]) log.writeMoment(at, undefined);
    log.writeMoment(7, 12); // The stream of a venue is written event by event.
    expect(to.records).toEqual(["M3", "Da", "Db", "M4", "M6", "M7:12"]);
  });

  test("of moments are reached over those that they tell of, and never passed", () => {
    const log = new RunLog(old("M3", "Da", "M5:7"), sink());
    for (const at of [1, 2, 3]) log.writeMoment(at, undefined);
    expect(log.replayed).toBe(1);
    expect(differenceOf(() => log.writeMoment(4, undefined))).toMatchObject({ written: "Da", now: "M4" });
    log.writeText("Da");
    expect(differenceOf(() => log.writeMoment(4, 7))).toMatchObject({ written: "M5:7", now: "M4:7" });
    expect(differenceOf(() => log.writeMoment(4, undefined))).toMatchObject({ now: "M4" });
    log.writeMoment(5, 7);
    expect([log.isReplaying, log.replayed, log.walked]).toEqual([false, 3, 5]);
  });

  test("that cannot be read are not passed by a moment either", () => {
    const to = sink();
    const log = new RunLog(old("??", "M2"), to);
    expect(differenceOf(() => log.writeMoment(1, undefined))).toMatchObject({ written: "??", now: "M1" });
    expect(differenceOf(() => log.writeMoment(1, 7))).toMatchObject({ written: "??", now: "M1:7" });
    log.settle();
    expect(to.records).toEqual([]);
  });

  test("want no story where one and a step behind it are still ahead", () => {
    const log = new RunLog(old("M1", "Da", "S{}", entered(2), "Db", "S{}", entered(3)), sink());
    expect(log.wantsStory).toBe(false);
    log.writeText("M1");
    expect(log.wantsStory).toBe(false);
    log.writeText("Da"); // Its story stands behind it: what is told from here on belongs to what comes next.
    expect(log.wantsStory).toBe(true);
    log.writeText("Db");
    expect([log.isReplaying, log.wantsStory]).toEqual([false, true]);
  });

  test("look a bounded way ahead for a story", () => {
    const far = [...Array.from({ length: 300 }, (_, i) => `M${i}`), "S{}", "M300"];
    const log = new RunLog(old(...far), sink());
    expect(log.wantsStory).toBe(true);
    for (let i = 0; i < 100; i++) log.writeText(`M${i}`);
    expect(log.wantsStory).toBe(false);
    for (let i = 100; i <= 300; i++) log.writeText(`M${i}`);
    expect([log.isReplaying, log.replayed]).toEqual([false, 301]);
  });
});
