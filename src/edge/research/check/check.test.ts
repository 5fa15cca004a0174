import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../../tests/builders/bars.ts";
import { listed, MINUTE, perpetual, START } from "../../../../tests/builders/instrument.ts";
import { every } from "../../../../tests/builders/script.ts";
import { riskSettings } from "../../../../tests/builders/settings.ts";
import { countsBars } from "../../../../tests/fixtures/leaky/counts-bars.ts";
import { fitted } from "../../../../tests/fixtures/leaky/fitted.ts";
import { honest } from "../../../../tests/fixtures/leaky/honest.ts";
import { peek } from "../../../../tests/fixtures/leaky/peek.ts";
import { amount, Chance, type DurationMs } from "../../../core/base/index.ts";
import type { InstrumentId, Intent, PositionWishes } from "../../../core/domain/index.ts";
import { PLAIN_FILLS } from "../../../core/exchange/index.ts";
import { crossedAbove, crossedBelow, ema } from "../../../core/indicators/index.ts";
import type { BarColumns, QuoteColumns } from "../../../core/market/index.ts";
import {
  adjust,
  bars,
  cancel,
  close,
  none,
  open,
  type Strategy,
  StrategyFault,
  several,
  strategy,
} from "../../../core/strategy/index.ts";
import { LEAKY } from "../leaky/index.ts";
import type { RunPlan } from "../run-plan.ts";
import { checkLookahead } from "./lookahead.ts";
import type { Maker } from "./play-decisions.ts";
import { checkWarmup } from "./warmup.ts";

const QUARTER = (15 * MINUTE) as DurationMs;
const HOUR = (60 * MINUTE) as DurationMs;

/** A random walk of bars of a quarter of an hour, now and then a wild one. */
function walk(rows: number, seed: string): BarColumns {
  const chance = new Chance(seed);
  let last = 20_000;
  const columns = columnsOf(
    Array.from({ length: rows }, (_, row) => {
      const from = last;
      const size = chance.next() < 0.06 ? 0.04 : 0.008;
      last = from * (1 + size * (chance.next() - 0.5));
      const spread = 1 + (size / 3) * chance.next();
      const high = Math.max(from, last) * spread;
      return [START + row * QUARTER, from, high, Math.min(from, last) / spread, last];
    }),
  );
  return { ...columns, volume: columns.volume.map(() => 1 + 50 * chance.next() * chance.next()) };
}

function planOf(rows: number, symbols: readonly string[] = ["BTC/USDT:USDT"]): RunPlan {
  const instruments = listed(symbols.map((symbol) => perpetual({ symbol })));
  return {
    instruments,
    series: instruments.map(({ id, symbol }) => ({
      instrument: id,
      intervalMs: QUARTER,
      columns: walk(rows, symbol),
    })),
    longer: [{ from: 0, intervalMs: HOUR }],
    runs: [
      {
        source: { name: "one", url: "file:///one.js" },
        params: {},
        instrument: 0 as InstrumentId,
        series: 0,
        feeds: { main: 0, trend: symbols.length },
        signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY },
        needsAtr: false,
      },
    ],
    account: { currency: "USDT", balance: amount("100000") },
    risk: riskSettings(symbols.length, { own: { defaultStop: 0.05 } }),
    fills: PLAIN_FILLS,
    onFault: "end run",
  };
}

/** The same bars in sessions of an hour: every fourth one closes five minutes early. */
function inSessions(plan: RunPlan): RunPlan {
  const closes = ({ time }: BarColumns): Float64Array =>
    time.map((start, row) => start + (row % 4 === 3 ? 10 * MINUTE : QUARTER));
  return { ...plan, series: plan.series.map((one) => ({ ...one, closes: closes(one.columns) })) };
}

/** The same bars with a spread around them that is another one at each of them: fills tell their rows. */
function withQuotes(plan: RunPlan): RunPlan {
  const quotesOf = ({ open: opens, high, low, close: closes }: BarColumns): QuoteColumns => {
    const bid = (column: Float64Array) => column.map((price, row) => price * (1 - 2e-3 * (1 + (row % 5))));
    const ask = (column: Float64Array) => column.map((price, row) => price * (1 + 2e-3 * (1 + (row % 7))));
    return {
      ...{ bidOpen: bid(opens), bidHigh: bid(high), bidLow: bid(low), bidClose: bid(closes) },
      ...{ askOpen: ask(opens), askHigh: ask(high), askLow: ask(low), askClose: ask(closes) },
    };
  };
  return { ...plan, series: plan.series.map((one) => ({ ...one, quotes: quotesOf(one.columns) })) };
}

type Wish = (price: number, bars: number) => PositionWishes;

const stages = (price: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ price: price * (1.02 + i / 100), share: 1 / (count - i) }));

/** Opens and closes by two averages, which never forget their start entirely, and has one more wish. */
const wishing = (wish: Wish, isAlone: boolean): Strategy =>
  strategy({
    name: "wishing",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: ({ feeds }) => ({ fast: ema(feeds.main.close, 5), slow: ema(feeds.main.close, 13) }),
    onBar({ feeds: { main }, ind, position }) {
      const why = `after ${main.bars} bars`;
      if (position.side === "flat" && crossedAbove(ind.fast, ind.slow)) {
        const wishes = wish(ind.fast.now, main.bars);
        const up = open("long", { why, stop: ind.slow.now * 0.97, ...wishes });
        return isAlone ? up : several(cancel(why), up);
      }
      return position.side === "long" && crossedBelow(ind.fast, ind.slow) ? close(why) : none;
    },
  });

/** Goes in and out by the count of its bars, and answers to what enters. */
const answering = (answer: NonNullable<Strategy["onFill"]>): Strategy => ({
  ...every("answering", ({ feeds: { main }, position }) => {
    if (position.side === "long") return main.bars % 7 === 0 ? close("weekly") : none;
    return main.bars % 5 === 0 ? open("long", { why: "up", stop: "default" }) : none;
  }),
  onFill: (context) => (context.fill.role === "entry" ? answer(context) : none),
});

const maker = (make: unknown): readonly [Maker] => [make as Maker]; // What it asks of the columns they have.
const lookahead = (make: unknown, plan = planOf(700)) => checkLookahead(plan, maker(make));
const warmup = (make: unknown, plan = planOf(2_400)) => checkWarmup(plan, maker(make));

describe("lookahead", () => {
  test("an honest strategy with a longer feed, answers to fills and timers is clean", () => {
    const { cuts, decisions, moved } = lookahead(honest);
    expect({ cuts, moved }).toEqual({ cuts: 24, moved: [] });
    expect(decisions).toBeGreaterThan(30);
  });

  test("an honest strategy is clean on bars that sessions cut", () => {
    const { cuts, moved } = lookahead(honest, inSessions(planOf(700)));
    expect({ cuts, moved }).toEqual({ cuts: 24, moved: [] });
  });

  test("the bar after one that a session cuts is found like any other", () => {
    const plan = inSessions(planOf(700));
    const [series] = plan.series;
    const afterCut = (columns: BarColumns): Strategy =>
      every("after-cut", ({ feeds: { main }, position }) => {
        if (position.side === "long") return close("at once");
        const isCut = main.bars % 4 === 0;
        const next = columns.close[main.bars] ?? Number.NaN;
        return isCut && next > main.close.now ? open("long", { why: "rises", stop: "default" }) : none;
      });
    const [first] = lookahead(afterCut, plan).moved;
    const row = series?.columns.time.indexOf(first?.input.bar ?? 0) ?? 0;
    expect([row % 4, first?.at]).toEqual([0, series?.closes?.[row - 1]]);
    expect(first?.input.column).toBe("close");
  });

  test.each(Object.entries(LEAKY.lookahead))(
    "%s is found, and so is a bar that had not closed",
    (_, leaky) => {
      const { moved } = lookahead(leaky);
      expect(moved.length).toBeGreaterThan(0);
      for (const { at, was, became, input } of moved) {
        expect(input.bar + QUARTER).toBeGreaterThan(at);
        expect(was).not.toBe(became);
      }
    },
  );

  test.each([
    ["the bar that opens at the decision", LEAKY.lookahead["peek-through-feed"], 0],
    ["the one after it", LEAKY.lookahead["closure-over-columns"], QUARTER],
  ])("names %s, and its close", (_, leaky, after) => {
    const [first] = lookahead(leaky).moved;
    expect(first?.input).toEqual({
      symbol: "BTC/USDT:USDT",
      bar: (first?.at ?? 0) + after,
      column: "close",
    });
  });

  test.each<[string, (price: number, tomorrow: number) => Intent]>([
    ["a trail", (_, tomorrow) => open("long", { why: "up", stop: "default", trail: { by: tomorrow / 50 } })],
    [
      "a staged target",
      (price, tomorrow) =>
        open("long", {
          ...{ why: "up", stop: "default" },
          targets: [{ price: Math.max(price, tomorrow) * 1.05, share: 1 }],
        }),
    ],
    [
      "one of several wishes",
      (price, tomorrow) =>
        several(cancel("anew"), open("long", { why: "up", stop: Math.min(price, tomorrow) * 0.9 })),
    ],
  ])("finds what leaks into nothing but %s", (_, wish) => {
    const leaky = (columns: BarColumns): Strategy =>
      every("nested", ({ feeds: { main }, position }) => {
        const { now } = main.close;
        if (position.side === "long") return main.bars % 7 === 0 ? close("weekly") : none;
        return wish(now, columns.close[main.bars] ?? now);
      });
    const [first] = lookahead(leaky).moved;
    expect(first?.input.column).toBe("close");
    expect(first?.was).not.toBe(first?.became);
    expect(first?.was).not.toContain("[object");
  });

  test.each(["high", "low", "close", "volume"] as const)(
    "finds an answer to a fill that knows the %s of the bar it was filled in",
    (column) => {
      const leaky = (columns: BarColumns): Strategy =>
        answering(({ feeds, fill }) => {
          const ahead = columns[column][feeds["main"]?.bars ?? 0] ?? 1;
          return adjust("the bar to come", { stop: fill.price * (0.9 + (ahead % 7) / 100) });
        });
      const [first] = lookahead(leaky).moved;
      expect(first).toMatchObject({ callback: "onFill", input: { bar: first?.at, column } });
    },
  );

  test.each<[string, (plan: RunPlan) => RunPlan]>([
    ["plain bars", (plan) => plan],
    ["bars that sessions cut", inSessions],
    ["bars with quotes", withQuotes],
  ])("on %s an answer may know the price of its fill, and how much the volume let it have", (_, of) => {
    const plan = of({ ...planOf(300), fills: { ...PLAIN_FILLS, volumeShareMax: 0.05 } });
    const careful = (): Strategy =>
      answering(({ fill }) =>
        adjust("by what there was", { stop: fill.price * (0.9 + (Number(fill.quantity) % 7) / 100) }),
      );
    expect(lookahead(careful, plan).moved).toEqual([]);
  });

  test("the open that a decision fills at is the future while it is made", () => {
    const leaky = (columns: BarColumns): Strategy =>
      every("next-open", ({ feeds: { main }, position }) => {
        if (position.side === "long") return main.bars % 3 === 0 ? close("again") : none;
        return open("long", { why: "up", stop: (columns.open[main.bars] ?? main.close.now) * 0.95 });
      });
    const [first] = lookahead(leaky).moved;
    expect(first).toMatchObject({ callback: "onBar", input: { bar: first?.at, column: "open" } });
  });

  test("names the column", () => {
    const byVolume = (columns: BarColumns): Strategy =>
      every("by-volume", ({ feeds: { main }, position }) => {
        const loud = (columns.volume[main.bars + 2] ?? 0) > 20;
        if (position.side === "flat" && loud) return open("long", { why: "loud", stop: "default" });
        return position.side === "long" && !loud ? close("still") : none;
      });
    const [first] = lookahead(byVolume).moved;
    expect(first?.input).toMatchObject({ bar: (first?.at ?? 0) + 2 * QUARTER, column: "volume" });
  });

  test("a threshold out of all the data, as a user may write it", () => {
    expect(lookahead(fitted).moved).not.toEqual([]);
    expect(lookahead(peek).moved[0]).toMatchObject({ callback: "onBar", run: 0 });
  });

  test("what throws on another future has seen it", () => {
    const fragile = (columns: BarColumns): Strategy => {
      const total = columns.close.reduce((sum, one) => sum + one, 0);
      return every("fragile", () => {
        if (columns.close.reduce((sum, one) => sum + one, 0) !== total) throw new Error("never");
        if (total !== truth) throw new Error("another future");
        return none;
      });
    };
    const plan = planOf(300);
    const truth = plan.series[0]?.columns.close.reduce((sum, one) => sum + one, 0);
    expect(lookahead(fragile, plan).moved[0]).toMatchObject({ was: "none", became: /another future/ });
  });

  test("a strategy that breaks its contract on the true data is no leak", () => {
    const broken = (): Strategy =>
      every("broken", () => {
        throw new Error("at once");
      });
    expect(() => lookahead(broken)).toThrow(StrategyFault);
  });

  test("a factory may spoil its own copy of the columns only", () => {
    const spoiling = (columns: BarColumns): Strategy => {
      columns.close.fill(1);
      return honest(columns) as unknown as Strategy;
    };
    expect(lookahead(spoiling)).toEqual(lookahead(honest));
  });
});

describe("warm-up", () => {
  test("an honest strategy decides the same wherever the data starts", () => {
    const { cuts, decisions, moved } = warmup(honest);
    expect({ cuts, moved }).toEqual({ cuts: 8, moved: [] });
    expect(decisions).toBeGreaterThan(100);
  });

  test("bars that sessions cut start later with their closes", () => {
    const { cuts, decisions, moved } = warmup(honest, inSessions(planOf(2_400)));
    expect({ cuts, moved }).toEqual({ cuts: 8, moved: [] });
    expect(decisions).toBeGreaterThan(100);
  });

  test("bars with quotes start later with their quotes", () => {
    const { cuts, decisions, moved } = warmup(honest, withQuotes(planOf(2_400)));
    expect({ cuts, moved }).toEqual({ cuts: 8, moved: [] });
    expect(decisions).toBeGreaterThan(100);
  });

  test.each<[string, Wish]>([
    ["a trail", () => ({ trail: { share: 0.02 } })],
    ["a break-even", (price) => ({ breakEven: { at: price * 1.01, offset: price / 1_000 } })],
    [
      "staged targets",
      (price) => ({
        targets: [
          { price: price * 1.02, share: 0.5 },
          { price: price * 1.04, share: 1 },
        ],
      }),
    ],
  ])("an honest strategy may ask for %s, alone or with others, near enough and in other words", (_, wish) => {
    for (const isAlone of [true, false]) {
      const { cuts, decisions, moved } = warmup(() => wishing(wish, isAlone));
      expect({ cuts, moved }).toEqual({ cuts: 8, moved: [] });
      expect(decisions).toBeGreaterThan(100);
    }
  });

  test.each<[string, Wish]>([
    ["a trail", (_, bars) => ({ trail: { share: 0.02, activation: bars } })],
    ["a break-even", (price, bars) => ({ breakEven: { at: price * 1.01, offset: bars / 100 } })],
    ["a staged target", (price, bars) => ({ targets: [{ price: price * 1.01 + bars, share: 1 }] })],
    ["the number of its targets", (price, bars) => ({ targets: stages(price, 1 + (bars % 3)) })],
  ])("finds what comes of the start in nothing but %s", (_, wish) => {
    for (const isAlone of [true, false])
      expect(warmup(() => wishing(wish, isAlone)).moved[0]?.input.column).toBe("start");
  });

  test.each(Object.entries(LEAKY.warmup))("%s is found, and the start that moved it", (_, leaky) => {
    const { moved } = warmup(leaky);
    expect(moved).toHaveLength(1);
    expect(moved[0]?.input.column).toBe("start");
    expect(moved[0]?.at).toBeGreaterThan(moved[0]?.input.bar ?? Number.POSITIVE_INFINITY);
  });

  test("one that counts bars, as a user may write it", () => {
    expect(warmup(() => countsBars).moved).toHaveLength(1);
  });

  test("data that is too short leaves nothing to compare", () => {
    expect(warmup(honest, planOf(120))).toMatchObject({ decisions: 0, moved: [] });
  });

  test.each([0, 1, 2, 120])(
    "of %d bars it says how many it wants, and with those every start is compared",
    (rows) => {
      const { room } = warmup(honest, planOf(rows));
      expect(room).toMatchObject({ symbol: "BTC/USDT:USDT", bars: rows });
      const { wanted = 0 } = room ?? {};
      expect(wanted).toBeGreaterThan(672); // Quarters of an hour of a week.
      expect(warmup(honest, planOf(wanted))).toMatchObject({
        inconclusive: 0,
        room: { bars: wanted, wanted },
      });
    },
  );
});
