/**
 * What the limits are settled by far from them: the sums in doubles must be the exact ones but for rounding noise, whatever
 * is held, at whatever price. `fits` leaves a millionth between the two.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { listed, perpetual, rules, START, spot } from "../../../tests/builders/instrument.ts";
import {
  type Amount,
  absolute,
  amount,
  amountToNumber,
  type Price,
  price,
  type UnixMs,
} from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { LatestPrices } from "../market/index.ts";
import { Portfolio } from "../portfolio/index.ts";
import { Exposure } from "./exposure.ts";
import { Reservations } from "./reservations.ts";

const CHANGE = START + 1_000;
const INSTRUMENTS = listed([
  spot({ symbol: "BTC/USDT", tick: "0.5", later: [rules({ tick: "10" }, CHANGE)] }),
  spot({ symbol: "ETH/USDT", tick: "1" }),
  perpetual({ symbol: "SOL/USDT:USDT", tick: "0.25", contractSize: "10" }),
]);
const WHY = { strategy: "test", exitReason: "signal" } as const;

/** Prices between the ticks: data may be finer than the grid that orders lie on. */
const held = fc.record({
  steps: fc.integer({ min: 1, max: 5_000 }),
  isShort: fc.boolean(),
  mark: fc.double({ min: 1.3, max: 90_000, noNaN: true }),
  stop: fc.option(fc.integer({ min: 1, max: 90_000 }), { nil: undefined }),
});

test("the sums in doubles are the exact ones, also where prices lie between the ticks", () => {
  fc.assert(
    fc.property(fc.tuple(held, held, held), fc.boolean(), (holdings, isLater) => {
      const prices = new LatestPrices(INSTRUMENTS);
      const valuation = { priceOf: (): Price | undefined => undefined };
      const account = { currency: "USDT", balance: amount("1000000000") };
      const portfolio = new Portfolio({ instruments: INSTRUMENTS, ...account, valuation });
      const reservations = new Reservations(INSTRUMENTS.length);
      const exposure = new Exposure({ portfolio, prices, reservations, leverageUsed: 3 });
      let gross = amountToNumber(portfolio.cash);
      holdings.forEach(({ steps, isShort, mark, stop }, place) => {
        const instrument = INSTRUMENTS[place] as (typeof INSTRUMENTS)[number];
        const side = isShort && instrument.kind !== "spot" ? "sell" : "buy";
        portfolio.apply(fill(`${side} ${steps / 1_000} at 5000`, { instrument }), WHY);
        prices.note(instrument.id, mark, (isLater ? CHANGE : START) as UnixMs);
        exposure.setStop(instrument.id, stop === undefined ? undefined : price(String(stop)));
        gross += Math.abs(amountToNumber(portfolio.position(instrument.id).cost)) + mark * steps;
      });
      const own = 1 as InstrumentId;
      const near = exposure.estimate(own);
      const isClose = (found: number, exact: Amount): void => {
        expect(Math.abs(found - amountToNumber(exact))).toBeLessThanOrEqual(1e-12 * gross);
      };
      isClose(near.equity, exposure.equity());
      isClose(near.free, exposure.freeBalance());
      isClose(near.others, exposure.ofOthers(own));
      isClose(near.risk, (exposure.riskOfAll() - exposure.riskOf(own)) as Amount);
      expect(absolute(exposure.equity()) > 0n).toBe(true);
    }),
    { numRuns: 500 },
  );
});
