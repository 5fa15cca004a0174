import { describe, expect, test } from "vitest";
import { HOUR, perpetual, START, share, withoutFees } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play, prepare } from "../../../tests/builders/play.ts";
import { amount, formatAmount, price, quantity, type UnixMs } from "../base/index.ts";
import type { CorporateAction, Instrument, InstrumentId } from "../domain/index.ts";
import { close, open, order } from "../strategy/index.ts";
import { ActionSchedule } from "./action-schedule.ts";

/** In the currency of the account. */
const SHARE: Instrument = { ...withoutFees(share()), quote: "USDT" };
const ON_MARGIN = withoutFees(perpetual({ step: "1" }));
const bars = (count: number, at = 100): readonly string[] =>
  Array.from({ length: count }, () => `${at} ${at} ${at} ${at}`);
const when = (hour: number) => ({ instrument: 0 as InstrumentId, at: (START + hour * HOUR) as UnixMs });
const split = (hour: number, to: number, from: number): CorporateAction => ({
  ...when(hour),
  kind: "split",
  ratio: { to: BigInt(to), from: BigInt(from) },
});
const dividend = (hour: number, perShare: string): CorporateAction => ({
  ...when(hour),
  kind: "dividend",
  perShare: price(perShare),
});
const terms = (...actions: CorporateAction[]): PlayTerms & { instrument: Instrument } => ({
  actions,
  instrument: SHARE,
});
const buy = (quantity: number, stop?: number, target?: number) =>
  order({
    ...{ side: "buy", type: "market", quantity, why: "test" },
    ...(stop === undefined ? {} : { stop }),
    ...(target === undefined ? {} : { target }),
  });

test("without a bar everything has happened before the first one", () => {
  const schedule = new ActionSchedule([split(3, 2, 1)]);
  schedule.begin(Number.POSITIVE_INFINITY);
  expect([schedule.nextAt, schedule.take(Number.POSITIVE_INFINITY)]).toEqual([Number.POSITIVE_INFINITY, []]);
});

describe("a split", () => {
  test("makes more shares of the same cost: equity, entry value and profit stay what they were", () => {
    const prices = [...bars(3), ...bars(3, 50)];
    const run = prepare(prices, { 1: buy(10), 5: close("test") }, terms(split(3, 2, 1))).play(4);
    expect(run.held()).toBe("20");
    const [position] = run.engine.openPositions();
    expect([position?.entryPrice, position?.pnl]).toEqual([price("50"), amount("0")]);
    expect(run.engine.equity).toBe(100_000);
    run.play();
    expect(run.trades).toEqual(["long 20: 50 -> 50 signal"]);
    expect(formatAmount(run.engine.portfolio.cash)).toBe("100000");
    const { ledger } = run.engine.portfolio;
    expect(ledger.isBalanced()).toBe(true);
    expect(formatAmount(ledger.balance(ledger.asset("SPY"), "issuer"))).toBe("-10");
  });

  test("cancels what rests, and places protection anew, never tighter", () => {
    const prices = [...bars(3), ...bars(1, 14.3)];
    const run = prepare(prices, { 1: buy(10, 95, 130) }, terms(split(3, 7, 1))).play(3);
    expect(run.resting()).toEqual(["sell stop 10 @ 95", "sell limit 10 @ 130"]);
    run.play(1);
    expect(run.resting()).toEqual(["sell stop 70 @ 13.57", "sell limit 70 @ 18.58"]);
    expect(run.exchange.account.held(run.instruments[0] as Instrument)).toBe(7_000_000_000n);
  });

  test("sends an exit that waits for the market again, in new shares; an entry is over", () => {
    const prices = [...bars(3), "-", ...bars(3, 50)]; // A night without bars.
    const leaving = play(prices, { 1: buy(10), 3: close("test") }, terms(split(4, 2, 1)));
    expect(leaving.trades).toEqual(["long 20: 50 -> 50 signal"]);
    const late = play(prices, { 3: buy(10) }, terms(split(4, 2, 1)));
    expect([late.held(), late.record.answers.map(({ kind }) => kind)]).toEqual([
      "0",
      ["OrderAccepted", "OrderCancelled"],
    ]);
  });

  describe("leaves a part that is to be sold a part", () => {
    const sure = (confidence: number) => open("long", { why: "test", stop: 20, confidence });
    /** A hundred are held, and a third less is wanted when the market is closed; then shares are split. */
    const cut = (to: number, from: number, at: number): readonly string[] => {
      const run = play(
        [...bars(3), "-", ...bars(4, at)],
        { 1: sure(1), 3: sure(0.7) },
        {
          ...terms(split(4, to, from)),
          automation: { level: "scaled", confidenceStep: 0.1 },
          risk: { own: { positionQuantityMax: quantity("100") } },
        },
      );
      return [...run.fills.slice(1), run.held()];
    };

    test("in new shares, and once", () => {
      expect(cut(2, 1, 50)).toEqual(["4 sell 60 @ 50", "140"]);
      expect(cut(1, 10, 1_000)).toEqual(["4 sell 3 @ 1000", "7"]);
    });

    test("in whole shares, where its own come to a fraction", () => {
      expect(cut(3, 2, 66)).toEqual(["4 sell 45 @ 66", "105"]);
      expect(cut(1, 4, 400)).toEqual(["4 sell 7 @ 400", "18"]);
    });
  });

  test("pays a fraction out at the last price: it leaves the position for the cash", () => {
    const run = play(bars(4), { 1: buy(5) }, terms(split(3, 3, 2)));
    expect([run.held(), run.fills.at(-1)]).toEqual(["7", "3 sell 0.5 @ 66.666666666666"]);
    expect(formatAmount(run.engine.portfolio.cash)).toBe("99533.333333333333");
    expect(run.exchange.account.cash).toBe(run.engine.portfolio.cash);
    const merged = play(bars(4), { 1: buy(5) }, terms(split(3, 1, 8)));
    expect([merged.held(), merged.trades]).toEqual(["0", ["long 0.625: 800 -> 800 manual"]]);
    expect(formatAmount(merged.engine.portfolio.cash)).toBe("100000");
  });

  test("doubles what a short owes", () => {
    const script = { 1: open("short", { why: "test", stop: "default" }) } as const;
    const prices = [...bars(3), ...bars(3, 50)];
    const run = play(prices, script, { ...terms(split(3, 2, 1)), instrument: ON_MARGIN });
    expect([run.held(), run.engine.equity]).toEqual(["-220", 100_000]);
    expect(run.exchange.account.cash).toBe(run.engine.portfolio.cash);
  });

  test("before the first bar, or after the last one, is nobody's", () => {
    const run = play(bars(3), { 1: buy(10) }, terms(split(0, 2, 1), split(9, 2, 1)));
    expect([run.held(), run.record.splits]).toEqual(["10", []]);
  });
});

describe("a dividend", () => {
  test("is paid to who held the evening before, and belongs to the trade", () => {
    const prices = [...bars(3), ...bars(3, 99)];
    const run = play(prices, { 1: buy(10), 5: close("test") }, terms(dividend(3, "1")));
    const [trade] = run.engine.portfolio.trades;
    expect([trade?.funding, trade?.pnl].map((of) => formatAmount(of ?? amount("9")))).toEqual(["-10", "0"]);
    expect(formatAmount(run.engine.portfolio.dividends)).toBe("10");
    expect(formatAmount(run.engine.portfolio.funding)).toBe("0");
    expect(play(prices, { 3: buy(10) }, terms(dividend(3, "1"))).record.dividends).toEqual([]);
  });

  test("is paid by who is short", () => {
    const script = { 1: open("short", { why: "test", stop: "default" }) } as const;
    const run = play(bars(5), script, { ...terms(dividend(3, "0.5")), instrument: ON_MARGIN });
    expect(formatAmount(run.engine.portfolio.dividends)).toBe("-55");
    expect(run.exchange.account.cash).toBe(run.engine.portfolio.cash);
  });

  test("moves no equity: the price falls by it, so that no drawdown begins at a gain that was none", () => {
    const seen: number[] = [];
    const prices = [...bars(3), ...bars(3, 99)];
    play(
      prices,
      { 1: buy(10) },
      {
        ...terms(dividend(3, "1")),
        after: (_event, run) => seen.push(run.engine.equity),
      },
    );
    expect(new Set(seen)).toEqual(new Set([100_000]));
  });

  test("comes before a split of its day: it is that of an old share", () => {
    const run = play(bars(5), { 1: buy(10) }, terms(split(3, 2, 1), dividend(3, "1")));
    expect([run.held(), formatAmount(run.engine.portfolio.dividends)]).toEqual(["20", "10"]);
  });
});
