import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amendment, order, orderContext } from "../../../tests/builders/order.ts";
import { InvariantBroken, price, quantity } from "../base/index.ts";
import { isLive, type OrderMove, type OrderStatus } from "../domain/index.ts";
import { TrackedOrder } from "./index.ts";

const tracked = (units: string = "2"): TrackedOrder =>
  new TrackedOrder(order({ quantity: units }), orderContext());

describe("an order", () => {
  test("is pending until it is sent, and lives until it ends", () => {
    const one = tracked();
    expect([one.status, one.isLive]).toEqual(["PENDING", true]);
    one.move("send");
    one.move("accept");
    expect([one.status, one.isLive]).toEqual(["ACCEPTED", true]);
    one.move("cancel");
    expect([one.status, one.isLive]).toEqual(["CANCELLED", false]);
  });

  test("whose answer is lost stays live: unknown is a state", () => {
    const one = tracked();
    one.move("send");
    one.move("lose");
    expect([one.status, one.isLive]).toEqual(["UNKNOWN", true]);
  });

  test("adds its fills up and is filled when nothing remains", () => {
    const one = tracked();
    one.move("send");
    expect(one.fill("a", quantity("0.5"))).toBe(true);
    expect([one.status, one.remaining]).toEqual(["PARTIALLY_FILLED", quantity("1.5")]);
    expect(one.fill("b", quantity("1.5"))).toBe(true);
    expect([one.status, one.remaining, one.isLive]).toEqual(["FILLED", 0n, false]);
  });

  test("takes each trade of the venue once", () => {
    const one = tracked();
    one.move("send");
    one.fill("a", quantity("0.5"));
    expect(one.fill("a", quantity("0.5"))).toBe(false);
    expect(one.filled).toBe(quantity("0.5"));
  });

  test("takes a fill that crossed its cancel on the wire", () => {
    const one = tracked();
    one.move("send");
    one.move("cancel");
    expect(one.fill("a", quantity("0.5"))).toBe(true);
    expect([one.status, one.filled]).toEqual(["CANCELLED", quantity("0.5")]);
  });

  test("makes no move the table forbids", () => {
    const one = tracked();
    expect(() => one.move("fillAll")).toThrow(InvariantBroken); // Never sent, so never filled.
    one.move("send");
    one.move("reject");
    expect(() => one.move("accept")).toThrow(InvariantBroken);
    expect(one.status).toBe("REJECTED");
  });

  test("forgets what it asked the venue for once it has ended", () => {
    const one = tracked();
    one.move("send");
    one.ask("askCancel");
    expect(one.pending).toBe("cancel");
    one.move("cancel");
    expect(one.pending).toBe("none");
  });

  test("remembers what it asked the venue for while it fills in part", () => {
    const one = tracked();
    one.move("send");
    one.ask("askCancel");
    one.fill("a", quantity("0.5"));
    expect(one.pending).toBe("cancel");
  });

  test("takes new terms where they are named, and keeps the others", () => {
    const one = new TrackedOrder(order({ limit: "90", trigger: "95", quantity: "2" }), orderContext());
    one.amend(amendment({ quantity: "3" }));
    expect(one.request).toMatchObject({ limit: price("90"), trigger: price("95"), quantity: quantity("3") });
    one.amend(amendment({ limit: "91", trigger: "96" }));
    expect(one.request).toMatchObject({ limit: price("91"), trigger: price("96"), quantity: quantity("3") });
  });

  test("may be asked to cancel again after a refusal", () => {
    const one = tracked();
    one.move("send");
    one.ask("askCancel");
    one.ask("refuse");
    expect(one.pending).toBe("none");
    one.ask("askCancel");
    expect(one.pending).toBe("cancel");
  });
});

const MOVES: readonly OrderMove[] = [
  ...(["send", "fail", "accept", "lose", "reject", "cancel", "expire", "proveAbsent"] as const),
];

test("whatever happens to an order, in whatever order: what has ended never lives again, fills only add up", () => {
  const step = fc.oneof(
    fc.record({ move: fc.constantFrom(...MOVES) }),
    fc.record({ trade: fc.integer({ min: 1, max: 6 }), units: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const one = tracked("4");
      const booked = new Map<number, bigint>();
      let before: OrderStatus = one.status;
      for (const what of steps) {
        try {
          if ("move" in what) one.move(what.move);
          else if (one.fill(String(what.trade), quantity(String(what.units))))
            booked.set(what.trade, quantity(String(what.units)));
        } catch (error) {
          expect(error).toBeInstanceOf(InvariantBroken);
          if (!("move" in what)) return; // A fill of what was never sent: the engine stops here.
        }
        if (!isLive(before)) expect(one.isLive).toBe(false);
        before = one.status;
        expect(one.filled).toBe([...booked.values()].reduce((sum, units) => sum + units, 0n));
      }
    }),
    { seed: 1, numRuns: 2_000 },
  );
});
