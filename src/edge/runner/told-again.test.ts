/** What a venue says late, or says again: nothing good is taken back for it, and nothing new goes unnoticed. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import type { Traded } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type Script,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import { price, type Quantity, quantity } from "../../core/base/index.ts";
import type { InstrumentId, Intent } from "../../core/domain/index.ts";
import { bars, none, open, order, type Strategy, strategy } from "../../core/strategy/index.ts";
import type { ClientOrderId, OrderNews, Outcome, PositionState, VenueOrder } from "../ports/index.ts";
import type { RunnerMail } from "./messages.ts";
import type { HeldAtVenue, Outgoing } from "./venue-messages.ts";

type Submit = Extract<Outgoing, { kind: "submit" }>;

const lineOf = (
  answer: (asked: number) => Intent,
  more: Partial<Pick<Strategy, "onFill">> = {},
  hours = 12,
): Traded => {
  let asked = 0;
  const own = {
    name: "drilled",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
  };
  return {
    instrument: perpetual(),
    bars: closes(100, ...Array.from({ length: hours - 1 }, () => 100)),
    strategy: strategy({ ...own, onBar: () => answer(++asked), ...more }),
  };
};
const once = (hours?: number): Traded =>
  lineOf((asked) => (asked === 2 ? open("long", { why: "test", stop: 90 }) : none), {}, hours);

const answer = (request: Exclude<Outgoing, { kind: "look" | "check" | "terms" }>, venue: VenueVoice): void =>
  venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome: accepting(request) });
const obliging = (request: Outgoing, venue: VenueVoice): void => {
  if (isQuestion(request)) return;
  answer(request, venue);
  if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: START });
  if (request.kind !== "submit") return;
  venue.accepted(request.id);
  if (request.request.type === "market") venue.filled(request, "100");
};
const goingOn =
  (also: (venue: VenueVoice, idle: number) => void = () => undefined): Script["onIdle"] =>
  (venue, idle) => {
    if (idle > 2_000) throw new Error("the run never ends");
    also(venue, idle);
    venue.time(START + (idle + 1) * HOUR);
  };
const halts = ({ records }: VenuePlayed): readonly string[] =>
  records.filter((record) => record.startsWith("C") && record.includes('"halt"'));
const alarms = ({ told }: VenuePlayed): number =>
  told.flatMap((one) => (one.kind === "notes" ? one.notes.filter(({ kind }) => kind === "alarm") : []))
    .length;

test.each([false, true])(
  "the answer to a stop that is told after new terms of it (%s) takes nothing back, for it speaks of the old ones",
  (isLate) => {
    const late: (() => void)[] = [];
    let half: Submit | undefined;
    let hasFilled = false;
    const played = playAtVenue(
      [lineOf((asked) => (asked === 2 ? open("long", { why: "test", stop: 90, trail: { by: 5 } }) : none))],
      {
        onSend: (request, venue) => {
          if (isQuestion(request)) return;
          if (request.kind === "submit" && request.request.role === "entry") {
            answer(request, venue);
            venue.accepted(request.id);
            const part = (request.request.quantity / 2n) as Quantity;
            half = { ...request, request: { ...request.request, quantity: part } };
            venue.filled(half, "100");
          } else if (request.kind === "submit") {
            if (isLate && request.request.type === "trailing-stop") late.push(() => answer(request, venue));
            else answer(request, venue);
            venue.accepted(request.id);
          } else if (request.kind === "amend") {
            answer(request, venue);
            venue.order(request.id, { kind: "OrderReplaced", to: request.to, at: START } as OrderNews);
            for (const one of late.splice(0)) one();
          } else obliging(request, venue);
        },
        onIdle: goingOn((venue) => {
          if (half === undefined || hasFilled) return;
          hasFilled = true;
          venue.filled(half, "100"); // The rest of the entry: the stop that follows is to grow.
        }),
      },
    );
    expect(played.sent.filter(({ kind }) => kind === "amend")).toHaveLength(1);
    // The stop at a price is placed anew, larger; the one that follows stays where it is.
    const followed = played.sent.find((one) => one.kind === "submit" && one.request.type === "trailing-stop");
    expect(played.sent.filter((one) => one.kind === "cancel" && one.order === followed?.order)).toEqual([]);
    expect(halts(played)).toEqual([]);
  },
);

test.each(["outcome", "terms"] as const)(
  "what is said late of older terms (%s) does not answer newer ones, which are under way",
  (kind) => {
    let part: Submit | undefined;
    let parts = 0;
    const played = playAtVenue(
      [lineOf((asked) => (asked === 2 ? open("long", { why: "test", stop: 90, trail: { by: 5 } }) : none))],
      {
        onSend: (request, venue) => {
          if (isQuestion(request)) return;
          if (request.kind === "submit" && request.request.role === "entry") {
            answer(request, venue);
            venue.accepted(request.id);
            const quantity = (request.request.quantity / 4n) as Quantity;
            part = { ...request, request: { ...request.request, quantity } };
            venue.filled(part, "100");
          } else if (request.kind === "amend") {
            const { order, turn } = request;
            if (turn === 2) {
              // Of the first, whose answer was lost: they had been taken, as the stream has told.
              if (kind === "terms") venue.mail({ kind, order, taken: undefined, turn: 1 });
              else
                venue.mail({ kind, of: "amend", order, outcome: { kind: "REJECTED" } as Outcome, turn: 1 });
            }
            venue.order(request.id, { kind: "OrderReplaced", to: request.to, at: START } as OrderNews);
          } else obliging(request, venue);
        },
        onIdle: goingOn((venue) => {
          if (part !== undefined && ++parts <= 3) venue.filled(part, "100");
        }),
      },
    );
    const turns = played.sent.flatMap((one) => (one.kind === "amend" ? [one.turn] : []));
    expect(turns).toEqual([1, 2, 3]);
    expect(played.records.filter((record) => record.includes("ReplaceRefused"))).toEqual([]);
    expect(halts(played)).toEqual([]);
  },
);

test("an opening is approved on what the venue told last, or not at all: behind a new connection that is to be heard first", () => {
  const automation = { level: "semi", timeoutMs: 100 * HOUR } as const;
  const approve = (ref: number): RunnerMail => ({
    kind: "command",
    ref,
    command: { id: `approve-${ref}`, by: "a person", do: "approve", approval: 1 },
  });
  const played = playAtVenue([{ ...once(20), automation }], {
    onSend: obliging,
    onIdle: goingOn((venue, idle) => {
      if (idle === 0) venue.mail(approve(1)); // There is no connection yet.
      if (idle === 1) venue.mail({ kind: "connected", newest: venue.newest });
      if (idle === 5) venue.mail({ kind: "connected", newest: venue.newest + 1 });
      if (idle === 5) venue.mail(approve(2));
      if (idle === 7) venue.mail(approve(3));
    }),
  });
  const results = played.told.flatMap((one) => (one.kind === "obeyed" ? [one.result.kind] : []));
  expect(results).toEqual(["behind", "behind", "answered"]);
  expect(played.sent.flatMap((one) => (one.kind === "submit" ? [one.request.role] : []))).toEqual([
    "entry",
    "stop-loss",
  ]);
  expect(played.records.filter((record) => record.startsWith("C"))).toHaveLength(1);
});

describe("a difference from the venue", () => {
  const HELD = { instrument: 0 as InstrumentId, quantity: quantity("100") } as PositionState;
  const STOP = {
    ...{ id: "t1-testruns-2" as ClientOrderId, isForeign: false, instrument: 0 as InstrumentId },
    ...{ side: "sell", type: "stop", quantity: quantity("100"), trigger: price("90"), reduceOnly: true },
  } as VenueOrder;
  const played = (isWrong: (idle: number) => boolean): VenuePlayed =>
    playAtVenue([once(60)], {
      onSend: obliging,
      onIdle: goingOn((venue, idle) => {
        const positions = isWrong(idle) ? [] : [HELD];
        const held: HeldAtVenue = { asOf: venue.newest, positions, orders: [STOP], cash: undefined };
        if (idle >= 4) venue.mail({ kind: "held", held });
        if (idle === 12)
          venue.mail({ kind: "command", ref: 1, command: { id: "r", do: "resume", by: "a person" } });
      }),
    });

  test("that comes back after it was gone halts again, and is told again", () => {
    const again = played((idle) => (idle >= 4 && idle < 8) || idle >= 20);
    expect([halts(again).length, alarms(again)]).toEqual([2, 2]);
  });

  test("that stays is what a person has gone on with", () => {
    const stays = played((idle) => idle >= 4);
    expect([halts(stays).length, alarms(stays)]).toEqual([1, 1]);
  });
});

test.each([false, true])(
  "what fills first after a new connection (%s) is told to its strategy, though the last event said nothing new",
  (reconnects) => {
    const fills: number[] = [];
    let rested: Submit | undefined;
    let isRefused = false;
    let isTold = false;
    const bid = (limit: number, tag: string): Intent =>
      order({ side: "buy", type: "limit", limit, quantity: 1, stop: 40, why: "test", tag });
    const line = lineOf((asked) => (asked === 2 ? bid(50, "one") : asked === 4 ? bid(51, "other") : none), {
      onFill: ({ fill }) => {
        fills.push(fill.price);
        return none;
      },
    });
    playAtVenue([line], {
      onSend: (request, venue) => {
        if (isQuestion(request)) return;
        if (request.kind !== "submit" || request.request.limit === undefined || rested === undefined) {
          obliging(request, venue);
          if (request.kind === "submit") rested ??= request;
          return;
        }
        const rejection = { kind: "VenueRefused", code: "busy", message: "busy" } as const;
        const outcome: Outcome = { kind: "REJECTED", rejection, order: undefined };
        venue.mail({ kind: "outcome", of: "submit", order: request.order, outcome });
        venue.order(request.id, { kind: "OrderRejected", rejection, at: START });
        isRefused = true;
      },
      onIdle: goingOn((venue) => {
        if (!isRefused || isTold || rested === undefined) return;
        isTold = true;
        if (reconnects) venue.mail({ kind: "connected", newest: venue.newest });
        venue.filled(rested, "50");
      }),
    });
    expect(fills).toEqual([50]);
  },
);

describe("an emergency that keeps positions", () => {
  const EMERGENCY = { id: "e", by: "test", do: "emergency", closes: false } as const;

  test("is over as soon as nothing could open one: what protects them stays", () => {
    let last = 0;
    const played = playAtVenue([once()], {
      onSend: obliging,
      onIdle: goingOn((venue, idle) => {
        last = idle;
        if (idle === 6) venue.mail({ kind: "command", ref: 7, command: EMERGENCY });
      }),
    });
    expect(played.ending).toMatchObject({
      kind: "done",
      emergency: { cancelled: 0, closed: 0, left: ["BTC/USDT:USDT"] },
    });
    expect([last, played.sent.filter(({ kind }) => kind === "cancel")]).toEqual([6, []]);
  });
});
