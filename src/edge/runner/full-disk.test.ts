/** A disk that fills up under a run at a venue: what cannot be recorded cannot be sent, except what takes risk away. */
import { describe, expect, test } from "vitest";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { inStillMarket, type Traded } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import { quantity } from "../../core/base/index.ts";
import { open, order } from "../../core/strategy/index.ts";
import type { Reserve } from "../journal/index.ts";
import type { HeldAtVenue, LastResort, Outgoing } from "./venue-messages.ts";

/** Long at the second bar, with a stop; of another instrument, one is bid for far below the market. */
const lines = [
  inStillMarket({ 2: open("long", { why: "test", stop: 90 }) }, "AAA/USDT:USDT"),
  inStillMarket(
    { 4: order({ side: "buy", type: "limit", limit: 50, quantity: 1, why: "test", stop: 40 }) },
    "BBB/USDT:USDT",
  ),
];

const obliging = (request: Outgoing, venue: VenueVoice): void => {
  if (isQuestion(request)) return;
  venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome: accepting(request) });
  if (request.kind !== "submit") return;
  venue.accepted(request.id);
  if (request.request.type === "market") venue.filled(request, "100");
};
const reserveOf = (room = Number.POSITIVE_INFINITY): Reserve & { readonly notes: string[] } => {
  const notes: string[] = [];
  return {
    notes,
    note: (record) => notes.length < room && notes.push(record) > 0,
    read: () => notes,
    clear: () => void notes.splice(0),
    close: () => undefined,
  };
};
const play = (
  room: number,
  reserve: Reserve,
  more: { readonly onSend?: typeof obliging; readonly isShort?: () => boolean } = {},
): VenuePlayed =>
  playAtVenue(
    lines,
    {
      onSend: more.onSend ?? obliging,
      onIdle: (venue, idle) => {
        if (idle > 2_000) throw new Error("the run never ends");
        venue.time(START + (idle + 1) * HOUR);
      },
    },
    { disk: { room, reserve, ...(more.isShort !== undefined && { isShort: more.isShort }) } },
  );
const cancels = ({ sent }: VenuePlayed): readonly string[] =>
  sent.filter(({ kind }) => kind === "cancel").map(({ id }) => id);

/** As many records as the run has written when the bid works. */
const whole = play(Number.POSITIVE_INFINITY, reserveOf());
const bid = whole.sent.find((one) => one.kind === "submit" && one.request.type === "limit");
const working = whole.records.findIndex(
  (one) => one.startsWith("V") && one.includes(`"OrderAccepted","at":0,"order":${bid?.order}}`),
);

test("where there is room the bid rests, and nothing is taken back", () => {
  expect(whole.ending.kind).toBe("done");
  expect([bid === undefined, working > 0, cancels(whole)]).toEqual([false, true, []]);
});

describe("where the journal takes no record any more", () => {
  test("what could still open something is noted and taken back; protection stays; the run ends and says why", () => {
    for (let room = working; room < whole.records.length - 1; room++) {
      const reserve = reserveOf();
      const played = play(room, reserve);
      expect(played.ending).toMatchObject({ kind: "problem", details: { exitCode: 5 } });
      expect({ room, cancels: cancels(played) }).toEqual({ room, cancels: [bid?.id] });
      expect(reserve.notes).toEqual([`cancel ${bid?.id}`]);
    }
  });

  test("nothing is taken back that never left", () => {
    const decided = whole.records.findIndex((one) => one.startsWith(`Dorder|${bid?.order}|`));
    const played = play(decided, reserveOf());
    expect(played.ending.kind).toBe("problem");
    expect([cancels(played), played.sent.some(({ id }) => id === bid?.id)]).toEqual([[], false]);
  });

  test("what cannot be noted either is not sent", () => {
    const played = play(working + 2, reserveOf(0));
    expect([played.ending.kind, cancels(played)]).toEqual(["problem", []]);
  });

  test("a venue that does not answer is not waited for for ever", () => {
    const played = play(working + 2, reserveOf(), {
      onSend: (request, venue) => request.kind !== "cancel" && obliging(request, venue),
    });
    expect([played.ending.kind, cancels(played)]).toEqual(["problem", [bid?.id]]);
  });
});

test("where the disk says early that it fills up, the run halts once, says so, and may be resumed", () => {
  let looks = 0;
  const played = play(Number.POSITIVE_INFINITY, reserveOf(), { isShort: () => ++looks > 3 });
  const commands = played.records.filter((one) => one.startsWith("C"));
  expect(commands).toHaveLength(1);
  expect(commands[0]).toContain('"do":"halt"');
  expect(played.sent).toEqual([]);
  const alarms = played.told
    .flatMap((one) => (one.kind === "notes" ? one.notes : []))
    .filter(({ kind }) => kind === "alarm");
  expect(alarms).toEqual([expect.objectContaining({ look: "make room on it" })]);
});

test("a disk that fills up again after somebody has gone on halts again, within the same bar too", () => {
  let idles = 0;
  const isShort = (): boolean => (idles >= 10 && idles < 20) || (idles >= 40 && idles < 100);
  const played = playAtVenue(
    lines,
    {
      onSend: obliging,
      onIdle: (venue, idle) => {
        idles = idle;
        if (idle > 2_000) throw new Error("the run never ends");
        if (idle === 30)
          venue.mail({ kind: "command", ref: 1, command: { id: "r", do: "resume", by: "a person" } });
        if (idle < 3 || idle > 120) venue.time(START + (idle < 3 ? idle + 1 : idle - 116) * HOUR);
      },
    },
    { disk: { room: Number.POSITIVE_INFINITY, reserve: reserveOf(), isShort } },
  );
  const told = played.told.flatMap((one) => (one.kind === "notes" ? one.notes : []));
  expect(played.records.filter((one) => one.startsWith("C") && one.includes('"halt"'))).toHaveLength(2);
  expect(told.filter(({ kind }) => kind === "alarm")).toHaveLength(2);
});

describe("a position that was to have a stop, and has none, when the journal takes nothing any more,", () => {
  type Submit = Extract<Outgoing, { kind: "submit" }>;
  type Close = Extract<LastResort, { kind: "close" }>;
  /** A venue that knows what it holds, and lists it. `lists`: what it says instead, the nth time it is asked. */
  const failing = (
    room: number,
    reserve: Reserve,
    more: {
      readonly line?: readonly Traded[];
      readonly lists?: (held: HeldAtVenue, nth: number) => HeldAtVenue;
    } = {},
  ) => {
    const filled: Submit[] = [];
    const stops: Submit[] = [];
    const closed: Close[] = [];
    let asked = 0;
    const played = playAtVenue(
      more.line ?? lines.slice(0, 1),
      {
        onSend: (request, venue) => {
          obliging(request, venue);
          if (request.kind !== "submit") return;
          if (request.request.type === "market") filled.push(request);
          else stops.push(request);
        },
        onLastResort: (request, venue) => {
          if (request.kind === "close") {
            closed.push(request);
            venue.mail({ kind: "closed", id: request.id });
            return;
          }
          const positions = filled.map(({ request: { instrument, quantity } }) => ({ instrument, quantity }));
          const orders = stops.map(({ id, request }) => ({ ...request, id, filled: 0n }));
          const held = { asOf: venue.newest, positions, orders, cash: undefined } as unknown as HeldAtVenue;
          venue.mail({ kind: "held", held: more.lists?.(held, asked++) ?? held });
        },
        onIdle: (venue, idle) => {
          if (idle > 2_000) throw new Error("the run never ends");
          venue.time(START + (idle + 1) * HOUR);
        },
      },
      { disk: { room, reserve } },
    );
    return { played, filled, stops, closed };
  };
  const records = failing(Number.POSITIVE_INFINITY, reserveOf()).played.records.length;

  test("is closed once, noted in the reserve before; one that has its stop stays", () => {
    let naked = 0;
    let covered = 0;
    for (let room = 1; room < records - 1; room++) {
      const reserve = reserveOf();
      const { filled, stops, closed } = failing(room, reserve);
      if (filled.length === 0 || stops.length > 0) {
        expect([room, closed]).toEqual([room, []]);
        if (stops.length > 0) covered++;
        continue;
      }
      naked++;
      const [close] = closed;
      expect(closed).toHaveLength(1);
      expect(close).toMatchObject({ side: "sell", quantity: filled[0]?.request.quantity });
      // Where the fill was not heard, the entry seemed to work still.
      const [last, ...before] = [...reserve.notes].reverse();
      expect(last).toBe(`close ${close?.id} sell 100`);
      expect(before.filter((note) => note !== `cancel ${filled[0]?.id}`)).toEqual([]);
    }
    expect([naked > 3, covered > 3]).toEqual([true, true]);
  });

  /** The entry has filled, and its stop has not left. */
  const moment = Array.from({ length: records }, (_, room) => room).find((room) => {
    const { filled, stops } = failing(room, reserveOf());
    return filled.length > 0 && stops.length === 0;
  });
  const room = moment ?? 0;

  test("is not closed where that cannot be noted", () => {
    expect(failing(room, reserveOf(0)).closed).toEqual([]);
  });

  test("is believed when two looks agree, and no list that is older than what was heard", () => {
    const empty = (held: HeldAtVenue): HeldAtVenue => ({ ...held, positions: [] });
    const once = failing(room, reserveOf(), { lists: (held, nth) => (nth === 1 ? empty(held) : held) });
    expect(once.closed).toHaveLength(1);
    const old = failing(room, reserveOf(), { lists: (held) => ({ ...held, asOf: held.asOf - 1 }) });
    expect([old.played.ending.kind, old.closed]).toEqual(["problem", []]);
  });

  test("is covered for as much as its stop is for", () => {
    const half = (held: HeldAtVenue): HeldAtVenue => ({
      ...held,
      orders: [
        {
          instrument: 0,
          side: "sell",
          type: "trailing-stop",
          quantity: quantity("70"),
          filled: quantity("10"),
        },
        { instrument: 0, side: "sell", type: "limit", quantity: quantity("100"), filled: quantity("0") },
        { instrument: 0, side: "buy", type: "stop", quantity: quantity("100"), filled: quantity("0") },
      ] as unknown as HeldAtVenue["orders"],
    });
    expect(failing(room, reserveOf(), { lists: half }).closed).toMatchObject([{ quantity: quantity("40") }]);
  });

  test("is closed as far as it is the run's: what somebody else holds is theirs", () => {
    const more = (held: HeldAtVenue): HeldAtVenue => ({
      ...held,
      positions: held.positions.map((one) => ({ ...one, quantity: quantity("250") })),
    });
    expect(failing(room, reserveOf(), { lists: more }).closed).toMatchObject([{ quantity: quantity("100") }]);
  });

  test("that its strategy wanted without a stop stays as it is", () => {
    const bare = [
      inStillMarket({ 2: order({ side: "buy", type: "market", quantity: 1, why: "test" }) }, "AAA/USDT:USDT"),
    ];
    for (let room = 1; room < records; room++)
      expect([room, failing(room, reserveOf(), { line: bare }).closed]).toEqual([room, []]);
  });
});
