/** What is written on the wire is what was meant: to the last digit, whatever is asked. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Amount, Price, Quantity, Ratio } from "../../../core/base/index.ts";
import type { Rejection } from "../../../core/domain/index.ts";
import { BadMessage, Fields } from "./fields.ts";
import { readRejection } from "./read-answer.ts";
import { writeRejection } from "./wire-news.ts";
import {
  type OrderTerms,
  readAmendment,
  readTerms,
  SIDES,
  TYPES,
  writeAmendment,
  writeTerms,
} from "./wire-order.ts";

const money = <T extends bigint>(): fc.Arbitrary<T> =>
  fc.bigInt({ min: 1n, max: 10n ** 30n }) as fc.Arbitrary<T>;
const perhaps = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const trail = fc.record({
  distance: fc.oneof(
    fc.record({ kind: fc.constant("amount" as const), by: money<Price>() }),
    fc.record({ kind: fc.constant("ratio" as const), by: money<Ratio>() }),
  ),
  activation: perhaps(money<Price>()),
});
const terms: fc.Arbitrary<OrderTerms> = fc
  .record({
    symbol: fc.constantFrom("BTC/USDT", "BTC/USDT:USDT", "SPY"),
    side: fc.constantFrom(...SIDES),
    type: fc.constantFrom(...TYPES),
    role: fc.constantFrom("entry" as const, "exit" as const, "stop-loss" as const, "take-profit" as const),
    quantity: money<Quantity>(),
    limit: perhaps(money<Price>()),
    trigger: perhaps(money<Price>()),
    collar: perhaps(money<Price>()),
    reduceOnly: fc.boolean(),
    expiresAt: fc.constantFrom(Number.POSITIVE_INFINITY, 1_700_000_000_000),
    timeInForce: perhaps(fc.constantFrom("IOC" as const, "FOK" as const)),
    postOnly: fc.boolean(),
    trail: perhaps(trail),
    notional: perhaps(money<Amount>()),
    group: perhaps(fc.constant("testruns.3")),
    after: perhaps(fc.constant("t1-testruns-2")),
  })
  .map(({ timeInForce, ...rest }) => ({ ...rest, ...(timeInForce && { timeInForce }) }));

const overTheWire = (body: object): Fields => new Fields(JSON.parse(JSON.stringify(body)));

describe("on the wire", () => {
  test("the terms of an order stay what they are", () => {
    fc.assert(
      fc.property(terms, (one) => void expect(readTerms(overTheWire(writeTerms(one)))).toEqual(one)),
      { numRuns: 500 },
    );
  });

  test("new terms too", () => {
    const to = fc.record({
      limit: perhaps(money<Price>()),
      trigger: perhaps(money<Price>()),
      quantity: perhaps(money<Quantity>()),
    });
    fc.assert(
      fc.property(to, (one) => void expect(readAmendment(overTheWire(writeAmendment(one)))).toEqual(one)),
    );
  });

  test.each<Rejection>([
    { kind: "PriceOffTick", price: "1.001", tick: "0.01" },
    { kind: "LeverageTooHigh", leverage: 20, leverageMax: 5, notional: "1000" },
    { kind: "ReduceOnlyWouldIncrease" },
    { kind: "MarketClosed", opensAt: 5 },
    { kind: "MarketClosed", opensAt: Number.POSITIVE_INFINITY },
    { kind: "InsufficientBalance", asset: "BTC", needed: "2", available: "1" },
  ])("so does a rejection: $kind", (one) =>
    expect(readRejection(overTheWire(writeRejection(one)))).toEqual(one),
  );

  test("a rejection of a later version keeps its words", () => {
    expect(readRejection(overTheWire({ kind: "TooWindy", beaufort: 9 }))).toEqual({
      kind: "VenueRefused",
      code: "TooWindy",
      message: '{"kind":"TooWindy","beaufort":9}',
    });
  });

  test.each([
    [{ quantity: 1 }, "quantity is no text"],
    [{ quantity: "1.000000001" }, "quantity is no decimal of its scale"],
    [{ quantity: "NaN" }, "quantity is no decimal of its scale"],
    [{ side: "long" }, "side is long, not buy or sell"],
    [{ trail: {} }, "trail has either an amount or a ratio"],
    [{ reduceOnly: "yes" }, "reduceOnly is neither true nor false"],
    [{ symbol: undefined }, "symbol is no text"],
  ])("%j is refused by the name of its field", (bad, message) => {
    const good = { symbol: "BTC/USDT", side: "buy", type: "market", quantity: "1" };
    expect(() => readTerms(overTheWire({ ...good, ...bad }))).toThrow(new BadMessage(message));
  });

  test("nothing is read from where no message put it", () => {
    expect(() => new Fields(JSON.parse('{"__proto__":{"side":"buy"}}')).text("side")).toThrow(BadMessage);
    expect(() => new Fields({}).text("constructor")).toThrow(BadMessage);
    for (const none of [null, 5, "text", []]) expect(() => new Fields(none)).toThrow("message is no object");
  });
});
