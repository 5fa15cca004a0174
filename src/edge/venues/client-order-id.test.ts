import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClientOrderId } from "../ports/index.ts";
import { EPOCH_MAX, ORDINAL_MAX } from "./client-order-id.ts";
import {
  clientOrderId,
  fromMetaTraderOrderId,
  fromNumericOrderId,
  metaTraderOrderId,
  numericOrderId,
  type OrderName,
  parseClientOrderId,
} from "./index.ts";

const run = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789"),
  minLength: 8,
  maxLength: 8,
});
const name: fc.Arbitrary<OrderName> = fc.record({
  epoch: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: EPOCH_MAX })),
  run,
  ordinal: fc.oneof(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: ORDINAL_MAX })),
});

describe("the name of an order", () => {
  test("says epoch, run and ordinal, and nothing else", () => {
    expect(clientOrderId({ epoch: 51, run: "k3v9q2ab", ordinal: 100 })).toBe("t1f-k3v9q2ab-2s");
    fc.assert(fc.property(name, (one) => void expect(parseClientOrderId(clientOrderId(one))).toEqual(one)));
  });

  test("fits 32 characters of [a-z0-9-], also at its longest", () => {
    fc.assert(fc.property(name, (one) => void expect(clientOrderId(one)).toMatch(/^[a-z0-9-]{1,32}$/)));
    const longest = clientOrderId({ epoch: EPOCH_MAX, run: "zzzzzzzz", ordinal: ORDINAL_MAX });
    expect(longest).toBe("tzzzzzz-zzzzzzzz-zzzzzzzz");
  });

  test("of two orders is never the same", () => {
    fc.assert(
      fc.property(name, name, (one, two) => {
        const isSame = one.epoch === two.epoch && one.run === two.run && one.ordinal === two.ordinal;
        expect(clientOrderId(one) === clientOrderId(two)).toBe(isSame);
      }),
    );
  });

  test.each([
    "",
    "x-TKT5PX2F123",
    "t0-k3v9q2ab-1",
    "t1-k3v9q2ab-01",
    "t1-K3V9Q2AB-1",
    "t1-k3v9q2a-1",
    "hand-1",
  ])("%j is not ours", (text) => expect(parseClientOrderId(text)).toBeUndefined());

  test("is not made of what does not fit", () => {
    for (const bad of [{ epoch: 0 }, { epoch: EPOCH_MAX + 1 }, { ordinal: 1.5 }, { run: "short" }])
      expect(() => clientOrderId({ epoch: 1, run: "k3v9q2ab", ordinal: 1, ...bad })).toThrow();
  });
});

describe("as what a venue allows", () => {
  test.each([
    ["bitfinex", 2 ** 45],
    ["ib", 2 ** 31],
  ] as const)("a number of %s comes back as the same name, or is not made", (venue, bound) => {
    let made = 0;
    fc.assert(
      fc.property(name, (one) => {
        const id = clientOrderId(one);
        const number = numericOrderId(id, venue);
        if (number === undefined) return;
        made++;
        expect(number).toBeLessThan(bound);
        expect(
          fromNumericOrderId(number, venue, (epoch) => (epoch === one.epoch ? one.run : undefined)),
        ).toBe(id);
      }),
      { numRuns: 1_000 },
    );
    expect(made).toBeGreaterThan(50);
  });

  test("two names of one account are never the same number", () => {
    const small = fc.record({
      epoch: fc.integer({ min: 1, max: 2_000 }),
      ordinal: fc.integer({ min: 1, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(small, small, (one, two) => {
        const [a, b] = [one, two].map((of) =>
          numericOrderId(clientOrderId({ ...of, run: "k3v9q2ab" }), "ib"),
        );
        expect(a === b).toBe(one.epoch === two.epoch && one.ordinal === two.ordinal);
      }),
    );
  });

  test("a number that no epoch of ours explains is a stranger", () => {
    for (const value of [0, 17, -5, 1.5, 2 ** 40])
      expect(fromNumericOrderId(value, "ib", () => "k3v9q2ab")).toBeUndefined();
    expect(fromNumericOrderId(2 ** 20 + 1, "ib", () => undefined)).toBeUndefined();
  });

  test("MT5 keeps the run in the magic number and the rest in 31 characters of comment", () => {
    fc.assert(
      fc.property(name, (one) => {
        const id = clientOrderId(one);
        const fitted = metaTraderOrderId(id);
        expect(fitted?.comment.length).toBeLessThanOrEqual(31);
        expect(fitted?.magic).toBeGreaterThan(0);
        expect(fromMetaTraderOrderId(fitted?.magic ?? 0, fitted?.comment ?? "")).toBe(id);
      }),
    );
    expect(fromMetaTraderOrderId(0, "t1-1")).toBeUndefined();
    expect(fromMetaTraderOrderId(5, "so 1.0%/1")).toBeUndefined();
    expect(metaTraderOrderId("by hand" as ClientOrderId)).toBeUndefined();
    expect(numericOrderId("by hand" as ClientOrderId, "ib")).toBeUndefined();
  });
});
