/** A run at a venue that answers badly, late, or to a process that died: what the run does about it. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { playJournaled, type Traded } from "../../../tests/builders/journaled-run.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type Script,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import { amount, price, quantity, type UnixMs } from "../../core/base/index.ts";
import type { InstrumentId, Intent, OrderId } from "../../core/domain/index.ts";
import { amend, bars, cancel, close, none, open, order, strategy } from "../../core/strategy/index.ts";
import type { ClientOrderId, OrderNews, Outcome, VenueFill, VenueOrder } from "../ports/index.ts";
import { SLEEP_MS_MAX } from "./loop-pulse.ts";
import type { RunnerMail } from "./messages.ts";
import type { HeldAtVenue, Outgoing, VenueQuestion } from "./venue-messages.ts";

const SYMBOL = "BTC/USDT:USDT";

/** Twelve bars, of which a strategy counts those that it is asked about. */
const asking = (name: string, answer: (asked: number) => Intent): Traded => ({
  instrument: perpetual(),
  bars: closes(100, ...Array.from({ length: 11 }, () => 100)),
  strategy: strategy({
    name,
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    state: () => ({ asked: 0 }),
    onBar: ({ state }) => answer(++state.asked),
  }),
});
/** Goes long at the second bar, and wants nothing else. */
const once = asking("once", (asked) => (asked === 2 ? open("long", { why: "test", stop: 90 }) : none));

type Submit = Extract<Outgoing, { kind: "submit" }>;
const outcomeOf = ({ kind, order }: Exclude<Outgoing, VenueQuestion>, outcome: object) =>
  ({ kind: "outcome", of: kind, order, outcome: outcome as Outcome }) as const;
const LOST = { kind: "UNKNOWN", why: "timeout", raw: undefined, order: undefined };

/** A venue whose time goes on, hour by hour, and which stops the test where the run never ends. */
const goingOn =
  (also: (venue: VenueVoice, idle: number) => void = () => undefined): Script["onIdle"] =>
  (venue, idle) => {
    if (idle > 2_000) throw new Error("the run never ends");
    also(venue, idle);
    venue.time(START + (idle + 1) * HOUR);
  };
/** Takes everything, and fills what is a market order. */
const obliging = (request: Outgoing, venue: VenueVoice): void => {
  if (isQuestion(request)) return;
  venue.mail(outcomeOf(request, accepting(request)));
  if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: START });
  if (request.kind !== "submit") return;
  venue.accepted(request.id);
  if (request.request.type === "market") venue.filled(request, "100");
};

const done = ({ ending }: VenuePlayed) => {
  if (ending.kind !== "done") throw new Error(`ended as ${ending.kind}`);
  return ending;
};
const submits = ({ sent }: VenuePlayed): readonly Submit[] => sent.filter((one) => one.kind === "submit");
/** Numbers of the orders that were decided. */
const ordersIn = (records: readonly string[]): readonly number[] =>
  records.flatMap((record) => (record.startsWith("Dorder|") ? [Number(record.split("|")[1])] : []));
const cancels = ({ sent }: VenuePlayed) => sent.filter((one) => one.kind === "cancel");
const halts = ({ records }: VenuePlayed) =>
  records.filter((record) => record.startsWith("C")).map((record) => JSON.parse(record.slice(1)));
const alarms = ({ told }: VenuePlayed) =>
  told.flatMap((one) => (one.kind === "notes" ? one.notes.filter(({ kind }) => kind === "alarm") : []));
/** The last state of the run, as it told it. */
const lastStatus = ({ told }: VenuePlayed) => {
  const status = told.findLast((one) => one.kind === "live" && one.report.kind === "status");
  if (status?.kind !== "live" || status.report.kind !== "status") throw new Error("it told nothing");
  return status.report.status;
};

describe("an obliging venue", () => {
  const played = playAtVenue([once], { onSend: obliging, onIdle: goingOn() });

  test("gets the entry and its stop, and the run comes to its end", () => {
    expect(submits(played).map(({ request }) => [request.role, request.type])).toEqual([
      ["entry", "market"],
      ["stop-loss", "stop"],
    ]);
    expect(done(played).outcome.isComplete).toBe(true);
    expect(played.records.at(-1)).toMatch(/^Z/);
  });

  test("and what was written can be verified", () => {
    const { ending } = playJournaled([once], played.records, { task: { kind: "verify" }, venue: true });
    expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
  });
});

test("a cancel that is asked for at the last bar is still answered before the run ends", () => {
  const bid = order({
    side: "buy",
    type: "limit",
    limit: 50,
    quantity: 1,
    stop: 40,
    tag: "bid",
    why: "test",
  });
  const bids = asking("bids", (asked) =>
    asked === 2 ? bid : asked === once.bars.length ? cancel("test", "bid") : none,
  );
  const played = playAtVenue([bids], { onSend: obliging, onIdle: goingOn() });
  expect(cancels(played)).toHaveLength(1);
  expect(played.records.filter((record) => record.startsWith("Danswer|1|")).at(-1)).toContain(
    "OrderCancelled",
  );
  expect(done(played).outcome.isComplete).toBe(true);
});

describe("a connection that is made anew while the venue went on", () => {
  /** Wants something at every third bar that it is asked about. */
  const counting = asking("counting", (asked) => (asked % 3 === 0 ? close("test") : none));

  test.each([1, 2, 3, 4, 5])("after bar %i asks nobody about what is past, and can be verified", (after) => {
    const played = playAtVenue([counting], {
      onSend: obliging,
      onIdle: goingOn(
        (venue, idle) => idle === after && venue.mail({ kind: "connected", newest: venue.newest + 2 }),
      ),
    });
    expect(played.records.filter((record) => record === "B" || record === "A")).toEqual(["B", "A"]);
    const { ending } = playJournaled([counting], played.records, { task: { kind: "verify" }, venue: true });
    expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
    const again = playAtVenue([counting], { onIdle: goingOn() }, { old: played.records, epoch: 2 });
    expect(again.told.find(({ kind }) => kind === "resumed")).toMatchObject({ changed: 0 });
  });
});

describe("a venue that finds the protective stop wrong", () => {
  /** What it says of stops, and of what is to leave the position. */
  const picky = (ofStop: string, ofExit?: string): VenuePlayed =>
    playAtVenue([once], {
      onSend: (request, venue) => {
        const isExit = request.kind === "submit" && request.request.role === "stop-loss";
        const kind = isExit && (request.request.type === "market" ? ofExit : ofStop);
        if (!isExit || kind === undefined || kind === false) obliging(request, venue);
        else venue.mail(outcomeOf(request, { kind: "REJECTED", rejection: { kind }, order: undefined }));
      },
      onIdle: goingOn(),
    });
  const asked = (played: VenuePlayed) =>
    submits(played).map(({ request: { role, type } }) => `${role} ${type}`);

  test("does not keep the position: what nobody protects is left", () => {
    const played = picky("BelowMinNotional");
    expect(asked(played)).toEqual(["entry market", "stop-loss stop", "stop-loss market"]);
    expect([lastStatus(played).positions, alarms(played)]).toEqual([[], []]);
  });

  test("nor lets it go tells a person, once", () => {
    const played = picky("BelowMinNotional", "BelowMinQuantity");
    expect(asked(played)).toEqual(["entry market", "stop-loss stop", "stop-loss market"]);
    expect(alarms(played)).toEqual([
      expect.objectContaining({
        why: `${SYMBOL} cannot be left: the venue does not take order 3 (BelowMinQuantity)`,
        look: `close what is held of ${SYMBOL} at the venue, and see what protects it`,
      }),
    ]);
  });
});

describe("a venue that has less of a thing than was to be sold", () => {
  /** Turns away so many orders that leave the position, for that. */
  const lacking = (times: number): VenuePlayed => {
    let left = times;
    const leaves = asking("leaves", (asked) =>
      asked === 2 ? open("long", { why: "test", stop: 90 }) : asked === 4 ? close("test") : none,
    );
    return playAtVenue([leaves], {
      onSend: (request, venue) => {
        const isExit =
          request.kind === "submit" && request.request.type === "market" && request.request.reduceOnly;
        if (!isExit || left-- <= 0) return obliging(request, venue);
        const rejection = { kind: "InsufficientBalance", asset: "BTC", needed: "1", available: "0" } as const;
        venue.mail(outcomeOf(request, { kind: "REJECTED", rejection, order: undefined }));
      },
      onIdle: goingOn(),
    });
  };
  const exits = (played: VenuePlayed) =>
    submits(played).filter(({ request }) => request.reduceOnly && request.type === "market");

  test("is asked again for what is left, and nobody is woken for news that come late", () => {
    const played = lacking(2);
    expect([exits(played).length, lastStatus(played).positions, alarms(played)]).toEqual([3, [], []]);
  });

  test("and says so again and again is a person's affair, who is told once", () => {
    const played = lacking(Number.POSITIVE_INFINITY);
    expect(exits(played).length).toBeGreaterThan(3);
    expect(lastStatus(played).positions).toHaveLength(1);
    expect(alarms(played)).toEqual([
      expect.objectContaining({ why: expect.stringContaining(`${SYMBOL} cannot be left`) }),
    ]);
  });
});

describe("an order that was proven absent", () => {
  let entry: Submit | undefined;
  const lateVenue = (onAbsent: (venue: VenueVoice, request: Submit) => void): VenuePlayed =>
    playAtVenue([once], {
      onSend: (request, venue) => {
        if (request.kind === "submit" && request.request.role === "entry") {
          entry = request;
          venue.mail(outcomeOf(request, LOST));
        } else if (request.kind === "look") {
          venue.mail({ kind: "absent", order: request.order });
          if (entry !== undefined) onAbsent(venue, entry);
        } else obliging(request, venue);
      },
      onIdle: goingOn(),
    });

  test("and stays away is over, and nothing is done about it", () => {
    const played = lateVenue(() => undefined);
    expect([cancels(played), halts(played)]).toEqual([[], []]);
    expect(done(played).outcome.isComplete).toBe(true);
  });

  test("and is taken by the venue after all is cancelled, and the run halts", () => {
    const played = lateVenue((venue, { id }) => venue.accepted(id));
    expect(cancels(played).map(({ order }) => order)).toEqual([entry?.order]);
    expect(halts(played)).toEqual([
      expect.objectContaining({ do: "halt", by: expect.stringContaining("lives") }),
    ]);
    expect(done(played).outcome.isComplete).toBe(true);
  });

  test("and is filled after all counts, is protected, and the run halts", () => {
    const played = lateVenue((venue, request) => venue.filled(request, "100"));
    expect(halts(played)).toHaveLength(1);
    expect(lastStatus(played).positions).toHaveLength(1);
    expect(submits(played).map(({ request }) => request.role)).toEqual(["entry", "stop-loss"]);
    const { ending } = playJournaled([once], played.records, { task: { kind: "verify" }, venue: true });
    expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
  });

  test("is for a person where nobody can find out for a minute", () => {
    const played = playAtVenue([once], {
      onSend: (request, venue) => {
        if (request.kind === "submit") venue.mail(outcomeOf(request, LOST));
        else if (request.kind === "look") venue.mail({ kind: "unresolved", order: request.order });
      },
      onIdle: goingOn(),
    });
    expect(halts(played)).toEqual([
      expect.objectContaining({ do: "halt", by: expect.stringContaining("nobody knows") }),
    ]);
  });

  test("is cancelled again where the venue turned the cancel away unread, or while the order works on, and not where it is over", () => {
    const bid = order({ side: "buy", type: "limit", limit: 50, quantity: 1, stop: 40, why: "test" });
    const bids = asking("bids", (asked) => (asked === 2 ? bid : asked === 4 ? cancel("test") : none));
    const REFUSED = { kind: "REJECTED", rejection: undefined };
    const answered = (last: object, first: object = { ...REFUSED, order: undefined }) => {
      let asked = 0;
      const played = playAtVenue([bids], {
        onSend: (request, venue) => {
          if (request.kind !== "cancel") obliging(request, venue);
          else venue.mail(outcomeOf(request, ++asked < 3 ? first : last));
        },
        onIdle: goingOn(),
      });
      const refused = played.records.filter((record) => record.includes("|CancelRefused|"));
      return [cancels(played).length, refused.length];
    };
    const id = "t1-testruns-1";
    const done = accepting({ kind: "cancel", id } as never);
    expect(answered(done)).toEqual([3, 0]);
    expect(answered(done, { ...REFUSED, order: { id, status: "ACCEPTED" } })).toEqual([3, 0]);
    expect(answered({ ...REFUSED, order: { id, status: "FILLED" } })).toEqual([3, 1]);
  });

  test("is cancelled until the venue says something about it", () => {
    let cancelled = 0;
    const played = playAtVenue([once], {
      onSend: (request, venue) => {
        if (request.kind === "submit" && request.request.role === "entry") {
          entry = request;
          venue.mail(outcomeOf(request, LOST));
        } else if (request.kind === "look") {
          venue.mail({ kind: "absent", order: request.order });
          if (entry !== undefined) venue.accepted(entry.id);
        } else if (request.kind === "cancel") {
          cancelled++;
          venue.mail(outcomeOf(request, cancelled < 3 ? LOST : accepting(request)));
        }
      },
      onIdle: goingOn(),
    });
    expect(cancels(played)).toHaveLength(3);
  });
});

describe("an order of somebody else", () => {
  const at = START as UnixMs;
  const HAND = "hand-1" as ClientOrderId;
  const fillOf = (units: string, side: "buy" | "sell" = "buy"): VenueFill => ({
    id: HAND,
    number: 0,
    instrument: 0 as InstrumentId,
    side,
    price: price("100"),
    quantity: quantity(units),
    fee: amount("0.5"),
    feeAsset: "USDT",
    liquidity: "taker",
    tradeId: "hand-trade",
    at,
  });
  const foreign = (venue: VenueVoice, news: OrderNews, id = HAND, instrument?: InstrumentId): void =>
    venue.tell({ kind: "order", id, isForeign: true, instrument, news, at });
  const seen = (when: number, tell: (venue: VenueVoice) => void): VenuePlayed =>
    playAtVenue([once], {
      onSend: obliging,
      onIdle: goingOn((venue, idle) => idle === when && tell(venue)),
    });

  test("stops its symbol, says so once, and nothing is risked there any more", () => {
    const played = seen(0, (venue) => {
      foreign(venue, { kind: "OrderAccepted", at }, HAND, 0 as InstrumentId);
      foreign(venue, { kind: "OrderAccepted", at }, "hand-2" as ClientOrderId, 0 as InstrumentId);
      foreign(venue, { kind: "OrderCancelled", at }, HAND, 0 as InstrumentId);
    });
    expect(halts(played)).toEqual([expect.objectContaining({ do: "stop", symbol: SYMBOL })]);
    expect([alarms(played).length, submits(played).length]).toEqual([1, 0]);
  });

  test("of which nobody says what it trades halts everything, once, however many there are", () => {
    const played = seen(0, (venue) => {
      for (const hand of ["hand-1", "hand-2", "hand-3"])
        foreign(venue, { kind: "OrderAccepted", at }, hand as ClientOrderId);
    });
    expect(halts(played)).toEqual([expect.objectContaining({ do: "halt" })]);
    expect(alarms(played)).toHaveLength(1);
  });

  test("on a symbol that a person has stopped already is told all the same", () => {
    const played = seen(0, (venue) => {
      venue.mail({
        kind: "command",
        ref: 1,
        command: { id: "mine", do: "stop", symbol: SYMBOL, by: "me" },
      });
      foreign(venue, { kind: "OrderFilled", fill: fillOf("3"), at });
    });
    expect(halts(played).map(({ id }) => id)).toEqual(["mine", "stranger-hand-1"]);
    expect(alarms(played)).toHaveLength(1);
  });

  test("that fills is held from then on, and what was written can be verified", () => {
    const played = seen(5, (venue) => foreign(venue, { kind: "OrderFilled", fill: fillOf("3"), at }));
    expect(halts(played)).toEqual([expect.objectContaining({ do: "stop", symbol: SYMBOL })]);
    expect(lastStatus(played).positions).toEqual([
      expect.objectContaining({ side: "long", quantity: quantity("103") }),
    ]);
    // The stop of what is held covers what somebody else added to it.
    const last = submits(played).at(-1)?.request;
    expect(last).toMatchObject({ role: "stop-loss", quantity: quantity("103") });
    const { ending } = playJournaled([once], played.records, { task: { kind: "verify" }, venue: true });
    expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
  });

  test("that closes what the run holds leaves it flat, and its stop is cancelled", () => {
    const played = seen(5, (venue) =>
      foreign(venue, { kind: "OrderFilled", fill: fillOf("100", "sell"), at }),
    );
    expect(lastStatus(played).positions).toEqual([]);
    expect(cancels(played)).toHaveLength(1);
    expect(done(played).outcome.trades).toMatchObject([{ exitReason: "manual" }]);
  });

  test("that was met before its process died is not met again", () => {
    const tell = (venue: VenueVoice): void =>
      foreign(venue, { kind: "OrderAccepted", at }, HAND, 0 as InstrumentId);
    const first = seen(0, tell);
    const old = first.records.slice(0, first.records.findIndex((record) => record.startsWith("C")) + 1);
    const again = playAtVenue(
      [once],
      { onSend: obliging, onIdle: goingOn((venue, idle) => idle === 0 && tell(venue)) },
      { old, epoch: 2 },
    );
    expect([halts(again).length, alarms(again).length, submits(again).length]).toEqual([1, 0, 0]);
  });
});

describe("what the venue lists", () => {
  const held = (
    venue: VenueVoice,
    positions: readonly object[],
    orders: readonly object[],
    { asOf = venue.newest, cash }: { readonly asOf?: number; readonly cash?: string } = {},
  ) =>
    venue.mail({
      kind: "held",
      held: { asOf, positions, orders, cash: cash && amount(cash) } as unknown as HeldAtVenue,
    });
  const HELD = { instrument: 0, quantity: quantity("100") };
  const stopOf = (id: string) => ({
    ...{ id, isForeign: false, instrument: 0, side: "sell", type: "stop" },
    ...{ quantity: quantity("100"), trigger: price("90"), reduceOnly: true },
  });
  const STOP = stopOf("t1-testruns-2");
  /** A run that holds its position from its second bar on, compared after each of the next hours. */
  const compared = (
    lists: (venue: VenueVoice, nth: number) => void,
    onCheck: (request: Outgoing, venue: VenueVoice) => void = () => undefined,
  ): VenuePlayed =>
    playAtVenue([once], {
      onSend: (request, venue) =>
        request.kind === "check" ? onCheck(request, venue) : obliging(request, venue),
      onIdle: goingOn((venue, idle) => idle >= 4 && lists(venue, idle - 4)),
    });

  test("as the run believes it changes nothing", () => {
    const played = compared((venue) => held(venue, [HELD], [STOP]));
    expect([halts(played), cancels(played), played.sent.length]).toEqual([[], [], 2]);
  });

  test("another position halts once it was seen twice in a row, and says both", () => {
    const more = { ...HELD, quantity: quantity("120") };
    expect(halts(compared((venue, nth) => held(venue, [nth % 2 === 0 ? more : HELD], [STOP])))).toEqual([]);
    expect(halts(compared((venue) => held(venue, [more], [STOP])))).toEqual([
      expect.objectContaining({ do: "halt", by: "the venue holds 120 of BTC/USDT:USDT, this run 100" }),
    ]);
    expect(halts(compared((venue) => held(venue, [], [STOP])))).toHaveLength(1);
  });

  test("says nothing where it is older than what was heard, and waits where it is newer", () => {
    expect(halts(compared((venue) => held(venue, [], [], { asOf: venue.newest - 1 })))).toEqual([]);
    expect(halts(compared((venue) => held(venue, [], [STOP], { asOf: venue.newest + 1 })))).toHaveLength(1);
  });

  test("other cash halts once it was seen twice in a row, and says both; rounding does not", () => {
    const withCash = (cash: string): VenuePlayed =>
      compared((venue) => held(venue, [HELD], [STOP], { cash }));
    expect(halts(withCash("100000"))).toEqual([]);
    expect(halts(withCash("100000.0999"))).toEqual([]);
    expect(halts(withCash("99999.8"))).toEqual([
      expect.objectContaining({ do: "halt", by: "the venue has 99999.8 in cash, this run 100000" }),
    ]);
    expect(halts(withCash("150000"))).toHaveLength(1);
  });

  test("of somebody else stops its symbol, once", () => {
    const foreign = { id: "hand-1", isForeign: true, instrument: 0 };
    expect(halts(compared((venue) => held(venue, [HELD], [STOP, foreign])))).toEqual([
      expect.objectContaining({ do: "stop", symbol: SYMBOL, by: expect.stringContaining("hand-1") }),
    ]);
  });

  test("that was over here is cancelled, and halts", () => {
    const played = compared((venue) => held(venue, [HELD], [STOP, stopOf("t1-testruns-1")]));
    expect(cancels(played).map(({ order }) => order)).toEqual([1]);
    expect(halts(played)).toHaveLength(1);
  });

  test.each([
    ["half of what was asked for", { quantity: quantity("50") }, /quantity .*, asked was /],
    ["without its flag", { reduceOnly: false }, /reduceOnly false, asked was true/],
    ["at another price", { trigger: price("80") }, /trigger/],
  ])("with the stop as %s is taken back, protected anew, and halts", (_, other, words) => {
    let isGone = false;
    const played = playAtVenue([once], {
      onSend: (request, venue) => {
        obliging(request, venue);
        if (request.kind === "cancel") isGone = true;
      },
      onIdle: goingOn((venue, idle) => {
        const mistaken = { ...STOP, ...other };
        if (idle >= 4) held(venue, [HELD], [isGone ? stopOf("t1-testruns-3") : mistaken]);
      }),
    });
    expect(cancels(played).map(({ id }) => id)).toEqual(["t1-testruns-2"]);
    expect(submits(played).map(({ request }) => request.role)).toEqual(["entry", "stop-loss", "stop-loss"]);
    expect(halts(played).map(({ by }) => by)).toEqual([expect.stringMatching(words)]);
  });

  test("an answer that tells of other terms is enough", () => {
    let stops = 0;
    const played = playAtVenue([once], {
      onSend: (request, venue) => {
        const { order } = accepting(request) as Extract<Outcome, { kind: "ACCEPTED" }>;
        const isStop = request.kind === "submit" && request.request.role === "stop-loss";
        if (!isStop || stops++ > 0) obliging(request, venue);
        else venue.mail(outcomeOf(request, { kind: "ACCEPTED", order: { ...order, reduceOnly: false } }));
      },
      onIdle: goingOn(),
    });
    expect(halts(played).map(({ by }) => by)).toEqual([expect.stringMatching(/reduceOnly false/)]);
    expect(cancels(played).map(({ id }) => id)).toContain("t1-testruns-2");
  });

  test("is taken back until it is over, whatever the venue says to that", () => {
    let stops = 0;
    let cancelled = 0;
    const played = playAtVenue([once], {
      onSend: (request, venue) => {
        const { order } = accepting(request) as Extract<Outcome, { kind: "ACCEPTED" }>;
        const isStop = request.kind === "submit" && request.request.role === "stop-loss";
        if (isStop && stops++ === 0) {
          venue.mail(outcomeOf(request, { kind: "ACCEPTED", order: { ...order, reduceOnly: false } }));
          venue.accepted(request.id);
        } else if (request.kind === "cancel" && ++cancelled < 4) venue.mail(outcomeOf(request, LOST));
        else obliging(request, venue);
      },
      onIdle: goingOn(),
    });
    expect(cancels(played).map(({ id }) => id)).toEqual(Array(4).fill("t1-testruns-2"));
  });

  test("without the stop is looked up; one that is gone is placed anew", () => {
    const played = compared(
      (venue, nth) => held(venue, [HELD], nth < 2 ? [] : [stopOf("t1-testruns-3")]),
      (request, venue) =>
        venue.mail({
          kind: "checked",
          order: request.order,
          found: { status: "CANCELLED", at: START, fills: [], expiry: undefined } as unknown as VenueOrder,
        }),
    );
    expect(submits(played).map(({ request }) => request.role)).toEqual(["entry", "stop-loss", "stop-loss"]);
    expect(halts(played)).toEqual([]);
    const { ending } = playJournaled([once], played.records, { task: { kind: "verify" }, venue: true });
    expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
  });

  test("without the stop, of which the venue knows nothing, halts and protects", () => {
    const played = compared(
      (venue, nth) => held(venue, [HELD], nth < 2 ? [] : [stopOf("t1-testruns-3")]),
      (request, venue) => venue.mail({ kind: "checked", order: request.order, found: undefined }),
    );
    expect(submits(played).at(-1)?.request.role).toBe("stop-loss");
    expect(halts(played)).toHaveLength(1);
  });

  test("without the stop that was only left out changes nothing", () => {
    const played = compared(
      (venue) => held(venue, [HELD], []),
      (request, venue) =>
        venue.mail({
          kind: "checked",
          order: request.order,
          found: { status: "ACCEPTED", at: START, fills: [] } as unknown as VenueOrder,
        }),
    );
    expect([halts(played), submits(played).length]).toEqual([[], 2]);
  });

  test("without the stop that was filled for more than was asked, while nobody heard so, halts", () => {
    const played = compared(
      (venue, nth) => held(venue, [HELD], nth < 3 ? [] : [STOP]),
      (request, venue) => {
        const fill = {
          ...{ id: request.id, number: 99, instrument: 0 as InstrumentId, side: "sell", price: price("90") },
          ...{ quantity: quantity("110"), fee: amount("0"), feeAsset: "USDT", liquidity: "taker" },
          ...{ tradeId: "lost-1", at: START },
        } as const;
        const found = { status: "FILLED", at: START, fills: [fill] } as unknown as VenueOrder;
        venue.mail({ kind: "checked", order: request.order, found });
      },
    );
    expect(halts(played).at(0)).toMatchObject({ id: "overfilled-2" });
  });

  test("without the stop that was filled meanwhile books its fill once, though it is told again later", () => {
    let fill: VenueFill | undefined;
    const played = compared(
      (venue, nth) => held(venue, [HELD], nth < 3 ? [] : [STOP]),
      (request, venue) => {
        fill = {
          id: request.id,
          number: 99,
          instrument: 0 as InstrumentId,
          side: "sell",
          price: price("90"),
          quantity: quantity("100"),
          fee: amount("0"),
          feeAsset: "USDT",
          liquidity: "taker",
          tradeId: "lost-1",
          at: START,
        };
        const found = { status: "FILLED", at: START, fills: [fill] } as unknown as VenueOrder;
        venue.mail({ kind: "checked", order: request.order, found });
        venue.order(request.id, { kind: "OrderFilled", fill, at: START });
      },
    );
    const { trades, open } = done(played).outcome;
    expect(trades.map((trade) => trade.exitReason)).toEqual(["stop-loss"]);
    expect(open).toEqual([]);
  });
});

test.each([
  ["at once", 0],
  ["some time after", 3],
])(
  "a stop that never left, told %s, is asked for again by the wall clock, less and less often, though no bar closes",
  (_, after) => {
    let opened = false;
    let idles = 0;
    let due: { readonly at: number; readonly mail: RunnerMail } | undefined;
    const clock: number[] = [];
    const played = playAtVenue([once], {
      onSend: (request, venue) => {
        if (request.kind !== "submit" || request.request.role === "entry") obliging(request, venue);
        else {
          opened = true;
          clock.push(idles);
          const mail = outcomeOf(request, { kind: "NOT_SENT", why: "not connected" });
          if (after === 0) venue.mail(mail);
          else due = { at: idles + after, mail };
          if (clock.length === 4) venue.interrupt();
        }
      },
      onIdle: (venue, idle) => {
        idles = idle;
        if (due?.at === idle) venue.mail(due.mail);
        if (!opened) venue.time(START + (idle + 1) * HOUR);
        else if (idle > 5_000) throw new Error("it is not asked for again");
      },
    });
    expect(submits(played).map(({ request }) => request.role)).toEqual([
      "entry",
      ...Array(4).fill("stop-loss"),
    ]);
    const pauses = clock.slice(1).map((at, i) => (at - (clock[i] ?? 0)) * SLEEP_MS_MAX);
    expect(pauses.map((ms) => Math.round(ms / 500) * 500)).toEqual([1_000, 2_000, 4_000]);
    const { ending } = playJournaled([once], played.records, { task: { kind: "verify" }, venue: true });
    expect(ending).toMatchObject({ kind: "verified", verification: { firstDifference: undefined } });
  },
);

test("an order that the venue took for less than was asked, and has filled, is over", () => {
  const halfOf = (fill: VenueFill): VenueFill => ({ ...fill, quantity: quantity("40") });
  const played = playAtVenue([once], {
    onSend: (request, venue) => {
      if (request.kind === "check" && request.order === 1) {
        const found = { status: "FILLED", at: START, fills: [] } as unknown as VenueOrder;
        venue.mail({ kind: "checked", order: request.order, found });
      } else if (request.kind !== "submit" || request.request.role !== "entry") obliging(request, venue);
      else {
        venue.mail(outcomeOf(request, accepting(request)));
        venue.accepted(request.id);
        const { id, request: terms } = request;
        const about = { id, number: venue.newest + 1, instrument: terms.instrument, side: terms.side };
        const paid = { fee: amount("0"), feeAsset: "USDT", liquidity: "taker" } as const;
        const fill = halfOf({
          ...about,
          ...paid,
          price: price("100"),
          quantity: terms.quantity,
          tradeId: "half",
          at: START,
        });
        venue.order(id, { kind: "OrderFilled", fill, at: START });
      }
    },
    onIdle: goingOn((venue, idle) => {
      if (idle < 4) return;
      const held = {
        asOf: venue.newest,
        positions: [{ instrument: 0, quantity: quantity("40") }],
        orders: [],
      };
      venue.mail({ kind: "held", held: held as unknown as HeldAtVenue });
    }),
  });
  expect(
    played.records.filter((record) => record.startsWith("Danswer|1|")).map((one) => one.split("|")[3]),
  ).toEqual(["OrderAccepted", "OrderCancelled"]);
});

test("what fills beyond what was asked for is held, and protected, and the run halts", () => {
  const played = playAtVenue([once], {
    onSend: (request, venue) => {
      if (request.kind !== "submit" || request.request.role !== "entry") obliging(request, venue);
      else {
        venue.mail(outcomeOf(request, accepting(request)));
        venue.accepted(request.id);
        const { id, request: terms } = request;
        const about = { id, number: venue.newest + 1, instrument: terms.instrument, side: terms.side };
        const paid = { fee: amount("0"), feeAsset: "USDT", liquidity: "taker", tradeId: "all" } as const;
        const fill = { ...about, ...paid, price: price("100"), quantity: quantity("110"), at: START };
        venue.order(id, { kind: "OrderFilled", fill: fill as VenueFill, at: START });
      }
    },
    onIdle: goingOn(),
  });
  expect(halts(played)).toEqual([
    expect.objectContaining({
      do: "halt",
      by: expect.stringMatching(/^the venue has filled 110 of .*asked was 100$/),
    }),
  ]);
  expect(submits(played).map(({ request }) => [request.role, request.quantity])).toEqual([
    ["entry", quantity("100")],
    ["stop-loss", quantity("110")],
  ]);
});

describe("new terms whose answer was lost", () => {
  const terms = { side: "buy", type: "limit", limit: 50, stop: 40, why: "test" } as const;
  const bids = asking("bids", (asked) =>
    asked === 2
      ? order({ ...terms, quantity: 1, tag: "bid" })
      : asked === 3
        ? amend("bid", { quantity: 3, limit: 51, why: "test" })
        : none,
  );
  const taken = (limit: string, units: string): VenueOrder =>
    ({
      ...{ side: "buy", type: "limit", reduceOnly: false, trigger: undefined, isForeign: false },
      ...{ limit: price(limit), quantity: quantity(units) },
    }) as unknown as VenueOrder;
  /** `found`: what a look at the order finds, some time after. */
  const played = (found: VenueOrder | undefined): VenuePlayed => {
    let asked = 0;
    return playAtVenue([bids], {
      onSend: (request, venue) => {
        if (request.kind === "amend") asked = venue.newest;
        else obliging(request, venue);
      },
      onIdle: goingOn((venue, idle) => {
        if (idle === 6 && asked > 0) venue.mail({ kind: "terms", order: 1 as OrderId, taken: found });
      }),
    });
  };
  const told = ({ records }: VenuePlayed): readonly string[] =>
    records.filter((record) => /^Danswer\|1\|/.test(record)).map((record) => record.split("|")[3] ?? "");

  test.each([
    ["in force", taken("51", "3"), "OrderReplaced"],
    ["not in force", taken("50", "1"), "ReplaceRefused"],
    ["nowhere, nor is the order", undefined, "ReplaceRefused"],
  ] as const)("are %s", (_, found, what) => {
    expect(told(played(found)).slice(0, 2)).toEqual(["OrderAccepted", what]);
  });

  test.each([
    ["takes in what was found", 1, ["OrderAccepted", "OrderReplaced"]],
    ["came later", 0, ["OrderAccepted", "OrderReplaced", "OrderReplaced"]],
  ] as const)(
    "are heard of once: what the stream tells of them afterwards counts where it %s",
    (_, ahead, what) => {
      let amended: Outgoing | undefined;
      const played = playAtVenue([bids], {
        onSend: (request, venue) => {
          if (request.kind === "amend") amended = request;
          else obliging(request, venue);
        },
        onIdle: goingOn((venue, idle) => {
          if (idle !== 6 || amended === undefined) return;
          const found = { ...taken("51", "3"), changed: venue.newest + ahead };
          venue.mail({ kind: "terms", order: 1 as OrderId, taken: found });
          const to = { limit: price("51"), quantity: quantity("3") };
          venue.order(amended.id, { kind: "OrderReplaced", to, at: START });
        }),
      });
      expect(told(played).slice(0, what.length)).toEqual(what);
      expect(told(played).filter((kind) => kind === "OrderReplaced")).toHaveLength(what.length - 1);
    },
  );

  test("are looked for by the process that takes the run up", () => {
    const { records } = played(undefined);
    const upTo = records.findIndex((record) => /^Danswer\|1\|\d+\|ReplaceRefused/.test(record));
    const old = records.slice(0, upTo).filter((record) => !record.includes("ReplaceRefused"));
    const again = playAtVenue([bids], { onSend: obliging, onIdle: goingOn() }, { old, epoch: 2 });
    expect(again.sent.filter(({ kind }) => kind === "terms")).toHaveLength(1);
  });
});

describe("an emergency of a run that holds nothing", () => {
  const EMERGENCY = { id: "e", by: "test", do: "emergency" } as const;
  const bid = order({ side: "buy", type: "limit", limit: 50, quantity: 1, stop: 40, why: "test" });
  const bids = asking("bids", (asked) => (asked === 2 ? bid : none));
  /** It is called at once; the venue does what it is asked for after so many more idle looks. */
  const called = (answersAfter: number, againEvery = Number.POSITIVE_INFINITY) => {
    let wanted: Outgoing | undefined;
    let since = 0;
    return playAtVenue([bids], {
      onSend: (request, venue) => {
        if (request.kind === "cancel") wanted = request;
        else obliging(request, venue);
      },
      onIdle: goingOn((venue, idle) => {
        if (idle === 6) venue.mail({ kind: "command", ref: 7, command: EMERGENCY });
        else if (idle > 6 && idle % againEvery === 0)
          venue.mail({ kind: "command", ref: idle, command: { ...EMERGENCY, id: `e${idle}` } });
        if (wanted !== undefined && ++since === answersAfter) obliging(wanted, venue);
      }),
    });
  };

  test("waits until what could still fill is gone", () => {
    const played = called(20);
    expect(done(played).emergency).toEqual({ cancelled: 1, closed: 0, left: [] });
    expect(played.records.filter((record) => record.startsWith("Danswer|1|")).at(-1)).toContain(
      "OrderCancelled",
    );
  });

  test("names it where the venue does not say so in time", () => {
    expect(done(called(1_900)).emergency).toEqual({ cancelled: 0, closed: 0, left: ["BTC/USDT:USDT"] });
  });

  test("and no later for whoever presses again and again", () => {
    expect(done(called(1_900, 100)).emergency).toMatchObject({ left: ["BTC/USDT:USDT"] });
  });
});

describe("a process that dies", () => {
  const FLATTEN = { id: "f", by: "test", do: "flatten" } as const;
  const EMERGENCY = { id: "e", by: "test", do: "emergency" } as const;
  /** The venue says nothing about what closes; then the process is gone. */
  const killed = () => {
    let told = 0;
    const deaf = playAtVenue([once], {
      onSend: (request, venue) => {
        if (request.kind !== "submit" || request.request.role !== "exit") obliging(request, venue);
      },
      onIdle: goingOn((venue, idle) => {
        told = idle;
        if (idle === 6) venue.mail({ kind: "command", ref: 7, command: EMERGENCY });
      }),
    });
    const called = deaf.records.findIndex((record) => record.startsWith("C"));
    const last = deaf.records.findLastIndex((record) => record.startsWith("D")); // What the command led to.
    const exit = submits(deaf).find(({ request }) => request.role === "exit");
    if (exit === undefined) throw new Error("nothing closes");
    return { records: deaf.records.slice(0, Math.max(called, last) + 1), numbers: told + 20, exit };
  };

  test("in the middle of an emergency is carried through by the next one, which trades no more", () => {
    const { records, numbers, exit } = killed();
    const played = playAtVenue(
      [once],
      {
        onSend: (request, venue) => {
          // The exit had left: the venue has it, and now says so.
          if (request.kind !== "look") obliging(request, venue);
        },
        onIdle: (venue, idle) => {
          if (idle > 2_000) throw new Error("the run never ends");
          if (idle === 0) venue.mail({ kind: "connected", newest: 0 });
          if (idle === 1) venue.filled(exit, "100");
        },
      },
      { old: records, firstNumber: numbers, epoch: 2 },
    );
    expect(done(played).emergency).toMatchObject({ closed: 1, left: [] });
    expect(submits(played)).toEqual([]);
    expect(played.records.at(-1)).toContain('"complete":false');
  });

  test("behind any record sends nothing again that it may have sent, and only what it has not", () => {
    const whole = playAtVenue([once], { onSend: obliging, onIdle: goingOn() });
    for (let kept = 1; kept < whole.records.length; kept++) {
      const old = whole.records.slice(0, kept);
      const decided = ordersIn(old);
      const isHeard = (order: number) =>
        old.some((record) => record.startsWith("V") && record.includes(`"order":${order}`));
      const unheard = decided.filter((order) => !isHeard(order));
      const again = playAtVenue(
        [once],
        {
          onSend: (request, venue) => {
            // What had not left is absent; what it asks for now is done.
            if (request.kind === "look") venue.mail({ kind: "absent", order: request.order });
            else obliging(request, venue);
          },
          onIdle: goingOn((venue, idle) => idle === 0 && venue.mail({ kind: "connected", newest: 0 })),
        },
        { old, firstNumber: 100, epoch: 2 },
      );
      const names = submits(again).map(({ id }) => id);
      const looked = again.sent.filter(({ kind }) => kind === "look").map(({ id }) => id);
      expect({ kept, again: submits(again).filter(({ order }) => decided.includes(order)) }).toEqual({
        kept,
        again: [],
      });
      expect(names.every((name) => name.startsWith("t2-"))).toBe(true);
      expect({ kept, looked }).toEqual({ kept, looked: unheard.map((order) => `t1-testruns-${order}`) });
      // A view of long ago is no reason for new risk.
      const isWanted = old.some((record) => record.startsWith("I"));
      if (isWanted) expect(submits(again).filter(({ request }) => request.role === "entry")).toEqual([]);
      expect(ordersIn(again.records)).toContain(1);
    }
  });

  test("asks once more for what it wanted back", () => {
    const silent = playAtVenue([once], {
      onSend: (request, venue) => request.kind !== "cancel" && obliging(request, venue),
      onIdle: goingOn((venue, idle) => {
        if (idle === 4) venue.mail({ kind: "command", ref: 7, command: FLATTEN });
        if (idle === 6) venue.interrupt();
      }),
    });
    const stop = submits(silent).find(({ request }) => request.role === "stop-loss");
    expect(cancels(silent).map(({ order }) => order)).toEqual([stop?.order]);
    const again = playAtVenue(
      [once],
      { onSend: obliging, onIdle: goingOn() },
      { old: silent.records.slice(0, -1), firstNumber: 100, epoch: 2 },
    );
    expect(cancels(again).map(({ id }) => id)).toEqual([stop?.id]);
    expect(done(again).outcome.isComplete).toBe(true);
  });

  test("behind its end is stored, and trades no more", () => {
    const { records } = playAtVenue([once], { onSend: obliging, onIdle: goingOn() });
    const again = playAtVenue(
      [once],
      { onIdle: () => expect.unreachable("it waits for a venue") },
      { old: records, epoch: 2 },
    );
    expect(again.sent).toEqual([]);
    expect(again.told.map(({ kind }) => kind)).not.toContain("trading");
    expect(done(again).outcome.hash).toBe(
      done(playAtVenue([once], { onSend: obliging, onIdle: goingOn() })).outcome.hash,
    );
  });
});

test("a run that is interrupted ends there, and is verified to the hash that it ended with", () => {
  const played = playAtVenue([once], {
    onSend: obliging,
    onIdle: goingOn((venue, idle) => idle === 6 && venue.interrupt()),
  });
  expect(done(played).outcome.isComplete).toBe(false);
  expect(played.records.at(-1)).toMatch(/^Z.*"complete":false/);
});
