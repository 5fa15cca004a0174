/** The engine against a venue that answers late, in parts, twice and out of order: its books follow the venue's truth. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { randomWishes } from "../../../tests/builders/random-strategy.ts";
import { every } from "../../../tests/builders/script.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { asTold, BARS, days, deed, prepareWild } from "../../../tests/builders/wild-run.ts";
import { WildVenue } from "../../../tests/builders/wild-venue.ts";
import { price, quantity } from "../base/index.ts";
import type { Strategy } from "../strategy/index.ts";
import { amend, cancel, close, none, order } from "../strategy/index.ts";

function prepare(strategy: Strategy, own: RiskTerms["own"] = {}) {
  const venue = new WildVenue();
  return { venue, ...prepareWild(strategy, venue, { own }) };
}

test("what is held is what the venue has filled, each trade once, and nothing is reserved for what is over", () => {
  let fills = 0;
  let idle = 0;
  fc.assert(
    fc.property(randomWishes(BARS), days, (wishes, deeds) => {
      const { engine, venue, bar } = prepare(asTold(wishes));
      const [position] = engine.portfolio.positions;
      for (const ofBar of deeds) {
        const at = bar();
        for (const one of ofBar) {
          const event = venue.next(one, price(one.part % 2 === 0 ? "100" : "101.5"), at);
          if (event === undefined) continue;
          engine.step(event);
          if (position?.quantity !== venue.held || !engine.portfolio.ledger.isBalanced())
            expect(position?.quantity).toBe(venue.held);
        }
        if (!venue.isIdle || venue.held !== 0n) continue;
        idle++;
        expect(engine.risk.exposure.freeBalance()).toBe(engine.portfolio.cash);
      }
      fills += venue.fills;
    }),
    { seed: 3, numRuns: 400 },
  );
  expect(fills).toBeGreaterThan(1_000);
  expect(idle).toBeGreaterThan(100);
});

test("the worst that live orders may lead to stays reserved until each has ended", () => {
  let looks = 0;
  fc.assert(
    fc.property(randomWishes(BARS), days, (wishes, deeds) => {
      const { engine, venue, bar } = prepare(asTold(wishes));
      const { exposure } = engine.risk;
      for (const ofBar of deeds) {
        const at = bar();
        for (const one of ofBar) {
          const event = venue.next(one, price("100"), at);
          if (event !== undefined) engine.step(event);
          for (const side of ["buy", "sell"] as const) {
            const worst = venue.worst(side);
            if (worst > 0n) looks++;
            if (exposure.worstQuantity(venue.instrument, side) < worst) expect(worst).toBe("reserved");
          }
        }
      }
    }),
    { seed: 4, numRuns: 400 },
  );
  expect(looks).toBeGreaterThan(1_000);
});

const LARGEST = 60;
const asks = fc.record({
  what: fc.constantFrom("place", "place", "amend", "amend", "amend", "cancel", "close"),
  tag: fc.constantFrom("a", "b"),
  side: fc.constantFrom("buy" as const, "sell" as const),
  units: fc.integer({ min: 1, max: 70 }),
  limit: fc.integer({ min: 95, max: 105 }),
});

test("with amendments, cancels and partial fills in flight no limit can be broken by what may still fill", () => {
  let amended = 0;
  let full = 0;
  const mixed = fc.array(
    fc.array(
      fc.oneof(
        deed,
        deed.map((one) => ({ ...one, what: "replace" as const })),
      ),
      { maxLength: 12 },
    ),
    { minLength: BARS, maxLength: BARS },
  );
  fc.assert(
    fc.property(fc.array(asks, { minLength: BARS, maxLength: BARS }), mixed, (asked, deeds) => {
      const strategy = every("amending", ({ feeds }) => {
        const wish = asked[feeds.main.bars - 1];
        if (wish === undefined) return none;
        const { what, tag, side, units, limit } = wish;
        const why = "a wish";
        if (what === "cancel") return cancel(why, tag);
        if (what === "close") return close(why);
        if (what === "amend") return amend(tag, { why, quantity: units, limit });
        return order({ side, type: "limit", quantity: units, limit, why, tag });
      });
      const { engine, venue, bar } = prepare(strategy, { positionQuantityMax: quantity(String(LARGEST)) });
      const most = quantity(String(LARGEST));
      const [position] = engine.portfolio.positions;
      for (const ofBar of deeds) {
        const at = bar();
        for (const one of ofBar) {
          const event = venue.next(one, price("100"), at);
          if (event !== undefined) engine.step(event);
          if (event?.kind === "OrderReplaced") amended++;
          expect(position?.quantity).toBe(venue.held);
          for (const side of ["buy", "sell"] as const) {
            const worst = venue.worst(side);
            if (worst > most) expect(worst).toBe("within the limit");
            if (engine.risk.exposure.worstQuantity(venue.instrument, side) < worst)
              expect(worst).toBe("reserved");
            if (worst === most) full++;
          }
        }
        if (venue.isIdle && venue.held === 0n)
          expect(engine.risk.exposure.freeBalance()).toBe(engine.portfolio.cash);
      }
    }),
    { seed: 5, numRuns: 400 },
  );
  expect(amended).toBeGreaterThan(100);
  expect(full).toBeGreaterThan(0);
});
