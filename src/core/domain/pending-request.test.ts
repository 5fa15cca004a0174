import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantBroken } from "../base/index.ts";
import { nextPendingRequest, type PendingRequest, type RequestMove } from "./index.ts";

const MOVES: readonly RequestMove[] = ["askCancel", "askReplace", "refuse", "confirmReplace", "end"];
const PENDING: readonly PendingRequest[] = ["none", "cancel", "replace"];

/** The same rules told a second time: by move. */
function ruling(pending: PendingRequest, move: RequestMove): PendingRequest | undefined {
  switch (move) {
    case "askCancel": // Always allowed, and it outranks a change that was asked for.
      return "cancel";
    case "askReplace": // One request at a time.
      return pending === "none" ? "replace" : undefined;
    case "refuse": // The venue refuses what was asked, and nothing else.
      return pending === "none" ? undefined : "none";
    case "confirmReplace":
      return pending === "replace" ? "none" : undefined;
    case "end": // With the order, every request about it ends.
      return "none";
  }
}

const answer = (pending: PendingRequest, move: RequestMove): PendingRequest | undefined => {
  try {
    return nextPendingRequest(pending, move);
  } catch (error) {
    if (error instanceof InvariantBroken) return undefined;
    throw error;
  }
};

describe("what we asked about a living order", () => {
  test.each(PENDING)("while %s is pending", (pending) => {
    const found = Object.fromEntries(MOVES.map((move) => [move, answer(pending, move)]));
    expect(found).toEqual(Object.fromEntries(MOVES.map((move) => [move, ruling(pending, move)])));
  });

  test("names what was illegal about a move", () => {
    expect(() => nextPendingRequest("none", "refuse")).toThrow("illegal request on an order: none -> refuse");
  });

  test("can always be taken back by a cancel, and a cancel is never turned into a change", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 20 }), (moves) => {
        let pending: PendingRequest = "none";
        for (const move of moves) {
          const next = answer(pending, move);
          if (pending === "cancel" && next !== undefined) expect(next).not.toBe("replace");
          pending = next ?? pending;
          expect(nextPendingRequest(pending, "askCancel")).toBe("cancel");
        }
      }),
    );
  });
});
