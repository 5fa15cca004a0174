/** Fills of orders that are not of this run: the account is theirs as well, and the position is real. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { EXTERNAL } from "../domain/index.ts";
import { close, order } from "../strategy/index.ts";

const buy = order({ side: "buy", type: "market", quantity: 2, stop: 90, why: "test" });

/** Two are held, with a stop under them. */
function holding(): WireRun {
  const run = new WireRun(flat(100, 8), { 1: buy, 3: close("done") });
  run.bar();
  run.fill(1, "2", "100");
  run.tell("OrderAccepted", run.sent.at(-1)?.id ?? 0);
  return run;
}
const stops = (run: WireRun) =>
  run.sent.filter(({ role }) => role === "stop-loss").map(({ quantity }) => quantity);

describe("a fill of somebody else's order", () => {
  test("opens a position that is nobody's of this run, counts in risk and has no stop", () => {
    const run = new WireRun(flat(100, 4), {});
    run.bar();
    run.fillOutside("sell", "3", "100");
    expect(run.held).toBe("-3");
    expect(run.engine.portfolio.position(run.instrument.id).strategy).toBe(EXTERNAL);
    expect(run.engine.risk.exposure.worstQuantity(run.instrument.id, "sell")).toBe(300_000_000n);
    expect(run.sent).toEqual([]);
  });

  test("adds to what is held: its stop covers all of it", () => {
    const run = holding();
    run.fillOutside("buy", "1", "101");
    expect(run.held).toBe("3");
    run.bar();
    expect([...stops(run), run.cancelled.length > 0]).toEqual([200_000_000n, 300_000_000n, true]);
  });

  test("takes from what is held, ends it, or turns it over", () => {
    for (const [units, held] of [
      ["0.5", "1.5"],
      ["2", "0"],
      ["5", "-3"],
    ] as const) {
      const run = holding();
      run.fillOutside("sell", units, "99");
      expect(run.held).toBe(held);
      expect(run.engine.portfolio.trades).toHaveLength(held === "1.5" ? 0 : 1);
      expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
      // What protected the old position is gone with it, or as large as what is left of it.
      if (held !== "1.5")
        expect(run.engine.workingOrders.every(({ pending }) => pending === "cancel")).toBe(true);
    }
  });

  test("is closed by the strategy like any other", () => {
    const run = holding();
    run.fillOutside("buy", "1", "101");
    run.bar();
    run.bar();
    expect(run.sent.at(-1)).toMatchObject({ side: "sell", role: "exit", quantity: 300_000_000n });
  });

  test("leaves every book in balance, and the account with the sum of all fills", () => {
    const outside = fc.record({
      side: fc.constantFrom("buy" as const, "sell" as const),
      units: fc.integer({ min: 1, max: 500 }),
      at: fc.integer({ min: 90, max: 110 }),
    });
    fc.assert(
      fc.property(fc.array(outside, { minLength: 1, maxLength: 12 }), (fills) => {
        const run = holding();
        let held = 200;
        for (const { side, units, at } of fills) {
          run.fillOutside(side, String(units / 100), String(at));
          held += side === "buy" ? units : -units;
        }
        expect(Number(run.held)).toBe(held / 100);
        const { ledger } = run.engine.portfolio;
        expect(ledger.isBalanced()).toBe(true);
        // Closed at the mark, the cash is what was there, less fees, and what the prices made of it.
        const paid = fills.reduce(
          (sum, { side, units, at }) => sum + (side === "buy" ? 1 : -1) * units * at,
          200 * 100,
        );
        const equity = 100_000 - fills.length * 0.1 - paid / 100 + held;
        expect(run.engine.equity).toBeCloseTo(equity, 6);
      }),
      { numRuns: 200 },
    );
  });
});
