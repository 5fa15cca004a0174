import { describe, expect, test } from "vitest";
import { listed, perpetual } from "../../../tests/builders/instrument.ts";
import type { UnixMs } from "../../core/base/index.ts";
import { eventsOf, ObeyedCommands } from "./commands.ts";
import { readCommand } from "./read-command.ts";
import type { Command } from "./record.ts";

const instruments = listed([perpetual({ symbol: "AAA/USDT" }), perpetual({ symbol: "BBB/USDT" })]);
const now = 7 as UnixMs;
const told = (what: Partial<Command>) =>
  eventsOf({ id: "1", do: "halt", by: "me", ...what }, instruments, now);

describe("a command", () => {
  test("is obeyed once, however often it comes", () => {
    const obeyed = new ObeyedCommands();
    const command: Command = { id: "1", do: "flatten", by: "me" };
    expect([obeyed.note(command), obeyed.note(command), obeyed.note({ ...command, id: "2" })]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("is remembered for ten thousand others", () => {
    const obeyed = new ObeyedCommands();
    const note = (id: number) => obeyed.note({ id: String(id), do: "halt", by: "me" });
    for (let id = 0; id < 10_000; id++) note(id);
    expect(note(0)).toBe(false);
    note(10_000);
    expect([note(1), note(0)]).toEqual([false, true]);
  });

  test.each([
    ["halt", {}, [{ kind: "TradingHalted", by: "me", at: now }]],
    ["resume", {}, [{ kind: "TradingResumed", at: now }]],
    ["flatten", {}, [{ kind: "FlattenAsked", instrument: undefined, by: "me", at: now }]],
    ["flatten", { symbol: "BBB/USDT" }, [{ kind: "FlattenAsked", instrument: 1, by: "me", at: now }]],
    ["emergency", {}, [{ kind: "EmergencyCalled", closes: true, by: "me", at: now }]],
    ["emergency", { closes: false }, [{ kind: "EmergencyCalled", closes: false, by: "me", at: now }]],
    ["stop", { symbol: "AAA/USDT" }, [{ kind: "SymbolStopped", instrument: 0, by: "me", at: now }]],
    ["start", {}, [0, 1].map((instrument) => ({ kind: "SymbolStarted", instrument, by: "me", at: now }))],
    ["approve", { approval: 3 }, [{ kind: "ApprovalGiven", id: 3, by: "me", at: now }]],
    ["reject", { approval: 3 }, [{ kind: "ApprovalDenied", id: 3, by: "me", at: now }]],
    [
      "trigger",
      { trigger: "clock", action: "reduce" },
      [{ kind: "TriggerPulled", trigger: "clock", action: "reduce", by: "me", at: now }],
    ],
    ["calm", { trigger: "clock" }, [{ kind: "TriggerReleased", trigger: "clock", at: now }]],
  ] as const)("to %s %o tells the engine so", (deed, more, events) => {
    expect(told({ do: deed, ...more })).toEqual(events);
  });

  test("on a symbol that the run does not trade is none", () => {
    expect(told({ do: "flatten", symbol: "CCC/USDT" })).toBeUndefined();
    expect(told({ do: "emergency", symbol: "" })).toBeUndefined();
  });

  test.each([
    null,
    undefined,
    5,
    "halt",
    [],
    {},
    { id: "1", do: "halt" },
    { id: "", do: "halt", by: "me" },
    { id: 1, do: "halt", by: "me" },
    { id: "1", do: "explode", by: "me" },
    { id: "1", do: ["halt"], by: "me" },
    { id: "1", do: "stop", by: "me", symbol: null },
    { id: "1", do: "emergency", by: "me", closes: "no" },
    { id: "1", do: "approve", by: "me" },
    { id: "1", do: "approve", by: "me", approval: "3" },
    { id: "1", do: "reject", by: "me", approval: 0 },
    { id: "1", do: "reject", by: "me", approval: 1.5 },
    { id: "1", do: "halt", by: "me", approval: 1 },
    { id: "x".repeat(201), do: "halt", by: "me" },
    { id: "1", do: "trigger", by: "me" },
    { id: "1", do: "trigger", by: "me", trigger: "clock" },
    { id: "1", do: "trigger", by: "me", trigger: "drawdown", action: "halt" },
    { id: "1", do: "trigger", by: "me", trigger: "clock", action: "sell" },
    { id: "1", do: "calm", by: "me" },
  ])("is not %o", (value) => {
    expect(readCommand(value)).toBeUndefined();
  });
});
