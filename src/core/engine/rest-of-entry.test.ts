/** What is left of an entry when the trade that it has begun is over: protection, a rule or a person has ended it, or its strategy. */
import { describe, expect, test } from "vitest";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { close, open, order } from "../strategy/index.ts";

const instrument = withoutFees(perpetual({ step: "1" }));
const STILL = "100 100 100 100 100";
/** Five of forty fill at 99, then the stop at 95 is hit. */
const STOPPED = [
  STILL,
  STILL,
  "100 100 98.5 99.5 10",
  "99.5 99.5 94 94 10",
  "94 94 93 93 10",
  "93 93 92 92 10",
];

const bid = (terms: Partial<Parameters<typeof order>[0]> = {}) =>
  order({ side: "buy", type: "limit", limit: 99, quantity: 40, stop: 95, why: "a test", ...terms });

const playing = (bars: readonly string[], script: Script, terms: Partial<PlayTerms> = {}) =>
  play(bars, script, { instrument, volumeShareMax: 0.5, ...terms });

describe("what is left of an entry", () => {
  test.each([
    ["", {}],
    [", within a cool-down", { risk: { own: { management: { takeProfitLevels: [], coolDownMs: 36e6 } } } }],
    [", where one trade a day is allowed", { risk: { session: { dailyTradesMax: 1 } } }],
  ])("does not buy below its stop once that has left%s", (_, terms) => {
    const run = playing(STOPPED, { 1: bid() }, terms as Partial<PlayTerms>);
    expect(run.fills).toEqual(["2 buy 5 @ 99", "3 sell 5 @ 95"]);
    expect(run.resting()).toEqual([]);
  });

  test("does not begin again what its target has ended", () => {
    const bars = [...STOPPED.slice(0, 3), "99.5 103 99.5 102 10", "102 102 98 98 10", "98 98 98 98 10"];
    const run = playing(bars, { 1: bid({ target: 102 }) });
    expect(run.fills).toEqual(["2 buy 5 @ 99", "3 sell 5 @ 102"]);
  });

  test("stays where its strategy sells by an order of its own: it decides about the rest", () => {
    const offer = order({ side: "sell", type: "market", quantity: 5, reduceOnly: true, why: "a test" });
    const bars = [...STOPPED.slice(0, 3), "99.5 99.5 99.2 99.2 10", "99.2 99.2 98 98 10", "98 98 98 98 10"];
    const run = playing(bars, { 1: bid(), 3: offer });
    expect(run.fills).toEqual(["2 buy 5 @ 99", "3 sell 5 @ 99.5", "4 buy 5 @ 99", "5 buy 5 @ 98"]);
  });

  test("goes with a close, as ever", () => {
    const bars = [...STOPPED.slice(0, 3), "99.5 99.5 99.2 99.2 10", "99.2 99.2 98 98 10"];
    expect(playing(bars, { 1: bid(), 3: close("enough") }).fills).toHaveLength(2);
  });
});

describe("a limit that the market has reached already", () => {
  const bars = [STILL, STILL, STILL, STILL];

  test("takes at the market: a stop or a target between the two is on the wrong side", () => {
    const stopped = play(bars, { 1: open("long", { why: "a test", limit: 110, stop: 105 }) }, { instrument });
    expect([stopped.fills, [...stopped.engine.refusals.keys()]]).toEqual([[], ["StopOnWrongSide"]]);
    const short = play(bars, { 1: open("short", { why: "a test", limit: 90, stop: 95 }) }, { instrument });
    expect([...short.engine.refusals.keys()]).toEqual(["StopOnWrongSide"]);
  });

  test("has its default stop below the market", () => {
    const script = { 1: open("long", { why: "a test", limit: 110, stop: "default" as const }) };
    const run = play(bars, script, { instrument, risk: { own: { defaultStop: 0.05 } } });
    expect(run.resting()).toEqual([expect.stringMatching(/^sell stop \d+ @ 95$/)]);
  });

  test("and one that waits for its price is judged there", () => {
    const script = { 1: open("long", { why: "a test", limit: 90, stop: 95 }) };
    expect([...play(bars, script, { instrument }).engine.refusals.keys()]).toEqual(["StopOnWrongSide"]);
  });
});

test("a trailing stop that fills at its trigger has not slipped, however far it trailed", () => {
  const bars = [STILL, STILL, STILL, "100 100 92 92 100", "92 92 92 92 100", "92 92 92 92 100"];
  const entry = order({
    side: "buy",
    type: "market",
    quantity: 10,
    stop: 80,
    trail: { by: 5 },
    why: "a test",
  });
  const again = open("long", { why: "again", stop: 80 });
  const run = play(bars, { 1: entry, 5: again }, { instrument, risk: { own: { slippageMax: 0.002 } } });
  expect([run.fills.length, [...run.engine.refusals.keys()]]).toEqual([3, []]);
  const own = order({
    side: "sell",
    type: "trailing-stop",
    trail: { by: 5 },
    quantity: 10,
    reduceOnly: true,
    why: "out",
  });
  const plain = order({ side: "buy", type: "market", quantity: 10, stop: 80, why: "a test" });
  const direct = play(
    bars,
    { 1: plain, 2: own, 5: again },
    { instrument, risk: { own: { slippageMax: 0.002 } } },
  );
  expect([direct.fills.length, [...direct.engine.refusals.keys()]]).toEqual([3, []]);
});
