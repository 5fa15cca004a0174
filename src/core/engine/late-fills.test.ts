/** Fills that come when their order is long over: the position is real, whatever is still known of the order. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { close, order } from "../strategy/index.ts";

const limit = order({ side: "buy", type: "limit", limit: 95, quantity: 2, stop: 90, why: "test" });
const buy = order({ side: "buy", type: "market", quantity: 2, why: "test" });
/** More than are remembered of one instrument: of those that never filled, and of those that did. */
const UNFILLED = 1_030;
const FILLED = 70;

/** So many orders end, one a bar. */
function after(count: number, script: Script, end: (run: WireRun, order: number) => void): WireRun {
  const run = new WireRun(flat(100, count + 6), script);
  for (let bar = 0; bar < count; bar++) {
    run.bar();
    end(run, run.sent.at(-1)?.id ?? 0);
  }
  expect(run.sent).toHaveLength(count);
  return run;
}

const afterCancelled = (count: number): WireRun =>
  after(count, Object.fromEntries(Array.from({ length: count }, (_, i) => [i + 1, limit])), (run, id) =>
    run.tell("OrderCancelled", id),
  );

test("a fill of an order that is over, and remembered, is protected as it was planned", () => {
  const run = afterCancelled(200);
  run.fill(1, "2", "95");
  expect(run.held).toBe("2");
  expect(run.sent.at(-1)).toMatchObject({ role: "stop-loss", side: "sell", quantity: 200_000_000n });
});

describe("a fill of an order that is over, and forgotten", () => {
  test("counts, and lets no new risk in until a person has looked", () => {
    const run = afterCancelled(UNFILLED);
    run.fill(1, "2", "95");
    expect(run.held).toBe("2");
    expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
    expect(run.engine.risk.latches).toMatchObject([{ kind: "operator", endsBy: "resume" }]);
    expect(run.engine.risk.exposure.worstQuantity(run.instrument.id, "buy")).toBe(200_000_000n);
  });

  test("is booked once, however often it is told; another of the same order counts as well", () => {
    const run = afterCancelled(UNFILLED);
    run.fill(1, "0.5", "95", "a");
    run.fill(1, "0.5", "95", "a");
    expect(run.held).toBe("0.5");
    run.fill(1, "1.5", "95", "b");
    expect(run.held).toBe("2");
  });

  test("adds to what is held, and leaves its stop where it was", () => {
    const run = afterCancelled(UNFILLED);
    run.fill(UNFILLED, "2", "95"); // Remembered.
    run.fill(1, "1", "95");
    expect(run.held).toBe("3");
    expect(run.sent.slice(UNFILLED).map(({ role, trigger, quantity }) => [role, trigger, quantity])).toEqual([
      ["stop-loss", 90_000_000_000_000n, 200_000_000n],
      ["stop-loss", 90_000_000_000_000n, 300_000_000n],
    ]);
  });

  test("is told again where the order had filled in whole: nothing changes", () => {
    const script = Object.fromEntries(
      Array.from({ length: FILLED }, (_, i) => [i + 1, i % 2 === 0 ? buy : close("test")]),
    );
    let trades = 0;
    const run = after(FILLED, script, (wire, id) => wire.fill(id, "2", "100", `trade ${trades++}`));
    expect(run.held).toBe("0");
    run.fill(1, "2", "100", "trade 0");
    expect(run.held).toBe("0");
    expect(run.engine.risk.latches).toEqual([]);
  });
});
