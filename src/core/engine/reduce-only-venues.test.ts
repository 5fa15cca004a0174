/** Exits on venues that know what only reduces and lack their type, and on those that do not know it. */
import { describe, expect, test } from "vitest";
import { ABLE_VENUE, BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import type { VenueAbilities } from "../domain/index.ts";
import { order } from "../strategy/index.ts";

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
