import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, spot } from "../../../tests/builders/instrument.ts";
import { prepare, Run } from "../../../tests/builders/play.ts";
import { every } from "../../../tests/builders/script.ts";

import type { SeveralIntents } from "../domain/index.ts";
import { amend, cancel, close, none, open, order, several } from "../strategy/index.ts";

const instrument = perpetual();
const buy = order({ side: "buy", type: "market", quantity: 2, why: "test" });
const rest = order({ side: "buy", type: "limit", quantity: 1, limit: 80, why: "test" });
const TAGGED = { side: "buy", type: "limit", quantity: 1, tag: "in", why: "test" } as const;
const guarded = { ...open("long", { why: "test", stop: 90 }) };
const terms = { instrument };
/** Wants in whenever it holds nothing. */
const eager = every("eager", ({ position }) => (position.side === "flat" ? buy : none));

describe("flatten", () => {
  test("leaves the position with a reason of its own, takes entries back, and lets trading go on", () => {
    const run = prepare(closes(100, 100, 100, 100, 100, 100), { 1: buy, 2: rest, 5: buy }, terms).play(3);
    expect(run.held()).toBe("2");
    run.command("FlattenAsked").play(2);
    expect(run.held()).toBe("0");
    expect(run.resting()).toEqual([]);
    expect(run.trades).toEqual([expect.stringMatching(/ manual$/)]);
    expect(run.play().held()).toBe("2");
  });

  test("keeps the stop until the position is gone, then takes it back", () => {
    const run = prepare(closes(100, 100, 100, 100, 100), { 1: guarded }, terms).play(2);
    expect(run.resting()).toEqual([expect.stringContaining("sell stop")]);
    run.command("FlattenAsked");
    expect(run.resting()).toContainEqual(expect.stringContaining("sell stop"));
    run.play(1);
    expect(run.held()).toBe("0");
    expect(run.resting()).toEqual([]);
  });

  test("twice in a row leaves once", () => {
    const run = prepare(closes(100, 100, 100, 100), { 1: buy }, terms).play(2);
    run.command("FlattenAsked").command("FlattenAsked").play();
    expect(run.held()).toBe("0");
    expect(run.record.orders.filter(({ role }) => role === "exit")).toHaveLength(1);
  });

  describe("while an entry still fills", () => {
    /** One unit of ten a bar; what is taken back works for two bars more. */
    const slow = { ...terms, volumeShareMax: 0.1, latency: { cancelMs: 2 * HOUR } };
    const tenABar = (bars: number) => Array.from({ length: bars }, () => "100 100 100 100 10");
    const five = order({ side: "buy", type: "market", quantity: 5, why: "test" });

    test("what it fills before it is taken back leaves as well", () => {
      const run = prepare(tenABar(12), { 1: five }, slow).play(3);
      expect(run.held()).toBe("2");
      run.command("FlattenAsked").play();
      expect(run.fills.filter((fill) => fill.includes("buy"))).toHaveLength(3);
      expect(run.held()).toBe("0");
      expect(run.record.orders.filter(({ role }) => role === "exit").map(({ why }) => why)).toEqual(
        Array(2).fill("manual exit asked for by operator"),
      );
    });

    test("an exit of the strategy's own that a person counts on is not its own any more", () => {
      const script = { 1: five, 6: close("enough"), 8: cancel("all of it") };
      const leaving = prepare(tenABar(16), script, { ...terms, volumeShareMax: 0.1 }).play(7);
      leaving.command("FlattenAsked").play();
      expect(leaving.held()).toBe("0");
      const alone = prepare(tenABar(16), script, { ...terms, volumeShareMax: 0.1 }).play();
      expect(alone.held()).not.toBe("0"); // Nobody else has asked for it.
    });

    test("nor can its strategy make it smaller", () => {
      const out = order({
        side: "sell",
        type: "market",
        quantity: 5,
        reduceOnly: true,
        tag: "out",
        why: "out",
      });
      const script = { 1: five, 6: out, 8: amend("out", { quantity: 2, why: "less" }) };
      const leaving = prepare(tenABar(16), script, { ...terms, volumeShareMax: 0.1 }).play(7);
      leaving.command("FlattenAsked").play();
      expect(leaving.held()).toBe("0");
      expect(leaving.record.refusals).toEqual(["UnknownTag"]);
    });

    test("an exit at a price gives way where another leaves all of it", () => {
      const out = order({
        ...{ side: "sell", type: "limit", limit: 120, quantity: 5, reduceOnly: true, tag: "tp", why: "out" },
      });
      const script = { 1: five, 6: several(out, close("enough")) };
      const leaving = prepare(tenABar(16), script, { ...terms, volumeShareMax: 0.1 }).play(7);
      leaving.command("FlattenAsked").play();
      expect([leaving.held(), leaving.resting()]).toEqual(["0", []]);
    });

    test("a strategy that takes everything back does not take back what a person asked for", () => {
      const run = prepare(tenABar(12), { 1: five, 5: cancel("all of it") }, slow).play(4);
      run.command("FlattenAsked").play();
      expect(run.held()).toBe("0");
    });
  });

  describe("while an order of the strategy waits for the next bar", () => {
    const half = order({ side: "sell", type: "market", quantity: 1, why: "half" });
    const hole = [...closes(100, 100), "-", "-", ...closes(100, 100, 100)];
    /** Decided at the last bar before a hole: still on its way when the operator speaks. */
    const waiting = (...last: SeveralIntents["intents"]) =>
      prepare(hole, { 1: buy, 2: several(...last) }, terms).play(3);

    test.each(["FlattenAsked", "EmergencyCalled"] as const)(
      "%s leaves all, not only the part that is being sold",
      (command) => {
        const run = waiting(half);
        expect(run.held()).toBe("2");
        run.command(command).play();
        expect(run.held()).toBe("0");
        const sold = run.record.fills.filter(({ fill }) => fill.side === "sell");
        expect(sold.reduce((sum, { fill }) => sum + fill.quantity, 0n)).toBe(200_000_000n);
      },
    );

    test.each(["FlattenAsked", "EmergencyCalled"] as const)(
      "%s leaves once where all is being sold",
      (command) => {
        const run = waiting(close("out"));
        run.command(command).play();
        expect(run.held()).toBe("0");
        expect(run.record.orders.filter(({ role }) => role === "exit")).toHaveLength(1);
      },
    );
  });

  test("with nothing held asks nobody for anything", () => {
    const run = prepare(closes(100, 100, 100), {}, terms).play(2);
    run.command("FlattenAsked").play();
    expect(run.record.orders).toEqual([]);
    expect(run.record.refusals).toEqual([]);
  });

  test("of one instrument leaves the others alone", () => {
    const bars = closes(100, 100, 100, 100);
    const lines = [spot({ symbol: "AAA/USDT" }), spot({ symbol: "BBB/USDT" })].map((one) => ({
      instrument: one,
      bars,
      every: 3_600_000 as never,
      strategy: { 1: buy },
    }));
    const run = new Run(lines).play(2);
    run.command("FlattenAsked", run.instruments[1]?.id).play();
    expect([run.held("AAA/USDT"), run.held("BBB/USDT")]).toEqual(["2", "0"]);
  });
});

describe("an emergency", () => {
  test("flattens, latches until somebody resumes, and asks no strategy any more", () => {
    const run = prepare(closes(100, 100, 100, 100, 100, 100), eager, terms).play(2);
    run.command("EmergencyCalled").play();
    expect(run.held()).toBe("0");
    expect(run.trades).toEqual([expect.stringMatching(/ emergency$/)]);
    expect(run.record.latches).toMatchObject([{ kind: "emergency", endsBy: "resume" }]);
    expect(run.record.intents).toHaveLength(1);
  });

  test("pressed twice, or while it flattens, closes once", () => {
    const run = prepare(closes(100, 100, 100, 100), { 1: buy }, terms).play(2);
    run.command("EmergencyCalled").command("EmergencyCalled").play(1);
    run.command("EmergencyCalled").play();
    expect(run.held()).toBe("0");
    expect(run.record.orders.filter(({ role }) => role === "exit")).toHaveLength(1);
    expect(run.record.latches).toHaveLength(1);
  });
});

describe("trading is halted while an entry is on its way", () => {
  const late = { ...terms, latency: { orderMs: 2 * HOUR } };
  const still = closes(100, 100, 100, 100, 100, 100, 100);

  test("to a venue that hears a cancel sooner: it never opens", () => {
    const run = prepare(still, { 1: buy }, late).play(2);
    run.command("TradingHalted").play();
    expect([run.held(), run.fills, run.resting()]).toEqual(["0", [], []]);
  });

  test("nor does one that its strategy has taken back", () => {
    const script = { 1: order({ ...TAGGED, limit: 101 }), 2: cancel("no", "in") };
    const run = prepare(still, script, late).play();
    expect([run.held(), run.fills, run.resting()]).toEqual(["0", [], []]);
  });
});

describe("a symbol that is stopped", () => {
  test("is not asked, keeps its position with its stop, and goes on when it is started again", () => {
    const run = prepare(closes(100, 100, 100, 100, 100, 100), { 1: guarded, 3: buy, 5: buy }, terms).play(2);
    run.command("SymbolStopped").play(2);
    expect(run.record.intents).toHaveLength(1);
    expect(run.resting()).toEqual([expect.stringContaining("sell stop")]);
    run.command("SymbolStarted").play();
    expect(run.record.intents).toHaveLength(2);
  });

  test("gives its working entries back", () => {
    const run = prepare(closes(100, 100, 100), { 1: rest }, terms).play(2);
    expect(run.resting()).toHaveLength(1);
    run.command("SymbolStopped").play();
    expect(run.resting()).toEqual([]);
  });
});
