/** The watch over equity, limit by limit: what just holds, what just breaks, and what ends it. */
import { describe, expect, test } from "vitest";
import { DAY, START } from "../../../tests/builders/instrument.ts";
import { amount, type UnixMs } from "../base/index.ts";
import { CONTINUOUS } from "../domain/index.ts";
import type { TriggerSettings } from "./settings.ts";
import { EquityWatch } from "./watch.ts";

interface Terms {
  readonly drawdownMax?: number;
  readonly dailyLossMax?: number;
  readonly weeklyLossMax?: number;
  readonly minutesMax?: number;
  readonly trigger?: TriggerSettings["drawdown"];
}

/** Watches from 1,000 on, from the Monday at midnight. */
function watching({ drawdownMax, dailyLossMax, weeklyLossMax, minutesMax, trigger }: Terms): EquityWatch {
  const portfolio = {
    ...{ drawdownMax, exposureMax: undefined, symbolExposureMax: undefined, riskMax: undefined },
    ...{ concurrentTradesMax: undefined, diversificationMin: 1, sameDirection: "allow" as const },
  };
  const session = { dailyLossMax, weeklyLossMax, dailyTradesMax: undefined, minutesMax };
  const watch = new EquityWatch({ portfolio, session, triggers: { drawdown: trigger } }, 1_000, CONTINUOUS);
  watch.observe(1_000, START);
  return watch;
}
const at = (ms: number): UnixMs => (START + ms) as UnixMs;
const kinds = (watch: EquityWatch): readonly string[] => watch.latches.map(({ kind }) => kind);

describe("a drawdown", () => {
  test("latches at its limit, measured from the highest equity, and says what was reached", () => {
    const watch = watching({ drawdownMax: 0.25 });
    expect([watch.observe(2_000, at(1)), watch.observe(1_501, at(2))]).toEqual([0, 0]);
    expect(watch.drawdown).toBeCloseTo(0.2495, 12);
    expect(watch.observe(1_500, at(3))).toBe(1);
    expect(watch.latches).toEqual([
      { kind: "drawdown", since: at(3), reached: 0.25, allowed: 0.25, endsBy: "resume" },
    ]);
    expect(watch.observe(1_400, at(4))).toBe(0); // Once.
    expect(watch.refusal(at(4))).toEqual({
      kind: "TradingHalted",
      by: "drawdown",
      since: at(3),
      endsBy: "resume",
    });
  });

  test("outlasts the session, and begins anew from where a person resumed", () => {
    const watch = watching({ drawdownMax: 0.25 });
    watch.observe(700, at(1));
    watch.observe(1_200, at(8 * DAY));
    expect(kinds(watch)).toEqual(["drawdown"]);
    watch.observe(800, at(8 * DAY + 1));
    watch.resume();
    expect([kinds(watch), watch.refusal(at(8 * DAY + 1))]).toEqual([[], undefined]);
    expect([watch.observe(601, at(8 * DAY + 2)), watch.observe(600, at(8 * DAY + 3))]).toEqual([0, 1]);
  });

  test("keeps its peak where something else was lifted", () => {
    const watch = watching({ drawdownMax: 0.25 });
    watch.observe(800, at(1));
    watch.halt(at(2));
    watch.resume();
    expect([watch.observe(751, at(3)), watch.observe(750, at(4))]).toEqual([0, 1]);
  });

  test("is not watched for without a limit", () => {
    const watch = watching({});
    expect([watch.observe(1, at(1)), watch.observe(-5, at(2)), kinds(watch)]).toEqual([0, 0, []]);
  });
});

describe("a loss of the session", () => {
  test("of a day is measured from the equity it began with, and ends with it, not by a person", () => {
    const watch = watching({ dailyLossMax: 0.1 });
    watch.observe(1_200, at(1));
    expect([watch.observe(901, at(2)), watch.observe(900, at(3))]).toEqual([0, 1]);
    expect(watch.latches[0]).toMatchObject({
      kind: "daily-loss",
      reached: expect.closeTo(0.1, 12),
      allowed: 0.1,
      endsBy: "next session day",
    });
    watch.resume();
    expect(kinds(watch)).toEqual(["daily-loss"]);
    watch.observe(890, at(DAY - 1));
    expect(kinds(watch)).toEqual(["daily-loss"]);
    // The next day begins from the last equity of this one, whatever its first event brings.
    expect([watch.observe(802, at(DAY)), watch.dayStart, kinds(watch)]).toEqual([0, 890, []]);
    expect(watch.observe(801, at(DAY + 1))).toBe(1);
  });

  test("of a week goes on over its days, and ends with it", () => {
    const watch = watching({ weeklyLossMax: 0.2 });
    expect([
      watch.observe(901, at(DAY)),
      watch.observe(801, at(2 * DAY)),
      watch.observe(800, at(3 * DAY)),
    ]).toEqual([0, 0, 1]);
    expect(watch.latches[0]).toMatchObject({
      kind: "weekly-loss",
      reached: expect.closeTo(0.2, 12),
      allowed: 0.2,
      endsBy: "next session week",
    });
    watch.observe(800, at(6 * DAY));
    expect(kinds(watch)).toEqual(["weekly-loss"]);
    watch.observe(700, at(7 * DAY));
    expect(kinds(watch)).toEqual([]);
    expect([watch.observe(641, at(8 * DAY)), watch.observe(640, at(9 * DAY))]).toEqual([0, 1]); // 20 % of 800.
  });

  test("of a day ends before that of its week", () => {
    const watch = watching({ dailyLossMax: 0.1, weeklyLossMax: 0.1 });
    expect(watch.observe(900, at(1))).toBe(2);
    watch.observe(900, at(DAY));
    expect(kinds(watch)).toEqual(["weekly-loss"]);
  });

  test("counts the nearest of all limits, whichever that is", () => {
    for (const [terms, kind] of [
      [{ drawdownMax: 0.1, dailyLossMax: 0.5, weeklyLossMax: 0.5 }, "drawdown"],
      [{ drawdownMax: 0.5, dailyLossMax: 0.1, weeklyLossMax: 0.5 }, "daily-loss"],
      [{ drawdownMax: 0.5, dailyLossMax: 0.5, weeklyLossMax: 0.1 }, "weekly-loss"],
      [{ drawdownMax: 0.5, trigger: { above: 0.1, action: "halt" } }, "emergency-drawdown"],
    ] as const) {
      const watch = watching(terms);
      watch.observe(901, at(1));
      expect(kinds(watch)).toEqual([]);
      watch.observe(899, at(2));
      expect(kinds(watch)).toEqual([kind]);
    }
  });
});

describe("a trigger", () => {
  const trigger = { above: 0.5, action: "flatten" } as const;

  test("is pulled at its drawdown, with its action, and keeps its peak when a lesser latch is lifted", () => {
    const watch = watching({ drawdownMax: 0.25, trigger });
    watch.observe(700, at(1));
    watch.resume(); // The peak of the limit is 700 now; that of the trigger stays 1,000.
    expect([watch.observe(526, at(2)), watch.observe(501, at(3)), watch.observe(500, at(4))]).toEqual([
      0, 1, 1,
    ]);
    expect(watch.latches[1]).toEqual({
      ...{ kind: "emergency-drawdown", since: at(4), reached: 0.5, allowed: 0.5, endsBy: "resume" },
      action: trigger.action,
    });
    watch.resume();
    expect([watch.observe(400, at(5)), watch.observe(250, at(6))]).toEqual([0, 2]);
  });

  test("from outside is over with its cause where it only halted, and waits for a person where positions were left", () => {
    const watch = watching({});
    expect([watch.pull("disconnect", at(1), "halt"), watch.pull("disconnect", at(2), "halt")]).toEqual([
      1, 0,
    ]);
    watch.pull("overload", at(3), trigger.action);
    expect(watch.latches.map(({ endsBy }) => endsBy)).toEqual(["the venue is heard again", "resume"]);
    watch.release("overload");
    watch.release("clock");
    expect(kinds(watch)).toEqual(["disconnect", "overload"]);
    watch.release("disconnect");
    expect(kinds(watch)).toEqual(["overload"]);
    watch.resume();
    expect(kinds(watch)).toEqual([]);
  });

  test("of a crash, and a halt, are latched once and lifted by a person", () => {
    const watch = watching({});
    expect([watch.crash(at(1), 0.2, 0.1, "halt"), watch.crash(at(2), 0.3, 0.1, "halt")]).toEqual([1, 0]);
    expect(watch.latches[0]).toMatchObject({
      kind: "flash-crash",
      reached: 0.2,
      allowed: 0.1,
      action: "halt",
    });
    expect([watch.halt(at(3)), watch.halt(at(4)), watch.halt(at(5), "emergency")]).toEqual([1, 0, 1]);
    expect(watch.latches.at(-1)).toEqual({
      ...{ kind: "emergency", since: at(5), reached: Number.NaN, allowed: Number.NaN, endsBy: "resume" },
    });
    watch.resume();
    expect(kinds(watch)).toEqual([]);
  });
});

describe("a session day", () => {
  test("counts the trades that were opened, also where one is the first thing that happens on it", () => {
    const watch = watching({ dailyLossMax: 0.1 });
    for (const ms of [1, DAY - 1]) watch.noteOpened(at(ms));
    expect(watch.openedToday).toBe(2);
    watch.observe(950, at(DAY - 1));
    const { session } = watch;
    watch.noteOpened(at(DAY));
    expect([watch.openedToday, watch.session - session, watch.dayStart]).toEqual([1, 1, 950]);
    expect([watch.observe(856, at(DAY + 1)), watch.observe(855, at(DAY + 2))]).toEqual([0, 1]);
    watch.observe(855, at(2 * DAY));
    expect(watch.openedToday).toBe(0);
  });

  test("begins from the exact equity that was there before its first moment, whatever is watched later", () => {
    const watch = watching({});
    const told = (moment: number, equity: string): void => {
      if (watch.isDayDue(at(moment))) watch.beginDay(amount(equity));
    };
    told(DAY - 1, "1");
    expect(watch.exactDayStart).toBeUndefined(); // The first day had begun before anybody asked.
    told(DAY, "950.00000000123");
    told(DAY + 1, "951");
    watch.observe(951, at(DAY + 1));
    told(DAY + 2, "952");
    expect(watch.exactDayStart).toBe(amount("950.00000000123"));
    told(2 * DAY, "953");
    expect(watch.exactDayStart).toBe(amount("953"));
  });

  test("takes no new risk from its last minute on", () => {
    const watch = watching({ minutesMax: 90 });
    expect(watch.refusal(at(90 * 60_000 - 1))).toBeUndefined();
    const refused = { kind: "SessionTimeLimit", minutes: 90, minutesMax: 90 };
    expect(watch.refusal(at(90 * 60_000))).toEqual(refused);
    expect(watch.refusal(at(DAY))).toBeUndefined();
    expect(watching({}).refusal(at(DAY - 1))).toBeUndefined();
  });
});
