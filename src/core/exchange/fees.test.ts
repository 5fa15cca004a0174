import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, IB_FEES, perpetual, START, share, spot } from "../../../tests/builders/instrument.ts";
import { Venue } from "../../../tests/builders/venue.ts";
import {
  type Amount,
  amount,
  formatAmount,
  formatQuantity,
  multiply,
  type Price,
  price,
  type Quantity,
  quantity,
  type Ratio,
  ratio,
  type UnixMs,
} from "../base/index.ts";
import {
  defineInstrument,
  type FeeModel,
  feeBound,
  type Instrument,
  type TradingRules,
} from "../domain/index.ts";
import { FeeDesk } from "./fees.ts";
import type { FillModel } from "./fill-model.ts";

interface Part {
  readonly quantity: Quantity;
  readonly price: Price;
  readonly liquidity: "maker" | "taker";
}

/** What the fills of one order pay. */
function feesOf(instrument: Instrument, parts: readonly Part[], desk = new FeeDesk()): bigint {
  const costs = { quantity: 0n, value: 0n, fees: 0n };
  for (const { price: paid, ...part } of parts)
    desk.charge(instrument, costs, {
      ...part,
      value: multiply(paid, part.quantity),
      at: START as UnixMs,
    });
  return costs.fees;
}

const part = (shares: string, at: string): Part => ({
  quantity: quantity(shares),
  price: price(at),
  liquidity: "taker",
});
const cost = (...parts: readonly Part[]): string => formatAmount(feesOf(share(), parts) as Amount);

describe("fees by share", () => {
  test("are those of LEAN's BasicTemplateAlgorithm: 688 shares at 144.78172417 cost 3.44", () => {
    expect(cost(part("688", "144.78172417"))).toBe("3.44");
  });

  test("are a dollar at least, and half a percent of the value at most", () => {
    expect(cost(part("100", "50"))).toBe("1");
    expect(cost(part("201", "50"))).toBe("1.005");
    expect(cost(part("1000", "0.2"))).toBe("1"); // The cap of half a percent is 1, the rate would be 5.
    expect(cost(part("1000", "0.6"))).toBe("3");
  });

  test("have one minimum for an order, however many fills it takes", () => {
    expect(cost(part("10", "50"), part("10", "50"), part("500", "50"))).toBe("2.6");
    expect(cost(part("10", "50"), part("10", "50"))).toBe("1");
  });
});

const tiers: FeeModel = {
  kind: "tiers",
  tiers: [
    { volume: amount("0"), maker: ratio("0.001"), taker: ratio("0.002") },
    { volume: amount("1000"), maker: ratio("0"), taker: ratio("0.001") },
  ],
};

describe("fees by tier", () => {
  const instrument = spot({ fees: tiers });
  const paidOn = (
    desk: FeeDesk,
    day: number,
    value: string,
    liquidity: "maker" | "taker" = "taker",
  ): string =>
    formatAmount(
      desk.charge(
        instrument,
        { quantity: 0n, value: 0n, fees: 0n },
        { quantity: quantity("1"), value: amount(value), liquidity, at: (START + day * DAY) as UnixMs },
      ),
    );

  test("go by the volume of the 30 days before today", () => {
    const desk = new FeeDesk();
    expect(paidOn(desk, 0, "1000")).toBe("2");
    expect(paidOn(desk, 0, "1000")).toBe("2"); // Today does not count yet.
    expect(paidOn(desk, 1, "1000")).toBe("1");
    expect(paidOn(desk, 30, "100", "maker")).toBe("0"); // The first day is 30 days back: the last time it counts.
    expect(paidOn(desk, 31, "100")).toBe("0.1");
    expect(paidOn(desk, 32, "100")).toBe("0.2");
    expect(paidOn(desk, 500, "100", "maker")).toBe("0.1");
  });
});

describe("a bound", () => {
  const rate = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 10n }) as fc.Arbitrary<Ratio>;
  const model: fc.Arbitrary<FeeModel> = fc.oneof(
    fc.record({ kind: fc.constant("percent" as const), maker: rate, taker: rate }),
    fc.array(fc.record({ maker: rate, taker: rate }), { minLength: 1, maxLength: 4 }).map((rates) => ({
      kind: "tiers" as const,
      tiers: rates.map((one, i) => ({ ...one, volume: (BigInt(i) * 10n ** 22n) as Amount })),
    })),
    fc.record({
      kind: fc.constant("per-share" as const),
      perShare: fc.bigInt({ min: 0n, max: 10n ** 11n }) as fc.Arbitrary<Price>,
      minimum: fc.bigInt({ min: 0n, max: 10n ** 21n }) as fc.Arbitrary<Amount>,
      shareMax: fc.bigInt({ min: 0n, max: 10n ** 11n }) as fc.Arbitrary<Ratio>,
    }),
  );
  const parts = fc.array(
    fc.record({
      quantity: fc.bigInt({ min: 1n, max: 10n ** 12n }) as fc.Arbitrary<Quantity>,
      price: fc.bigInt({ min: 1n, max: 10n ** 16n }) as fc.Arbitrary<Price>,
      liquidity: fc.constantFrom("maker" as const, "taker" as const),
    }),
    { minLength: 1, maxLength: 5 },
  );

  test("is never passed by what an order pays, in however many fills", () => {
    fc.assert(
      fc.property(model, parts, (fees, fills) => {
        const { share: rateMax, perUnit, perOrder } = feeBound(fees);
        let most: bigint = perOrder;
        for (const { quantity: units, price: paid } of fills)
          most += (multiply(paid, units) * rateMax) / 10n ** 12n + 1n + perUnit * units;
        expect(feesOf(spot({ fees }), fills) <= most).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is what an order ties up: one that it does not leave room for is rejected", () => {
    const bars = ["100 100 100 100", "100 100 100 100"];
    const venue = (balance: string): Venue =>
      new Venue(bars, { instrument: share({ fees: IB_FEES }), balance });
    expect(venue("1001.05").submit({ quantity: "10", limit: "100" })).toBe("1 accepted");
    expect(venue("1001.04").submit({ quantity: "10", limit: "100" })).toBe("1 rejected InsufficientBalance");
  });
});

describe("a venue that takes its fees in an asset of its own", () => {
  const percent = { kind: "percent", maker: ratio("0.001"), taker: ratio("0.001") } as const;
  const paid = (feesIn?: FillModel["feesIn"]): readonly unknown[] => {
    const venue = new Venue(["100 100 100 100", "100 100 100 100"], {
      ...{ instrument: spot({ fees: percent }), balance: "1000" },
      ...(feesIn !== undefined && { feesIn }),
    });
    venue.submit({ quantity: "7" });
    venue.bar();
    const [fill] = venue.fills;
    return [fill?.feeAsset, fill && formatAmount(fill.fee), formatAmount(venue.exchange.account.cash)];
  };

  test("takes nothing else for them: as much of it as they are worth, the last unit rounded up", () => {
    expect(paid()).toEqual(["USDT", "0.7", "299.3"]);
    expect(paid({ asset: "BNB", price: price("350") })).toEqual(["BNB", "0.002", "300"]);
    expect(paid({ asset: "BNB", price: price("300") })).toEqual(["BNB", "0.00233333333333333334", "300"]);
  });

  describe("where that asset itself is traded", () => {
    const STILL = Array.from({ length: 6 }, () => "100 100 100 100");
    const own = spot({ symbol: "BNB/USDT", fees: percent, step: "0.01" });
    const feesIn = { asset: "BNB", price: price("350") }; // Who trades it pays at the price of the trade.

    test("takes them out of what is bought, and nothing out of what is sold", () => {
      const venue = new Venue(STILL, { instrument: own, balance: "1000", feesIn });
      venue.submit({ quantity: "7" });
      venue.bar();
      const { account } = venue.exchange;
      expect([venue.fills[0]?.feeAsset, venue.fills[0]?.fee]).toEqual(["BNB", amount("0.007")]);
      expect([account.held(own), account.dust(own)]).toEqual([quantity("6.99"), quantity("0.003")]);
      venue.submit({ side: "sell", quantity: "6.99", reduceOnly: true });
      venue.bar();
      expect([venue.fills[1]?.feeAsset, venue.fills[1]?.fee]).toEqual([
        "BNB",
        amount("0.00199714285714285715"),
      ]);
      expect([formatAmount(account.cash), account.held(own)]).toEqual(["999", 0n]);
    });
  });

  test("closes whole what coarser rules have left, and keeps nothing of it", () => {
    const fine = spot({ fees: percent, step: "0.01" });
    const coarse = { ...fine.rules[0], from: START + 3 * HOUR, step: quantity("1") };
    const instrument = defineInstrument({ ...fine, rules: [...fine.rules, coarse as TradingRules] });
    const venue = new Venue(
      Array.from({ length: 6 }, () => "100 100 100 100"),
      { instrument, balance: "1000", feesIn: { asset: "BNB", price: price("350") } },
    );
    venue.submit({ quantity: "7.53" });
    venue.bar();
    venue.bar();
    venue.bar();
    expect(venue.submit({ side: "sell", quantity: "7.53", reduceOnly: true })).toBe("2 accepted");
    venue.bar();
    const { account } = venue.exchange;
    expect([account.held(venue.instrument), account.dust(venue.instrument)]).toEqual([0n, 0n]);
  });
});

describe("a venue that takes its fees out of what a trade brings", () => {
  const percent = { kind: "percent", maker: ratio("0.001"), taker: ratio("0.001") } as const;
  const venueOf = (instrument: Instrument): Venue =>
    new Venue(
      Array.from({ length: 6 }, () => "100 100 100 100"),
      { instrument, balance: "1000", feesIn: "received" },
    );
  const books = ({ exchange: { account } }: Venue, instrument: Instrument): readonly string[] => [
    formatQuantity(account.held(instrument)),
    formatQuantity(account.dust(instrument)),
    formatAmount(account.cash),
  ];
  const fee = (venue: Venue): readonly unknown[] => {
    const last = venue.fills.at(-1);
    return [last?.feeAsset, last && formatAmount(last.fee)];
  };

  test("takes of a purchase what was bought, and of a sale what was paid: whole steps are held, the rest is dust", () => {
    const instrument = spot({ fees: percent, step: "0.01" });
    const venue = venueOf(instrument);
    venue.submit({ quantity: "7" });
    venue.bar();
    expect([...fee(venue), ...books(venue, instrument)]).toEqual(["BTC", "0.007", "6.99", "0.003", "300"]);
    venue.submit({ side: "sell", quantity: "6.99", reduceOnly: true });
    venue.bar();
    expect([...fee(venue), ...books(venue, instrument)]).toEqual(["USDT", "0.699", "0", "0.003", "998.301"]);
    venue.submit({ quantity: "8" });
    venue.bar();
    expect(books(venue, instrument)).toEqual(["7.99", "0.005", "198.301"]);
  });

  test("rounds up to what can be held of it", () => {
    const instrument = spot({ fees: { ...percent, taker: ratio("0.0003") }, step: "0.00001" });
    const venue = venueOf(instrument);
    venue.submit({ quantity: "0.00001" });
    venue.bar();
    expect([...fee(venue), ...books(venue, instrument)]).toEqual([
      "BTC",
      "0.00000001",
      "0",
      "0.00000999",
      "999.999",
    ]);
  });

  test("takes of a contract what it is settled in", () => {
    const instrument = perpetual({ fees: percent });
    const venue = venueOf(instrument);
    venue.submit({ quantity: "7" });
    venue.bar();
    expect([...fee(venue), ...books(venue, instrument)]).toEqual(["USDT", "0.7", "7", "0", "999.3"]);
  });

  test("takes of a share money: nobody pays in shares", () => {
    const instrument = share();
    const venue = venueOf(instrument);
    venue.submit({ quantity: "7" });
    venue.bar();
    expect([...fee(venue), ...books(venue, instrument)]).toEqual(["USDT", "1", "7", "0", "299"]);
  });

  test("lets go of a stop that has nothing left to sell, dust or not", () => {
    const instrument = spot({ fees: percent, step: "0.01" });
    const venue = venueOf(instrument);
    venue.submit({ quantity: "7" });
    venue.bar();
    venue.submit({ side: "sell", type: "stop", trigger: "90", quantity: "6.99", reduceOnly: true });
    venue.submit({ side: "sell", quantity: "6.99", reduceOnly: true });
    venue.bar();
    expect(venue.exchange.openOrders(instrument.id)).toEqual([]);
  });
});
