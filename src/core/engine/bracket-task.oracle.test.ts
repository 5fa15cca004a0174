/**
 * The bracket task of ../shared/bench through the whole engine: a limit entry that expires, a stop and a target around
 * the price that was got, ten indicators, maker's and taker's fees. The reference is a plain loop over whole ticks.
 */
import { describe, expect } from "vitest";
import { bracketRun } from "../../../bench/task/bracket.ts";
import { BracketEar, toldAsBracket } from "../../../bench/task/check-bracket.ts";
import { playOut } from "../../../bench/task/wide-run.ts";
import { type BracketAnswer, loadBracket, loadGenerator } from "../../../tests/builders/bench-tasks.ts";
import { testWithShared } from "../../../tests/shared-data.ts";
import { amount, formatAmount } from "../base/index.ts";
import type { BarColumns } from "../market/index.ts";

const MICRO = amount("0.000001");
const FIRST_BAR = Date.UTC(2020, 0, 1);
const MINUTE = 60_000;

function played(data: BarColumns) {
  const ear = new BracketEar();
  const run = bracketRun(data, ear);
  playOut(run);
  const trades = run.engine.portfolio.trades.map((trade, k) => {
    const told = toldAsBracket(trade, ear.signalBars[k] ?? Number.NaN);
    return [...Object.values({ ...told, reason: trade.exitReason })].join();
  });
  return { ...run, orders: ear.orders, trades };
}

/** As the engine's trades are told. */
const expected = (trade: BracketAnswer["trades"][number]): string => {
  const { signalBar, entryBar, entryTicks, exitBar, exitTicks, reason, pnlMicro } = trade;
  const role = reason === "stop" ? "stop-loss" : "take-profit";
  return [signalBar, entryBar, entryTicks, exitBar, exitTicks, role, pnlMicro].join();
};

/** Where two lists part, or -1. Readable, unlike the difference of two lists of a million. */
function firstDifference(length: number, differs: (place: number) => boolean): number {
  for (let place = 0; place < length; place++) if (differs(place)) return place;
  return -1;
}

function expectSame(run: ReturnType<typeof played>, answer: BracketAnswer): void {
  const { engine, exchange, trades, orders } = run;
  const wanted = answer.trades.map(expected);
  const parting = firstDifference(wanted.length, (place) => trades[place] !== wanted[place]);
  expect([parting, trades[parting]]).toEqual([-1, wanted[parting]]);
  expect(trades.length).toBe(wanted.length);

  const { time, equity } = engine.curve;
  expect(equity.length).toBe(answer.equity.length);
  const off = firstDifference(equity.length, (bar) => {
    const isThere = time[bar] === FIRST_BAR + (bar + 1) * MINUTE;
    const difference = (equity[bar] ?? Number.NaN) - Number(answer.equity[bar]) / 1e6;
    return !isThere || !(Math.abs(difference) <= 1e-6);
  });
  expect(off).toBe(-1);

  expect(orders).toEqual(answer.orders);
  expect(engine.portfolio.fees).toBe(answer.fees * MICRO);
  const exact = engine.portfolio.equityAt((instrument) => engine.prices.exact(instrument));
  expect(exact).toBe((answer.equity.at(-1) ?? 0n) * MICRO);
  expect(exchange.account.cash).toBe(engine.portfolio.cash);
  expect([...engine.refusals, ...engine.rejections, ...engine.risk.latches]).toEqual([]);
  expect(engine.portfolio.ledger.isBalanced()).toBe(true);
}

describe("bracket task, one for one with the reference", () => {
  const runs = [
    { bars: 1_000_000, seed: 42, trades: 36_157, equity: "730812.738742" },
    { bars: 100_000, seed: 7, trades: 3_688, equity: "975221.273338" },
    { bars: 100_000, seed: 2024, trades: 3_586, equity: "979189.08873" },
    { bars: 100_000, seed: 31_337 },
  ];
  for (const { bars: length, seed, trades, equity } of runs) {
    testWithShared(
      `${length} bars of seed ${seed}`,
      async () => {
        const { candles } = await loadGenerator();
        const { reference } = await loadBracket();
        const answer = reference(length, seed);
        const run = played(candles(length, seed));
        expectSame(run, answer);
        if (trades !== undefined) expect(run.trades.length).toBe(trades);
        const { portfolio, prices } = run.engine;
        const exact = portfolio.equityAt((instrument) => prices.exact(instrument));
        if (equity !== undefined) expect(formatAmount(exact)).toBe(equity);
      },
      60_000,
    );
  }
});
