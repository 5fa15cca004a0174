import { describe, expect, test } from "vitest";
import { type PositionState, positionStateOf } from "./index.ts";

describe("the state of a position", () => {
  const CASES: readonly (readonly [string, PositionState])[] = [
    ["nothing held, nothing working", "CLOSED"],
    ["nothing held, an entry working", "OPENING"],
    ["nothing held, an exit working", "CLOSED"], // There is nothing that it could close.
    ["nothing held, an entry and an exit working", "OPENING"],
    ["something held, nothing working", "OPEN"],
    ["something held, an entry working", "SCALING"],
    ["something held, an exit working", "CLOSING"],
    ["something held, an entry and an exit working", "CLOSING"], // Leaving outranks adding.
  ];

  test.each(CASES)("%s: %s", (facts, state) => {
    expect(
      positionStateOf({
        isHolding: facts.startsWith("something held"),
        hasWorkingEntry: facts.includes("entry"),
        hasWorkingExit: facts.includes("exit"),
      }),
    ).toBe(state);
  });
});
