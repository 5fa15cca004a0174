/** The tapes of ticks-l2 and what is checked on them before anything is timed. */
import { describe, expect, test } from "vitest";
import { DepthBook } from "../../src/core/market/index.ts";
import { testWithShared } from "../../tests/shared-data.ts";
import { WrongDigest } from "../digest.ts";
import { madeTape } from "../reference/made-tape.ts";
import { type BenchTape, benchTapes } from "../task/tapes.ts";
import { checkedTapes } from "./ticks-l2.ts";

const ABSENT = "/there/is/no/such/folder";

describe("where the recorded feeds are absent", () => {
  test("made tapes stand in, with fills and books that are checked as well", () => {
    const given = benchTapes(ABSENT);
    expect(given.isRecorded).toBe(false);
    expect(checkedTapes(given)).toMatch(/^spot: 82 fills worth 2459\.791495, .*usdm: 83 fills/);
  });

  test("a made tape is the same for the same seed, continues without a gap and is never crossed", () => {
    const events = madeTape(7);
    expect(madeTape(7)).toEqual(events);
    expect(madeTape(8)).not.toEqual(events);
    const book = new DepthBook();
    for (const event of events) {
      if (event.kind === "snapshot") expect(book.restore(event)).toBe("applied");
      if (event.kind === "diff") expect(book.apply(event)).toBe("applied");
      if (book.bids.best >= book.asks.best) throw new Error(`crossed at ${book.last}`);
    }
  });

  test("a tape that lacks a diff has a wrong digest", () => {
    const given = benchTapes(ABSENT);
    const [tape] = given.tapes as [BenchTape];
    const diffs = tape.events.filter(({ kind }) => kind === "diff");
    const cut = { ...tape, events: tape.events.filter((event) => event !== diffs.at(-100)) };
    expect(() => checkedTapes({ ...given, tapes: [cut] })).toThrow(WrongDigest);
  });
});

testWithShared("the recorded feeds end with the same levels in both books, and with the known fills", () => {
  expect(checkedTapes(benchTapes())).toMatch(/^spot: 69 fills worth 2006\.226065, .*usdm: 282 fills/);
});
