/** Hedge mode: a long and a short position in one market at once, each an instrument of its own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { type Line, type PlayTerms, Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { formatAmount, quantity, ratio } from "../base/index.ts";
import type { Direction, Instrument, InstrumentId, Intent } from "../domain/index.ts";
import { adjust, close, none, open, order } from "../strategy/index.ts";

const leg = (side: Direction): Instrument => ({
  ...withoutFees(perpetual({ symbol: `BTC/USDT:USDT ${side}` })),
  leg: side,
});
const LONG = leg("long");
const SHORT = leg("short");
const STILL = "100 100 100 100";
const up = open("long", { why: "up", stop: "default" });
const down = open("short", { why: "down", stop: "default" });

function hedge(bars: readonly string[], long: Script, short: Script, terms: PlayTerms = {}): Run {
  const lines: readonly Line[] = [
    { instrument: LONG, bars, strategy: long },
    { instrument: SHORT, bars, strategy: short },
  ];
  return new Run(lines, terms).play();
}

const held = (run: Run): readonly string[] => [run.held(LONG.symbol), run.held(SHORT.symbol)];

describe("both legs", () => {
  test("are held at once, and nothing is set off between them", () => {
    const run = hedge([STILL, STILL, "100 120 100 120"], { 1: up }, { 1: down });
    expect(held(run)).toEqual(["100", "-110"]);
    expect(run.engine.equity).toBe(100_000 + 100 * 20 - 110 * 20);
    expect(run.exchange.account.held(run.instruments[0] as Instrument)).toBe(quantity("100"));
  });

  test("each pay and receive their own funding", () => {
    const funding = [0, 1].map((id) => ({
      instrument: id as InstrumentId,
      time: Float64Array.of(START + 2 * HOUR),
      rate: Float64Array.of(0.001),
    }));
    const run = hedge([STILL, STILL, STILL], { 1: up }, { 1: down }, { funding });
    expect(run.record.payments.map(({ amount }) => formatAmount(amount))).toEqual(["10", "-11"]);
  });

  test("are protected each by its own stop: one is hit, the other stays", () => {
    const run = hedge(
      [STILL, STILL, "100 106 100 104", "104 104 104 104"],
      { 1: up, 2: adjust("protect", { stop: 90 }) },
      { 1: down, 2: adjust("protect", { stop: 105 }) },
    );
    expect(run.trades).toEqual(["short 110: 100 -> 105 stop-loss"]);
    expect(held(run)).toEqual(["100", "0"]);
  });

  test("are liquidated each by its own margin", () => {
    const terms = { leverage: 20, risk: { own: { positionSizeMax: ratio("2") } } };
    const run = hedge([STILL, STILL, "100 101 90 91"], { 1: up }, { 1: down }, terms);
    expect(run.engine.liquidations.map(({ instrument }) => instrument)).toEqual([0]);
    expect(run.held(SHORT.symbol)).toMatch(/^-/);
  });

  test("count together against the limit of a symbol", () => {
    const symbolExposureMax = ratio("0.15");
    const both = hedge(
      [STILL, STILL, STILL],
      { 1: up },
      { 2: down },
      { risk: { portfolio: { symbolExposureMax } } },
    );
    const [long, short] = held(both).map(Number) as [number, number];
    expect(long).toBeCloseTo(100, 6); // 11 % of the equity at its collar.
    expect(-short).toBeLessThanOrEqual(51); // What 15 % leave beside 10 % held.
    expect(-short).toBeGreaterThan(45);
  });
});

describe("a leg", () => {
  test("is not opened to the other side, and what it holds stays", () => {
    const run = hedge([STILL, STILL, STILL, STILL], { 1: up, 2: down }, { 1: up });
    expect(held(run)).toEqual(["100", "0"]);
    expect(Object.fromEntries(run.engine.refusals)).toEqual({ WrongLeg: 2 });
  });

  test("is not turned around by a direct order, which may reduce it", () => {
    const sell = (units: number) => order({ side: "sell", type: "market", quantity: units, why: "test" });
    expect(held(hedge([STILL, STILL, STILL, STILL], { 1: up, 2: sell(40) }, {}))).toEqual(["60", "0"]);
    const more = hedge([STILL, STILL, STILL, STILL], { 1: up, 2: sell(140) }, {});
    expect([held(more)[0], Object.fromEntries(more.engine.refusals)]).toEqual(["100", { WrongLeg: 1 }]);
  });
});

test("whatever both strategies want: each leg keeps its side, and the books agree with the exchange", () => {
  const wish: fc.Arbitrary<Intent> = fc.constantFrom<Intent[]>(
    ...[up, down, close("test"), none, none],
    order({ side: "buy", type: "market", quantity: 30, why: "test" }),
    order({ side: "sell", type: "market", quantity: 30, why: "test" }),
    order({ side: "sell", type: "limit", limit: 103, quantity: 20, why: "test" }),
    order({ side: "buy", type: "stop", trigger: 104, quantity: 20, why: "test" }),
  );
  const bar = fc
    .tuple(fc.integer({ min: 95, max: 108 }), fc.integer({ min: 95, max: 108 }))
    .map(([from, to]) => `${from} ${Math.max(from, to) + 1} ${Math.min(from, to) - 1} ${to}`);
  const script = fc
    .array(wish, { minLength: 8, maxLength: 8 })
    .map((wishes): Script => ({ ...[none, ...wishes] }));
  let both = 0;
  fc.assert(
    fc.property(fc.array(bar, { minLength: 9, maxLength: 9 }), script, script, (bars, long, short) => {
      hedge(bars, long, short, {
        risk: { portfolio: { sameDirection: "allow" } },
        after: (_, { engine, exchange, instruments }) => {
          const [a = 0n, b = 0n] = instruments.map(
            ({ id }): bigint => engine.portfolio.position(id).quantity,
          );
          if (a < 0n || b > 0n) throw new Error(`a leg on the wrong side: ${a} ${b}`);
          if (a > 0n && b < 0n) both++;
          if (engine.portfolio.cash !== exchange.account.cash) throw new Error("cash");
        },
      });
    }),
    { numRuns: 200, seed: 20_240_104 },
  );
  expect(both).toBeGreaterThan(500);
});
