/** The life of a position: stages, trailing, break even, time, cool-down; and orders that a strategy names. */
import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play, type Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { formatAmount, ratio } from "../base/index.ts";
import { adjust, amend, cancel, close, none, open, order, several } from "../strategy/index.ts";

const STILL = "100 100 100 100";
const TERMS: PlayTerms = {
  risk: { sizing: { method: "fixed_percent" }, own: {} },
};

/** Plays a script on a perpetual. @returns what was filled, as short sentences */
function fills(bars: readonly string[], script: Script, terms: PlayTerms = {}): readonly string[] {
  return filled(playLeveraged(bars, script, terms));
}

const playLeveraged = (bars: readonly string[], script: Script, terms: PlayTerms = {}): Run =>
  play(bars, script, { ...TERMS, ...terms, instrument: perpetual() });

/** Without the hour. */
const filled = (run: Run): readonly string[] => run.fills.map((fill) => fill.slice(fill.indexOf(" ") + 1));

const long = (terms: Omit<Parameters<typeof open>[1], "why" | "stop">) =>
  open("long", { why: "up", stop: 90, ...terms });

describe("targets in stages", () => {
  const targets = [
    { price: 102, share: 0.33 },
    { price: 104, share: 0.5 },
    { price: 108, share: 1 },
  ];

  test("close shares of what remains, and the stop follows what is held", () => {
    const bars = [STILL, STILL, "100 103 100 103", "103 105 103 105", "105 105 89 89"];
    expect(fills(bars, { 1: long({ targets }) })).toEqual([
      "buy 100 @ 100",
      "sell 33 @ 102",
      "sell 33.5 @ 104",
      "sell 33.5 @ 90",
    ]);
  });

  test("that the market has passed are refused, wherever they are asked for", () => {
    const behind = [{ price: 90, share: 0.5 }, ...targets];
    const run = playLeveraged([STILL, STILL, STILL], {
      1: long({}),
      2: adjust("stages", { targets: behind, stop: 95 }),
    });
    expect([...run.engine.refusals]).toEqual([["TargetOnWrongSide", 1]]);
    expect(run.resting()).toEqual(["sell stop 100 @ 90"]); // Nothing of it was done.
  });

  test("all in one bar close everything", () => {
    const bars = [STILL, STILL, "100 110 100 109"];
    const sold = fills(bars, { 1: long({ targets }) }).slice(1);
    expect(sold).toEqual(["sell 33 @ 102", "sell 33.5 @ 104", "sell 33.5 @ 108"]);
  });
});

describe("a trailing stop", () => {
  test("follows the best price and leaves when it turns", () => {
    const bars = [STILL, STILL, "100 106 100 106", "106 106 101 102"];
    expect(fills(bars, { 1: long({ trail: { by: 4 } }) })).toEqual(["buy 100 @ 100", "sell 100 @ 102"]);
  });

  test("waits for its activation, and the plain stop protects until then", () => {
    const bars = [STILL, STILL, "100 101 95 101", "101 101 89 89"];
    const script = { 1: long({ trail: { by: 4, activation: 105 } }) };
    expect(fills(bars, script)).toEqual(["buy 100 @ 100", "sell 100 @ 90"]);
  });

  test("is named as the reason of the trade", () => {
    const bars = [STILL, STILL, "100 106 100 106", "106 106 101 102"];
    const run = playLeveraged(bars, { 1: long({ trail: { share: 0.04 } }) });
    expect(run.engine.portfolio.trades.map(({ exitReason }) => exitReason)).toEqual(["trailing-stop"]);
  });

  test("can be asked for later", () => {
    const bars = [STILL, STILL, "100 106 100 106", "106 108 106 108", "108 108 100 101"];
    const script = { 1: long({}), 3: adjust("secure it", { trail: { by: 3 } }) };
    expect(fills(bars, script)).toEqual(["buy 100 @ 100", "sell 100 @ 105"]);
  });
});

describe("a trail in average true ranges", () => {
  /** Ranges of 2 to 5 by turns: their mean is not that of the last bars. */
  const wild = Array.from({ length: 20 }, (_, i) => `100 ${102 + (i % 4)} 100 100`);
  const bars = [...wild, "100 120 100 120", "120 120 100 101"];
  const trail = { atrs: 1.5 };

  test("is measured where nobody keeps a range, as if it had been kept from the first bar on", () => {
    const late = play(bars, { 20: long({ trail }) }, { ...TERMS, instrument: perpetual() });
    const kept = play(bars, { 20: long({ trail }) }, { ...TERMS, instrument: perpetual(), needsAtr: true });
    expect(late.trades).toHaveLength(1);
    expect(late.trades[0]).toContain("trailing-stop");
    expect(late.trades).toEqual(kept.trades);
  });

  test("is measured anew each time it is asked for", () => {
    const script = { 15: long({ trail }), 19: adjust("measure again", { trail }) };
    const late = play(bars, script, { ...TERMS, instrument: perpetual() });
    const kept = play(bars, script, { ...TERMS, instrument: perpetual(), needsAtr: true });
    expect(late.record.orders).toEqual(kept.record.orders);
  });

  test("is refused before there are enough bars, and in a market that stands still", () => {
    const still = Array.from({ length: 20 }, () => STILL);
    const stop = order({
      side: "sell",
      type: "trailing-stop",
      quantity: 1,
      trail,
      why: "follow",
      reduceOnly: true,
    });
    const script = {
      13: long({ trail }),
      14: long({}),
      15: adjust("trail it", { trail }),
      16: stop,
      17: long({ trail }),
    };
    const run = play(still, script, { ...TERMS, instrument: perpetual() });
    expect(run.engine.refusals.get("TrailNotMeasured")).toBe(4);
    expect(run.resting()).toEqual(["sell stop 100 @ 90"]);
    expect(play(wild, { 13: long({ trail }) }, TERMS).engine.refusals.get("TrailNotMeasured")).toBe(1);
  });

  test("is refused where it is configured and nothing is known", () => {
    const management = {
      ...{ takeProfitLevels: [], trail, activation: undefined, breakEven: undefined },
      ...{ holdMs: undefined, coolDownMs: undefined },
    };
    const terms = { risk: { ...TERMS.risk, own: { management } } };
    expect(play(wild, { 13: long({}) }, terms).engine.refusals.get("TrailNotMeasured")).toBe(1);
  });
});

describe("break even", () => {
  test("moves the stop to the entry once the price has been far enough", () => {
    const bars = [STILL, STILL, "100 105 100 104", "104 104 95 95"];
    const script = { 1: long({ breakEven: { at: 105, offset: 0.5 } }) };
    expect(fills(bars, script)).toEqual(["buy 100 @ 100", "sell 100 @ 100.5"]);
  });

  test("stays away where it has not", () => {
    const bars = [STILL, STILL, "100 104.9 100 104", "104 104 95 95", "95 95 89 89"];
    const script = { 1: long({ breakEven: { at: 105 } }) };
    expect(fills(bars, script)).toEqual(["buy 100 @ 100", "sell 100 @ 90"]);
  });

  describe("that an addition brings", () => {
    const first = order({ side: "buy", type: "market", quantity: 4, why: "up", stop: 70 });
    const more = (at: number) =>
      order({ side: "buy", type: "market", quantity: 4, why: "more", stop: 70, breakEven: { at } });
    const LOW = "80 80 80 80";
    const terms: PlayTerms = {
      risk: { sizing: { method: "fixed_percent" }, own: {}, portfolio: { sameDirection: "allow" } },
    };

    test("counts from the addition on: where the price has been before does not matter", () => {
      const bars = [STILL, STILL, "100 120 80 80", LOW, LOW, "80 89 80 89", "89 89 79 79"];
      expect(fills(bars, { 1: first, 3: more(85) }, terms)).toEqual(["buy 4 @ 100", "buy 4 @ 80"]);
    });

    test("never moves the stop beyond a price that the market has not reached since", () => {
      const bars = [STILL, STILL, "100 120 80 80", LOW, "80 89 80 88", "88 91 88 91", "91 91 79 79"];
      expect(fills(bars, { 1: first, 3: more(85) }, terms)).toEqual([
        "buy 4 @ 100",
        "buy 4 @ 80",
        "sell 8 @ 90", // What was paid for all of it, on average: the bar before had come to it.
      ]);
    });

    test("of a short position as well", () => {
      const sell = (stop: number, at?: number) =>
        order({
          ...{ side: "sell", type: "market", quantity: 4, why: "down", stop },
          ...(at !== undefined && { breakEven: { at } }),
        });
      const high = "120 120 120 120";
      const bars = [
        STILL,
        STILL,
        "100 120 80 120",
        high,
        "120 120 112 112",
        "112 112 109 109",
        "109 121 109 121",
      ];
      expect(fills(bars, { 1: sell(130), 3: sell(130, 115) }, terms)).toEqual([
        "sell 4 @ 100",
        "sell 4 @ 120",
        "buy 8 @ 110",
      ]);
    });
  });
});

describe("time", () => {
  test("ends a position that has been held long enough", () => {
    const bars = [STILL, STILL, STILL, STILL, "101 101 101 101"];
    const run = playLeveraged(bars, { 1: long({ exitAfterBars: 3 }) });
    expect(filled(run)).toEqual(["buy 100 @ 100", "sell 100 @ 101"]);
    expect(run.engine.portfolio.trades[0]?.exitReason).toBe("timeout");
  });

  test("counts on an exit of the strategy's own, which cannot be taken back any more", () => {
    const busy = Array.from({ length: 3 }, () => `${STILL} 1000`);
    const thin = [...busy, ...Array.from({ length: 7 }, () => `${STILL} 300`)];
    const script = { 1: long({ exitAfterBars: 3 }), 3: close("enough"), 5: cancel("all of it") };
    const run = playLeveraged(thin, script, { volumeShareMax: 0.1 });
    expect(run.record.orders.filter(({ role }) => role === "exit").map(({ why }) => why)).toEqual(["enough"]);
    expect(run.held()).toBe("0");
  });

  test("that is up while the entry still fills takes back the rest of it, which would only have to leave again", () => {
    const thin = [`${STILL} 300`, ...Array.from({ length: 8 }, () => `${STILL} 300`)];
    const run = playLeveraged(thin, { 1: long({ exitAfterBars: 2 }) }, { volumeShareMax: 0.1 });
    expect(filled(run)).toEqual(["buy 30 @ 100", "buy 30 @ 100", "sell 30 @ 100", "sell 30 @ 100"]);
    expect(run.record.story).toContain("1 cancelled");
    expect(run.held()).toBe("0");
  });

  test("counts bars, not the hours in which the market was closed", () => {
    const bars = [STILL, STILL, "-", "-", "-", STILL, STILL, "101 101 101 101", "102 102 102 102"];
    expect(fills(bars, { 1: long({ exitAfterBars: 3 }) })).toEqual(["buy 100 @ 100", "sell 100 @ 101"]);
  });
});

describe("a cool-down", () => {
  const management = {
    ...{ takeProfitLevels: [], trail: undefined, activation: undefined, breakEven: undefined },
    ...{ holdMs: undefined, coolDownMs: 2 * 3_600_000 },
  };
  const own = { management };

  test("refuses entries after a stop, until it is over", () => {
    const bars = [STILL, STILL, "100 100 89 95", "95 95 95 95", "95 95 95 95", "95 95 95 95"];
    const again = open("long", { why: "again", stop: 80 });
    const run = playLeveraged(bars, { 1: long({}), 3: again, 5: again }, { risk: { own } });
    expect(filled(run).map((fill) => fill.split(" ")[0])).toEqual(["buy", "sell", "buy"]);
    expect(run.engine.refusals.get("CoolingDown")).toBe(1);
  });
});

describe("orders that a strategy names", () => {
  const rest = order({ side: "buy", type: "limit", quantity: 1, limit: 95, why: "wait", tag: "bid" });

  test("get new terms, and fill at them", () => {
    const bars = [STILL, STILL, STILL, "100 100 96 100", "100 100 97 100"];
    const script = { 1: rest, 2: amend("bid", { why: "nearer", limit: 98, quantity: 2 }) };
    expect(fills(bars, script)).toEqual(["buy 2 @ 98"]);
  });

  test("are taken back", () => {
    const bars = [STILL, STILL, STILL, "100 100 90 100"];
    expect(fills(bars, { 1: rest, 2: cancel("no more", "bid") })).toEqual([]);
    expect(fills(bars, { 1: rest, 2: cancel("nothing any more") })).toEqual([]);
  });

  test("that are not there are refused by name", () => {
    const script = { 1: cancel("?", "ask"), 2: amend("ask", { why: "?", limit: 1 }) };
    const run = playLeveraged([STILL, STILL, STILL], script);
    expect(run.engine.refusals.get("UnknownTag")).toBe(2);
  });

  test("cancel each other, wait for each other, and come in one answer", () => {
    const bars = [STILL, STILL, "100 106 100 106", "106 111 106 110"];
    const pair = several(
      order({
        side: "buy",
        type: "stop",
        quantity: 1,
        trigger: 105,
        why: "up",
        tag: "up",
        oneCancelsOther: "way",
      }),
      order({ side: "sell", type: "stop", quantity: 1, trigger: 95, why: "down", oneCancelsOther: "way" }),
      order({ side: "sell", type: "limit", quantity: 1, limit: 110, why: "out", after: "up" }),
    );
    const run = playLeveraged(bars, { 1: pair });
    expect(filled(run)).toEqual(["buy 1 @ 105", "sell 1 @ 110"]);
    expect(run.exchange.isIdle).toBe(true);
  });
});

describe("orders by value", () => {
  test("get their quantity at the fill", () => {
    const bars = [STILL, STILL, "101 101 101 101"];
    const buy = order({ side: "buy", type: "market", value: 1000, why: "spend" });
    expect(fills(bars, { 2: buy })).toEqual(["buy 9.9 @ 101"]);
  });

  test("size entries at the fill, and those of a reversal by what its exit leaves", () => {
    const bars = [STILL, STILL, "110 110 110 110", "110 110 110 110", "80 80 80 80", "80 80 80 80"];
    const script: Script = {
      2: open("long", { why: "up", stop: 1 }),
      4: open("short", { why: "down", stop: 500 }),
    };
    const risk = {
      sizing: { method: "fixed_percent", at: "fill" },
      own: { positionSizeMax: ratio("1"), collar: ratio("0.5") },
    } as const;
    const instrument = perpetual({ taker: "0", step: "1" });
    const run = play(bars, script, { risk, balance: "1000", instrument });
    // 1000 / 110 = 9 whole; 1000 - 9 x 30 = 730; 730 / 80 = 9 whole.
    expect(filled(run)).toEqual(["buy 9 @ 110", "sell 9 @ 80", "sell 9 @ 80"]);
  });
});

describe("a trail by average true ranges before there are enough bars", () => {
  const trail = { atrs: 2 };
  const orderBy = order({
    side: "sell",
    type: "trailing-stop",
    quantity: 100,
    trail,
    why: "out",
    reduceOnly: true,
  });

  test("is refused, wherever it is asked for", () => {
    const script = { 1: long({ trail }), 2: long({}), 4: orderBy, 5: adjust("trail", { trail }) };
    const run = playLeveraged([STILL, STILL, STILL, STILL, STILL, STILL], script);
    expect(run.engine.refusals.get("TrailNotMeasured")).toBe(3);
  });

  test("leaves the stop that protects in the market", () => {
    const script = { 1: long({}), 2: orderBy, 3: adjust("nearer", { stop: 91 }) };
    const bars = [STILL, STILL, STILL, STILL, "100 100 80 80"];
    expect(fills(bars, script)).toEqual(["buy 100 @ 100", "sell 100 @ 91"]);
  });
});

test("break even counts only what is known to have come after the entry", () => {
  const bars = [STILL, STILL, "100 110 97 99", "99 99 98.5 99"];
  const script = { 2: long({ limit: 98, breakEven: { at: 105, offset: 0.5 } }) };
  expect(fills(bars, script)).toEqual(["buy 110 @ 98"]);
});

test("a sale by value that reduces gets its quantity at the fill", () => {
  const bars = [STILL, STILL, "100 100 100 100", "110 110 110 110"];
  const sale = order({ side: "sell", type: "market", value: 550, why: "some of it", reduceOnly: true });
  expect(fills(bars, { 1: long({}), 3: sale })).toEqual(["buy 100 @ 100", "sell 5 @ 110"]);
});

test("new terms behind the order's own stop are refused", () => {
  const bid = order({
    side: "buy",
    type: "limit",
    quantity: 1,
    limit: 95,
    why: "wait",
    tag: "bid",
    stop: 90,
  });
  const run = playLeveraged([STILL, STILL, STILL, STILL], {
    1: bid,
    2: amend("bid", { why: "lower", limit: 89 }),
  });
  expect(run.engine.refusals.get("StopOnWrongSide")).toBe(1);
  expect(run.resting()).toEqual(["buy limit 1 @ 95"]);
});

test("a tag is free again once its order is being taken back", () => {
  const bid = (limit: number) =>
    order({ side: "buy", type: "limit", quantity: 1, limit, why: "wait", tag: "bid" });
  const run = playLeveraged([STILL, STILL, STILL], {
    1: bid(95),
    2: several(cancel("anew", "bid"), bid(96)),
  });
  expect(run.resting()).toEqual(["buy limit 1 @ 96"]);
});

test("nothing happens where nothing is asked", () => {
  expect(fills([STILL, STILL], { 1: none })).toEqual([]);
});

test("turnover is everything that was bought and sold, also of what is still held", () => {
  const buy = order({ side: "buy", type: "market", quantity: 4, why: "test" });
  const sell = order({ side: "sell", type: "market", quantity: 3, reduceOnly: true, why: "test" });
  const run = playLeveraged([STILL, STILL, "110 110 110 110", "120 120 120 120"], { 1: buy, 2: sell });
  expect([run.held(), formatAmount(run.engine.portfolio.turnover)]).toEqual(["1", "730"]);
});
