/** Reversals whose entry is sized once their exit has filled: what else may happen before that. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { prepare, type Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import type { Intent } from "../domain/index.ts";
import { cancel, close, none, open } from "../strategy/index.ts";

const TERMS: Parameters<typeof prepare>[2] = {
  instrument: withoutFees(perpetual()),
  risk: { sizing: { at: "fill" } },
};
const long = open("long", { why: "up", stop: 50 });
const short = open("short", { why: "down", stop: 200 });
/** The market stands still for an hour after the third bar: what was asked for at its close waits that long. */
const HOLE = [...flat(100, 3), "-", ...flat(100, 4)];

const filled = ({ fills }: Run): readonly string[] => fills.map((fill) => fill.slice(fill.indexOf(" ") + 1));
/** Up to the moment in which the exit waits. */
const turning = (script: Script = {}): Run => prepare(HOLE, { 1: long, 3: short, ...script }, TERMS).play(4);

describe("an entry that waits for its exit", () => {
  test("goes out when that has filled", () => {
    expect(filled(turning().play())).toEqual(["buy 110 @ 100", "sell 110 @ 100", "sell 110 @ 100"]);
  });

  test.each(["FlattenAsked", "SymbolStopped", "TradingHalted"] as const)(
    "is not wanted any more after %s, and its exit is",
    (command) => {
      expect(filled(turning().command(command).play())).toEqual(["buy 110 @ 100", "sell 110 @ 100"]);
    },
  );
});

describe("on the wire", () => {
  /** Two are held, their stop rests, and the exit of a reversal is under way; then the strategy answers with that. */
  const wired = (then: Intent = none): WireRun => {
    const run = new WireRun(flat(100, 14), { 1: long, 2: short, 3: then }, { sizing: { at: "fill" } });
    run.bar();
    run.fill(1, run.units(1), "100");
    run.tell("OrderAccepted", 2);
    run.bar();
    run.tell("OrderAccepted", 3);
    run.bar();
    return run;
  };
  const entries = ({ sent }: WireRun) => sent.filter(({ role }) => role === "entry").length;

  test("an entry goes out by the exit, however late that fills", () => {
    const run = wired();
    for (let i = 0; i < 4; i++) run.bar();
    run.fill(3, run.units(3), "100");
    expect(entries(run)).toBe(2);
  });

  test.each([
    ["takes everything back", cancel("changed my mind")],
    ["closes", close("enough")],
    ["wants to stay long", long],
  ])("nothing is opened once its strategy %s", (_, then) => {
    const run = wired(then);
    run.fill(3, run.units(3), "100");
    expect(entries(run)).toBe(1);
  });

  test("a stop that fills long after the exit was given up opens nothing", () => {
    const run = wired(cancel("changed my mind"));
    run.tell("OrderCancelled", 3);
    for (let i = 0; i < 4; i++) run.bar();
    run.fill(2, run.units(2), "50");
    expect([run.held, entries(run)]).toEqual(["0", 1]);
  });
});
