/** Exits on venues that know what only reduces and lack their type, and on those that do not know it. */
import { describe, expect, test } from "vitest";
import { ABLE_VENUE, BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, rules, START, spot, withoutFees } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import type { UnixMs } from "../base/index.ts";
import type { VenueAbilities } from "../domain/index.ts";
import { adjust, close, order } from "../strategy/index.ts";

const VENUES: Readonly<Record<string, VenueAbilities | undefined>> = {
  "knows everything": undefined,
  "knows what only reduces, and no stops": { ...ABLE_VENUE, types: new Set(["market", "limit"]) },
  "knows what only reduces, and nothing else": { ...BARE_VENUE, reduceOnly: true },
  "knows nothing": BARE_VENUE,
};

describe.each(Object.entries(VENUES))("on a venue that %s", (_, abilities) => {
  test("the strategy's own exit goes with its position, and does not leave the next one", () => {
    const bars = [...flat(100, 3), "100 106 100 106", ...flat(106, 2), "106 106 94 94", ...flat(94, 1)];
    const run = play(
      bars,
      {
        1: order({ side: "buy", type: "market", quantity: 10, stop: 80, target: 105, why: "in" }),
        2: order({ side: "sell", type: "stop", trigger: 95, quantity: 4, reduceOnly: true, why: "out" }),
        5: order({ side: "buy", type: "market", quantity: 10, stop: 80, why: "again" }),
      },
      { instrument: withoutFees(perpetual()), abilities },
    );
    expect(run.fills).toEqual(["1 buy 10 @ 100", "3 sell 10 @ 105", "5 buy 10 @ 106"]);
  });
});

describe.each(Object.entries({ perpetual, spot }))(
  "a position in %s whose step has grown",
  (_, instrument) => {
    const grows = withoutFees(
      instrument({ step: "0.1", later: [rules({ step: "1" }, (START + 3 * HOUR) as UnixMs)] }),
    );
    const into = order({ side: "buy", type: "market", quantity: 9.5, stop: 90, why: "in" });
    const lesser = Object.entries({
      "knows nothing": BARE_VENUE,
      "lacks that": { ...ABLE_VENUE, reduceOnly: false },
    });

    test.each(lesser)(
      "is left at its stop, but for less than a step, where the venue %s",
      (__, abilities) => {
        const bars = [...flat(100, 5), "100 100 85 85", ...flat(85, 20)];
        const script = { 1: into, 4: adjust("nearer", { stop: 92 }) };
        const run = play(bars, script, { instrument: grows, abilities });
        expect([run.fills, run.held()]).toEqual([["1 buy 9.5 @ 100", "5 sell 9 @ 92"], "0.5"]);
        expect(run.engine.rejections.get("QuantityOffStep")).toBeLessThan(5); // What is left is not asked for again and again.
      },
    );

    test.each(lesser)("is left when its strategy closes it, where the venue %s", (__, abilities) => {
      const run = play(flat(100, 20), { 1: into, 5: close("out") }, { instrument: grows, abilities });
      expect([run.fills, run.held()]).toEqual([["1 buy 9.5 @ 100", "5 sell 9 @ 100"], "0.5"]);
      expect(run.engine.rejections.get("QuantityOffStep")).toBeLessThan(5);
    });

    test("is left whole where the venue knows what only reduces", () => {
      const run = play(flat(100, 20), { 1: into, 5: close("out") }, { instrument: grows });
      expect([run.fills, run.held()]).toEqual([["1 buy 9.5 @ 100", "5 sell 9.5 @ 100"], "0"]);
    });
  },
);
