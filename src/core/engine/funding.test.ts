import { describe, expect, test } from "vitest";
import { HOUR, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play, prepare } from "../../../tests/builders/play.ts";
import { amount, formatAmount, ratio } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { close, open } from "../strategy/index.ts";

const INSTRUMENT = withoutFees(perpetual());
const STILL = "100 100 100 100";
const NO_STOP = { why: "test", stop: "default" } as const; // None is configured.
const bars = (count: number): readonly string[] => Array.from({ length: count }, () => STILL);

/** Rates by hours after START. */
const funding = (rates: readonly (readonly [hour: number, rate: number])[]): PlayTerms => ({
  funding: [
    {
      instrument: 0 as InstrumentId,
      time: Float64Array.from(rates, ([hour]) => START + hour * HOUR),
      rate: Float64Array.from(rates, ([, rate]) => rate),
    },
  ],
});
const paid = (run: ReturnType<typeof play>): readonly string[] =>
  run.record.payments.map(
    ({ at, reason, amount: of }) => `${(at - START) / HOUR} ${reason} ${formatAmount(of)}`,
  );

describe("funding", () => {
  test("is paid by who holds at the stamp: a long pays a positive rate, a short gets it", () => {
    const terms = { ...funding([[2, 0.001]]), instrument: INSTRUMENT };
    const long = play(bars(4), { 1: open("long", NO_STOP) }, terms);
    expect([long.held(), ...paid(long)]).toEqual(["100", "2 funding 10"]);
    const short = play(bars(4), { 1: open("short", NO_STOP) }, terms);
    expect([short.held(), ...paid(short)]).toEqual(["-110", "2 funding -11"]);
    expect(formatAmount(short.engine.portfolio.cash)).toBe("100011");
    expect(short.exchange.account.cash).toBe(short.engine.portfolio.cash);
  });

  test("is not paid by who comes at the stamp, but is by who leaves at it; milliseconds count", () => {
    const script = { 2: open("long", NO_STOP), 3: close("test") };
    const at = (hour: number) =>
      paid(play(bars(5), script, { ...funding([[hour, 0.001]]), instrument: INSTRUMENT }));
    expect(at(2)).toEqual([]); // Bought at the open of hour 2.
    expect(at(2 + 3 / HOUR)).toEqual([`${2 + 3 / HOUR} funding 10`]);
    expect(at(3)).toEqual(["3 funding 10"]); // Sold at the open of hour 3.
    expect(at(3 + 3 / HOUR)).toEqual([]);
  });

  test("is on the value at the mark: the last close, or the mark of the stamp where it is recorded", () => {
    const rising = ["100 100 100 100", "100 120 100 120", "120 120 120 120"];
    const script = { 1: open("long", NO_STOP) };
    const terms = { ...funding([[2, 0.001]]), instrument: INSTRUMENT };
    expect(paid(play(rising, script, terms))).toEqual(["2 funding 12"]);
    const columns = {
      time: Float64Array.of(START + 2 * HOUR),
      open: Float64Array.of(118.12345678),
      high: Float64Array.of(119),
      low: Float64Array.of(118),
    };
    const marks = [{ instrument: 0 as InstrumentId, intervalMs: (8 * HOUR) as typeof HOUR, columns }];
    const marked = play(rising, script, { ...terms, margin: { marks } });
    expect(paid(marked)).toEqual(["2 funding 11.81234568"]);
  });

  test("belongs to the trade: its profit is net of it, and so is what is still open", () => {
    const terms = {
      ...funding([
        [2, 0.001],
        [3, -0.0005],
      ]),
      instrument: INSTRUMENT,
    };
    const run = prepare(bars(6), { 1: open("long", NO_STOP), 4: close("test") }, terms).play(4);
    const [position] = run.engine.openPositions();
    expect([position?.funding, position?.pnl].map((of) => formatAmount(of ?? amount("9")))).toEqual([
      "5",
      "-5",
    ]);
    run.play();
    const [trade] = run.engine.portfolio.trades;
    expect([trade?.funding, trade?.pnl].map((of) => formatAmount(of ?? amount("9")))).toEqual(["5", "-5"]);
    expect(formatAmount(run.engine.portfolio.funding)).toBe("5");
    expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
    const { ledger } = run.engine.portfolio;
    expect(formatAmount(ledger.balance(ledger.asset("USDT"), "funding"))).toBe("5");
  });

  test("comes out of the margin of an isolated position, and so brings its liquidation nearer", () => {
    const down = [...bars(3), "100 100 90.60 90.60", STILL];
    const script = { 1: open("long", NO_STOP) };
    const terms = { instrument: INSTRUMENT, leverage: 10 };
    expect(play(down, script, terms).trades).toEqual([]); // 90 / 0.995 = 90.45
    const drained = play(down, script, { ...terms, ...funding([[2, 0.01]]) });
    expect(drained.trades).toEqual(["long 100: 100 -> 91.45 liquidation"]); // 91 / 0.995
  });

  test("takes no more of an isolated position than its margin", () => {
    const terms = { instrument: INSTRUMENT, leverage: 10, ...funding([[2, 0.5]]) };
    const run = play(bars(4), { 1: open("long", NO_STOP) }, terms);
    expect(paid(run)).toEqual(["2 funding 1000"]);
    expect(run.trades).toEqual(["long 100: 100 -> 100 liquidation"]);
    expect(formatAmount(run.engine.portfolio.cash)).toBe("99000");
  });

  test("ends with the data, and what came due before it is nobody's", () => {
    const rates = [-1, 0, 2, 4, 5, 6].map((hour) => [hour, 0.001] as const);
    const run = play(bars(5), { 1: open("long", NO_STOP) }, { ...funding(rates), instrument: INSTRUMENT });
    expect(paid(run)).toEqual(["2 funding 10", "4 funding 10", "5 funding 10"]); // The last bar closes at 5.
    expect([...run.times].sort((a, b) => a - b)).toEqual(run.times);
  });
});

describe("borrowing", () => {
  const borrowed = { ...INSTRUMENT, borrowRate: ratio("0.365") };

  test("costs a short a 365th of the yearly rate at every midnight, on its value at the last price", () => {
    const flat = bars(60).map((bar, hour) =>
      hour === 30 ? "100 110 100 110" : hour > 30 ? "110 110 110 110" : bar,
    );
    const run = play(flat, { 1: open("short", NO_STOP) }, { instrument: borrowed });
    expect(paid(run)).toEqual(["24 borrow 11", "48 borrow 12.1"]);
    expect(run.exchange.account.cash).toBe(run.engine.portfolio.cash);
  });

  test("costs a long nothing, and is due on days without bars", () => {
    expect(paid(play(bars(60), { 1: open("long", NO_STOP) }, { instrument: borrowed }))).toEqual([]);
    const week = [STILL, STILL, STILL];
    const every = (72 * HOUR) as typeof HOUR;
    const run = play(week, { 1: open("short", NO_STOP) }, { instrument: borrowed, every });
    expect(paid(run)).toHaveLength(6);
  });
});
