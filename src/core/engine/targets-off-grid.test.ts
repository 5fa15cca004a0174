/** Targets in stages, where tick, step or shares have become others since they were asked for. */
import { expect, test } from "vitest";
import { HOUR, perpetual, rules, START, share, withoutFees } from "../../../tests/builders/instrument.ts";
import { prepare } from "../../../tests/builders/play.ts";
import type { UnixMs } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { order } from "../strategy/index.ts";

const STILL = "100 100 100 100 1000";
const LATER = START + 3 * HOUR;
const staged = (quantity: number, first: number, second: number) =>
  order({
    ...{ side: "buy", type: "market", quantity, stop: 90, why: "a test" },
    targets: [
      { price: first, share: 0.5 },
      { price: second, share: 1 },
    ],
  });
const more = (quantity: number) => order({ side: "buy", type: "market", quantity, stop: 90, why: "more" });
const allow = { risk: { portfolio: { sameDirection: "allow" as const } } };

test("an addition after the tick has grown finds them on the new one, farther away", () => {
  const instrument = withoutFees(perpetual({ later: [rules({ tick: "0.1" }, LATER)] }));
  const bars = [STILL, STILL, STILL, STILL, STILL, "100 103 100 102 1000", "102 106 102 105.5 1000", STILL];
  const run = prepare(bars, { 1: staged(10, 102.05, 105.05), 4: more(10) }, { instrument, ...allow });
  run.play();
  expect(run.fills.slice(2)).toEqual(["5 sell 10 @ 102.1", "6 sell 10 @ 105.1"]);
  expect([...run.engine.rejections.keys()]).toEqual([]);
});

test("one that fills where it was before the tick grew counts as the stage that it was", () => {
  const instrument = withoutFees(perpetual({ later: [rules({ tick: "0.1" }, LATER)] }));
  const bars = [STILL, STILL, STILL, STILL, "100 103 100 102 1000", "102 106 102 105.5 1000", STILL];
  const run = prepare(bars, { 1: staged(10, 102.05, 105.05) }, { instrument });
  run.play();
  expect(run.fills.slice(1)).toEqual(["4 sell 5 @ 102.05", "5 sell 5 @ 105.1"]);
});

test("parts are whole steps of the day; all that is held may be off it", () => {
  const instrument = withoutFees(perpetual({ step: "0.1", later: [rules({ step: "1" }, LATER)] }));
  const bars = [STILL, STILL, STILL, STILL, "100 106 100 104 1000", "104 112 104 111 1000", STILL];
  const run = prepare(bars, { 1: staged(9.5, 105, 110), 4: more(4) }, { instrument, ...allow });
  run.play();
  expect(run.fills.slice(2)).toEqual(["4 sell 6 @ 105", "5 sell 7.5 @ 110"]);
  expect([...run.engine.rejections.keys()]).toEqual([]);
});

test("a split while a stage has filled in part leaves what is less than a share to the next stage", () => {
  const instrument = { ...withoutFees(share()), quote: "USDT" };
  const at = (START + 4 * HOUR) as UnixMs;
  const split = { instrument: 0 as InstrumentId, at, kind: "split", ratio: { to: 1n, from: 3n } } as const;
  const thin = "100 106 100 104 2";
  const later = ["312 312 312 312 1000", "312 335 312 332 1000", "332 332 332 332 1000"];
  const run = prepare(
    [STILL, STILL, STILL, thin, ...later],
    { 1: staged(10, 105, 110) },
    {
      ...{ instrument, volumeShareMax: 0.5 },
      actions: [split],
    },
  );
  run.play();
  expect(run.fills).toEqual(["1 buy 10 @ 100", "3 sell 1 @ 105", "5 sell 3 @ 330"]);
  expect([...run.engine.rejections.keys()]).toEqual([]);
});
