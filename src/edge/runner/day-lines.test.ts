/** The line of a day tells of the whole day, whoever played it and however often anybody looked. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { DAY, perpetual } from "../../../tests/builders/instrument.ts";
import { PLAY, playJournaled, type Traded } from "../../../tests/builders/journaled-run.ts";
import type { Intent } from "../../core/domain/index.ts";
import { bars, close, none, open, strategy } from "../../core/strategy/index.ts";
import type { DayFacts } from "./day-tally.ts";

/** Long for some hours, flat for some; what is wrong is refused. */
const trading = strategy({
  name: "trading",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  state: () => ({ n: 0 }),
  onBar({ feeds, position, state }): Intent {
    state.n++;
    const price = feeds.main.close.now;
    if (position.side !== "flat") return state.n % 10 === 0 ? close("enough") : none;
    if (state.n % 13 === 0) return open("long", { why: "wrong", stop: price * 1.1 });
    return state.n % 5 === 0 ? open("long", { why: "now", stop: price * 0.97 }) : none;
  },
});

const HOURS = 12 * 24;
const LINES: readonly Traded[] = [
  {
    instrument: perpetual({ symbol: "AAA/USDT:USDT" }),
    bars: closes(
      100,
      ...Array.from({ length: HOURS - 1 }, (_, i) => 100 + 6 * Math.sin(i / 7) + (i % 4) / 2),
    ),
    strategy: trading,
  },
];
const DAILY = { ...PLAY, daily: true };

const daysOf = ({ told }: ReturnType<typeof playJournaled>): readonly DayFacts[] =>
  told.flatMap((one) =>
    one.kind === "notes" ? one.notes.flatMap((note) => (note.kind === "day" ? [note.facts] : [])) : [],
  );

const sumOf = (days: readonly DayFacts[], name: "orders" | "fills" | "trades" | "refusals"): number =>
  days.reduce((sum, day) => sum + day[name], 0);

describe("the lines of days", () => {
  const played = playJournaled(LINES, [], { task: DAILY });
  const days = daysOf(played);

  test("are one for each day that has data, none for the midnight that ends them, and hold all that happened", () => {
    const first = days[0]?.from ?? 0;
    expect(days.map(({ from }) => Math.floor(from / DAY))).toEqual(
      Array.from({ length: 12 }, (_, i) => Math.floor(first / DAY) + i),
    );
    expect(days.slice(1, -1).every(({ from, to }) => to - from > DAY * 0.9 && from % DAY === 0)).toBe(true);
    const lines = (mark: string) => played.records.filter((record) => record.startsWith(mark)).length;
    expect(sumOf(days, "orders")).toBe(lines("Dorder|"));
    expect(sumOf(days, "fills")).toBe(lines("Dfill|"));
    expect(sumOf(days, "refusals")).toBe(
      played.records.filter((one) => /^Dverdict.*\|refused\|/.test(one)).length,
    );
    expect(sumOf(days, "refusals")).toBeGreaterThan(3);
    if (played.ending.kind !== "done") throw new Error("it ended otherwise");
    expect(sumOf(days, "trades")).toBe(played.ending.outcome.trades.length);
  });

  test("are the same where days go by between two looks, as after a process was stopped for a while", () => {
    expect(daysOf(playJournaled(LINES, [], { task: { ...DAILY, speed: "max" } }))).toEqual(days);
  });

  test("are the same where the run is taken up in the middle of a day: it knows what had happened by then", () => {
    for (let kept = 40; kept < played.records.length; kept += 97) {
      const again = daysOf(playJournaled(LINES, played.records.slice(0, kept), { task: DAILY }));
      expect(again.length).toBeGreaterThan(0);
      expect(again).toEqual(days.slice(-again.length)); // The others were told before.
    }
  });
});

test("a run that is told as a whole is told whole, also by who took it up", () => {
  const played = playJournaled(LINES, []);
  const [whole] = daysOf(played);
  expect(whole).toMatchObject({ whole: true });
  const middle = Math.floor(played.records.length / 2);
  expect(daysOf(playJournaled(LINES, played.records.slice(0, middle)))).toEqual([whole]);
});
