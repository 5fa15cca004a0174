/** An engine that was made of a snapshot goes on as the one that it was taken of, wherever it was taken. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BARE_VENUE } from "../../../tests/builders/abilities.ts";
import { Audit } from "../../../tests/builders/audit.ts";
import { DAY, HOUR, perpetual } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, Run } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  recklessScenarios,
  type Scenario,
  scenarios,
  scenariosInKind,
  withActions,
} from "../../../tests/builders/random-run.ts";
import { intentOf, randomWishes, type Wish } from "../../../tests/builders/random-strategy.ts";
import { every } from "../../../tests/builders/script.ts";
import { BARS, days, prepareWild } from "../../../tests/builders/wild-run.ts";
import { WildVenue } from "../../../tests/builders/wild-venue.ts";
import { price, type UnixMs } from "../base/index.ts";
import type { EngineEvent, Outbox } from "../domain/index.ts";
import { atr, ema, rsi } from "../indicators/index.ts";
import {
  adjust,
  amend,
  bars,
  close,
  none,
  open,
  order,
  type Strategy,
  several,
  strategy,
} from "../strategy/index.ts";
import { type Engine, restoreTo, snapshotOf } from "./index.ts";

/** Takes everything, and says nothing: what it would say is among the events. */
const NOWHERE: Outbox = {
  submitOrder: () => undefined,
  cancelOrder: () => undefined,
  amendOrder: () => undefined,
  watch: () => undefined,
  unwatch: () => undefined,
};

/** For no reason of the order: it is asked for again. */
const BUSY = { kind: "VenueRefused", code: "busy", message: "the venue is busy" } as const;

/** As a file would bring it back. */
const snapshot = ({ remembering }: Engine) => structuredClone(snapshotOf(remembering));

/** What was there to be remembered when snapshots were taken, by where it stands: a list or a map that held something. */
const filled = new Set<string>();

function noteFilled(value: unknown, path = ""): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  const parts = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : undefined;
  if (parts === undefined)
    for (const [key, part] of Object.entries(value)) noteFilled(part, `${path}.${key}`);
  else if (parts.length > 0) {
    filled.add(path.slice(1));
    for (const part of parts.slice(0, 3)) noteFilled(part, path);
  }
}

/** Snapshots are taken after these shares of the events: anywhere, which doubles of fast-check are not. */
const cuts = fc.array(
  fc.integer({ min: 0, max: 9_999 }).map((share) => share / 10_000),
  { minLength: 6, maxLength: 6 },
);

/**
 * `events`: all that an engine heard. Of `fresh` engines one hears all of it; others are made of what that one remembers
 * after a part of it, and hear the rest.
 */
function expectSame(events: readonly EngineEvent[], fresh: () => Engine, shares: readonly number[]): void {
  const straight = fresh();
  const places = new Set(shares.map((share) => Math.floor(share * events.length)));
  const others: Engine[] = [];
  events.forEach((event, place) => {
    if (places.has(place)) {
      const taken = fresh();
      const from = snapshot(straight);
      noteFilled(from);
      restoreTo(taken.remembering, from);
      expect(snapshot(taken)).toEqual(snapshot(straight));
      others.push(taken);
    }
    straight.step(event);
    for (const other of others) other.step(event);
  });
  for (const other of others) expect(snapshot(other)).toEqual(snapshot(straight));
}

/** What a run of a scenario heard. Bars are told in one object that is written anew. */
function heard(scenario: Scenario, more: Pick<PlayTerms, "automation" | "abilities">): EngineEvent[] {
  const events: EngineEvent[] = [];
  const { run } = prepareScenario(scenario, new Audit(), {
    ...more,
    after: (event) => void events.push({ ...event }),
  });
  playThrough(scenario, run, () => {
    const [waiting] = run.engine.waiting;
    if (waiting !== undefined && waiting.id % 3 > 0)
      run.answer(waiting.id % 3 === 1 ? "ApprovalGiven" : "ApprovalDenied", waiting.id);
  });
  return events;
}

describe("random markets", () => {
  const kinds: readonly [string, fc.Arbitrary<Scenario>, Pick<PlayTerms, "automation" | "abilities">][] = [
    ["of every kind", scenarios, {}],
    ["that end badly", recklessScenarios, {}],
    ["with splits and dividends", withActions(scenarios), {}],
    ["with fees in kind", scenariosInKind, {}],
    ["at a venue that can do little", scenarios, { abilities: BARE_VENUE }],
    ["where a person is asked", scenarios, { automation: { level: "semi", timeoutMs: 5 * HOUR } }],
    ["where sizes follow confidence", scenarios, { automation: { level: "scaled", confidenceStep: 0.1 } }],
    [
      "under conditions",
      scenarios,
      {
        automation: {
          level: "conditional",
          conditions: [{ name: "trend", by: "adx", length: 5, above: 15 }],
        },
      },
    ],
  ];
  test.each(kinds)("%s", (_name, of, more) => {
    fc.assert(
      fc.property(of, cuts, (scenario, shares) => {
        const fresh = (): Engine =>
          prepareScenario(scenario, new Audit(), { ...more, outbox: NOWHERE }).run.engine;
        expectSame(heard(scenario, more), fresh, shares);
      }),
      { seed: 11, numRuns: 25 },
    );
  });
});

/** Wants whatever chance says, with every rule that a position can have, and remembers how often. */
const whimsical = strategy({
  name: "whimsical",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: ({ feeds: { main } }) => ({
    quick: ema(main.close, 3),
    strength: rsi(main.close, 5),
    range: atr(main, 4),
  }),
  timers: { tick: "4h" },
  state: () => ({ asked: 0, last: { why: "nothing yet" }, seen: new Map<string, number>() }),
  onTimer: ({ state }) => {
    state.seen.set("timer", (state.seen.get("timer") ?? 0) + 1);
    return none;
  },
  onFill: ({ state, fill }) => {
    state.last = { why: `filled at ${fill.price}` };
    return none;
  },
  onBar: ({ state, chance, ind, position, feeds: { main } }) => {
    state.asked++;
    const whim = chance.int(8);
    const price = main.close.now;
    const why = `${state.last.why} after ${state.asked}, ${ind.strength.now} ${ind.quick.now} ${ind.range.now}`;
    if (whim === 0) return close(why);
    if (whim === 1) return adjust(why, { trail: { atrs: 1 + chance.int(3) } });
    if (whim > 4) return none;
    const isLong = chance.int(2) === 0;
    const ahead = (share: number): number => Number((price * (1 + (isLong ? share : -share))).toFixed(2));
    if (position.side !== "flat" && whim === 2) return adjust(why, { stop: ahead(-0.01) });
    return open(isLong ? "long" : "short", {
      why,
      stop: ahead(-0.03),
      confidence: 0.5 + chance.int(5) / 10,
      ...(whim === 3 && { trail: { share: 0.02 } }),
      ...(whim === 4 && {
        targets: [
          { price: ahead(0.01), share: 0.5 },
          { price: ahead(0.02), share: 1 },
        ],
        breakEven: { at: ahead(0.005) },
        exitAfterBars: 6,
      }),
    });
  },
});

describe("a strategy with indicators, a memory, chance, timers and rules for what it holds", () => {
  const steps = fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 120, maxLength: 120 });
  test.each([undefined, BARE_VENUE])(
    "at a venue that can do everything, and at one that can do little: %#",
    (abilities) => {
      let trades = 0;
      fc.assert(
        fc.property(steps, cuts, (moves, shares) => {
          const bar = (place: number): string => {
            const from = 100 + (moves[place - 1] ?? 0) / 100;
            const to = 100 + (moves[place] ?? 0) / 100;
            return `${from} ${Math.max(from, to) + 0.5} ${Math.min(from, to) - 0.5} ${to}`;
          };
          const line = {
            instrument: perpetual(),
            bars: moves.map((_, place) => bar(place)),
            every: HOUR,
            strategy: whimsical,
          };
          const automation = { level: "scaled", confidenceStep: 0.1 } as const;
          const risk = { portfolio: { sameDirection: "allow" as const } };
          const events: EngineEvent[] = [];
          const after = (event: EngineEvent): void => void events.push({ ...event });
          const played = new Run([line], { automation, risk, abilities, after }).play();
          trades += played.engine.portfolio.trades.length;
          const fresh = (): Engine =>
            new Run([line], { automation, risk, abilities, outbox: NOWHERE }).engine;
          expectSame(events, fresh, shares);
        }),
        { seed: 12, numRuns: 25 },
      );
      expect(trades).toBeGreaterThan(100);
    },
  );
});

test("whatever is remembered between days and weeks comes back", () => {
  const line = {
    instrument: perpetual(),
    bars: Array.from({ length: 240 }, (_, hour) => `100 101 99 ${100 + (hour % 7) / 10}`),
    every: HOUR,
    strategy: whimsical,
  };
  const events: EngineEvent[] = [];
  const risk = { session: { dailyLossMax: 0.001, weeklyLossMax: 0.01, dailyTradesMax: 3 } };
  new Run([line], { risk, after: (event) => void events.push({ ...event }) }).play();
  const days = (events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0);
  expect(days as UnixMs).toBeGreaterThan(8 * DAY);
  const shares = Array.from({ length: 30 }, (_, place) => place / 30);
  expectSame(events, () => new Run([line], { risk, outbox: NOWHERE }).engine, shares);
});

test.each([
  { abilities: undefined, sizedAt: "decision" as const },
  { abilities: undefined, sizedAt: "fill" as const },
  { abilities: BARE_VENUE, sizedAt: "decision" as const },
])("at a venue that answers late, in parts, twice and out of order: %#", ({ abilities, sizedAt }) => {
  /** Beside what the wishes say: orders of a group, and positions that turn around. */
  const restless = (wishes: readonly Wish[], groups: readonly number[]): Strategy =>
    every("wild", ({ feeds, position }) => {
      const { bars: count } = feeds.main;
      const which = groups[count - 1] ?? 0;
      const why = "a wish";
      if (which === 1) {
        const one = { type: "limit", quantity: 1, why, oneCancelsOther: "pair" } as const;
        return several(
          order({ ...one, side: "buy", limit: 99 - (count % 3) }),
          order({ ...one, side: "sell", limit: 101 + (count % 3) }),
        );
      }
      if (which === 3)
        return order({ type: "limit", side: "buy", quantity: 2, limit: 98, why, tag: "resting" });
      if (which === 4) return amend("resting", { limit: 90 + (count % 8), why });
      if (which === 2 && position.side !== "flat")
        return open(position.side === "long" ? "short" : "long", { why, stop: "default" });
      const wish = wishes[count - 1];
      return wish === undefined ? none : intentOf(wish, 100, position.side);
    });
  const groups = fc.array(fc.nat(6), { minLength: BARS, maxLength: BARS });
  fc.assert(
    fc.property(randomWishes(BARS), groups, days, cuts, (wishes, which, deeds, shares) => {
      const strategy = restless(wishes, which);
      const risk = { own: { defaultStop: 0.05 }, sizing: { at: sizedAt } };
      const venue = new WildVenue();
      const { engine, bar } = prepareWild(strategy, venue, risk, abilities);
      const events: EngineEvent[] = [];
      const step = engine.step.bind(engine);
      engine.step = (event) => {
        events.push({ ...event });
        step(event);
      };
      for (const ofBar of deeds) {
        const at = bar();
        for (const one of ofBar) {
          const event = venue.next(one, price("100"), at);
          if (event?.kind === "OrderRejected" && one.part > 30) engine.step({ ...event, rejection: BUSY });
          else if (event !== undefined) engine.step(event);
        }
      }
      expectSame(events, () => prepareWild(strategy, NOWHERE, risk, abilities).engine, shares);
    }),
    { seed: 13, numRuns: 150 },
  );
});

/** Else what was taken of it proves nothing. */
test("everything that can be remembered was there to be remembered", () => {
  const remembered = [
    "desk.emulator.aliases",
    "desk.emulator.orders",
    "desk.orders.ended.filled.ids",
    "desk.orders.ended.unfilled.ids",
    "desk.orders.orders.tradeIds",
    "desk.protector.otherRefusals",
    "desk.protector.owed",
    "desk.protector.plans.adopted",
    "desk.protector.plans.levels",
    "desk.protector.stopRefusals",
    "desk.protector.unplaced",
    "desk.withdrawn",
    "liquidations",
    "portfolio.trades",
    "risk.gates.pauses",
    "risk.reservations",
    "risk.stops",
    "risk.watch.latches",
    "runs.feeds.indicators.values",
    "runs.state.seen",
    "trader.approvals.waiting.held",
    "trader.names",
    "trader.scaling.buy",
    "trader.scaling.sell",
    "trader.turns",
  ];
  expect(remembered.filter((one) => !filled.has(one))).toEqual([]);
});
