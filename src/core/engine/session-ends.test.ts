/** Positions that may not be held overnight. The session is 14:30 to 21:00; bars of an hour, so that the n-th closes at n o'clock. */
import { describe, expect, test } from "vitest";
import { DAY, HOUR, perpetual, START, sessions } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play, prepare, type Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { ratio } from "../base/index.ts";
import { defineSessions, type SessionCalendar } from "../domain/index.ts";
import { cancel, close, open, order } from "../strategy/index.ts";

/** Bars of two days, each worth its hour: 100 at midnight, 101 at one. Holes where they are missing. */
const hours = (missing: readonly number[] = []): readonly string[] =>
  Array.from({ length: 48 }, (_, hour) => {
    const at = 100 + hour;
    return missing.includes(hour) ? "-" : `${at} ${at} ${at} ${at}`;
  });

const LONG = open("long", { why: "up", stop: 50 });
const QUIET = { risk: { own: { exitBeforeCloseMs: HOUR, collar: ratio("0.5") } } };

const run = (
  script: Script,
  terms: PlayTerms & { missing?: readonly number[]; session?: SessionCalendar } = {},
): Run => {
  const { missing, session = sessions(2), ...rest } = terms;
  return play(hours(missing), script, { ...QUIET, ...rest, instrument: perpetual({ session }) });
};

describe("a position of the day", () => {
  test("is left at the open of the last bar of its session", () => {
    const { fills, trades } = run({ 15: LONG });
    expect(fills.map((fill) => fill.replace(/ [\d.]+ @/, " @"))).toEqual(["15 buy @ 115", "20 sell @ 120"]);
    expect(trades[0]).toMatch(/-> 120 session-end$/);
  });

  test("stays where nothing says that it may not", () => {
    const { fills } = run({ 15: LONG }, { risk: {} });
    expect(fills).toHaveLength(1);
  });

  test("is left once, whatever its strategy says at that moment", () => {
    const { trades, engine } = run({ 15: LONG, 20: close("enough") });
    expect(trades).toHaveLength(1);
    expect(engine.refusals.get("DuplicateSignal")).toBe(1);
  });

  describe("that its strategy is leaving by itself", () => {
    /** One of ten may be traded an hour: what is asked for at five o'clock fills for hours. */
    const thin = hours().map((text) => `${text} 10`);
    const three = order({ side: "buy", type: "market", quantity: 3, why: "three" });
    const exits = (script: Script): readonly string[] => {
      const risk = { own: { ...QUIET.risk.own, exitBeforeCloseMs: 3 * HOUR } };
      const terms = { risk, volumeShareMax: 0.1, instrument: perpetual({ session: sessions(2) }) };
      const run = prepare(thin, { 15: three, ...script }, terms).play(21);
      return run.record.orders
        .filter(({ role }) => role === "exit")
        .map(({ at, quantity, why }) => `${(at - START) / HOUR} ${Number(quantity) / 1e8} ${why}`);
    };

    test("leaves with the rest, where that is a part of it", () => {
      const half = order({ side: "sell", type: "market", quantity: 2, why: "half" });
      expect(exits({ 17: half })).toEqual(["17 2 half", "18 1 no position is held beyond its session"]);
    });

    test("cannot be kept by it any more", () => {
      expect(exits({ 17: close("enough"), 18: cancel("all of it") })).toEqual(["17 2 enough"]);
    });
  });

  test("is left at the next open where the last bars are missing", () => {
    const { fills } = run({ 15: LONG }, { missing: [18, 19, 20, 21, 22, 23] });
    expect(fills[1]).toMatch(/^38 sell .* @ 138$/); // 14:00 of the next day holds the open at 14:30.
  });

  test("is left one bar later where no bar closes in the night: the first of the next day tells that they are", () => {
    const night = Array.from({ length: 20 }, (_, i) => 18 + i);
    const { fills } = run({ 15: LONG }, { missing: night });
    expect(fills[1]).toMatch(/^39 sell .* @ 139$/); // The bar that opens at 14:00 has closed.
  });

  test("outlasts a break within its day", () => {
    const opens = Float64Array.of(START + 14.5 * HOUR, START + 18 * HOUR, START + DAY + 14 * HOUR);
    const closes = Float64Array.of(START + 17 * HOUR, START + 21 * HOUR, START + DAY + 21 * HOUR);
    const days = Float64Array.of(0, 0, 1);
    const session = defineSessions({ kind: "sessions", opens, closes, days, whenClosed: "queue" });
    expect(run({ 15: LONG }, { session }).fills[1]).toMatch(/^20 sell/);
  });
});

describe("an entry", () => {
  test("that could only fill in the last bar is refused", () => {
    const { fills, engine } = run({ 20: LONG });
    expect(fills).toEqual([]);
    expect(engine.refusals.get("SessionEnding")).toBe(1);
  });

  test("one bar earlier is traded for a bar", () => {
    const { fills } = run({ 19: LONG });
    expect(fills.map((fill) => fill.split(" ").slice(0, 2).join(" "))).toEqual(["19 buy", "20 sell"]);
  });

  test("of the night waits for the next session", () => {
    const { fills, engine } = run({ 21: LONG });
    expect([...engine.refusals]).toEqual([]);
    expect(fills[0]).toMatch(/^38 buy .* @ 138$/);
    expect(fills[1]).toMatch(/^44 sell .* @ 144$/);
  });

  test("that rests is taken back before the last bar, so that it cannot fill in it", () => {
    const rest = order({ side: "sell", type: "limit", quantity: 1, limit: 120.5, why: "wait" });
    const script: Script = { 15: rest };
    const bars = hours().map((text, hour) => (hour === 20 ? "120 121 120 120" : text));
    const instrument = perpetual({ session: sessions(2) });
    expect(play(bars, script, { ...QUIET, instrument }).fills).toEqual([]);
    expect(play(bars, script, { instrument }).fills).toEqual(["20 sell 1 @ 120.5"]);
  });

  test("of a reversal is refused, while its exit is not", () => {
    const { trades, engine } = run({
      15: LONG,
      20: open("short", { why: "down", stop: 500 }),
    });
    expect(trades).toHaveLength(1);
    expect(engine.refusals.get("SessionEnding")).toBe(1);
    expect(engine.portfolio.open).toEqual([]);
  });
});
