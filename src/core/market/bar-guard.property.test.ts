/** A million bad bars: none of them is believed, and none of them is remembered. */
import { expect, test } from "vitest";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { Chance } from "../base/index.ts";
import { BarGuard, type HeardBar } from "./bar-guard.ts";

/** A true bar comes after so many that are bad. */
const BAD_IN_A_ROW = 9;

const PRICES = ["open", "high", "low", "close"] as const;
const anyPrice = (chance: Chance): (typeof PRICES)[number] => PRICES[chance.int(4)] ?? "close";
const shifted = (bar: HeardBar, bars: number): HeardBar => ({
  ...bar,
  time: bar.time + bars * HOUR,
  closesAt: bar.closesAt + bars * HOUR,
});

/** What can be wrong with a bar; each can be seen without a second source. */
const SPOILS: readonly ((bar: HeardBar, chance: Chance) => HeardBar)[] = [
  (bar, chance) => ({ ...bar, [anyPrice(chance)]: Number.NaN }),
  (bar, chance) => ({ ...bar, [anyPrice(chance)]: chance.int(2) === 0 ? Infinity : -Infinity }),
  (bar, chance) => ({ ...bar, [anyPrice(chance)]: 0 }),
  (bar, chance) => ({ ...bar, [anyPrice(chance)]: -bar.close * chance.next() - 1e-9 }),
  (bar, chance) => ({ ...bar, [anyPrice(chance)]: bar.close * (2 + 10 * chance.next()) }),
  (bar, chance) => ({ ...bar, [anyPrice(chance)]: bar.close * 0.5 * chance.next() }),
  (bar) => ({ ...bar, high: bar.low, low: bar.high }),
  (bar) => ({ ...bar, close: bar.high + 0.01 }),
  (bar) => ({ ...bar, volume: -1 - bar.volume }),
  (bar) => ({ ...bar, isClosed: false }),
  (bar) => ({ ...bar, time: Number.NaN, closesAt: Number.NaN }),
  (bar, chance) => shifted(bar, -1 - chance.int(500)),
  (bar, chance) => shifted(bar, 1 + chance.int(500)),
];

/** A true bar behind a close. */
function trueBar(time: number, before: number, chance: Chance): HeardBar {
  // Drawn back to where it began: a price that wanders off for a million bars loses its digits.
  const close = before * (0.99 + 0.02 * chance.next()) + (100 - before) * 0.01;
  const high = Math.max(before, close) * (1 + 0.01 * chance.next() + 1e-6);
  const low = Math.min(before, close) * (1 - 0.01 * chance.next() - 1e-6);
  const volume = 1 + chance.next();
  return { time, closesAt: time + HOUR, open: before, high, low, close, volume, isClosed: true };
}

test.each([
  { bad: 1_000_000, hasSecond: true },
  { bad: 100_000, hasSecond: false },
])("of $bad bad bars none is good and every moment is doubted; a second source: $hasSecond", (of) => {
  const chance = new Chance("feed");
  const guard = new BarGuard(HOUR);
  let before = 100;
  let [good, whole, refused, lost] = [0, 0, 0, 0];
  const bars = (of.bad / BAD_IN_A_ROW) * (BAD_IN_A_ROW + 1);
  guard.begin(START - HOUR, trueBar(START - HOUR, before, chance));
  for (let i = 0; i < bars; i++) {
    const bar = trueBar(START + i * HOUR, before, chance);
    const isBad = i % (BAD_IN_A_ROW + 1) !== 0;
    const spoil = SPOILS[chance.int(SPOILS.length)] as (typeof SPOILS)[number]; // In range.
    const told = isBad ? spoil(bar, chance) : bar;
    const { kind } = guard.hear(told, bar.closesAt, of.hasSecond ? bar : undefined);
    const doubt = guard.due(bar.time, bar);
    if (isBad) {
      if (kind === "good") good++;
      if (doubt === undefined) whole++;
      else refused++;
    } else if (kind !== "good" || doubt !== undefined) lost++;
    before = bar.close;
  }
  expect({ good, whole, lost, refused }).toEqual({ good: 0, whole: 0, lost: 0, refused: of.bad });
});
