/** The trades that grademark publishes of its runs on STW.AX, one by one, held against ours: see README.md. */
import { expect, test } from "vitest";
import { describeWithShared } from "../../shared-data.ts";
import type { Variant } from "./grademark.ts";
import { pairsOf, recordsOf } from "./grademark-trades.ts";

const parted = (name: string, variant: Variant) =>
  pairsOf(name, variant).filter(({ theirs, ours }) => theirs !== ours);

describeWithShared("grademark: mean reversion on STW", () => {
  const ALIKE: readonly (readonly [name: string, trades: number, variant: Variant])[] = [
    ["basic_strategy", 15, {}],
    ["with_maximum_holding_period", 19, { holdBars: 3 }],
    ["with_maximum_holding_period", 19, { exitAfterBars: 4 }],
    ["with_stop_loss", 17, { stop: 0.015 }],
    ["with_trailing_stop", 16, { trail: 0.03 }],
  ];
  for (const [name, trades, variant] of ALIKE)
    test(`${name.replaceAll("_", " ")} ${JSON.stringify(variant)}: all ${trades} trades are theirs`, () => {
      const pairs = pairsOf(name, variant);
      expect(pairs.map(({ ours }) => ours)).toEqual(pairs.map(({ theirs }) => theirs));
      expect(pairs.length).toBe(trades);
    });

  test("with profit target: 17 of 18 trades are theirs, and one leaves at an open beyond its target", () => {
    const target = { target: 0.01 };
    expect(pairsOf("with_profit_target", target).length).toBe(18);
    const [gap, ...more] = parted("with_profit_target", target);
    expect(more).toEqual([]);
    // They fill at the target wherever the bar opened; a limit to sell gets the open that is already better.
    expect(gap).toMatchObject({
      published: { entryPrice: 54.6, exitPrice: 55.146, exitTime: "2017-05-15T14:00:00.000Z" },
      made: { entryPrice: 54.6, exitPrice: 55.16, exitTime: "2017-05-15T14:00:00.000Z" },
      exit: { open: 55.16 },
    });
  });

  test("with profit target from the fill on: one more leaves at the same price on the day it came", () => {
    const [gap, early, ...more] = parted("with_profit_target", { target: 0.01, isAtOnce: true });
    expect(more).toEqual([]);
    expect(gap?.made?.exitPrice).toBe(55.16);
    expect(early).toMatchObject({
      published: { entryTime: "2017-06-27T14:00:00.000Z", exitTime: "2017-06-28T14:00:00.000Z" },
      made: { entryTime: "2017-06-27T14:00:00.000Z", exitTime: "2017-06-27T14:00:00.000Z" },
    });
    expect(early?.made?.exitPrice).toBe(early?.published?.exitPrice);
  });

  test("with stop loss from the fill on: no stop was hit on the day of an entry", () => {
    expect(parted("with_stop_loss", { stop: 0.015, isAtOnce: true })).toEqual([]);
  });

  describeWithShared("with conditional buy", () => {
    const above = { above: 0.001 };

    test("all 35 trades begin and end on their days, and leave at their prices", () => {
      const days = (trade: ReturnType<typeof pairsOf>[number]["made"]) => ({
        ...{ entryTime: trade?.entryTime, exitTime: trade?.exitTime, exitPrice: trade?.exitPrice },
        ...{ holdingPeriod: trade?.holdingPeriod, exitReason: trade?.exitReason },
      });
      const pairs = pairsOf("with_conditional_buy", above);
      expect(pairs.length).toBe(35);
      expect(pairs.map(({ made }) => days(made))).toEqual(
        pairs.map(({ published }) => days(published as (typeof pairs)[number]["made"])),
      );
    });

    test("23 enter at their price: the open was already there", () => {
      const alike = pairsOf("with_conditional_buy", above).filter(({ theirs, ours }) => theirs === ours);
      expect(alike.length).toBe(23);
      for (const { entry, trigger } of alike) expect(entry.open).toBeGreaterThanOrEqual(trigger);
    });

    test("12 enter at the price that was waited for: theirs at an open that lay below it", () => {
      const others = parted("with_conditional_buy", above);
      expect(others.length).toBe(12);
      for (const { published, made, entry, trigger } of others) {
        expect(published?.entryPrice).toBe(entry.open);
        expect(entry.open).toBeLessThan(trigger);
        expect(made?.entryPrice).toBe(trigger);
        expect(entry.high).toBeGreaterThanOrEqual(trigger);
      }
    });
  });

  test("can record trailing stop: the stop at each of 79 closes is theirs", () => {
    const { theirs, ours } = recordsOf("can_record_trailing_stop", { trail: 0.03 });
    expect(ours).toEqual(theirs);
    expect(ours.length).toBe(79);
  });

  test("can record risk: the share that the stop would lose at each of 81 closes is theirs", () => {
    const { theirs, ours } = recordsOf("can_record_risk", { stop: 0.05 });
    expect(ours).toEqual(theirs);
    expect(ours.length).toBe(81);
  });
});
