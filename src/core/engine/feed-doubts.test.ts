/** A live feed that is not whole: what adds risk on its instrument is refused, everything else goes on. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual } from "../../../tests/builders/instrument.ts";
import { type Line, prepare, Run } from "../../../tests/builders/play.ts";
import type { DurationMs } from "../base/index.ts";
import type { InstrumentId, Intent } from "../domain/index.ts";
import { adjust, amend, close, open, order } from "../strategy/index.ts";

const BTC = 0 as InstrumentId;
const ETH = 1 as InstrumentId;
const instrument = perpetual();
const long = open("long", { why: "up", stop: 50 });
const rest = order({ side: "buy", type: "limit", quantity: 1, limit: 80, tag: "dip", why: "dip" });

const brokenAt = (run: Run, id = BTC) =>
  run.engine.step({
    ...{ kind: "FeedBroken", instrument: id, fault: "zero" },
    ...{ found: "low 0", expected: "low 99", at: run.playback.now },
  });
const mendedAt = (run: Run, id = BTC) =>
  run.engine.step({ kind: "FeedMended", instrument: id, at: run.playback.now });
const refusals = ({ record }: Run) =>
  record.verdicts.flatMap(({ verdict }) => (verdict.kind === "refused" ? [verdict.refusal] : []));

/** Plays hourly bars to the bar of `from`, breaks the feed, plays on for as long as it stays so, and mends it. */
function broken(script: Record<number, Intent>, from: number, bars = 2, terms: object = {}): Run {
  const run = prepare(closes(100, ...Array<number>(9).fill(100)), script, { instrument, ...terms });
  run.play(from);
  brokenAt(run);
  run.play(bars);
  return run;
}

describe("while a feed is not whole", () => {
  test("an entry is refused with what was found, and the next one passes once it is whole", () => {
    const run = broken({ 2: long, 4: long }, 2, 1);
    const since = run.playback.now - HOUR;
    expect(refusals(run)).toEqual([
      { kind: "DataNotWhole", fault: "zero", found: "low 0", expected: "low 99", since },
    ]);
    mendedAt(run);
    run.play();
    expect([run.held(), refusals(run).length]).toEqual(["100", 1]);
  });

  test.each<[string, Intent]>([
    ["an order of its own", order({ side: "buy", type: "market", quantity: 1, why: "direct" })],
    ["a resting order", rest],
    ["a short", open("short", { why: "down", stop: 150 })],
  ])("%s is refused", (_, intent) => {
    const run = broken({ 2: intent }, 2);
    expect(refusals(run)).toMatchObject([{ kind: "DataNotWhole" }]);
    expect([run.held(), run.resting()]).toEqual(["0", []]);
  });

  test("more of an order that rests is refused, less of it is not", () => {
    const more = broken({ 1: rest, 3: amend("dip", { why: "more", quantity: 2 }) }, 3);
    expect(refusals(more)).toMatchObject([{ kind: "DataNotWhole" }]);
    const less = broken({ 1: rest, 3: amend("dip", { why: "less", quantity: 0.5 }) }, 3);
    expect([refusals(less), less.resting()]).toEqual([[], ["buy limit 0.5 @ 80"]]);
  });

  test("what is held is left, and its stop may move", () => {
    const left = broken({ 1: long, 3: close("out") }, 3);
    expect([refusals(left), left.held()]).toEqual([[], "0"]);
    const moved = broken({ 1: long, 3: adjust("up", { stop: 90 }) }, 3);
    expect([refusals(moved), moved.resting()]).toEqual([[], ["sell stop 100 @ 90"]]);
  });

  test("a reversal leaves, and does not enter", () => {
    const run = broken({ 1: long, 3: open("short", { why: "down", stop: 150 }) }, 3, 4);
    expect(run.held()).toBe("0");
    expect(refusals(run)).toMatchObject([{ kind: "DataNotWhole" }]);
  });

  test("nobody is asked about an opening; what was approved meanwhile is refused", () => {
    const automation = { level: "semi", timeoutMs: 100 * HOUR } as const;
    const run = broken({ 2: long }, 2, 2, { automation });
    expect([run.engine.waiting, refusals(run)]).toEqual([
      [],
      [expect.objectContaining({ kind: "DataNotWhole" })],
    ]);
    const asked = broken({ 1: long }, 3, 1, { automation });
    asked.answer("ApprovalGiven", 1).play(2);
    expect([asked.held(), refusals(asked)]).toMatchObject(["0", [{ kind: "DataNotWhole" }]]);
  });

  test("another instrument trades on", () => {
    const line = (symbol: string): Line => ({
      instrument: perpetual({ symbol }),
      bars: closes(100, 100, 100, 100, 100),
      strategy: { 2: long },
    });
    const run = new Run([line("BTC/USDT:USDT"), line("ETH/USDT:USDT")]);
    run.play(2);
    brokenAt(run, ETH);
    run.play();
    expect([run.held("BTC/USDT:USDT"), run.held("ETH/USDT:USDT")]).toEqual(["100", "0"]);
    expect(run.engine.risk.feeds.all.map((doubt) => doubt.instrument)).toEqual([ETH]);
  });
});

test("a bar that closes meanwhile says that it is incomplete, and so do the longer bars that it is part of", () => {
  const line: Line = {
    instrument,
    bars: closes(100, ...Array<number>(11).fill(100)),
    strategy: {},
    decides: (4 * HOUR) as DurationMs,
  };
  const run = new Run([line]);
  const incomplete = () =>
    run.series.map((one) =>
      Array.from({ length: one.visible }, (_, row) => (one.isIncomplete(row) ? "?" : ".")).join(""),
    );
  run.play(6);
  brokenAt(run);
  run.play(1);
  expect(incomplete()).toEqual([".....?", "."]);
  run.play(1);
  mendedAt(run);
  run.play();
  expect(incomplete()).toEqual([".....??.....", ".?."]);
});
