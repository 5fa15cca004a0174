/** What the market itself pulls, and what whoever watches over a run does: from the first event to what it leaves behind. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, listed, perpetual, START, share, withoutFees } from "../../../tests/builders/instrument.ts";
import { type Line, play, prepare, Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import type { RiskTerms } from "../../../tests/builders/settings.ts";
import { price, type UnixMs } from "../base/index.ts";
import type { CorporateAction, InstrumentId, TriggerAction } from "../domain/index.ts";
import type { TriggerSettings } from "../risk/index.ts";
import { cancel, close, order } from "../strategy/index.ts";

const own = { positionSizeMax: undefined };
const buyAll = order({ side: "buy", type: "market", quantity: 900, why: "test" });
const sellAll = order({ side: "sell", type: "market", quantity: 900, why: "out" });
const terms = (triggers: TriggerSettings, more: RiskTerms = {}): RiskTerms => ({ own, ...more, triggers });
const latches = (run: Run): readonly string[] =>
  run.record.latches.map(({ kind, action, endsBy }) => `${kind} ${action} ${endsBy}`);
const ACTIONS: readonly (readonly [TriggerAction, string])[] = [
  ["halt", "900"],
  ["reduce", "450"],
  ["flatten", "0"],
];

describe("a drawdown trigger", () => {
  const bars = closes(100, 100, 100, 88, 88, 88, 88, 88);

  test.each(ACTIONS)("that says %s leaves %s, and lets nothing new in", (action, held) => {
    const risk = terms({ drawdown: { above: 0.1, action } });
    const run = play(bars, { 1: { ...buyAll, stop: 50 }, 5: buyAll }, { risk });
    expect(latches(run)).toEqual([`emergency-drawdown ${action} resume`]);
    expect(run.held()).toBe(held);
    expect(run.record.refusals).toEqual(["TradingHalted"]);
    if (action === "flatten") expect(run.trades).toEqual(["long 900: 100 -> 88 emergency"]);
  });

  test("that says reduce counts on an exit that works, which its strategy cannot take back any more", () => {
    const risk = terms({ drawdown: { above: 0.1, action: "reduce" } });
    const busy = Array.from({ length: 3 }, () => "100 100 100 100 9000");
    const thin = [...busy, ...Array.from({ length: 8 }, () => "88 88 88 88 2000")];
    const script = { 1: buyAll, 3: close("out"), 5: cancel("all of it") };
    const run = play(thin, script, { risk, volumeShareMax: 0.1 });
    expect(latches(run)).toEqual(["emergency-drawdown reduce resume"]);
    expect(run.record.orders.filter(({ role }) => role === "exit").map(({ why }) => why)).toEqual(["out"]);
    expect(run.held()).toBe("0");
  });

  test("that says reduce does not count on an exit that is being taken back, nor on less than half", () => {
    const risk = terms({ drawdown: { above: 0.1, action: "reduce" } });
    const busy = Array.from({ length: 3 }, () => "100 100 100 100 9000");
    const thin = [...busy, "100 100 100 100 1000", ...Array.from({ length: 8 }, () => "80 80 80 80 1000")];
    const exits = (script: Script): readonly string[] =>
      play(thin, { 1: buyAll, ...script }, { risk, volumeShareMax: 0.1, latency: { cancelMs: 2 * HOUR } })
        .record.orders.filter(({ role }) => role === "exit")
        .map(({ why, quantity }) => `${why} ${Number(quantity) / 1e8}`);
    expect(exits({ 3: close("out"), 4: cancel("all of it") })).toEqual([
      "out 900",
      "half of it leaves, asked for by emergency-drawdown 350",
    ]);
    const part = order({ side: "sell", type: "market", quantity: 300, reduceOnly: true, why: "part" });
    expect(exits({ 4: part })).toEqual([
      "part 300",
      "half of it leaves, asked for by emergency-drawdown 200",
    ]);
  });

  test("is not pulled by less", () => {
    const run = play(bars, { 1: buyAll }, { risk: terms({ drawdown: { above: 0.2, action: "flatten" } }) });
    expect(latches(run)).toEqual([]);
    expect(run.held()).toBe("900");
  });

  test("counts from the highest equity of all, whatever lesser latch was lifted on the way", () => {
    const risk = terms({ drawdown: { above: 0.2, action: "flatten" } }, { portfolio: { drawdownMax: 0.1 } });
    const run = prepare(closes(100, 100, 100, 88, 88, 81, 76, 76, 76), { 1: buyAll }, { risk });
    run.play(5);
    expect(run.record.latches.map(({ kind }) => kind)).toEqual(["drawdown"]);
    run.command("TradingResumed").play();
    // 88 to 76 alone would be less than 20 %.
    expect(run.record.latches.map(({ kind }) => kind)).toContain("emergency-drawdown");
    expect(run.held()).toBe("0");
  });

  test("is pulled by a stop inside a bar as well, and leaves the rest", () => {
    const risk = terms({ drawdown: { above: 0.1, action: "flatten" } });
    const half = order({ side: "buy", type: "market", quantity: 900, stop: 85, why: "test" });
    const run = play(
      ["100 100 100 100", "100 100 100 100", "100 100 80 100", "100 100 100 100"],
      { 1: half },
      { risk },
    );
    expect(latches(run)).toEqual(["emergency-drawdown flatten resume"]);
    expect(run.held()).toBe("0");
  });

  test("that is pulled inside the bar of one instrument leaves another one at its next open", () => {
    const risk = terms({ drawdown: { above: 0.1, action: "flatten" } });
    const still = ["100 100 100 100", "100 100 100 100"];
    const lines: readonly Line[] = [
      {
        instrument: perpetual(),
        bars: [...still, "100 100 80 80", "80 80 80 80"],
        strategy: { 1: order({ side: "buy", type: "market", quantity: 700, stop: 80, why: "test" }) },
      },
      {
        instrument: perpetual({ symbol: "ETH/USDT:USDT" }),
        bars: [...still, "90 90 70 70", "71 71 71 71"],
        strategy: { 1: order({ side: "buy", type: "market", quantity: 200, stop: 50, why: "test" }) },
      },
    ];
    // Of the second bar nobody knows where it was when the first one came to its stop: neither at 100 nor at 90 any more.
    expect(new Run(lines, { risk }).play().trades).toEqual([
      "long 700: 100 -> 80 stop-loss",
      "long 200: 100 -> 71 emergency",
    ]);
  });

  test("that is pulled at the open of one instrument leaves another one at its own, whichever of them is met first", () => {
    const risk = terms({ drawdown: { above: 0.1, action: "flatten" } });
    const still = ["100 100 100 100", "100 100 100 100"];
    const leaving = (symbol: string): Run => {
      const lines: readonly Line[] = [
        {
          instrument: perpetual({ symbol: "MID/USDT:USDT" }),
          bars: [...still, "80 80 80 80", "79 79 79 79"],
          strategy: { 1: order({ side: "buy", type: "market", quantity: 700, stop: 90, why: "test" }) },
        },
        {
          instrument: perpetual({ symbol }),
          bars: [...still, "90 90 70 70", "71 71 71 71"],
          strategy: { 1: order({ side: "buy", type: "market", quantity: 200, why: "test" }) },
        },
      ];
      return new Run(lines, { risk }).play();
    };
    for (const symbol of ["ADA/USDT:USDT", "XRP/USDT:USDT"]) {
      const run = leaving(symbol);
      expect(run.trades, symbol).toEqual(["long 700: 100 -> 80 stop-loss", "long 200: 100 -> 90 emergency"]);
      expect(run.engine.portfolio.trades[1]?.exitTime, symbol).toBe(START + 2 * HOUR);
    }
  });

  test("is lifted by a person, and measures anew from there", () => {
    const risk = terms({ drawdown: { above: 0.1, action: "halt" } });
    const run = prepare(
      closes(100, 100, 100, 88, 88, 88, 88, 88),
      { 1: buyAll, 4: sellAll, 6: buyAll },
      { risk },
    );
    run.play(5).command("TradingResumed").play();
    expect(run.held()).toBe("900");
    expect(run.record.latches).toHaveLength(1);
  });
});

describe("a flash crash", () => {
  const crash = (action: TriggerAction, withinHours: number, drop = 0.05): RiskTerms =>
    terms({ flashCrash: { drop, withinMs: withinHours * HOUR, action } });

  test.each(ACTIONS)("within the window that says %s leaves %s", (action, held) => {
    const run = play(
      closes(100, 100, 98, 94, 94, 94, 94),
      { 1: { ...buyAll, stop: 50 } },
      { risk: crash(action, 2) },
    );
    expect(latches(run)).toEqual([`flash-crash ${action} resume`]);
    expect(run.record.latches[0]).toMatchObject({ reached: expect.closeTo(0.06, 9), allowed: 0.05 });
    expect(run.held()).toBe(held);
  });

  test("that takes longer than the window is none", () => {
    const slow = closes(100, 100, 98, 96, 94, 92, 90, 90);
    expect(latches(play(slow, { 1: buyAll }, { risk: crash("flatten", 2) }))).toEqual([]);
    expect(latches(play(slow, { 1: buyAll }, { risk: crash("flatten", 3) }))).toHaveLength(1);
  });

  test("is measured from bar to bar where bars are longer than the window", () => {
    const risk = crash("halt", 1 / 60);
    expect(latches(play(closes(100, 100, 94), {}, { risk }))).toHaveLength(1);
    expect(latches(play(closes(100, 97, 94), {}, { risk }))).toEqual([]);
  });

  test("is one inside a bar, from its high to its close", () => {
    const risk = crash("halt", 1);
    expect(latches(play(["100 106 100 100"], {}, { risk }))).toHaveLength(1);
    expect(latches(play(["100 104 100 100"], {}, { risk }))).toEqual([]);
    // What the market took back within the bar is over.
    expect(latches(play(["100 100 90 100"], {}, { risk }))).toEqual([]);
  });

  test("that a person has seen is not one again", () => {
    const bars = closes(100, 100, 94, 94, 94, 94, 88, 88);
    const run = prepare(bars, { 4: buyAll }, { risk: crash("flatten", 3) });
    run.play(4).command("TradingResumed").play(2);
    expect(run.record.latches).toHaveLength(1);
    run.play();
    expect(run.record.latches).toHaveLength(2);
    expect(run.held()).toBe("0");
  });

  test.each(["dividend", "split"] as const)("is one also at the moment of the %s of another", (kind) => {
    const buyOne = order({ side: "buy", type: "market", quantity: 1, why: "test" });
    const paying = { ...withoutFees(share()), quote: "USDT" };
    const lines: readonly Line[] = [
      { instrument: perpetual(), bars: closes(100, 100, 80, 80, 80), strategy: { 1: buyAll } },
      { instrument: paying, bars: closes(100, 100, 100, 100, 100), strategy: { 1: buyOne } },
    ];
    const id = listed(lines.map(({ instrument }) => instrument)).findIndex(
      ({ symbol }) => symbol === paying.symbol,
    );
    const when = { instrument: id as InstrumentId, at: (START + 3 * HOUR) as UnixMs };
    const action: CorporateAction =
      kind === "dividend"
        ? { ...when, kind, perShare: price("0.1") }
        : { ...when, kind, ratio: { to: 2n, from: 1n } };
    const run = new Run(lines, { risk: crash("flatten", 1), actions: [action] }).play();
    expect(run.record.dividends.length + run.record.splits.length).toBe(1);
    expect(latches(run)).toEqual(["flash-crash flatten resume"]);
    expect(run.held(perpetual().symbol)).toBe("0");
  });

  test("that never comes changes nothing", () => {
    const [without, watching] = [{}, crash("flatten", 2, 0.5)].map(
      (risk) => play(closes(100, 98, 94, 94), { 1: buyAll }, { risk: { own, ...risk } }).fills,
    );
    expect(watching).toEqual(without);
  });
});

describe("a trigger from outside", () => {
  const bars = closes(100, ...Array.from({ length: 11 }, () => 100));
  const pulled = (action: TriggerAction): Run => {
    const run = prepare(bars, { 1: { ...buyAll, stop: 50 }, 4: buyAll, 8: buyAll }, { risk: { own } });
    run.play(3);
    run.playback.interject({
      kind: "TriggerPulled",
      trigger: "disconnect",
      action,
      by: "test",
      at: run.playback.now,
    });
    return run;
  };

  test.each(ACTIONS)("that says %s leaves %s", (action, held) => {
    const run = pulled(action).play();
    expect(run.held()).toBe(held);
    const endsBy = action === "halt" ? "the venue is heard again" : "resume";
    expect(latches(run)).toEqual([`disconnect ${action} ${endsBy}`]);
  });

  test("ends when what pulled it is over, where nothing was left", () => {
    const run = pulled("halt");
    run.playback.interject({ kind: "TriggerReleased", trigger: "overload", at: run.playback.now });
    expect(run.engine.risk.latches).toHaveLength(1);
    run.playback.interject({ kind: "TriggerReleased", trigger: "disconnect", at: run.playback.now });
    expect(run.engine.risk.latches).toEqual([]);
  });

  test("ends by a person only, where positions were left", () => {
    const run = pulled("flatten");
    run.playback.interject({ kind: "TriggerReleased", trigger: "disconnect", at: run.playback.now });
    expect(run.engine.risk.latches).toHaveLength(1);
    run.command("TradingResumed");
    expect(run.engine.risk.latches).toEqual([]);
  });

  test("that is pulled twice leaves once", () => {
    const run = pulled("reduce");
    run.playback.interject({
      kind: "TriggerPulled",
      trigger: "disconnect",
      action: "reduce",
      by: "test",
      at: run.playback.now,
    });
    expect(run.play().held()).toBe("450");
  });

  test("that halves contracts knows what they are worth", () => {
    // Half of 800 contracts of 100 at a price of 1 is worth 40,000, and may be traded.
    const instrument = perpetual({ contractSize: "100", step: "1", minNotional: "600" });
    const buy = order({ side: "buy", type: "market", quantity: 800, why: "test" });
    const run = prepare(closes(1, 1, 1, 1, 1), { 1: buy }, { risk: { own }, instrument });
    run.play(3);
    run.playback.interject({
      kind: "TriggerPulled",
      trigger: "clock",
      action: "reduce",
      by: "test",
      at: run.playback.now,
    });
    expect(run.play().held()).toBe("400");
  });

  test("that halves what cannot be halved leaves all of it", () => {
    const instrument = perpetual({ minQuantity: "1" });
    const one = order({ side: "buy", type: "market", quantity: 1, why: "test", stop: 50 });
    const run = prepare(bars, { 1: one }, { risk: { own }, instrument });
    run.play(3);
    run.playback.interject({
      kind: "TriggerPulled",
      trigger: "clock",
      action: "reduce",
      by: "test",
      at: run.playback.now,
    });
    expect(run.play().held()).toBe("0");
  });
});
