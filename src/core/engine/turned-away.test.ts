/** What is asked for again of orders that leave or protect a position, when a venue takes less of them than was wanted. */
import { describe, expect, test } from "vitest";
import { BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { formatQuantity } from "../base/index.ts";
import type { Intent, OrderRequest } from "../domain/index.ts";
import { close, order, several } from "../strategy/index.ts";

const buy = { side: "buy", type: "market", quantity: 2, why: "test" } as const;
const inShort = ({ role, type, quantity }: OrderRequest): string =>
  `${role} ${type} ${formatQuantity(quantity)}`;

describe("a trailing stop", () => {
  /** Ten are bought, and what trails them rests for `first`. */
  const trailing = (first: string): { run: WireRun; stop: number } => {
    const run = new WireRun(flat(100, 12), { 1: order({ ...buy, quantity: 10, trail: { by: 5 } }) });
    run.bar();
    run.fill(1, first, "100");
    const stop = run.sent.at(-1);
    if (stop?.type !== "trailing-stop") throw new Error("nothing trails");
    run.tell("OrderAccepted", stop.id);
    return { run, stop: stop.id };
  };
  const wanted = ({ amended }: WireRun, stop: number): string =>
    formatQuantity(amended.get(stop)?.quantity ?? (0n as never));

  test("grows with what is bought while new terms of it are under way", () => {
    const { run, stop } = trailing("3");
    run.fill(1, "3", "100");
    expect(wanted(run, stop)).toBe("6");
    run.fill(1, "4", "100");
    run.replace(stop);
    expect(wanted(run, stop)).toBe("10");
  });

  test("is asked to grow again where that was refused, as soon as time goes on", () => {
    const { run, stop } = trailing("3");
    run.fill(1, "7", "100");
    run.amended.clear();
    run.refuseReplace(stop);
    expect([run.amended.size, run.lacksProtection]).toEqual([0, true]);
    run.protectionDue();
    expect([wanted(run, stop), run.lacksProtection]).toEqual(["10", false]);
  });
});

describe("an order that leaves, and that the venue is too busy for", () => {
  const part = order({ side: "sell", type: "market", quantity: 1, reduceOnly: true, why: "part" });
  /** Two are held, and a stop rests; then the strategy answers with that. */
  const holding = (then?: Intent): WireRun => {
    const run = new WireRun(flat(100, 12), { 1: order({ ...buy, stop: 90 }), ...(then && { 2: then }) });
    run.bar();
    run.fill(1, "2", "100");
    run.tell("OrderAccepted", 2);
    if (then !== undefined) run.bar();
    return run;
  };
  const leaving = ({ sent }: WireRun) => sent.filter(({ role }) => role === "exit");
  const exits = (run: WireRun) => leaving(run).map(inShort);
  const last = (run: WireRun) => leaving(run).at(-1)?.id ?? 0;
  const turnAway = (run: WireRun, id = last(run)): void => {
    run.reject(id, "busy");
    run.protectionDue();
  };

  test("is its strategy's affair where it is a part that the strategy sells: no more leaves, and it not again", () => {
    const run = holding(part);
    turnAway(run);
    expect([exits(run), run.held]).toEqual([["exit market 1"], "2"]);
  });

  test.each([
    ["a strategy closes", () => holding(close("test")), "signal"],
    ["a person wants to be flat", () => asked((run) => run.flatten()), "manual"],
  ] as const)(
    "is asked for again where all was to leave, for the reason that it had: %s",
    (_, of, reason) => {
      const run = of();
      turnAway(run);
      expect(exits(run)).toEqual(["exit market 2", "exit market 2"]);
      run.fill(last(run), "2", "101");
      expect(run.engine.portfolio.trades.map(({ exitReason }) => exitReason)).toEqual([reason]);
      expect(run.held).toBe("0");
    },
  );
  const asked = (what: (run: WireRun) => void): WireRun => {
    const run = holding();
    what(run);
    return run;
  };

  test("is asked for again for the part that a trigger wanted out", () => {
    const run = asked((one) => one.pull("reduce"));
    turnAway(run);
    expect(exits(run)).toEqual(["exit market 1", "exit market 1"]);
    run.fill(last(run), "1", "101");
    run.protectionDue();
    expect([exits(run).length, run.held]).toEqual([2, "1"]);
  });

  test("leaves with the rest where all was to leave beside it", () => {
    const run = holding(several(part, close("test")));
    expect(exits(run)).toEqual(["exit market 1", "exit market 1"]);
    turnAway(run, 3);
    run.fill(4, "1", "100");
    turnAway(run);
    expect(exits(run)).toEqual(["exit market 1", "exit market 1", "exit market 1", "exit market 1"]);
    run.fill(last(run), "1", "100");
    expect(run.held).toBe("0");
  });
});

describe("where less is there than an order is to take", () => {
  test("a stop is asked for once more, as news may come late; then what nobody protects is left", () => {
    const run = new WireRun(flat(100, 12), { 1: order({ ...buy, stop: 90 }) });
    run.bar();
    run.fill(1, "2", "100");
    run.reject(run.sent.at(-1)?.id ?? 0, "less");
    run.protectionDue();
    expect(run.sent.slice(1).map(inShort)).toEqual(["stop-loss stop 2", "stop-loss stop 2"]);
    run.reject(run.sent.at(-1)?.id ?? 0, "less");
    run.protectionDue();
    expect(run.sent.slice(3).map(inShort)).toEqual(["stop-loss market 2"]);
  });

  test("what is there leaves, and no more is asked for", () => {
    const run = new WireRun(flat(100, 12), { 1: order({ ...buy, stop: 90 }), 2: close("test") });
    run.bar();
    run.fill(1, "2", "100");
    run.tell("OrderAccepted", 2);
    run.bar();
    run.reject(3, "less");
    run.protectionDue();
    expect(run.sent.slice(2).map(inShort)).toEqual(["exit market 2", "exit market 1.5"]);
  });

  test.each(["OrderCancelled", "OrderExpired"] as const)(
    "what ends unasked (%s) is asked for again where all was to leave",
    (kind) => {
      const run = new WireRun(flat(100, 12), { 1: order({ ...buy, stop: 90 }) });
      run.bar();
      run.fill(1, "2", "100");
      run.tell("OrderAccepted", 2);
      run.flatten();
      run.tell("OrderAccepted", 3);
      run.tell(kind, 3);
      run.protectionDue();
      expect(run.sent.slice(2).map(inShort)).toEqual(["exit market 2", "exit market 2"]);
    },
  );

  test("the targets that a venue turns away say nothing about its stops", () => {
    const run = new WireRun(flat(100, 30), { 1: order({ ...buy, stop: 90, target: 120 }) });
    run.bar();
    run.fill(1, "2", "100");
    const isTarget = ({ role }: OrderRequest): boolean => role === "take-profit";
    for (let i = 0; i < 6; i++) {
      run.reject(run.sent.findLast(isTarget)?.id ?? 0, "busy");
      run.protectionDue();
    }
    run.reject(run.sent.find(({ role }) => role === "stop-loss")?.id ?? 0, "busy");
    run.protectionDue();
    expect(run.sent.filter(({ type }) => type === "market")).toHaveLength(1); // The entry.
  });
});

describe("protection that a venue lets expire, whatever it calls that", () => {
  test.each(["time", "immediate", "collar"] as const)("is asked for anew: %s", (reason) => {
    const run = new WireRun(flat(100, 12), { 1: order({ ...buy, stop: 90, target: 120 }) });
    run.bar();
    run.fill(1, "2", "100");
    const [stop, target] = run.sent.slice(1).map(({ id }) => id);
    for (const id of [stop, target]) run.tell("OrderAccepted", id ?? 0);
    for (const id of [stop, target]) run.expire(id ?? 0, reason);
    expect(run.lacksProtection).toBe(true);
    run.protectionDue();
    expect(run.sent.slice(3).map(inShort)).toEqual(["stop-loss stop 2", "take-profit limit 2"]);
    expect(run.lacksProtection).toBe(false);
  });
});

test("additions end with their position, all of them, on a venue where each is over as soon as it is taken back", () => {
  const add = (tag: string, trigger: number) =>
    order({ side: "buy", type: "stop", quantity: 1, trigger, stop: 90, why: tag, tag });
  const run = new WireRun(
    flat(100, 12),
    { 1: order({ ...buy, stop: 90 }), 2: several(add("a", 105), add("b", 106), add("c", 107)) },
    { portfolio: { sameDirection: "allow" } },
    { can: { ...BARE_VENUE, reduceOnly: true } },
  );
  run.bar();
  run.fill(1, "2", "100");
  run.bar();
  const [stop] = run.engine.workingOrders.filter(({ request }) => request.role === "stop-loss");
  run.reach(stop?.request.id ?? 0, 90);
  run.fill(run.sent.at(-1)?.id ?? 0, "2", "90");
  expect([run.held, run.engine.workingOrders.map(({ request }) => request.why)]).toEqual(["0", []]);
});
