import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetual, rules, spot } from "../../../tests/builders/instrument.ts";
import { InvariantBroken, type Price, price, type Quantity, quantity, type UnixMs } from "../base/index.ts";
import { defineInstrument, type Instrument, rulesAt, type TradingRules } from "./index.ts";

/** Refused with this message. */
function refuses(instrument: Instrument, change: Partial<Instrument>, message: RegExp): void {
  const define = (): Instrument => defineInstrument({ ...instrument, ...change });
  expect(define).toThrow(InvariantBroken);
  expect(define).toThrow(message);
}

const withRules = (...list: readonly TradingRules[]): Partial<Instrument> => ({ rules: list });

describe("an instrument that the books could not keep exactly is refused", () => {
  test("without trading rules", () =>
    refuses(spot(), withRules(), /^BTC\/USDT: an instrument needs trading rules$/));

  test.each(["0", "-1"])("with a contract of %s units", (size) =>
    refuses(perpetual(), { contractSize: quantity(size) }, /contract size must be positive/),
  );

  test("with a tick or a step that is no step forward", () => {
    const [whole] = [rules({})];
    for (const tick of [0n, -1n] as Price[])
      refuses(spot(), withRules({ ...whole, tick }), /tick and step must be positive/);
    for (const step of [0n, -1n] as Quantity[])
      refuses(spot(), withRules({ ...whole, step }), /tick and step must be positive/);
  });

  test("with rules out of order, with two at one moment, with one at no moment", () => {
    const message = /trading rules must be sorted by time/;
    refuses(spot(), withRules(rules({}, 2), rules({}, 1)), message);
    refuses(spot(), withRules(rules({}, 1), rules({}, 1)), message);
    refuses(spot(), withRules(rules({}, Number.NaN)), message);
  });

  test("with later rules that are worse than the first", () => {
    refuses(spot(), withRules(rules({}), { ...rules({}, 1), tick: 0n as Price }), /tick and step/);
  });

  test("where a step times the contract size needs more than eight decimals", () => {
    refuses(perpetual({ step: "0.00001" }), { contractSize: quantity("0.0001") }, /more than 8 decimals/);
  });
});

describe("an instrument that is exact is taken as it is", () => {
  test.each([
    ["0.00000001", "1"],
    ["0.0001", "0.0001"],
    ["1", "0.00000001"],
    ["0.00000001", "1000"],
    ["10", "10"],
  ])("step %s, contract of %s", (step, contractSize) => {
    const instrument = perpetual({ step, contractSize });
    expect(defineInstrument(instrument)).toBe(instrument);
  });

  test("with the finest tick and the finest step there are", () => {
    expect(() => spot({ tick: "0.000000000001", step: "0.00000001" })).not.toThrow();
  });
});

describe("trading rules that change over the years", () => {
  const tickAt = (instrument: Instrument, at: number): Price => rulesAt(instrument, at as UnixMs).tick;

  test("are those of the day; the first also cover what lies before them", () => {
    const moments = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(moments, fc.integer({ min: -100, max: 1_100 }), (froms, at) => {
        const dated = [...froms].sort((a, b) => a - b).map((from) => rules({}, from));
        const instrument = defineInstrument({ ...spot(), rules: dated });
        const expected = dated.filter(({ from }) => from <= at).at(-1) ?? dated[0];
        expect(rulesAt(instrument, at as UnixMs)).toBe(expected);
      }),
    );
  });

  test("change at their first millisecond", () => {
    const change = Date.UTC(2022, 10, 7);
    const instrument = spot({ tick: "0.01", later: [rules({ tick: "0.1" }, change)] });
    expect(tickAt(instrument, change - 1)).toBe(price("0.01"));
    expect(tickAt(instrument, change)).toBe(price("0.1"));
    expect(tickAt(instrument, 0)).toBe(price("0.01"));
  });
});
