/** Longer bars of bars that do not begin where the longer ones do, as the hours from 09:30: nobody knows the future. */
import { expect, test } from "vitest";
import { columnsOf } from "../../../tests/builders/bars.ts";
import { HOUR, START, spot } from "../../../tests/builders/instrument.ts";
import { Run } from "../../../tests/builders/play.ts";
import { every } from "../../../tests/builders/script.ts";
import type { DurationMs } from "../base/index.ts";
import { none, order } from "../strategy/index.ts";

const HALF = HOUR / 2;
const FOUR = (4 * HOUR) as DurationMs;

/** Hours from `phase` on that close at 101, 102, 103 ..., followed as bars of four. */
function followed(phase: number, hours: readonly number[], closes?: Float64Array) {
  const rows = hours.map(
    (hour) => [START + phase + hour * HOUR, 101 + hour, 101 + hour, 101 + hour, 101 + hour] as const,
  );
  const ends = closes ?? Float64Array.from(rows, ([time]) => time + HOUR);
  const seen: string[] = [];
  const early: string[] = [];
  const strategy = every("watcher", ({ feeds, now }) => {
    const text = `${(now - START) / HOUR}: ${feeds.main.close.now}`;
    seen.push(text);
    if ((ends[hours.indexOf(feeds.main.close.now - 101)] ?? Number.POSITIVE_INFINITY) > now) early.push(text);
    return feeds.main.bars === 1 ? order({ side: "buy", type: "market", quantity: 1, why: "test" }) : none;
  });
  const bars = columnsOf(rows);
  const run = new Run([{ instrument: spot(), bars, strategy, decides: FOUR, closes }]).play();
  const isForward = run.times.every((time, i) => i === 0 || time >= (run.times[i - 1] ?? 0));
  return { seen, early, isForward, fills: run.fills };
}
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

test("on the grid they close at their boundary", () => {
  const { seen, early, fills } = followed(0, upTo(13));
  expect([seen, early, fills]).toEqual([["4: 104", "8: 108", "12: 112"], [], ["4 buy 1 @ 105"]]);
});

test.each([HALF, HALF / 2, HALF + HALF / 2])(
  "%i ms off the grid they close when their last part does",
  (phase) => {
    const { seen, early, fills, isForward } = followed(phase, upTo(13));
    const [first, second, third] = [4, 8, 12].map((hour) => hour + phase / HOUR);
    expect(seen).toEqual([`${first}: 104`, `${second}: 108`, `${third}: 112`]);
    expect([early, isForward, fills]).toEqual([[], true, ["4 buy 1 @ 105"]]);
  },
);

test("over a hole at their boundary they close there, and the next one is whole again", () => {
  const { seen, early, isForward } = followed(HALF, [0, 1, 2, 4, 5, 6, 7, 8, 9]);
  expect([seen, early, isForward]).toEqual([["4: 103", "8.5: 108"], [], true]);
});

test("a part that a session cuts off at the boundary straddles nothing", () => {
  const hours = [0, 1, 2, 3, 8, 9];
  const closes = Float64Array.from(
    hours,
    (hour) => START + (hour === 3 ? 4 * HOUR : HALF + (hour + 1) * HOUR),
  );
  const { seen, early, isForward } = followed(HALF, hours, closes);
  expect([seen, early, isForward]).toEqual([["4: 104"], [], true]);
});
