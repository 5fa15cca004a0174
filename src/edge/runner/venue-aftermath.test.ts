/** A run that was closed at its venue without the process that traded it: what is written down of its end. */
import { describe, expect, test } from "vitest";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { inStillMarket, playJournaled } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type Script,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import { amount, price, type Quantity, type UnixMs } from "../../core/base/index.ts";
import { open } from "../../core/strategy/index.ts";
import type { ClientOrderId } from "../ports/index.ts";
import type { Command } from "./record.ts";
import type { Outgoing } from "./venue-messages.ts";

/** Goes long at the second bar, and wants nothing else. */
const once = inStillMarket({ 2: open("long", { why: "test", stop: 90 }) });

type Submit = Extract<Outgoing, { kind: "submit" }>;
const CALLED: Command = { id: "called", do: "emergency", by: "test" };

/** A venue that takes everything, fills what is a market order, and stands still when its process dies. */
const obliging = (request: Outgoing, venue: VenueVoice): void => {
  if (isQuestion(request)) return;
  venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome: accepting(request) });
  if (request.kind !== "submit") return;
  venue.accepted(request.id);
  if (request.request.type === "market") venue.filled(request, "100");
};

/** Holds something, protected, when its process dies five bars later. */
const died = playAtVenue([once], {
  onSend: obliging,
  onIdle: (venue, idle) => (idle < 5 ? venue.time(START + (idle + 1) * HOUR) : venue.interrupt()),
});
const records = died.records.filter((record) => !record.startsWith("Z")); // It did not come to write its end.
const submits = died.sent.filter((one): one is Submit => one.kind === "submit");
const entry = submits.find(({ request }) => request.role === "entry");
const stop = submits.find(({ request }) => request.role === "stop-loss");
const held = entry?.request.quantity ?? (0n as Quantity);
const last = died.news.at(-1)?.number ?? 0;

/** What the venue tells of an emergency: the stop goes, then what is held. */
function closing(venue: VenueVoice, quantities: readonly Quantity[] = [held]): void {
  const at = (START + 6 * HOUR) as UnixMs;
  venue.order(stop?.id ?? ("" as ClientOrderId), { kind: "OrderCancelled", at });
  for (const [i, quantity] of quantities.entries()) {
    const id = `t9-emergncy-${i + 1}` as ClientOrderId;
    const fill = {
      ...{
        id,
        number: venue.newest + 1,
        instrument: once.instrument.id,
        side: "sell" as const,
        quantity,
        at,
      },
      ...{
        price: price("99"),
        fee: amount("0"),
        feeAsset: "USDT",
        liquidity: "taker" as const,
        tradeId: `x${i}`,
      },
    };
    venue.tell({ kind: "order", id, isForeign: true, news: { kind: "OrderFilled", fill, at }, at });
  }
}

const closed = (onIdle: Script["onIdle"], since = last, old: readonly string[] = records): VenuePlayed =>
  playAtVenue(
    [once],
    { onIdle },
    {
      ...{ old, firstNumber: last + 1, epoch: 2 },
      task: { kind: "aftermath", command: CALLED, since, closers: "emergncy" },
    },
  );

const outcomeOf = ({ ending }: VenuePlayed) => {
  if (ending.kind !== "done") throw new Error(`ended as ${ending.kind}`);
  return ending.outcome;
};

/** All that it comes to can be walked again, and comes to the same. */
function expectVerified({ records: written, ending }: VenuePlayed): void {
  const again = playJournaled([once], written, { task: { kind: "verify" }, venue: true }).ending;
  expect(again).toMatchObject({
    kind: "verified",
    verification: {
      firstDifference: undefined,
      expected: ending.kind === "done" ? ending.outcome.hash : "",
    },
  });
}

/** The connection is told first, as it is. */
const connectedFirst =
  (events: number, tell: (venue: VenueVoice) => void): Script["onIdle"] =>
  (venue, idle) => {
    if (idle > 0) throw new Error("it waits for more than there is");
    venue.mail({ kind: "connected", newest: last + events });
    tell(venue);
  };

describe("what closed a run at its venue", () => {
  test("is a trade that an emergency ended, of an order that the run knows, and nothing leaves", () => {
    const played = closed(connectedFirst(2, closing));
    const { trades, open: left, latches } = outcomeOf(played);
    expect(trades).toMatchObject([{ exitReason: "emergency", quantity: held }]);
    expect(left).toEqual([]);
    expect(latches.map(({ kind }) => kind)).toContain("emergency");
    expect(played.sent).toEqual([]);
    expect(played.records.at(-1)).toMatch(/^Z/);
    expectVerified(played);
  });

  test("is booked as it was filled, also in parts", () => {
    const part = (held / 4n) as Quantity;
    const parts = [part, (held - part) as Quantity];
    const played = closed(connectedFirst(3, (venue) => closing(venue, parts)));
    expect(outcomeOf(played)).toMatchObject({
      open: [],
      trades: [{ exitReason: "emergency", quantity: held }],
    });
    expectVerified(played);
  });

  test("is booked where what happened before the emergency was never heard, and asks no strategy", () => {
    const played = closed(
      connectedFirst(9, (venue) => {
        venue.time(START + 6 * HOUR); // Six bars, and their moment: the last one while nobody listened.
        closing(venue);
      }),
      last + 7,
    );
    expect(outcomeOf(played)).toMatchObject({ open: [], trades: [{ exitReason: "emergency" }] });
    expect(played.records.filter((record) => record.startsWith("I"))).toHaveLength(1);
    expectVerified(played);
  });

  test("is booked of a run that was ended by Ctrl-C, and was not stored", () => {
    const played = closed(connectedFirst(2, closing), last, died.records);
    expect(died.records.at(-1)).toMatch(/^Z/);
    expect(outcomeOf(played)).toMatchObject({ open: [], trades: [{ exitReason: "emergency" }] });
    expectVerified(played);
  });
});

test("a venue that cannot tell what closed it leaves the run as it was, ended by an emergency", () => {
  const played = closed((venue) => venue.mail({ kind: "cut off", why: "test" }));
  const { open: left, trades, latches } = outcomeOf(played);
  expect(trades).toEqual([]);
  expect(left).toHaveLength(1);
  expect(latches.map(({ kind }) => kind)).toContain("emergency");
  expect(played.sent).toEqual([]);
  expectVerified(played);
});
