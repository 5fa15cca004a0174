import { expect, test } from "vitest";
import { ABLE_VENUE } from "../../../tests/builders/abilities.ts";
import { spot, withoutFees } from "../../../tests/builders/instrument.ts";
import { prepare } from "../../../tests/builders/play.ts";
import { adjust, order } from "../strategy/index.ts";

const STILL = "100 100 100 100";

test("what protects is asked for once, also where an emulated order is accepted while the rest is being asked for", () => {
  const script = {
    1: order({ side: "buy", type: "market", quantity: 10, stop: 90, why: "a test" }),
    2: adjust("more", { stop: 91, target: 110, trail: { by: 8 } }),
  };
  const terms = { instrument: withoutFees(spot()), abilities: { ...ABLE_VENUE, reduceOnly: false } };
  const run = prepare([STILL, STILL, STILL, STILL, STILL], script, terms);
  run.play(3);
  const { workingOrders } = run.engine;
  expect(workingOrders.map(({ request }) => `${request.role} ${request.type}`).sort()).toEqual([
    "stop-loss stop",
    "stop-loss trailing-stop",
    "take-profit limit",
  ]);
});
