/** A run is asked how it stands, and its journal up to there is: whoever tells it, it is the same. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../../tests/builders/bars.ts";
import { perpetual } from "../../../../tests/builders/instrument.ts";
import { PLAY, playJournaled, type Traded } from "../../../../tests/builders/journaled-run.ts";
import type { Intent } from "../../../core/domain/index.ts";
import {
  adjust,
  amend,
  bars,
  close,
  none,
  open,
  order,
  several,
  strategy,
} from "../../../core/strategy/index.ts";
import { factsIn } from "./journal-orders.ts";
import { heldAfter } from "./left-view.ts";

const BARS = 60;

/** Rises and falls again, far enough for targets, trailing stops and stops. */
const PRICES = closes(
  100,
  ...Array.from({ length: BARS - 1 }, (_, i) => 100 + 8 * Math.sin(i / 4) + (i % 3) * 0.4),
);

/** Enters by an order whose price it follows; leaves in stages, trails, moves its stop, and closes by itself at times. */
const staged = strategy({
  name: "staged",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  state: () => ({ n: 0 }),
  onBar({ feeds, position, state }): Intent {
    const price = feeds.main.close.now;
    state.n++;
    if (position.side !== "flat")
      return state.n % 11 === 0
        ? several(adjust("closer", { stop: price * 0.985 }), close("long enough"))
        : adjust("as it goes", { stop: Math.min(position.entryPrice, price) * 0.985 });
    if (position.state === "OPENING")
      return amend("bid", { why: "it went away", limit: price * 0.999, quantity: 4 + (state.n % 3) });
    if (state.n % 2 === 0)
      return order({
        ...{ side: "buy", type: "limit", quantity: 4, tag: "bid" },
        limit: price * 0.99,
        stop: price * 0.95,
        why: "dip",
      });
    return open("long", {
      ...{ why: "now", stop: price * 0.96, trail: { share: 0.02 } },
      targets: [
        { price: price * 1.02, share: 0.75 },
        { price: price * 1.04, share: 1 },
      ],
    });
  },
});

/** Sells more than it holds, and buys more than it owes: one fill closes a trade and opens the next. */
const turning = strategy({
  name: "turning",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  state: () => ({ n: 0 }),
  onBar({ feeds, state }): Intent {
    const price = feeds.main.close.now;
    state.n++;
    if (state.n % 4 !== 0) return none;
    const side = state.n % 8 === 0 ? "buy" : "sell";
    const stop = side === "buy" ? price * 0.8 : price * 1.25;
    return order({ side, type: "market", quantity: state.n, stop, why: "turn" });
  },
});

const LINES: readonly Traded[] = [
  { instrument: perpetual({ symbol: "AAA/USDT:USDT" }), bars: PRICES, strategy: staged },
  { instrument: perpetual({ symbol: "BBB/USDT:USDT" }), bars: PRICES, strategy: turning },
];

/** How it stands after so many moments: as the run says, and as its journal does once the process is gone. */
function toldAfter(moments: number) {
  const { records, told, lookedAt } = playJournaled(LINES, [], { stopAfter: moments, looks: true });
  const view = told.flatMap((one) => (one.kind === "seen" ? [one.view] : []))[0];
  if (view === undefined) throw new Error(`nobody looked after ${moments} moments`);
  return { view, facts: factsIn(records.slice(0, lookedAt).map((record) => ({ record }))) };
}

describe("what a journal tells of a run is what the run tells of itself", () => {
  const places = Array.from({ length: BARS - 2 }, (_, i) => i + 1).map(toldAfter);

  test("and there is something to tell", () => {
    const { records } = playJournaled(LINES, []);
    expect(records.filter((one) => /^Danswer.*OrderReplaced/.test(one)).length).toBeGreaterThan(10);
    expect(records.some((one) => /^Dintent.*kind=adjust/.test(one))).toBe(true);
    const rows = places.flatMap(({ view }) => view.orders);
    expect([...new Set(rows.map(({ status }) => status))].sort()).toEqual(
      expect.arrayContaining(["ACCEPTED", "CANCELLED", "FILLED"]),
    );
    const reasons = new Set(places.flatMap(({ view }) => view.trades.map(({ exitReason }) => exitReason)));
    expect([...reasons].sort()).toEqual(expect.arrayContaining(["signal", "trailing-stop"]));
    const turned = places.flatMap(({ facts }) =>
      facts.fills.filter(({ trade, held }) => trade !== null && held !== "0"),
    );
    expect(turned.length).toBeGreaterThan(10);
  });

  test("of orders, with the prices and quantities that they were given later", () => {
    for (const { view, facts } of places) expect(facts.orders).toEqual(view.orders);
  });

  test("of trades, with the reasons that they were left for", () => {
    for (const { view, facts } of places) expect([...facts.trades].reverse()).toEqual(view.trades);
  });

  test("of positions, also of those that a fill has turned round", () => {
    for (const { view, facts } of places)
      expect(heldAfter(facts.fills).map(({ symbol, quantity, entry }) => [symbol, quantity, entry])).toEqual(
        expect.arrayContaining(
          view.status.positions.map(({ symbol, side, quantity, entry }) => [
            ...[symbol, side === "long" ? quantity : -quantity, entry],
          ]),
        ),
      );
  });

  test("of how many there were, and of signals: what is amended or moved is none", () => {
    for (const { view, facts } of places) {
      const { signalsGenerated, ordersPlaced, positionsClosed } = view.status.statistics;
      expect([facts.signals, facts.placed, facts.trades.length]).toEqual([
        ...[signalsGenerated, ordersPlaced, positionsClosed],
      ]);
    }
  });
});

test("of thousands of orders the latest are told, and how many there were", () => {
  const task = { ...PLAY, speed: "max" } as const;
  const { records } = playJournaled(
    [{ ...(LINES[0] as Traded), bars: Array.from({ length: 40 }, () => PRICES).flat() }],
    [],
    { task },
  );
  const { orders, placed } = factsIn(records.map((record) => ({ record })));
  expect(placed).toBeGreaterThan(500);
  expect(orders.length).toBeLessThan(110);
  expect(orders.some(({ id }) => id > placed * 0.95)).toBe(true);
});
