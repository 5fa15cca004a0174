/** A venue that answers late, twice, out of order or not at all: what the engine hears it must survive. */
import { describe, expect, test } from "vitest";
import { ABLE_VENUE } from "../../../tests/builders/abilities.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import { quantity } from "../base/index.ts";
import { amend, cancel, close, order } from "../strategy/index.ts";

const buy = order({ side: "buy", type: "market", quantity: 2, why: "test" });
const limit = order({ side: "buy", type: "limit", limit: 95, quantity: 2, why: "test" });

describe("an order whose answer is lost", () => {
  test("keeps what it reserved until the venue says what became of it", () => {
    const run = new WireRun(flat(100, 6), { 1: limit });
    run.bar();
    const reserved = run.engine.risk.exposure.freeBalance();
    expect(reserved < run.engine.portfolio.cash).toBe(true);
    run.tell("OrderOutcomeLost", 1);
    run.bar();
    run.bar();
    expect(run.engine.risk.exposure.freeBalance()).toBe(reserved);
    expect(run.engine.risk.hasWorkingEntry(run.instrument.id)).toBe(true);
    run.tell("OrderCancelled", 1);
    expect(run.engine.risk.exposure.freeBalance()).toBe(run.engine.portfolio.cash);
  });

  test("may turn out to have filled", () => {
    const run = new WireRun(flat(100, 4), { 1: buy });
    run.bar();
    run.tell("OrderOutcomeLost", 1);
    run.fill(1, "2", "100");
    expect(run.held).toBe("2");
  });

  test("is never sent again", () => {
    const run = new WireRun(flat(100, 6), { 1: buy });
    run.bar();
    run.tell("OrderOutcomeLost", 1);
    for (let bar = 0; bar < 4; bar++) run.bar();
    expect(run.sent).toHaveLength(1);
  });
});

describe("a trailing stop that is still on its way when its position changes", () => {
  const trailing = (): WireRun => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90, trail: { by: 5 } } });
    run.bar();
    run.fill(1, "1", "100");
    run.fill(1, "1", "100");
    return run;
  };
  const trail = ({ sent }: WireRun): number => sent.find(({ type }) => type === "trailing-stop")?.id ?? 0;

  test("is re-sized once the venue has it: new terms might come there first", () => {
    const run = trailing();
    expect(run.amended.get(trail(run))).toBeUndefined();
    run.tell("OrderAccepted", trail(run));
    expect(run.amended.get(trail(run))).toMatchObject({ quantity: quantity("2") });
  });

  test("is left as it is where it has the right size", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90, trail: { by: 5 } } });
    run.bar();
    run.fill(1, "2", "100");
    run.tell("OrderAccepted", trail(run));
    expect(run.amended.size).toBe(0);
  });
});

describe("a position that turns while it is being left", () => {
  /** Two are held, an entry would sell five, and a person wants to be flat; then the entry fills first. */
  const turned = (): WireRun => {
    const sell = order({ side: "sell", type: "limit", limit: 105, quantity: 5, stop: 130, why: "test" });
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 }, 2: sell });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    for (const { id } of run.sent.slice(1)) run.tell("OrderAccepted", id);
    run.flatten();
    run.fill(3, "5", "105");
    expect(run.held).toBe("-3");
    return run;
  };
  const exits = ({ sent }: WireRun): readonly string[] =>
    sent
      .filter(({ type, role }) => type === "market" && role !== "entry")
      .map(({ side, quantity: of }) => `${side} ${of}`);

  test("is left for each who wanted it, whoever spoke last: a strategy takes back its own alone", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 }, 2: close("out"), 3: cancel("no") });
    run.bar();
    run.fill(1, "1", "100");
    run.flatten();
    run.bar();
    run.fill(1, "1", "100"); // Before it is taken back.
    expect(exits(run)).toEqual(["sell 100000000", "sell 100000000"]);
    const cancelled = run.cancelled.length;
    run.bar();
    expect(run.cancelled).toHaveLength(cancelled);
  });

  test("stays left for the person where its strategy closes as well, and the exit of the person never came to be", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90 }, 2: close("out"), 4: cancel("no") });
    run.bar();
    run.fill(1, "2", "100");
    run.flatten();
    const exit = run.sent.at(-1)?.id ?? 0;
    run.tell("OrderOutcomeLost", exit);
    run.bar(); // The strategy closes: all of it is on its way out, as far as anybody knows.
    run.tell("OrderProvenAbsent", exit);
    run.bar();
    expect(exits(run)).toEqual(["sell 200000000", "sell 200000000"]);
    const again = run.sent.at(-1)?.id ?? 0;
    run.bar(); // It thinks better of it.
    expect(run.cancelled).not.toContain(again);
  });

  test("is left to the end where an exit turns out to have been made smaller before that", () => {
    const exit = order({
      ...{ side: "sell", type: "market", quantity: 2, reduceOnly: true },
      tag: "out",
      why: "test",
    });
    const less = amend("out", { quantity: 0.5, why: "test" });
    const run = new WireRun(flat(100, 7), { 1: { ...buy, stop: 90 }, 2: exit, 3: less });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    run.bar();
    run.flatten();
    expect(exits(run)).toEqual(["sell 200000000"]);
    run.replace(run.sent.at(-1)?.id ?? 0);
    run.bar();
    expect(exits(run)).toEqual(["sell 200000000", "sell 150000000"]);
    expect(run.sent.at(-1)).toMatchObject({ role: "exit", why: expect.stringContaining("smaller") });
  });

  test("is left by half, and no more, where that is what was asked for while an exit is made smaller", () => {
    const exit = order({
      ...{ side: "sell", type: "market", quantity: 2, reduceOnly: true },
      tag: "out",
      why: "test",
    });
    const less = amend("out", { quantity: 0.5, why: "test" });
    const run = new WireRun(flat(100, 7), { 1: { ...buy, quantity: 4, stop: 90 }, 2: exit, 3: less });
    run.bar();
    run.fill(1, "4", "100");
    run.bar();
    run.bar();
    run.pull("reduce");
    run.replace(run.sent.at(-1)?.id ?? 0);
    run.bar();
    expect(exits(run)).toEqual(["sell 200000000"]);
  });

  test("is left where it stands now: what was to leave the other side is not on its way out of this one", () => {
    const run = turned();
    expect(exits(run)).toEqual(["sell 200000000", "buy 300000000"]);
    const [exit] = run.sent.filter(({ type, side }) => type === "market" && side === "sell");
    run.reject(exit?.id ?? 0, "nothing");
    run.bar();
    expect(exits(run)).toHaveLength(2);
  });
});

describe("what is owed to a position", () => {
  const left = ({ sent }: WireRun): number =>
    sent.filter(({ role, type }) => role === "stop-loss" && type === "market").length;

  test("is not owed to the one that follows it", () => {
    const run = new WireRun(flat(100, 8), {
      1: { ...buy, stop: 90 },
      2: close("out"),
      4: { ...buy, stop: 90 },
    });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    const exit = run.sent.at(-1)?.id ?? 0;
    run.tell("OrderOutcomeLost", exit);
    run.fill(2, "2", "90"); // The stop was faster.
    run.tell("OrderProvenAbsent", exit);
    run.bar();
    run.bar();
    run.fill(run.sent.at(-1)?.id ?? 0, "2", "100");
    expect([run.held, run.lacksProtection]).toEqual(["2", false]);
    run.bar();
    run.protectionDue();
    expect(left(run)).toBe(0);
  });

  test("is owed until something has left, not only until something leaves", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 }, 2: close("out") });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    const exit = run.sent.at(-1)?.id ?? 0;
    run.tell("OrderAccepted", exit);
    run.reject(2, "small"); // It is to be left, and leaves already.
    run.protectionDue();
    expect(left(run)).toBe(0);
    run.tell("OrderCancelled", exit); // The venue takes it back by itself.
    expect(run.lacksProtection).toBe(true);
    run.protectionDue();
    expect(left(run)).toBe(1);
  });
});

describe("an order that never came to be", () => {
  test.each([
    ["never left", ["OrderNotSent"]],
    ["is proven absent", ["OrderOutcomeLost", "OrderProvenAbsent"]],
  ] as const)("gives back what it reserved where it %s", (_, answers) => {
    const run = new WireRun(flat(100, 6), { 1: limit });
    run.bar();
    for (const answer of answers) run.tell(answer, 1);
    expect(run.engine.risk.exposure.freeBalance()).toBe(run.engine.portfolio.cash);
    expect(run.engine.risk.hasWorkingEntry(run.instrument.id)).toBe(false);
  });

  test("is not proven absent before its outcome was lost", () => {
    const run = new WireRun(flat(100, 6), { 1: limit });
    run.bar();
    expect(() => run.tell("OrderProvenAbsent", 1)).toThrow("illegal order move");
  });

  test("and protects a position is asked for anew when time goes on, under a name of its own", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 } });
    run.bar();
    run.fill(1, "2", "100");
    expect(run.sent.map(({ role }) => role)).toEqual(["entry", "stop-loss"]);
    run.tell("OrderNotSent", run.sent[1]?.id ?? 0);
    expect(run.sent).toHaveLength(2); // At once it would be lost again.
    run.bar();
    expect(run.sent.map(({ role }) => role)).toEqual(["entry", "stop-loss", "stop-loss"]);
    expect(run.sent[2]?.id).not.toBe(run.sent[1]?.id);
  });

  test("and protects is asked for anew before the next bar, where somebody says that it is due", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 } });
    run.bar();
    run.fill(1, "2", "100");
    expect(run.lacksProtection).toBe(false);
    run.protectionDue();
    expect(run.sent).toHaveLength(2);
    run.tell("OrderNotSent", run.sent[1]?.id ?? 0);
    expect(run.lacksProtection).toBe(true);
    run.protectionDue();
    run.protectionDue();
    expect(run.sent.map(({ role }) => role)).toEqual(["entry", "stop-loss", "stop-loss"]);
    expect(run.lacksProtection).toBe(false);
  });

  test("and protects is asked for anew where a journal of an earlier build says so of all instruments", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 } });
    run.bar();
    run.fill(1, "2", "100");
    run.tell("OrderNotSent", run.sent[1]?.id ?? 0);
    run.protectionDue("all");
    expect(run.sent.map(({ role }) => role)).toEqual(["entry", "stop-loss", "stop-loss"]);
  });

  test("and was to leave a position is asked for anew before the next bar as well", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 }, 2: close("test") });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    run.tell("OrderNotSent", run.sent[2]?.id ?? 0);
    run.protectionDue();
    expect(run.sent.map(({ role, type }) => `${role} ${type}`)).toEqual([
      "entry market",
      "stop-loss stop",
      "exit market",
      "exit market",
    ]);
  });

  test("or that the venue takes back unasked while it protects is asked for anew as well; what we took back is not", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90 }, 3: close("test") });
    run.bar();
    run.fill(1, "2", "100");
    run.tell("OrderAccepted", 2);
    run.tell("OrderCancelled", 2);
    expect(run.sent).toHaveLength(2);
    run.bar();
    expect(run.sent.map(({ role }) => role)).toEqual(["entry", "stop-loss", "stop-loss"]);
    run.tell("OrderAccepted", 3);
    run.bar();
    run.fill(4, "2", "100");
    run.tell("OrderCancelled", 3);
    for (let bar = 0; bar < 3; bar++) run.bar();
    expect(run.sent.map(({ role }) => role)).toEqual(["entry", "stop-loss", "stop-loss", "exit"]);
  });

  test("and leaves a position is asked for anew, too", () => {
    const run = new WireRun(flat(100, 6), { 1: { ...buy, stop: 90 }, 2: close("test") });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    expect(run.sent.at(-1)).toMatchObject({ role: "exit", type: "market" });
    run.tell("OrderNotSent", run.sent.at(-1)?.id ?? 0);
    run.bar();
    expect(run.sent.at(-1)).toMatchObject({ type: "market", reduceOnly: true });
    expect(run.sent).toHaveLength(4);
  });
});

describe("fills", () => {
  test("that come before the acceptance count, and the acceptance that follows is no surprise", () => {
    const run = new WireRun(flat(100, 4), { 1: buy });
    run.bar();
    run.fill(1, "2", "100");
    run.tell("OrderAccepted", 1);
    expect(run.held).toBe("2");
  });

  test("in parts add up, and only the rest stays reserved", () => {
    const run = new WireRun(flat(100, 4), { 1: limit });
    run.bar();
    run.tell("OrderAccepted", 1);
    run.fill(1, "0.5", "95", "a");
    const half = run.engine.risk.exposure.worstQuantity(run.instrument.id, "buy");
    expect(half).toBe(200_000_000n); // Held and still to come: what was asked for.
    run.fill(1, "1.5", "95", "b");
    expect(run.held).toBe("2");
    expect(run.engine.risk.exposure.worstQuantity(run.instrument.id, "buy")).toBe(200_000_000n);
  });

  test("told twice are booked once, in parts", () => {
    const run = new WireRun(flat(100, 4), { 1: limit });
    run.bar();
    run.fill(1, "0.5", "95", "a");
    run.fill(1, "0.5", "95", "a");
    expect(run.held).toBe("0.5");
  });

  test("told twice are booked once, also the one that ended the order", () => {
    const run = new WireRun(flat(100, 4), { 1: buy });
    run.bar();
    run.fill(1, "2", "100", "a");
    run.fill(1, "2", "100", "a");
    expect(run.held).toBe("2");
  });

  test("that cross a cancel on the wire are booked", () => {
    const run = new WireRun(flat(100, 4), { 1: limit });
    run.bar();
    run.tell("OrderAccepted", 1);
    run.tell("OrderCancelled", 1);
    run.fill(1, "2", "95");
    expect(run.held).toBe("2");
    expect(run.engine.risk.exposure.worstQuantity(run.instrument.id, "buy")).toBe(200_000_000n);
  });

  test.each([
    ["", undefined],
    [", also of one that is emulated", { ...ABLE_VENUE, postOnly: false }],
  ])("of all that new terms ask for end the order when the terms are heard of after them%s", (_, can) => {
    const script = { 1: { ...limit, postOnly: true, tag: "a" }, 2: amend("a", { quantity: 1, why: "less" }) };
    const run = new WireRun(flat(100, 6), script, {}, can === undefined ? {} : { can });
    run.bar();
    run.tell("OrderAccepted", 1);
    run.bar();
    run.fill(1, "1", "95");
    expect(run.engine.workingOrders.map(({ remaining }) => remaining)).toEqual([quantity("1")]);
    run.replace(1);
    expect(run.engine.workingOrders.filter(({ request }) => request.role === "entry")).toEqual([]);
    expect(run.engine.risk.hasWorkingEntry(run.instrument.id)).toBe(false);
    expect(run.held).toBe("1");
    run.fill(1, "1", "95"); // More than was asked for: nobody waits for that order any more.
    expect(run.held).toBe("2");
  });

  test("that come in parts raise protection in parts", () => {
    const run = new WireRun(flat(100, 4), { 1: { ...limit, stop: 90 } });
    run.bar();
    run.fill(1, "0.5", "95", "a");
    run.fill(1, "1.5", "95", "b");
    const stops = run.sent.filter(({ role }) => role === "stop-loss");
    expect(stops.map(({ quantity }) => quantity)).toEqual([50_000_000n, 200_000_000n]);
    expect(run.cancelled).toEqual([2]);
  });
});

describe("an answer about an order that is not ours", () => {
  test("stops the engine: somebody else trades this account", () => {
    const run = new WireRun(flat(100, 2), {});
    run.bar();
    expect(() => run.tell("OrderAccepted", 99)).toThrow("not ours");
  });
});

describe("a rejection", () => {
  test("frees the reservation and is counted by its kind", () => {
    const run = new WireRun(flat(100, 3), { 1: buy });
    run.bar();
    run.reject(1);
    expect(run.engine.risk.exposure.freeBalance()).toBe(run.engine.portfolio.cash);
    expect([...run.engine.rejections]).toEqual([["BelowMinQuantity", 1]]);
  });

  const protectedBuy = (bars: number): WireRun => {
    const run = new WireRun(flat(100, bars), { 1: { ...buy, stop: 90 } });
    run.bar();
    run.fill(1, "2", "100");
    return run;
  };
  const asked = ({ sent }: WireRun): readonly string[] => sent.map(({ role, type }) => `${role} ${type}`);

  test("of a protective stop by a venue that is busy is no end of it: it is asked for again as time goes on", () => {
    const run = protectedBuy(8);
    run.reject(2, "busy");
    expect(run.sent).toHaveLength(2); // At once it would be as busy.
    run.bar();
    expect(asked(run)).toEqual(["entry market", "stop-loss stop", "stop-loss stop"]);
    run.tell("OrderAccepted", 3);
    run.bar();
    expect(run.sent).toHaveLength(3);
  });

  test("of it six times in a row leaves the position: what nobody protects is not held", () => {
    const run = protectedBuy(12);
    for (const stop of [2, 3, 4, 5, 6, 7]) {
      run.reject(stop, "busy");
      run.bar();
    }
    expect(asked(run).slice(6)).toEqual(["stop-loss stop", "stop-loss market"]);
    run.reject(8, "busy"); // Nor is leaving given up.
    run.bar();
    expect(asked(run).slice(8)).toEqual(["stop-loss market"]);
    run.fill(9, "2", "99");
    run.bar();
    expect([run.held, run.sent.length]).toEqual(["0", 9]);
  });

  test("of an exit at the market is no end of it either", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90 }, 2: close("test") });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    expect(run.sent.at(-1)).toMatchObject({ role: "exit", type: "market" });
    run.reject(run.sent.at(-1)?.id ?? 0, "busy");
    run.bar();
    expect(run.sent.at(-1)).toMatchObject({ type: "market", reduceOnly: true });
    expect(run.sent).toHaveLength(4);
  });

  test("of an exit whose quantity is off the step leaves as many steps as there are", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90 }, 3: close("enough") });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    run.bar();
    const exit = run.sent.at(-1);
    run.reject(exit?.id ?? 0, "step");
    run.bar();
    expect(run.sent.at(-1)).toMatchObject({ type: "market", side: "sell", quantity: quantity("1.5") });
    expect(run.sent.at(-1)?.id).not.toBe(exit?.id);
  });

  test("of a stop that the market has passed leaves at once, and no more than is not leaving yet", () => {
    const run = new WireRun(flat(100, 8), {
      1: { ...buy, stop: 90 },
      2: order({ side: "sell", type: "market", quantity: 0.5, reduceOnly: true, why: "test" }),
    });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    run.reject(2, "passed");
    expect(run.sent.slice(3).map(({ role, type, quantity }) => [role, type, quantity])).toEqual([
      ["stop-loss", "market", quantity("1.5")],
    ]);
  });

  test("of a second stop while all of the position leaves sends no second exit, and sees to it that it was left", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90 }, 2: close("test") });
    run.bar();
    run.fill(1, "2", "100");
    run.bar();
    run.reject(2, "passed");
    expect(asked(run)).toEqual(["entry market", "stop-loss stop", "exit market"]);
    expect(run.lacksProtection).toBe(false); // All of it is leaving: a stop would only be turned away again.
    run.tell("OrderCancelled", 3); // The venue takes the exit back: what protects is asked for, and passed again.
    expect(run.lacksProtection).toBe(true);
    run.protectionDue();
    run.reject(4, "passed");
    expect(asked(run).slice(3)).toEqual(["stop-loss stop", "stop-loss market"]);
  });

  test("of a stop that the market has passed while its entry still fills leaves what is held, and what fills all the same", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90 } });
    run.bar();
    run.fill(1, "1.5", "100");
    run.reject(2, "passed");
    expect(run.cancelled).toEqual([1]); // The rest of the entry is not wanted any more.
    run.fill(1, "0.5", "89");
    run.reject(4, "passed");
    expect(run.cancelled).toEqual([1]); // What leaves goes on leaving.
    expect(run.sent.slice(2).map(({ type, quantity }) => [type, quantity])).toEqual([
      ["market", quantity("1.5")],
      ["stop", quantity("2")],
      ["market", quantity("0.5")],
    ]);
    run.fill(3, "1.5", "89");
    run.fill(5, "0.5", "89");
    run.bar();
    expect([run.held, run.cancelled]).toEqual(["0", [1, 6]]); // And the stop for what the first exit had left.
  });

  test("of a stop that says what is wrong with it leaves the position: asked for again it would be wrong again", () => {
    const run = protectedBuy(8);
    run.reject(2);
    expect(run.sent).toHaveLength(2);
    run.bar();
    expect(asked(run)).toEqual(["entry market", "stop-loss stop", "stop-loss market"]);
    run.reject(3); // Nor does it let the position go: a person has to.
    for (let bar = 0; bar < 3; bar++) run.bar();
    expect(run.sent).toHaveLength(3);
  });

  test("of a stop, or of leaving, while the market is closed is asked for again until it opens", () => {
    const run = protectedBuy(14);
    for (const stop of [2, 3, 4, 5, 6, 7, 8]) {
      run.reject(stop, "closed");
      run.bar();
    }
    expect(new Set(asked(run).slice(1))).toEqual(new Set(["stop-loss stop"]));
    run.reject(9); // Open again, and wrong: the position is left.
    run.bar();
    run.reject(10, "closed");
    run.bar();
    expect(asked(run).slice(8)).toEqual(["stop-loss stop", "stop-loss market", "stop-loss market"]);
  });

  test("of a target that says what is wrong with it is the end of it: the stop stands", () => {
    const run = new WireRun(flat(100, 8), { 1: { ...buy, stop: 90, target: 110 } });
    run.bar();
    run.fill(1, "2", "100");
    run.reject(3);
    for (let bar = 0; bar < 3; bar++) run.bar();
    expect(asked(run)).toEqual(["entry market", "stop-loss stop", "take-profit limit"]);
  });

  test("of a stop for a position that the venue does not have says nothing about the stop", () => {
    const run = protectedBuy(8);
    run.reject(2, "nothing");
    for (let bar = 0; bar < 3; bar++) run.bar();
    expect(run.sent).toHaveLength(2);
  });
});
