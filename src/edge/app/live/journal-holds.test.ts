import { describe, expect, test } from "vitest";
import { DAY, START } from "../../../../tests/builders/instrument.ts";
import type { Command } from "../../runner/index.ts";
import { JournalHolds } from "./journal-holds.ts";

const SYMBOLS = ["AAA/USDT", "BBB/USDT"];
type Told = Parameters<JournalHolds["take"]>[0];
const command = (of: Omit<Command, "id" | "by">): Told => ({
  kind: "command",
  command: { id: "1", by: "me", ...of },
});
const latched = (latch: string, endsBy: string, at: number = START): Told => ({
  kind: "story",
  story: { kind: "latched", at, latch, endsBy },
});
const moment = (at: number): Told => ({ kind: "moment", at });
const heldBy = (...told: readonly Told[]) => {
  const holds = new JournalHolds();
  for (const one of told) holds.take(one);
  return { latches: holds.latches.map(({ kind }) => kind), stopped: holds.stoppedOf(SYMBOLS) };
};

describe("a latch of a journal", () => {
  const all = [
    latched("operator", "resume"),
    latched("clock", "the clock is right again"),
    latched("overload", "resume"),
    latched("daily-loss", "next session day"),
    latched("weekly-loss", "next session week"),
  ];

  test("holds until something lifts it", () => {
    expect(heldBy(...all, moment(START + DAY - 1)).latches).toHaveLength(5);
  });

  test("is lifted by a person, but for a loss of the session", () => {
    expect(heldBy(...all, command({ do: "resume" })).latches).toEqual(["daily-loss", "weekly-loss"]);
  });

  test("of a watch is over with its cause, where positions were not left", () => {
    const calm = (trigger: "clock" | "overload") => command({ do: "calm", trigger });
    expect(heldBy(...all, calm("clock"), calm("overload")).latches).toEqual([
      ...["operator", "overload", "daily-loss", "weekly-loss"],
    ]);
  });

  test("of the session ends with its day, or its week", () => {
    expect(heldBy(...all, moment(START + DAY)).latches).not.toContain("daily-loss");
    expect(heldBy(...all, moment(START + DAY)).latches).toContain("weekly-loss");
    expect(heldBy(...all, moment(START + 7 * DAY)).latches).not.toContain("weekly-loss");
  });
});

describe("a symbol of a journal", () => {
  test("is stopped by name until it is started, and all of them without a name or in an emergency", () => {
    const stop = command({ do: "stop", symbol: "BBB/USDT" });
    expect(heldBy(stop).stopped).toEqual(["BBB/USDT"]);
    expect(heldBy(stop, command({ do: "start", symbol: "BBB/USDT" })).stopped).toEqual([]);
    expect(heldBy(command({ do: "stop" })).stopped).toEqual(SYMBOLS);
    expect(heldBy(command({ do: "stop" }), command({ do: "start", symbol: "AAA/USDT" })).stopped).toEqual([
      "BBB/USDT",
    ]);
    expect(heldBy(stop, command({ do: "start" })).stopped).toEqual([]);
    expect(heldBy(command({ do: "emergency" })).stopped).toEqual(SYMBOLS);
    expect(heldBy(command({ do: "halt" }), command({ do: "resume" })).stopped).toEqual([]);
  });
});
