/** A venue fills an order that the run has long forgotten: the run must live on, hold what it holds, and halt. */
import { expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { playJournaled, type Traded } from "../../../tests/builders/journaled-run.ts";
import { playAtVenue } from "../../../tests/builders/venue-run.ts";
import { bars, cancel, none, order, several, strategy } from "../../core/strategy/index.ts";
import type { Outgoing } from "./venue-messages.ts";

const AT_ONCE = 300;

/** Rests many orders at every other bar, and takes them all back at the next. */
const quoting: Traded = {
  instrument: perpetual(),
  bars: closes(100, ...Array.from({ length: 11 }, () => 100)),
  strategy: strategy({
    name: "quoting",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    state: () => ({ bar: 0 }),
    onBar: ({ state }) => {
      state.bar++;
      if (state.bar > 8) return none;
      if (state.bar % 2 === 0) return cancel("test");
      return several(
        ...Array.from({ length: AT_ONCE }, (_, i) =>
          order({ side: "buy", type: "limit", limit: 95, quantity: 0.01, tag: `${i}`, why: "test" }),
        ),
      );
    },
  }),
};

type Submit = Extract<Outgoing, { kind: "submit" }>;

test("a fill that comes after more than a thousand other orders is booked, and halts", () => {
  const submits: Submit[] = [];
  const played = playAtVenue([quoting], {
    onSend: (request, venue) => {
      if (request.kind === "submit") {
        submits.push(request);
        venue.accepted(request.id);
      } else if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: START });
    },
    onIdle: (venue, idle) => {
      if (idle > 2_000) throw new Error("the run never ends");
      const [first] = submits;
      if (idle === 9 && first !== undefined) venue.filled(first, "95");
      venue.time(START + (idle + 1) * HOUR);
    },
  });
  expect(submits).toHaveLength(AT_ONCE * 4);
  if (played.ending.kind !== "done") throw new Error(played.ending.kind);
  expect(played.ending.outcome.isComplete).toBe(true);
  expect(played.ending.outcome.open).toMatchObject([{ side: "long", quantity: 1_000_000n }]);
  const halts = played.records.filter((record) => record.startsWith("C") && record.includes('"halt"'));
  expect(halts).toHaveLength(1);
  expect(halts[0]).toContain("order 1 that was over");
  const { ending } = playJournaled([quoting], played.records, { task: { kind: "verify" }, venue: true });
  expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
});
