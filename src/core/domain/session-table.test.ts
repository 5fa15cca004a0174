/** Sessions as tables: every answer against a walk over all of them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, START, sessions } from "../../../tests/builders/instrument.ts";
import type { UnixMs } from "../base/index.ts";
import {
  afterBars,
  CONTINUOUS,
  commonCalendar,
  defineSessions,
  endsTooSoon,
  isDayOverBy,
  isOpenAt,
  nextOpen,
  type SessionTable,
  sessionDayOf,
  sessionDayStart,
  tradesWithin,
} from "./index.ts";

/** Sessions with gaps and touches between them, some sharing a day. */
const tables: fc.Arbitrary<SessionTable> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 2 })), {
    maxLength: 12,
  })
  .map((steps) => {
    const [opens, closes, days]: [number[], number[], number[]] = [[], [], []];
    let now = 100;
    let day = 40;
    for (const [gap, length, more] of steps) {
      opens.push(now + gap);
      now += gap + length;
      closes.push(now);
      day += more;
      days.push(day);
    }
    return defineSessions({
      kind: "sessions",
      opens: Float64Array.from(opens),
      closes: Float64Array.from(closes),
      days: Float64Array.from(days),
      whenClosed: "queue",
    });
  });
const moment = fc.integer({ min: 90, max: 230 }) as fc.Arbitrary<UnixMs>;

const places = (table: SessionTable): number[] => [...table.opens.keys()];
const open = (table: SessionTable, at: number): boolean =>
  places(table).some((i) => (table.opens[i] as number) <= at && at < (table.closes[i] as number));

describe("a table of sessions", () => {
  test("is open from each open on and before its close", () => {
    fc.assert(
      fc.property(tables, moment, (table, at) => {
        expect(isOpenAt(table, at)).toBe(open(table, at));
      }),
    );
  });

  test("opens next at the first open moment from now on", () => {
    fc.assert(
      fc.property(tables, moment, (table, at) => {
        let next: number = at;
        while (next < 400 && !open(table, next)) next++;
        expect(nextOpen(table, at)).toBe(next === 400 ? Number.POSITIVE_INFINITY : next);
      }),
    );
  });

  test("trades within a span when any moment of it is open", () => {
    fc.assert(
      fc.property(tables, moment, fc.integer({ min: 1, max: 9 }), (table, from, length) => {
        const moments = Array.from({ length }, (_, i) => from + i);
        expect(tradesWithin(table, from, from + length)).toBe(moments.some((at) => open(table, at)));
      }),
    );
  });

  const minutes = fc.nat({ max: 12 });
  /** Last close of the day of the session that opened last. */
  const dayEnd = (table: SessionTable, at: number): number => {
    const last = places(table).findLast((i) => (table.opens[i] as number) <= at);
    if (last === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(
      ...places(table)
        .filter((i) => table.days[i] === table.days[last])
        .map((i) => table.closes[i] as number),
    );
  };

  test("ends a day with the last of its sessions", () => {
    fc.assert(
      fc.property(tables, moment, minutes, (table, at, lead) => {
        expect(isDayOverBy(table, at, lead)).toBe(at + lead >= dayEnd(table, at));
      }),
    );
  });

  test("tells what comes too late for its day, that of the next open where it is closed", () => {
    fc.assert(
      fc.property(tables, moment, minutes, (table, at, lead) => {
        const from = nextOpen(table, at);
        const end = dayEnd(table, from);
        expect(endsTooSoon(table, at, lead)).toBe(from + lead >= end ? end : undefined);
      }),
    );
    expect(endsTooSoon(CONTINUOUS, START, 1e12)).toBeUndefined();
    expect(isDayOverBy(CONTINUOUS, START, 1e12)).toBe(false);
  });

  test("gives a moment the day of the session that opened last", () => {
    fc.assert(
      fc.property(tables, moment, (table, at) => {
        const opened = places(table).filter((i) => (table.opens[i] as number) <= at);
        const last = opened[opened.length - 1];
        if (last !== undefined) expect(sessionDayOf(table, at)).toBe(table.days[last]);
        else if (table.days.length > 0) expect(sessionDayOf(table, at)).toBe((table.days[0] as number) - 1);
      }),
    );
  });

  test("begins a day with its first open, and a day without a session with the next one", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 38, max: 70 }), (table, day) => {
        const first = places(table).find((i) => (table.days[i] as number) >= day);
        expect(sessionDayStart(table, day)).toBe(
          first === undefined ? Number.POSITIVE_INFINITY : table.opens[first],
        );
      }),
    );
  });

  test("that overlaps or falls is no table", () => {
    const table = (opens: number[], closes: number[], days: number[]) => () =>
      defineSessions({
        kind: "sessions",
        opens: Float64Array.from(opens),
        closes: Float64Array.from(closes),
        days: Float64Array.from(days),
        whenClosed: "queue",
      });
    expect(table([1, 3], [4, 5], [1, 2])).toThrow(/overlap/);
    expect(table([1, 3], [2, 3], [1, 2])).toThrow(/before it opens/);
    expect(table([1, 3], [2, 4], [2, 1])).toThrow(/fall/);
    expect(table([1], [2], [])).toThrow(/length/);
  });
});

describe("the calendar of an account", () => {
  test("is the one that all of its instruments share, else the UTC day", () => {
    expect(commonCalendar([sessions(5), sessions(5)])).toMatchObject({ kind: "sessions" });
    expect(commonCalendar([sessions(5), sessions(6)])).toBe(CONTINUOUS);
    expect(commonCalendar([sessions(5), CONTINUOUS])).toBe(CONTINUOUS);
    expect(commonCalendar([CONTINUOUS, sessions(5)])).toBe(CONTINUOUS);
    expect(commonCalendar([])).toBe(CONTINUOUS);
  });

  test("puts a night into the day before it", () => {
    const table = sessions(3);
    const day = START / DAY;
    expect(sessionDayOf(table, (START + 14.5 * HOUR) as UnixMs)).toBe(day);
    expect(sessionDayOf(table, (START + DAY + 14.5 * HOUR - 1) as UnixMs)).toBe(day);
    expect(sessionDayOf(table, (START + DAY + 14.5 * HOUR) as UnixMs)).toBe(day + 1);
  });
});

describe("so many bars from now", () => {
  /** Six and a half hours a day, from Monday to Friday; `START` is midnight. */
  const week = [0, 1, 2, 3, 4, 7, 8].map((day) => START + day * DAY);
  const shares = defineSessions({
    kind: "sessions",
    opens: Float64Array.from(week, (day) => day + 14.5 * HOUR),
    closes: Float64Array.from(week, (day) => day + 21 * HOUR),
    days: Float64Array.from(week, (day) => day / DAY),
    whenClosed: "queue",
  });
  const on = (day: number, hour: number): UnixMs => (START + day * DAY + hour * HOUR) as UnixMs;

  test("are a time where markets never close", () => {
    expect(afterBars(CONTINUOUS, on(0, 0), 3, HOUR)).toBe(on(0, 3));
  });

  test("wait for the next session: no weekend ends them", () => {
    expect(afterBars(shares, on(4, 21), 2, DAY)).toBe(on(8, 21));
    expect(afterBars(shares, on(3, 21), 1, DAY)).toBe(on(4, 21));
    expect(afterBars(shares, on(4, 20.5), 3, HOUR)).toBe(on(7, 16.5)); // Half an hour, and two hours on Monday.
  });

  test("with a break at noon a day's bar closes in the evening", () => {
    const broken = defineSessions({
      kind: "sessions",
      opens: Float64Array.of(on(0, 9), on(0, 13), on(1, 9)),
      closes: Float64Array.of(on(0, 12), on(0, 16), on(1, 12)),
      days: Float64Array.of(10, 10, 11),
      whenClosed: "queue",
    });
    expect(afterBars(broken, on(0, 0), 1, DAY)).toBe(on(0, 16));
  });

  test("of weeks, and beyond the table, are a time", () => {
    expect(afterBars(shares, on(0, 0), 1, 7 * DAY)).toBe(on(7, 0));
    expect(afterBars(shares, on(8, 21), 2, DAY)).toBe(on(10, 21));
  });
});
