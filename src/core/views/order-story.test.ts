/** Stories of orders, told from records alone: by hand for what moves protection, and of every order of random runs. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Audit } from "../../../tests/builders/audit.ts";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, play } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  type Scenario,
  scenarios,
} from "../../../tests/builders/random-run.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { ratio } from "../base/index.ts";
import type { Instrument, OrderId } from "../domain/index.ts";
import { bothListeners } from "../engine/index.ts";
import { adjust, cancel, close, open, order } from "../strategy/index.ts";
import { OrderStory, type StoryName, type StoryRecord, StoryRecorder, type WhyDocument } from "./index.ts";

/** Plays, and keeps what a journal would. */
function recordsOf(
  bars: readonly string[],
  script: Script,
  terms: PlayTerms & { instrument?: Instrument } = {},
): readonly StoryRecord[] {
  const records: StoryRecord[] = [];
  const record = bothListeners(new Recorder(), new StoryRecorder((one) => records.push(one))) as Recorder;
  play(bars, script, { instrument: perpetual(), ...terms, record });
  return records;
}

function told(records: readonly StoryRecord[], name: StoryName): WhyDocument | undefined {
  const story = new OrderStory(name);
  for (const record of records) story.fold(record);
  return story.tell("run");
}

const storyOf = (records: readonly StoryRecord[], number: number): WhyDocument => {
  const story = told(records, { kind: "order", number });
  if (story === undefined) throw new Error(`nothing was told of order ${number}`);
  return story;
};

const UP = [
  "100 101 99 100",
  "100 101 99 100",
  "100 111 100 110",
  "110 111 109 110",
  "110 111 94 95",
  "95 96 94 95",
];

describe("an entry", () => {
  const records = recordsOf(flat(100, 6), {
    1: open("long", { why: "up", stop: 90, target: 120 }),
    4: close("down"),
  });

  test("tells what was seen, judged, sent, filled, and what became of it", () => {
    expect(storyOf(records, 1)).toMatchObject({
      schema: "timonel.why/1",
      run: "run",
      order: 1,
      signal: 1,
      trade: 1,
      role: "entry",
      status: "FILLED",
      why: "up",
      explanation: {
        kind: "open",
        reference: 100,
        basis: { bars: [{ feed: "main", row: 0, close: 100 }], indicators: [], params: {} },
        asked: { side: "buy", stop: 90, target: 120 },
        judgement: {
          account: { equity: "100000", held: "0" },
          sizing: { method: "fixed_percent", wanted: "100" },
        },
        verdict: { kind: "approved", quantity: "100", collar: "110", stop: "90", target: "120" },
      },
      parents: [],
      answers: [{ answer: "OrderAccepted" }],
      filled: { quantity: "100", price: "100" },
      children: [
        {
          order: 2,
          role: "stop-loss",
          price: "90",
          status: "CANCELLED",
          move: { because: "the entry filled" },
        },
        { order: 3, role: "take-profit", price: "120", status: "CANCELLED" },
        { order: 4, role: "exit", status: "FILLED", why: "down", move: null },
      ],
      outcome: { kind: "closed", result: { exitReason: "signal" } },
    });
  });

  test("its children name it, and why they are there", () => {
    expect(storyOf(records, 2)).toMatchObject({
      role: "stop-loss",
      explanation: null,
      parents: [{ order: 1, why: "up" }],
      move: { because: "the entry filled", why: "up", replaces: null },
    });
    expect(storyOf(records, 4)).toMatchObject({
      role: "exit",
      explanation: { kind: "close", why: "down", judgement: null },
      parents: [{ order: 1 }],
    });
  });

  test("goes by the trade and by the signal too", () => {
    expect(told(records, { kind: "trade", number: 1 })).toEqual(storyOf(records, 1));
    expect(told(records, { kind: "signal", number: 1 })).toEqual(storyOf(records, 1));
    expect(told(records, { kind: "signal", number: 2 })).toEqual(storyOf(records, 4));
    const { instrument = "", timings } = storyOf(records, 1);
    const moment = { kind: "moment", instrument, at: timings.decided ?? 0, says: "open" } as const;
    expect(told(records, { ...moment, nth: 1 })).toEqual(storyOf(records, 1));
  });

  test("of several that are explained at one moment each has its place", () => {
    const explained = records.filter(({ kind }) => kind === "explained");
    const [first] = explained;
    if (first?.kind !== "explained") throw new Error("nothing is explained");
    const second = { ...first, explanation: { ...first.explanation, order: 77 as OrderId, why: "second" } };
    const { instrument, at } = first.explanation;
    const nth = (place: number) =>
      told([first, second], { kind: "moment", instrument, at, says: "open", nth: place });
    expect([nth(1)?.why, nth(2)?.why, nth(3)]).toEqual([first.explanation.why, "second", undefined]);
    const story = new OrderStory({ kind: "order", number: 77 });
    for (const record of [first, second]) story.fold(record);
    expect(story.range.nth).toBe(2);
  });

  test("that is not there is not told, and the range is known", () => {
    const story = new OrderStory({ kind: "order", number: 99 });
    for (const record of records) story.fold(record);
    expect(story.tell("run")).toBeUndefined();
    expect(story.range).toEqual({
      ...{ orders: 4, trades: 1, signals: 2, refused: { first: [], total: 0 } },
      ...{ below: 4, above: undefined, nth: undefined },
    });
  });

  test.each([
    ["order", 1, { below: undefined, above: 2 }],
    ["order", 3, { below: 2, above: 4 }],
    ["signal", 9, { below: 2, above: undefined }],
  ] as const)("%s %i of which nothing came has neighbours", (kind, number, neighbours) => {
    const story = new OrderStory({ kind, number });
    // As where an order was given its number and never came to be.
    for (const record of records) if (orderIn(record) !== number) story.fold(record);
    expect(story.range).toMatchObject(neighbours);
  });
});

/** The order that a record is about. */
function orderIn(record: StoryRecord): number | null {
  switch (record.kind) {
    case "explained":
      return record.explanation.order;
    case "sent":
      return record.order.id;
    case "answered":
    case "filled":
      return record.order;
    case "latched":
    case "split":
      return null;
  }
}

describe("protection says why it was moved", () => {
  test("by the strategy, in its words", () => {
    const script = { 1: open("long", { why: "up", stop: 90 }), 3: adjust("tighter", { stop: 95 }) };
    const { children } = storyOf(recordsOf(flat(100, 6), script), 1);
    expect(children).toMatchObject([
      { order: 2, price: "90", status: "CANCELLED", move: { because: "the entry filled", replaces: null } },
      { order: 3, price: "95", move: { because: "the strategy moved it", why: "tighter", replaces: 2 } },
    ]);
  });

  test("to break even", () => {
    const script = { 1: open("long", { why: "up", stop: 90, breakEven: { at: 108 } }) };
    const records = recordsOf(UP, script);
    const { children, outcome } = storyOf(records, 1);
    expect(children).toMatchObject([
      { order: 2, price: "90", status: "CANCELLED" },
      { order: 3, price: "100", status: "FILLED", move: { because: "break even", replaces: 2 } },
    ]);
    expect(outcome).toMatchObject({ kind: "closed", result: { exitReason: "stop-loss" } });
    expect(storyOf(records, 3)).toMatchObject({ parents: [{ order: 1 }], move: { because: "break even" } });
  });

  test("because the position grew, or shrank", () => {
    const script = {
      1: open("long", { why: "up", stop: 90 }),
      3: order({ side: "sell", type: "market", quantity: 40, why: "some" }),
    };
    const { children } = storyOf(recordsOf(flat(100, 6), script), 1);
    expect(
      children.map(({ order: id, quantity, move }) => [id, quantity, move?.because, move?.replaces]),
    ).toEqual([
      [2, "100", "the entry filled", null],
      [3, "40", undefined, undefined],
      [4, "60", "the position shrank", 2],
    ]);
    const more = {
      1: order({ side: "buy", type: "market", quantity: 10, stop: 90, why: "up" }),
      3: order({ side: "buy", type: "market", quantity: 5, stop: 90, why: "more" }),
    };
    const allow = { portfolio: { sameDirection: "allow" as const } };
    const grown = recordsOf(flat(100, 6), more, { risk: allow });
    expect(storyOf(grown, 4).move).toMatchObject({ because: "the position grew", why: "more", replaces: 2 });
    expect(storyOf(grown, 4).parents).toMatchObject([{ order: 1 }, { order: 3 }]);
  });

  test("behind the market by a trail", () => {
    const script = { 1: open("long", { why: "up", stop: 90, trail: { by: 5 } }) };
    expect(storyOf(recordsOf(UP, script), 1).children).toMatchObject([
      { type: "stop", price: "90" },
      { type: "trailing-stop", price: null, trail: { kind: "amount", by: "5" } },
    ]);
  });
});

describe("what came to nothing", () => {
  test("a signal that was refused before it was an order", () => {
    const script = { 1: open("long", { why: "up", stop: 90, confidence: 0.3 }) };
    const records = recordsOf(flat(100, 3), script, { signals: { confidenceMin: 0.5 } });
    expect(told(records, { kind: "signal", number: 1 })).toMatchObject({
      order: null,
      signal: 1,
      role: "signal",
      status: "REFUSED",
      explanation: {
        judgement: { gates: [{ limit: "LowConfidence", found: 0.3, allowed: 0.5, passed: false }] },
        verdict: { kind: "refused", refusal: { kind: "LowConfidence", confidence: 0.3, confidenceMin: 0.5 } },
      },
      outcome: { kind: "refused" },
    });
  });

  test("an order that was refused", () => {
    const script = { 1: open("long", { why: "up", stop: 99.99 }) };
    const records = recordsOf(flat(100, 3), script, { risk: { own: { stopDistanceMin: 0.01 } } });
    expect(storyOf(records, 1)).toMatchObject({
      status: "REFUSED",
      sent: null,
      outcome: { kind: "refused" },
    });
  });

  test("an entry that its strategy took back, and one that a halt did", () => {
    const resting = open("long", { why: "dip", stop: 80, limit: 90 });
    const taken = recordsOf(flat(100, 5), { 1: resting, 3: cancel("no more") });
    expect(storyOf(taken, 1)).toMatchObject({
      status: "CANCELLED",
      changes: [{ kind: "cancel", why: "no more" }],
      outcome: { kind: "nothing" },
    });
    const bars = ["100 101 99 100", "100 101 99 100", "100 100 92 93", "93 94 92 93", "93 94 92 93"];
    const script = {
      1: order({ side: "buy", type: "market", quantity: 500, why: "much" }),
      2: { ...resting, limit: 85 },
    };
    const halted = recordsOf(bars, script, {
      risk: { own: { positionSizeMax: undefined }, portfolio: { drawdownMax: 0.01, sameDirection: "allow" } },
    });
    expect(storyOf(halted, 2)).toMatchObject({
      status: "CANCELLED",
      latch: { latch: "drawdown", endsBy: "resume" },
    });
  });

  test("an entry whose price never came still works", () => {
    const records = recordsOf(flat(100, 4), { 1: open("long", { why: "dip", stop: 80, limit: 90 }) });
    expect(storyOf(records, 1)).toMatchObject({ status: "ACCEPTED", outcome: { kind: "working" } });
  });
});

test("a position that is turned: the entry to the other side left the first one", () => {
  const script = { 1: open("long", { why: "up", stop: 90 }), 3: open("short", { why: "down", stop: 110 }) };
  const records = recordsOf(flat(100, 6), script, { risk: { own: { collar: ratio("0.01") } } });
  const first = storyOf(records, 1);
  expect(first.outcome).toMatchObject({ kind: "closed", result: { exitReason: "reversal" } });
  const second = told(records, { kind: "signal", number: 2 });
  expect(second).toMatchObject({ role: "entry", why: "down", parents: [], outcome: { kind: "open" } });
});

test("the venue's own orders are told as well", () => {
  const bars = ["100 101 99 100", "100 101 99 100", "100 100 40 45", "45 46 44 45"];
  const script = { 1: order({ side: "buy", type: "market", quantity: 4_000, why: "all of it" }) };
  const records = recordsOf(bars, script, {
    instrument: perpetual(),
    leverage: 5,
    risk: { own: { positionSizeMax: ratio("5") }, leverage: { max: 10 } },
  });
  const { children, outcome } = storyOf(records, 1);
  expect(children).toMatchObject([{ status: "FILLED", why: "the venue liquidated the position" }]);
  expect(outcome).toMatchObject({ kind: "closed", result: { exitReason: "liquidation" } });
});

describe("random runs", () => {
  const play = (scenario: Scenario) => {
    const records: StoryRecord[] = [];
    const recorder = new StoryRecorder((record) => records.push(record));
    const { run, audit } = prepareScenario(scenario, new Told(recorder));
    playThrough(scenario, run);
    return { records, audit, run };
  };

  test("their records survive JSON exactly", () => {
    const property = fc.property(scenarios, (scenario) => {
      const { records } = play(scenario);
      expect(JSON.parse(JSON.stringify(records))).toStrictEqual(records);
    });
    fc.assert(property, { seed: 21, numRuns: 30 });
  });

  test("every order that was sent is told, with its fills, and its trade where it has one", () => {
    let stories = 0;
    const property = fc.property(scenarios, (scenario) => {
      const { records, audit, run } = play(scenario);
      for (const { id, role } of audit.orders.filter((_, place) => place % 3 === 0)) {
        const story = storyOf(records, id);
        const fills = audit.fills.filter(({ fill }) => fill.order === id);
        expect(story).toMatchObject({ order: id, role });
        expect(story.fills).toHaveLength(fills.length);
        const closed = fills.find(({ trade }) => trade !== undefined)?.trade;
        if (closed !== undefined && role !== "entry") expect(story.trade).toBe(closed.id);
        if (role !== "entry" && fills.length > 0) expect(story.parents.length).toBeGreaterThan(0);
        stories++;
      }
      for (const { id, entryTime } of run.engine.portfolio.trades.slice(0, 3)) {
        const story = told(records, { kind: "trade", number: id });
        expect(story).toMatchObject({ role: "entry", trade: id, timings: { firstFill: entryTime } });
      }
    });
    fc.assert(property, { seed: 22, numRuns: 30 });
    expect(stories).toBeGreaterThan(100);
  });
});

/** An audit that somebody else listens beside. */
class Told extends Audit {
  readonly #beside: StoryRecorder;

  constructor(beside: StoryRecorder) {
    super();
    this.#beside = beside;
    const own = this as unknown as Record<string, ((...args: unknown[]) => void) | undefined>;
    for (const name of ["explained", "submitted", "answered", "filled", "latched", "split"] as const) {
      const before = own[name]?.bind(this);
      const hear = (this.#beside[name] as (...args: unknown[]) => void).bind(this.#beside);
      own[name] = (...args: unknown[]) => {
        before?.(...args);
        hear(...args);
      };
    }
  }
}

test("spot in another currency: fees are told by asset", () => {
  const records = recordsOf(
    flat(100, 4),
    { 1: open("long", { why: "up", stop: 90 }) },
    { instrument: spot() },
  );
  expect(Object.keys(storyOf(records, 1).filled?.fees ?? {})).toHaveLength(1);
});
