/** The order table against the same rules told a second time: by move, not by status. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantBroken } from "../base/index.ts";
import { isLive, nextOrderStatus, type OrderMove, type OrderStatus, orderMoveLeadsTo } from "./index.ts";

const STATUSES = keysOf<OrderStatus>({
  PENDING: 0,
  SUBMITTED: 0,
  ACCEPTED: 0,
  PARTIALLY_FILLED: 0,
  FILLED: 0,
  CANCELLED: 0,
  REJECTED: 0,
  EXPIRED: 0,
  FAILED: 0,
  UNKNOWN: 0,
});
const MOVES = keysOf<OrderMove>({
  send: 0,
  fail: 0,
  accept: 0,
  lose: 0,
  reject: 0,
  fillPart: 0,
  fillAll: 0,
  cancel: 0,
  expire: 0,
  proveAbsent: 0,
});
const ENDS: readonly OrderStatus[] = ["FILLED", "CANCELLED", "REJECTED", "EXPIRED", "FAILED"];

/** Complete by type: a new word fails the build here until somebody rules on it. */
function keysOf<Name extends string>(names: Record<Name, 0>): readonly Name[] {
  return Object.keys(names) as Name[];
}

/** Where a move has to lead; undefined where it must not happen. */
function ruling(status: OrderStatus, move: OrderMove): OrderStatus | undefined {
  const hasEnded = ENDS.includes(status);
  const isAwaited = status === "SUBMITTED" || status === "UNKNOWN"; // Sent, and the venue's answer is still open.
  switch (move) {
    case "send": // An order is sent once.
      return status === "PENDING" ? "SUBMITTED" : undefined;
    case "fail": // It never left us: once its fate is unknown, nobody can say that any more.
      return status === "PENDING" || status === "SUBMITTED" ? "FAILED" : undefined;
    case "lose": // Silence turns only what was sent and not answered into an unknown.
      return status === "SUBMITTED" ? "UNKNOWN" : undefined;
    case "proveAbsent": // Silence is no proof: absence is looked up, and only where there is doubt.
      return status === "UNKNOWN" ? "FAILED" : undefined;
    case "reject": // The venue's no is an answer to a submit.
      return isAwaited ? "REJECTED" : undefined;
    case "accept": // May come late and may come twice; then it is no news. It contradicts a no and a never-sent.
      if (status === "PENDING" || status === "REJECTED" || status === "FAILED") return undefined;
      return isAwaited ? "ACCEPTED" : status;
    case "fillPart": // A real fill is always booked, in any order and after any end, but never of what was not sent.
      if (status === "PENDING") return undefined;
      return hasEnded ? status : "PARTIALLY_FILLED";
    case "fillAll":
      return status === "PENDING" ? undefined : "FILLED";
    case "cancel": // The end comes once. What was not sent we take back ourselves.
      return hasEnded ? undefined : "CANCELLED";
    case "expire": // The venue's word on an order that it has.
      return hasEnded || status === "PENDING" ? undefined : "EXPIRED";
  }
}

describe("every move from every status", () => {
  test.each(STATUSES)("%s", (status) => {
    const found = Object.fromEntries(MOVES.map((move) => [move, orderMoveLeadsTo(status, move)]));
    expect(found).toEqual(Object.fromEntries(MOVES.map((move) => [move, ruling(status, move)])));
  });

  test("stops the program where the table has no answer, and only there", () => {
    for (const status of STATUSES) {
      for (const move of MOVES) {
        const next = orderMoveLeadsTo(status, move);
        if (next !== undefined) expect(nextOrderStatus(status, move)).toBe(next);
        else
          expect(() => nextOrderStatus(status, move)).toThrow(
            new InvariantBroken(`illegal order move: ${status} -> ${move}`),
          );
      }
    }
  });
});

describe("the life of an order", () => {
  const lives = fc.array(fc.constantFrom(...MOVES), { maxLength: 40 });

  /** Walks from PENDING, leaving out what the table forbids, and tells each step. */
  function walk(
    moves: readonly OrderMove[],
    see: (from: OrderStatus, move: OrderMove, to: OrderStatus) => void,
  ): void {
    let status: OrderStatus = "PENDING";
    for (const move of moves) {
      const next = orderMoveLeadsTo(status, move);
      if (next === undefined) continue;
      see(status, move, next);
      status = next;
    }
  }

  test("has an end that only a late fill can change, and then only to filled", () => {
    fc.assert(
      fc.property(lives, (moves) => {
        walk(moves, (from, move, to) => {
          if (!ENDS.includes(from) || to === from) return;
          expect([move, to]).toEqual(["fillAll", "FILLED"]);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("is unknown only after a submit, and stays so until the venue speaks or absence is proven", () => {
    const proofs: readonly OrderMove[] = [
      "accept",
      "reject",
      "fillPart",
      "fillAll",
      "cancel",
      "expire",
      "proveAbsent",
    ];
    fc.assert(
      fc.property(lives, (moves) => {
        walk(moves, (from, move, to) => {
          if (to === "UNKNOWN") expect([from, move]).toEqual(["SUBMITTED", "lose"]);
          if (from === "UNKNOWN") expect(proofs).toContain(move);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("never forgets that something was filled: no way leads back to waiting", () => {
    fc.assert(
      fc.property(lives, (moves) => {
        let hasFilled = false;
        walk(moves, (_from, move, to) => {
          hasFilled ||= move === "fillPart" || move === "fillAll";
          if (hasFilled) expect(["PENDING", "SUBMITTED", "ACCEPTED", "UNKNOWN"]).not.toContain(to);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("can come to every status, and from every living one to every end that is left to it", () => {
    expect(reachableFrom("PENDING")).toEqual(new Set(STATUSES));
    expect(reachableFrom("SUBMITTED")).toContain("UNKNOWN");
    expect([...reachableFrom("UNKNOWN")].filter((status) => ENDS.includes(status))).toHaveLength(ENDS.length);
    for (const status of STATUSES.filter(isLive)) expect(reachableFrom(status)).toContain("FILLED");
  });
});

test("what may still change our position is everything that has not ended, unknown included", () => {
  for (const status of STATUSES) expect([status, isLive(status)]).toEqual([status, !ENDS.includes(status)]);
});

function reachableFrom(start: OrderStatus): Set<OrderStatus> {
  const found = new Set<OrderStatus>([start]);
  for (const status of found) {
    for (const move of MOVES) {
      const next = orderMoveLeadsTo(status, move);
      if (next !== undefined) found.add(next);
    }
  }
  return found;
}
