/** How long before the end of a session its positions are left, and where that cannot be. */
import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, perpetual, sessions } from "../../../../tests/builders/instrument.ts";
import type { DurationMs } from "../../../core/base/index.ts";
import type { SessionCalendar } from "../../../core/domain/index.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { exitBeforeClose } from "./session-end.ts";

const plain = await loadConfig({ path: "", explicit: false });
const PLACE = { "symbols.SPY.session.overnight": "timonel.yaml:3:20" };

/** The answer for bars of a length; the session lasts six and a half hours. */
function leadOf(
  intervalMs: number,
  { orderMs = 0, overnight = false, session = sessions(3) as SessionCalendar } = {},
): number | undefined {
  const { simulation, symbolDefaults } = plain;
  const latency = { ...simulation.latency, orderMs };
  const config: Config = { ...plain, simulation: { ...simulation, latency }, places: PLACE };
  const symbol = { ...symbolDefaults, symbol: "SPY", session: { ...symbolDefaults.session, overnight } };
  const bars = { intervalMs: intervalMs as DurationMs, interval: "1d" as never };
  return exitBeforeClose(config, symbol, perpetual({ session }), bars);
}

describe("a position of the day is left", () => {
  test("at the open of the last bar", () => {
    expect([leadOf(MINUTE), leadOf(HOUR)]).toEqual([MINUTE, HOUR]);
  });

  test("early enough for orders that take longer than a bar, to enter and to leave", () => {
    expect(leadOf(MINUTE, { orderMs: 59_999 })).toBe(MINUTE);
    expect(leadOf(MINUTE, { orderMs: 60_000 })).toBe(3 * MINUTE);
  });

  test("never, where it may be held", () => {
    expect(leadOf(DAY, { overnight: true })).toBeUndefined();
  });
});

describe("is refused at its place", () => {
  test("with bars as long as the session", () => {
    expect(leadOf(6 * HOUR)).toBe(6 * HOUR);
    for (const length of [6.5 * HOUR, DAY])
      expect(() => leadOf(length)).toThrow(
        /^timonel.yaml:3:20: SPY: bars of 1d are as long as a session: .*found: false; allowed: true; fix: use shorter bars/,
      );
  });

  test("where the market never closes", () => {
    expect(() => leadOf(HOUR, { session: { kind: "continuous" } })).toThrow(
      /^timonel.yaml:3:20: SPY trades round the clock: it has no night; .*fix: remove it, or name its session.hours/,
    );
  });
});
