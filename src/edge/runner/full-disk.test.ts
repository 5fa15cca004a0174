/** A disk that fills up under a run at a venue: what cannot be recorded cannot be sent, except what takes risk away. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import type { Traded } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import type { Intent } from "../../core/domain/index.ts";
import { bars, none, open, order, strategy } from "../../core/strategy/index.ts";
import type { Reserve } from "../journal/index.ts";
import type { Outgoing } from "./venue-messages.ts";

/** What it wants at its bars, counted from 1. */
const lineOf = (symbol: string, wants: Readonly<Record<number, Intent>>): Traded => ({
  instrument: perpetual({ symbol }),
  bars: closes(100, ...Array.from({ length: 11 }, () => 100)),
  strategy: strategy({
    name: `trades-${symbol.slice(0, 3).toLowerCase()}`,
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    state: () => ({ asked: 0 }),
    onBar: ({ state }) => wants[++state.asked] ?? none,
  }),
});
/** Long at the second bar, with a stop; of another instrument, one is bid for far below the market. */
const lines = [
  lineOf("AAA/USDT:USDT", { 2: open("long", { why: "test", stop: 90 }) }),
  lineOf("BBB/USDT:USDT", {
    4: order({ side: "buy", type: "limit", limit: 50, quantity: 1, why: "test", stop: 40 }),
  }),
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
