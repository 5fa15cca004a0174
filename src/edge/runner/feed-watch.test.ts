/** A run at a venue whose feed is broken: what it trades on, what it refuses, what it tells, and how it is taken up. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { inputsAndDecisions, playJournaled, type Traded } from "../../../tests/builders/journaled-run.ts";
import { every } from "../../../tests/builders/script.ts";
import {
  accepting,
  isQuestion,
  playAtVenue,
  type VenuePlayed,
  type VenueVoice,
} from "../../../tests/builders/venue-run.ts";
import type { Intent } from "../../core/domain/index.ts";
import { close, none, open } from "../../core/strategy/index.ts";
import type { RunNote } from "./notes.ts";
import type { Outgoing } from "./venue-messages.ts";

const HOURS = 12;
const PRICES = Array.from({ length: HOURS }, (_, i) => 100 + ((i * 7) % 5));

/** What is wanted at the close of the bar of a row; what the strategy saw of its feed is kept in `seen`. */
function trading(wants: (row: number, isHeld: boolean) => Intent, seen: boolean[] = []): Traded {
  return {
    instrument: perpetual(),
    bars: closes(99, ...PRICES),
    strategy: every("wanting", ({ feeds, position }) => {
      const row = feeds.main.bars - 1;
      seen[row] = feeds.main.isIncomplete;
      return wants(row, position.side !== "flat");
    }),
  };
}
const long = open("long", { why: "test", stop: 50 });
/** In whenever it is out, and out again at the next bar. */
const restless = (): Traded => trading((_, isHeld) => (isHeld ? close("test") : long));

const obliging = (request: Outgoing, venue: VenueVoice): void => {
  if (isQuestion(request)) return;
  const outcome = accepting(request);
  venue.mail({ kind: "outcome", of: request.kind, order: request.order, outcome });
  if (request.kind === "cancel") venue.order(request.id, { kind: "OrderCancelled", at: START });
  if (request.kind !== "submit") return;
  venue.accepted(request.id);
  if (request.request.type === "market") venue.filled(request, "100");
};
const onIdle = (venue: VenueVoice, idle: number): void => {
  if (idle > 2_000) throw new Error("the run never ends");
  venue.time(START + (idle + 1) * HOUR);
};
/** Rows are told in these ways. */
const fed = (line: Traded, ways: Readonly<Record<number, string>> = {}): VenuePlayed =>
  playAtVenue([line], { onSend: obliging, onIdle, spoil: (row) => ways[row] });

const hashOf = ({ ending }: Pick<VenuePlayed, "ending">): string => {
  if (ending.kind !== "done") throw new Error(`ended as ${ending.kind}`);
  return ending.outcome.hash;
};
const feedEvents = ({ records }: VenuePlayed) =>
  records.flatMap((record) => {
    const event = record.startsWith("V") ? JSON.parse(record.slice(record.indexOf(":") + 1)) : undefined;
    return event !== undefined && String(event.kind).startsWith("Feed") ? [event] : [];
  });
const notesOf = ({ told }: VenuePlayed): readonly RunNote[] =>
  told.flatMap((one) => (one.kind === "notes" ? one.notes : []));
const notes = <K extends RunNote["kind"]>(played: VenuePlayed, kind: K) =>
  notesOf(played).filter((note): note is Extract<RunNote, { kind: K }> => note.kind === kind);
/** Rows at whose close an entry left. */
const entries = ({ sent }: VenuePlayed): readonly number[] =>
  sent.flatMap((one) =>
    one.kind === "submit" && one.request.role === "entry" ? [(one.request.at - START) / HOUR - 1] : [],
  );
const verified = (line: Traded, { records }: Pick<VenuePlayed, "records">) =>
  playJournaled([line], records, { task: { kind: "verify" }, venue: true }).ending;

/** The ways in which a bar can be bad, and what is found of the bar of row 4. */
const WAYS: readonly (readonly [how: string, fault: string, found: RegExp])[] = [
  ["skip", "missing", /^no bar$/],
  ["unclosed", "unclosed", /^the bar of 2024-01-01T04:00Z, not closed$/],
  ["zero", "zero", /^low 0$/],
  ["negative", "negative", /^low -1$/],
  ["nan", "not-a-number", /^close that is no number$/],
  ["crossed", "crossed", /^high \d+$/],
  ["spike", "spike", /^high \d{4}$/],
  ["revise", "revised", /^volume 2$/],
  ["backwards", "backwards", /^the bar of 2024-01-01T02:00Z, an old one$/],
];

describe.each(WAYS)("a bar that comes by way of %s", (how, fault, found) => {
  const seen: boolean[] = [];
  const line = trading((row) => (row === 4 || row === 5 ? long : none), seen);
  const played = fed(line, { 4: how });

  test("lets nothing in at its close; at the next whole one it does", () => {
    expect(entries(played)).toEqual([5]);
    expect(notes(played, "refusal").map(({ refusal, terms }) => [refusal, terms["fault"]])).toEqual([
      ["DataNotWhole", fault],
    ]);
  });

  test("is told the strategy, and filled in", () => {
    expect(seen).toEqual(PRICES.concat(0).map((_, row) => row === 4));
    const clean = fed(trading((row) => (row === 5 ? long : none)));
    expect(played.sent).toEqual(clean.sent.map((one) => ("request" in one ? expect.anything() : one)));
  });

  test("stands in the journal with what was found, until it is whole again", () => {
    expect(feedEvents(played)).toEqual([
      {
        kind: "FeedBroken",
        instrument: 0,
        fault,
        found: expect.stringMatching(found),
        expected: expect.any(String),
        at: START + 5 * HOUR,
      },
      { kind: "FeedMended", instrument: 0, at: START + 6 * HOUR },
    ]);
  });

  test("is told a person once, and so is that it is over", () => {
    expect(notes(played, "feed broken")).toMatchObject([{ symbol: "BTC/USDT:USDT", fault, times: 1 }]);
    expect(notes(played, "feed mended")).toHaveLength(1);
  });

  test("is walked again to the same", () => {
    expect(verified(line, played)).toMatchObject({
      kind: "verified",
      verification: { firstDifference: undefined, hash: hashOf(played) },
    });
  });
});

describe("a feed without a fault", () => {
  const played = fed(restless());

  test("decides what it decided before anybody listened to bars", () => {
    expect(hashOf(played)).toBe("d64cb053f55986b0b1020b7544a1f92602b5b8006b9029183e22561205f65a54");
  });

  test("is heard of by nobody", () => {
    expect(feedEvents(played)).toEqual([]);
    expect(notesOf(played).filter(({ kind }) => /feed|ignored/.test(kind))).toEqual([]);
  });

  test("that says everything twice, or much that has not closed yet, changes nothing but a count", () => {
    const twice = fed(restless(), { 2: "duplicate", 3: "duplicate", 7: "duplicate" });
    expect(hashOf(twice)).toBe(hashOf(played));
    expect(feedEvents(twice)).toEqual([]);
    expect(notes(twice, "ignored bars")).toMatchObject([{ duplicate: 3, unclosed: 0, backwards: 0 }]);
  });
});

describe("a feed that is bad at every bar", () => {
  const ALL_BAD = Object.fromEntries(Array.from({ length: HOURS + 1 }, (_, row) => [row, "spike"]));

  test("lets nothing in, and is told once", () => {
    const played = fed(restless(), ALL_BAD);
    expect(entries(played)).toEqual([]);
    expect(feedEvents(played)).toHaveLength(1);
    expect(notes(played, "feed broken")).toHaveLength(1);
  });

  test("does not hold up who leaves, nor what protects", () => {
    const bad = Object.fromEntries(Object.entries(ALL_BAD).filter(([row]) => Number(row) > 2));
    const played = fed(
      trading((row) => (row === 2 ? long : row === 4 ? close("test") : none)),
      bad,
    );
    const left = played.sent.flatMap((one) => (one.kind === "submit" ? [one.request.role] : [one.kind]));
    expect(left).toEqual(["entry", "stop-loss", "exit", "cancel"]);
    expect(notes(played, "refusal")).toEqual([]);
  });

  test("protects a fill that comes while it is", () => {
    let entry: Extract<Outgoing, { kind: "submit" }> | undefined;
    const played = playAtVenue([trading((row) => (row === 2 ? long : none))], {
      onSend: (request, venue) => {
        if (request.kind !== "submit" || request.request.role !== "entry") obliging(request, venue);
        else {
          entry = request;
          venue.accepted(request.id);
        }
      },
      onIdle: (venue, idle) => {
        if (idle === 5 && entry !== undefined) venue.filled(entry, "100");
        onIdle(venue, idle);
      },
      spoil: (row) => (row > 2 ? "skip" : undefined),
    });
    expect(played.sent.flatMap((one) => (one.kind === "submit" ? [one.request.role] : []))).toEqual([
      "entry",
      "stop-loss",
    ]);
  });

  test("stands in the status until it is whole", () => {
    const statusAfter = (hours: number) => {
      const played = playAtVenue([trading(() => none)], {
        onIdle: (venue, idle) => (idle === hours ? venue.interrupt() : onIdle(venue, idle)),
        spoil: (row) => (row === 3 || row === 4 ? "zero" : undefined),
      });
      const last = played.told.findLast((one) => one.kind === "live" && one.report.kind === "status");
      return last?.kind === "live" && last.report.kind === "status" ? last.report.status.notWhole : undefined;
    };
    expect(statusAfter(3)).toEqual([]);
    const since = START + 4 * HOUR;
    const doubt = { symbol: "BTC/USDT:USDT", fault: "zero", found: "low 0", expected: "low 100", since };
    expect(statusAfter(5)).toEqual([{ ...doubt, expected: expect.stringMatching(/^low \d+$/) }]);
    expect(statusAfter(6)).toEqual([]);
  });
});

test("a feed that breaks at every other bar is told once a minute, with how often it broke", () => {
  const bars = Array.from({ length: 61 }, (_, i) => 100 + (i % 3));
  const line: Traded = { ...trading(() => none), bars: closes(99, ...bars) };
  const played = playAtVenue([line], {
    // An hour of data each two seconds.
    onIdle: (venue, idle) => idle % 100 === 0 && onIdle(venue, idle / 100),
    spoil: (row) => (row % 2 === 0 ? "skip" : undefined),
  });
  const told = notes(played, "feed broken");
  expect(feedEvents(played).length).toBeGreaterThan(60);
  expect(told.map(({ times }) => times)).toEqual([1, 15, 15]);
  expect(notes(played, "feed mended")).toHaveLength(told.length);
});

describe("a run that is taken up", () => {
  const ways = { 3: "spike", 4: "skip", 5: "revise", 6: "backwards", 8: "duplicate", 9: "unclosed" };

  test("wherever nothing is on its way comes to the same, and hears of the feed no second time", () => {
    const whole = fed(restless(), ways);
    const decided = inputsAndDecisions(whole.records);
    let cuts = 0;
    for (let kept = 1; kept < whole.records.length - 1; kept++) {
      const next = whole.records[kept] ?? "";
      const isQuiet = next.startsWith("M") || /^V.*"Feed/.test(next);
      if (!isQuiet) continue;
      cuts++;
      const again = takenUp(whole, kept, ways);
      expect({ kept, records: inputsAndDecisions(again.records) }).toEqual({
        kept,
        records: decided,
      });
      expect(hashOf(again)).toBe(hashOf(whole));
    }
    expect(cuts).toBeGreaterThan(12);
  });

  /** The venue tells again what the run asks for, up to what it had told by then, and goes on from there. */
  function takenUp(whole: VenuePlayed, kept: number, spoils: Readonly<Record<number, string>>): VenuePlayed {
    const old = whole.records.slice(0, kept);
    const known = Math.max(0, ...old.map((record) => Number(/^(?:V|M\d+:)(\d+)/.exec(record)?.[1] ?? 0)));
    const market = whole.news.filter(({ number, news }) => number > known && news.kind !== "order");
    let next = 0;
    return playAtVenue(
      [restless()],
      {
        onSend: obliging,
        onIdle: (venue, idle) => {
          if (idle > 2_000) throw new Error("the run never ends");
          if (idle === 0) {
            venue.mail({ kind: "connected", newest: known });
            for (const { number, news } of whole.news)
              if (number > venue.wantedAfter && number <= known) venue.tell(news, number);
          }
          const one = idle === 0 ? undefined : market[next++];
          if (one !== undefined) venue.tell(one.news);
        },
        spoil: (row) => spoils[row],
      },
      { old, firstNumber: known + 1, epoch: 2 },
    );
  }
});
