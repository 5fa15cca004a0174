/** One inequality, `used + quantity x unit <= share x of`, asked two ways; and what is reserved until an order's end. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OrderTerms, order } from "../../../tests/builders/order.ts";
import { type Amount, amount, type Price, price, type Quantity, quantity, ratio } from "../base/index.ts";
import type { InstrumentId, OrderId } from "../domain/index.ts";
import {
  Estimated,
  fits,
  largestWithin,
  measured,
  refuseQuantity,
  refuseSize,
  type SizeLimit,
  type SizeLimitKind,
  shareLimit,
  tightest,
} from "./limits.ts";
import { decisionPrice, leftAfter, mayAdd, refuseBehindProtection } from "./order-prices.ts";
import { Reservations } from "./reservations.ts";

/** "share of `of`, of which `used` is used, at `unit` apiece" in plain decimals. */
function limitOf(
  share: string,
  of: string,
  used: string,
  unit: string,
  kind: SizeLimitKind = "ExposureLimit",
): SizeLimit {
  return {
    limit: shareLimit(kind, ratio(share)),
    of: measured(amount(of)),
    used: measured(amount(used)),
    unit: measured(price(unit)),
  };
}
const doesFit = (limit: SizeLimit, units: string): boolean => fits(limit, measured(quantity(units)));
const STEP = quantity("0.001");

describe("a limit on size", () => {
  test("takes what just fits, and not a step more", () => {
    const limit = limitOf("0.5", "1000", "100", "3"); // 400 are left: 133.333...
    expect([doesFit(limit, "133.333"), doesFit(limit, "133.334")]).toEqual([true, false]);
    expect(largestWithin(limit, STEP)).toBe(quantity("133.333"));
    expect(largestWithin(limit, quantity("10"))).toBe(quantity("130"));
    expect(doesFit(limitOf("0.5", "1000", "100", "4"), "100")).toBe(true);
  });

  test("is exact where doubles cannot tell: by the last unit of money", () => {
    const used = (units: bigint): SizeLimit => ({
      ...limitOf("1", "1000", "0", "1"),
      used: measured((amount("900") + units) as Amount),
    });
    expect([doesFit(used(0n), "100"), doesFit(used(1n), "100")]).toEqual([true, false]);
  });

  test("has no room for anything where nothing is owned, or all of it is used", () => {
    for (const of of ["0", "-5"]) {
      const broke = limitOf("0.5", of, "0", "3");
      expect([doesFit(broke, "0.001"), doesFit(broke, "0"), largestWithin(broke, STEP)]).toEqual([
        false,
        false,
        0n,
      ]);
    }
    const full = limitOf("0.5", "1000", "500", "3");
    expect([doesFit(full, "0"), doesFit(full, "0.001"), largestWithin(full, STEP)]).toEqual([
      true,
      false,
      0n,
    ]);
    expect(largestWithin(limitOf("0.5", "1000", "501", "3"), STEP)).toBe(0n);
  });

  test("that does not depend on the quantity takes any, or none", () => {
    const most = largestWithin(limitOf("0.5", "1000", "500", "0"), STEP);
    expect(most > quantity("1000000000000")).toBe(true);
    expect(largestWithin(limitOf("0.5", "1000", "501", "0"), STEP)).toBe(0n);
  });

  test("takes exactly the quantities up to the largest, whatever the numbers are", () => {
    const money = fc.bigInt({ min: 0n, max: 10n ** 26n }) as fc.Arbitrary<Amount>;
    const unit = fc.bigInt({ min: 1n, max: 10n ** 15n }) as fc.Arbitrary<Price>;
    const thousandths = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(money, money, unit, thousandths, (of, used, each, share) => {
        const text = (share / 1_000).toFixed(3);
        const limit = {
          ...limitOf(text, "1", "0", "1"),
          of: measured(of),
          used: measured(used),
          unit: measured(each),
        };
        const most = largestWithin(limit, 1n as Quantity);
        const holds = (units: bigint): boolean => (used + units * each) * 1_000n <= of * BigInt(share);
        expect([holds(most) || most === 0n, holds(most + 1n)]).toEqual([true, false]);
        expect(fits(limit, measured((most + 1n) as Quantity))).toBe(false);
        expect(fits(limit, measured(most))).toBe(of > 0n && holds(most));
      }),
    );
  });

  test("works out an estimate only where that is near", () => {
    let asked = 0;
    const of = (near: number) =>
      new Estimated(near, () => {
        asked++;
        return amount("1000");
      });
    const limit = { ...limitOf("0.5", "1000", "100", "3"), of: of(1_000 * 1e20) };
    expect([fits(limit, measured(quantity("100"))), asked]).toEqual([true, 0]);
    expect([fits(limit, measured(quantity("133.334"))), asked]).toEqual([false, 1]);
    expect([fits(limit, measured(quantity("133.334"))), asked]).toEqual([false, 1]); // It is kept.
    // An estimate that is off by less than a millionth decides nothing.
    const off = { ...limitOf("0.5", "1000", "100", "4"), of: of(1_000 * 1e20 * (1 + 1e-7)) };
    expect(fits(off, measured(quantity("100.000001")))).toBe(false);
  });
});

test("of limits on one measure the tightest binds, the first of two that are alike", () => {
  const limits = (["PositionSizeLimit", "SymbolExposureLimit", "DiversificationLimit"] as const).map(
    (kind, place) => shareLimit(kind, ratio(["0.3", "0.2", "0.2"][place] as string)),
  );
  expect(tightest([undefined, ...limits])?.kind).toBe("SymbolExposureLimit");
  expect([tightest([undefined]), tightest([])]).toEqual([undefined, undefined]);
});

describe("a refusal of size", () => {
  test("says what would be reached, and what may be", () => {
    const limit = (kind: SizeLimitKind) => limitOf("0.5", "1000", "100", "3", kind);
    const units = quantity("200");
    expect(refuseSize(limit("ExposureLimit"), units)).toEqual({
      kind: "ExposureLimit",
      share: 0.7,
      shareMax: 0.5,
    });
    expect(refuseSize(limit("LeverageLimit"), units)).toEqual({
      kind: "LeverageLimit",
      leverage: 0.7,
      leverageMax: 0.5,
    });
    expect(refuseSize(limit("InsufficientBalance"), units)).toEqual({
      kind: "InsufficientBalance",
      needed: "700.00000000",
      available: "1000.00000000",
    });
  });

  test("is beyond all measure where nothing is owned", () => {
    const share = Number.POSITIVE_INFINITY;
    for (const of of ["0", "-1"])
      expect(refuseSize(limitOf("0.5", of, "100", "3"), STEP)).toMatchObject({ share, shareMax: 0.5 });
  });

  test("in units says units", () => {
    expect(refuseQuantity(quantity("2.5"), quantity("2"))).toEqual({
      kind: "PositionQuantityLimit",
      quantity: 2.5,
      quantityMax: 2,
    });
  });
});

describe("new terms of an order", () => {
  const buy = order({ limit: "90", trigger: "95", quantity: "3" });
  const sell = order({ side: "sell", limit: "110", quantity: "3" });
  const left = quantity("2");

  test("may add risk where they are more units, or a price that is worse", () => {
    expect(mayAdd(buy, left, { quantity: quantity("3.001") })).toBe(true);
    expect(mayAdd(buy, left, { quantity: quantity("3") })).toBe(false);
    expect([mayAdd(buy, left, { limit: price("90.01") }), mayAdd(buy, left, { limit: price("90") })]).toEqual(
      [true, false],
    );
    expect([
      mayAdd(buy, left, { trigger: price("95.01") }),
      mayAdd(buy, left, { trigger: price("94") }),
    ]).toEqual([true, false]);
    expect([
      mayAdd(sell, left, { limit: price("109.99") }),
      mayAdd(sell, left, { limit: price("110") }),
    ]).toEqual([true, false]);
    expect(mayAdd(sell, left, { limit: price("110.01") })).toBe(true); // What is sold short is worth more there.
    expect(mayAdd(sell, left, { trigger: price("1") })).toBe(false); // It has none.
  });

  test("add nothing where as much has filled already", () => {
    expect(leftAfter(buy, left, {})).toBe(left);
    expect(leftAfter(buy, left, { quantity: quantity("2.5") })).toBe(quantity("1.5"));
    expect(mayAdd(buy, left, { quantity: quantity("1"), limit: price("99") })).toBe(false); // One has filled.
    expect(mayAdd(buy, left, { quantity: quantity("1.001"), limit: price("99") })).toBe(true);
  });

  test("behind the stop or the target of their fills are refused", () => {
    const refused = (side: "buy" | "sell", at: string, stop?: string, target?: string) =>
      refuseBehindProtection(
        order({ side }),
        { limit: price(at) },
        {
          stop: stop === undefined ? undefined : price(stop),
          target: target === undefined ? undefined : price(target),
        },
      );
    expect(refused("buy", "95.01", "95")).toBeUndefined();
    expect(refused("buy", "95", "95")).toEqual({ kind: "StopOnWrongSide", stop: 95, reference: 95 });
    expect(refused("sell", "94.99", "95")).toBeUndefined();
    expect(refused("sell", "95", "95")).toEqual({ kind: "StopOnWrongSide", stop: 95, reference: 95 });
    expect(refused("buy", "104.99", "95", "105")).toBeUndefined();
    expect(refused("buy", "105", "95", "105")).toEqual({
      ...{ kind: "TargetOnWrongSide", target: 105, reference: 105 },
    });
    expect(refused("sell", "85", "95", "85")).toMatchObject({ kind: "TargetOnWrongSide" });
    expect(refused("buy", "1")).toBeUndefined();
    const of = { stop: price("95"), target: undefined };
    expect(refuseBehindProtection(order(), { quantity: left }, of)).toBeUndefined();
    expect(refuseBehindProtection(order(), { trigger: price("94") }, of)).toMatchObject({ reference: 94 });
  });

  test("are judged at the limit, else the trigger, else the market", () => {
    expect([
      decisionPrice(buy, 100),
      decisionPrice(order({ trigger: "95" }), 100),
      decisionPrice(order(), 100),
    ]).toEqual([90, 95, 100]);
  });
});

describe("what is reserved", () => {
  const ID = 0 as InstrumentId;
  const hold = (
    all: Reservations,
    terms: OrderTerms,
    at: { worst: string; stop?: string; entry?: string },
  ): void => {
    const request = order(terms);
    all.hold(request, {
      worst: price(at.worst),
      entry: price(at.entry ?? at.worst),
      stop: at.stop === undefined ? undefined : price(at.stop),
      bringsStop: at.stop !== undefined,
      isAddition: false,
      remaining: request.quantity,
    });
  };
  const left = (all: Reservations): readonly (readonly [number, Quantity])[] =>
    all.of(ID).map((one) => [one.order, one.remaining]);

  test("shrinks with each fill, and is gone with the last", () => {
    const all = new Reservations(1);
    hold(all, { id: 1, quantity: "3" }, { worst: "100" });
    hold(all, { id: 2 }, { worst: "100" });
    all.fill(ID, 1 as OrderId, quantity("2"));
    expect(left(all)).toEqual([
      [1, quantity("1")],
      [2, quantity("1")],
    ]);
    all.fill(ID, 1 as OrderId, quantity("1"));
    all.fill(ID, 9 as OrderId, quantity("1"));
    expect([left(all), all.active]).toEqual([[[2, quantity("1")]], [ID]]);
    all.release(ID, 9 as OrderId);
    all.release(ID, 2 as OrderId);
    expect([left(all), all.active.length]).toEqual([[], 0]);
  });

  test("has an entry where one works, and not only an exit", () => {
    const all = new Reservations(1);
    hold(all, { id: 1, role: "exit" }, { worst: "100" });
    expect(all.hasEntry(ID)).toBe(false);
    hold(all, { id: 2 }, { worst: "100" });
    expect(all.hasEntry(ID)).toBe(true);
  });

  test("is the worse of old and new terms until the venue has answered", () => {
    for (const [side, entry] of [
      ["buy", "101"],
      ["sell", "99"],
    ] as const) {
      for (const isUp of [true, false]) {
        const all = new Reservations(1);
        const [first, second] = isUp ? ["99", "101"] : ["101", "99"];
        hold(all, { id: 1, side, quantity: isUp ? "2" : "3" }, { worst: first as string });
        const before = all.take(ID, 1 as OrderId);
        expect([left(all), all.active.length]).toEqual([[], 0]);
        hold(all, { id: 1, side, quantity: isUp ? "3" : "2" }, { worst: second as string });
        if (before !== undefined) all.widen(ID, before);
        const widened = { worst: price("101"), entry: price(entry), remaining: quantity("3") };
        expect(all.of(ID)).toMatchObject([widened]);
      }
    }
  });

  test("is the old terms again where new ones were refused, and what remains once they stand", () => {
    const all = new Reservations(1);
    hold(all, { id: 1, quantity: "3" }, { worst: "100" });
    const before = all.take(ID, 1 as OrderId);
    if (before !== undefined) all.widen(ID, before);
    expect([all.of(ID), all.active]).toEqual([[before], [ID]]);
    all.narrow(order({ id: 1 }), quantity("2"));
    all.narrow(order({ id: 2 }), quantity("9"));
    expect(left(all)).toEqual([[1, quantity("2")]]);
    expect(all.take(ID, 2 as OrderId)).toBeUndefined();
  });

  test("brings the loosest stop of its side", () => {
    const all = new Reservations(1);
    hold(all, { id: 1 }, { worst: "100", stop: "90" });
    hold(all, { id: 2 }, { worst: "100", stop: "80" });
    hold(all, { id: 3 }, { worst: "100" });
    hold(all, { id: 4, side: "sell" }, { worst: "100", stop: "110" });
    hold(all, { id: 5, side: "sell" }, { worst: "100", stop: "120" });
    const loosest = (side: "buy" | "sell", stop: string, isHeld = false) =>
      all.loosestStop(ID, side, price(stop), isHeld);
    expect([loosest("buy", "85"), loosest("buy", "70")]).toEqual(["80", "70"].map(price));
    expect([loosest("sell", "115"), loosest("sell", "130")]).toEqual(["120", "130"].map(price));
    all.fill(ID, 2 as OrderId, 1n as Quantity); // All of its side has its stop now, or another one since.
    expect([loosest("buy", "95", true), loosest("buy", "95")]).toEqual(["90", "80"].map(price));
  });
});
