/** Whatever a feed does: nothing is opened on a bar that did not come whole, and what is traded on is what was recorded. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { playJournaled, type Traded } from "../../../tests/builders/journaled-run.ts";
import { every } from "../../../tests/builders/script.ts";
import { accepting, isQuestion, playAtVenue } from "../../../tests/builders/venue-run.ts";
import { close, open } from "../../core/strategy/index.ts";

const BARS = 60;
const PRICES = Array.from({ length: BARS }, (_, i) => 100 + ((i * 7) % 5));
const HARMLESS = ["duplicate"];
const BAD = ["skip", "unclosed", "zero", "negative", "nan", "spike", "revise", "backwards"];

/** By row: how its bar is told. */
const feeds = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom(...BAD) },
    { weight: 1, arbitrary: fc.constantFrom(...HARMLESS) },
  ),
  { minLength: BARS, maxLength: BARS },
);

/** In whenever it is out, out at the next bar; `seen` is what it was shown of each bar. */
function restless(seen: (readonly [close: number, isIncomplete: boolean])[]): Traded {
  return {
    instrument: perpetual(),
    bars: closes(...(PRICES as [number, ...number[]])),
    strategy: every("restless", ({ feeds: { main }, position }) => {
      seen[main.bars - 1] = [main.close.now, main.isIncomplete];
      return position.side === "flat" ? open("long", { why: "in", stop: 50 }) : close("out");
    }),
  };
}

test("a run on any feed opens on whole bars only, sees what was recorded, and is walked again to the same", () => {
  let refused = 0;
  fc.assert(
    fc.property(feeds, (ways) => {
      const seen: (readonly [number, boolean])[] = [];
      const isBad = (row: number): boolean => BAD.includes(ways[row] ?? "");
      const played = playAtVenue([restless(seen)], {
        spoil: (row) => ways[row],
        onIdle: (venue, idle) => {
          if (idle > 2_000) throw new Error("the run never ends");
          venue.time(START + (idle + 1) * HOUR);
        },
        onSend: (request, venue) => {
          if (isQuestion(request)) return;
          const outcome = accepting(request);
          venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome });
          if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: START });
          if (request.kind !== "submit") return;
          venue.accepted(request.id);
          if (request.request.type === "market") venue.filled(request, "100");
        },
      });
      const opened = played.sent.flatMap((one) =>
        one.kind === "submit" && one.request.role === "entry" ? [(one.request.at - START) / HOUR - 1] : [],
      );
      expect(opened.filter(isBad)).toEqual([]);
      // A feed that is bad a third of the time has been in the way of something.
      refused += played.records.filter(
        (record) => record.startsWith("Dverdict") && record.includes("DataNotWhole"),
      ).length;
      expect(seen).toEqual(PRICES.map((price, row) => [price, isBad(row)]));
      const { ending } = playJournaled([restless([])], played.records, {
        task: { kind: "verify" },
        venue: true,
      });
      expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
    }),
    { numRuns: 40 },
  );
  expect(refused).toBeGreaterThan(100);
});
