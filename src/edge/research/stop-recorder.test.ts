import { expect, test } from "vitest";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import type { Script } from "../../../tests/builders/script.ts";
import type { InstrumentId, OrderEvent, OrderRequest } from "../../core/domain/index.ts";
import type { FillReport } from "../../core/engine/index.ts";
import { adjust, close, open } from "../../core/strategy/index.ts";
import { type StopLevel, StopRecorder } from "./stop-recorder.ts";

/** Hears what a decision recorder passes on. */
class Listening extends Recorder {
  readonly stops = new StopRecorder();

  override submitted(order: OrderRequest, ...rest: [never]): void {
    super.submitted(order, ...rest);
    this.stops.submitted(order);
  }
  override answered(event: OrderEvent, ...rest: [never, never]): void {
    super.answered(event, ...rest);
    this.stops.answered(event);
  }
  override filled(report: FillReport): void {
    super.filled(report);
    this.stops.filled(report.fill);
  }
}

/** "long 95, 2 to 4": hours since the start. */
function levels(bars: readonly string[], script: Script): readonly string[] {
  const record = new Listening();
  play(bars, script, { record });
  const hour = (at: number): string =>
    Number.isFinite(at) ? String(Math.round((at - START) / HOUR)) : "end";
  return record.stops.levels().map(({ side, price, trail, from, to }) => {
    const what = trail === undefined ? price : `trail ${trail.by}${trail.isRatio ? " of it" : ""}`;
    return `${side} ${what}, ${hour(from)} to ${hour(to)}`;
  });
}

const flat = Array.from({ length: 8 }, () => "100 101 99 100");

test("a stop stands from the entry until it is moved, and then until the position is left", () => {
  expect(
    levels(flat, {
      1: open("long", { why: "test", stop: 90 }),
      3: adjust("closer", { stop: 95 }),
      6: close("enough"),
    }),
  ).toEqual(["sell 90, 1 to 3", "sell 95, 3 to 6"]);
});

test("a stop that is hit ends there; one that is not hit stands to the end", () => {
  const falling = ["100 101 99 100", "100 101 99 100", "100 101 99 100", "100 100 85 86", "86 87 85 86"];
  expect(levels(falling, { 1: open("long", { why: "test", stop: 90 }) })).toEqual(["sell 90, 1 to 4"]);
  expect(levels(flat, { 1: open("long", { why: "test", stop: 90 }) })).toEqual(["sell 90, 1 to end"]);
});

test("nothing is noted of orders that protect nothing", () => {
  expect(levels(flat, { 1: open("long", { why: "test", stop: 90, target: 150 }) })).toHaveLength(1);
});

test("as many levels come back from a snapshot as a run of years has", () => {
  const of = new StopRecorder();
  const levels = Array.from({ length: 300_000 }, (_, at) => ({
    ...{
      instrument: 0 as InstrumentId,
      from: at,
      to: at + 1,
      side: "sell" as const,
      price: at,
      trail: undefined,
    },
  }));
  of.restore({ ended: levels, standing: new Map([[7, { ...(levels[0] as StopLevel), to: 1e9 }]]) });
  expect(of.levels()).toHaveLength(300_001);
  expect(of.snapshot().standing.size).toBe(1);
});
