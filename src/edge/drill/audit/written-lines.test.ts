import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type DurationMs, quantity } from "../../../core/base/index.ts";
import type { InstrumentId } from "../../../core/domain/index.ts";
import type { BarColumns } from "../../../core/market/index.ts";
import { createJournal, type Journal, nodeDisk } from "../../journal/index.ts";
import { WrittenLines } from "./written-lines.ts";

const scratch = mkdtempSync(join(tmpdir(), "timonel-lines-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;

const MINUTE = 60_000;

/** Minutes of A: the first comes to 110, all others go between 98 and 102. */
const BARS = {
  instrument: 0 as InstrumentId,
  intervalMs: MINUTE as DurationMs,
  columns: columns([9, 110, 8, 100], [100, 102, 98, 100], [100, 102, 98, 101], [101, 102, 98, 100]),
};

/** Of rows `[open, high, low, close]`, from 0 on. */
function columns(...rows: readonly (readonly [number, number, number, number])[]): BarColumns {
  const column = (place: number): Float64Array => Float64Array.from(rows, (row) => row[place] ?? 0);
  const time = Float64Array.from(rows, (_, row) => row * MINUTE);
  const [open, high, low, close] = [0, 1, 2, 3].map(column);
  return { time, open, high, low, close, volume: time } as BarColumns;
}

/** A journal that says what a test wants it to say about one contract, as a run writes it. */
class Told {
  readonly #directory = join(scratch, String(++made));
  readonly #journal: Journal = createJournal(this.#directory, { run: "test", build: "test" });
  readonly lines: WrittenLines;
  #now = 0;

  /** `isAsked`: nothing opens without a person. */
  constructor(isAsked = false) {
    const told = { symbols: ["A"], series: [BARS], isAsked };
    this.lines = new WrittenLines(this.#directory, () => nodeDisk, told);
  }

  say(...records: readonly string[]): this {
    for (const record of records) this.#journal.append(record);
    return this;
  }

  /** A strategy's answer, a minute behind the last. */
  intent(intent: object): this {
    this.#now += 60_000;
    return this.say(`I${JSON.stringify({ strategy: "s", symbol: "A", at: this.#now, intent })}`);
  }

  /** An entry, cut by the limit on quantities to `quantity` where that is said. */
  entry(id: number, side: string, quantity: string, { cut = false, stop = "" } = {}): this {
    const by = cut ? "PositionQuantityLimit" : "";
    return this.say(
      `Dverdict|${id}|A|approved|99|${quantity}|${by}|${stop}|`,
      `Dorder|${id}|${this.#now}|A|${side}|market|entry|${quantity}||||false|Infinity|drilled`,
    );
  }

  exit(id: number, side: string, quantity: string, why = "protective stop"): this {
    return this.say(`Dorder|${id}|${this.#now}|A|${side}|market|exit|${quantity}||||true|Infinity|${why}`);
  }

  stop(id: number, side: string, trigger: string, quantity = "1"): this {
    const at = `${this.#now}|A|${side}|stop|stop-loss|${quantity}||${trigger}`;
    return this.say(`Dorder|${id}|${at}||true|Infinity|protective stop`);
  }

  fill(id: number, side: string, quantity: string, price = "9"): this {
    const [from, to] = side === "buy" ? ["market", "wallet"] : ["wallet", "market"];
    return this.say(
      `Dledger|A|${from}|${to}|${quantity}`,
      `Dfill|${id}|${this.#now}|${side}|${quantity}|${price}|0|U|taker`,
    );
  }

  answer(id: number, kind: string): this {
    return this.say(`Danswer|${id}|${this.#now}|${kind}|`);
  }

  command(id: string, deed = "halt"): this {
    return this.say(`C${JSON.stringify({ id, do: deed })}`);
  }

  /** A question to a person about an opening, or what became of it. */
  question(id: number, what: "asked" | "approved"): this {
    return this.say(`Dapproval|${id}|${this.#now}|A|${what}|`);
  }

  /** What was found wrong in it. */
  get found(): readonly string[] {
    this.#journal.commit();
    this.lines.look();
    return this.lines.findings.all.map(({ invariant }) => invariant);
  }
}

test("a size that the limit has cut is what was left of it: what is held, and what works in its direction, less what has filled", () => {
  const cut = { cut: true };
  const begun = () => new Told().entry(1, "buy", "5").fill(1, "buy", "2");
  expect(begun().entry(2, "buy", "15", cut).found).toEqual([]);
  expect(begun().entry(2, "buy", "18", cut).found).toEqual(["I7"]); // The rest of order 1 may still fill.
  expect(begun().entry(2, "buy", "13", cut).found).toEqual(["I7"]); // What of it has filled counts once.
  expect(begun().entry(2, "sell", "20", cut).found).toEqual([]);
  expect(begun().answer(1, "OrderCancelled").entry(2, "buy", "18", cut).found).toEqual([]);
  expect(begun().answer(1, "CancelRefused").entry(2, "buy", "18", cut).found).toEqual(["I7"]);
  expect(begun().exit(3, "sell", "1").entry(2, "buy", "15", cut).found).toEqual([]); // What leaves makes no room yet.
  expect(new Told().entry(1, "sell", "3").fill(1, "sell", "3").entry(2, "sell", "17", cut).found).toEqual([]);
  expect(begun().entry(2, "buy", "1").found).toEqual([]); // Its own size.
});

test("no size goes beyond the room that there is, with new terms that left before it counted as they ask for", () => {
  const bid = () => new Told().entry(1, "buy", "5").intent({ kind: "several" });
  expect(bid().entry(2, "buy", "15").found).toEqual([]);
  expect(bid().entry(2, "buy", "15.1").found).toEqual(["I7"]);
  const beside = (wanted: string | undefined, filled = "0", answered = 0) => {
    const told = bid().fill(1, "buy", filled).entry(2, "buy", "15");
    expect(told.found).toEqual([]);
    const amended = told.lines.orders.get(1);
    if (amended !== undefined)
      Object.assign(amended, { amends: 1, amended: answered, wanted: wanted && quantity(wanted) });
    told.lines.sizes.noteSubmit(2);
    told.lines.sizes.noteSubmit(2); // What has left is judged once.
    return told.found;
  };
  expect([beside("0.5"), beside(undefined), beside("5"), beside("5", "2")]).toEqual([[], [], [], []]);
  expect([beside("5.1"), beside("5.1", "2")]).toEqual([["I7"], ["I7"]]);
  expect(beside("9", "0", 1)).toEqual([]); // Answered: the lines tell of it.
});

test("nothing is said of a size that was cut while new terms of an order may be under way", () => {
  const amended = () => new Told().entry(1, "buy", "5").intent({ kind: "amend", tag: "bid" });
  expect(amended().entry(2, "buy", "3", { cut: true }).found).toEqual([]);
  expect(amended().intent({ kind: "none" }).entry(2, "buy", "3", { cut: true }).found).toEqual(["I7"]);
  const sent = amended().intent({ kind: "none" });
  expect(sent.found).toEqual([]);
  const order = sent.lines.orders.get(1);
  if (order !== undefined) order.amends++;
  expect(sent.entry(2, "buy", "3", { cut: true }).found).toEqual([]);
  expect(sent.answer(1, "ReplaceRefused").entry(3, "buy", "3", { cut: true }).found).toEqual(["I7"]);
});

test("no more leaves at the market than is held, but for what a strategy asked for itself", () => {
  const held = () => new Told().entry(1, "buy", "5").fill(1, "buy", "5");
  expect(held().exit(2, "sell", "5").found).toEqual([]);
  expect(held().exit(2, "sell", "5").exit(3, "sell", "1").found).toEqual(["L3"]);
  const two = (kind: string) =>
    held().exit(2, "sell", "5").intent({ kind }).exit(3, "sell", "1", "drilled").found;
  expect([two("order"), two("several"), two("close")]).toEqual([[], [], ["L3"]]);
  const takenBack = held().exit(2, "sell", "5").intent({ kind: "cancel" }).intent({ kind: "close" });
  expect(takenBack.exit(3, "sell", "5", "drilled").found).toEqual([]);
  expect(held().exit(2, "sell", "5").fill(2, "sell", "2").exit(3, "sell", "1").found).toEqual(["L3"]);
  expect(held().exit(2, "sell", "5").answer(2, "OrderNotSent").exit(3, "sell", "5").found).toEqual([]);
  expect(held().exit(2, "sell", "4").exit(3, "sell", "1").found).toEqual([]);
});

test("an order is of the position that it was decided for, not of the next one", () => {
  const told = new Told().entry(1, "buy", "5").fill(1, "buy", "5").exit(2, "sell", "5").exit(3, "sell", "1");
  const isStillHeld = (): boolean => {
    void told.found;
    const exit = told.lines.orders.get(2);
    return exit !== undefined && told.lines.isStillHeld(exit);
  };
  told.fill(3, "sell", "1");
  expect(isStillHeld()).toBe(true);
  told.fill(2, "sell", "4");
  expect(isStillHeld()).toBe(false);
  told.entry(4, "buy", "2").fill(4, "buy", "2");
  expect(isStillHeld()).toBe(false);
});

test("a stop stands where it was asked for last", () => {
  const long = () => new Told().entry(1, "buy", "5", { stop: "95" }).fill(1, "buy", "2");
  const to = (stop: number) => ({ kind: "adjust", stop });
  expect(long().stop(2, "sell", "95").found).toEqual([]);
  expect(long().stop(2, "sell", "94").found).toEqual(["L3"]);
  const moved = () => long().intent(to(97.318));
  expect(moved().stop(2, "sell", "97.31").found).toEqual([]);
  expect(moved().fill(1, "buy", "3").stop(2, "sell", "97.31").found).toEqual([]);
  expect(moved().fill(1, "buy", "3").stop(2, "sell", "95").found).toEqual(["L3"]);
  const refused = () => moved().say("Dverdict|0|A|refused|kind=StopOnWrongSide");
  expect(refused().stop(2, "sell", "95").found).toEqual([]);
  expect(refused().stop(2, "sell", "97.31").found).toEqual(["L3"]);
  const added = () => moved().entry(3, "buy", "1", { stop: "96" }).fill(3, "buy", "0.5");
  expect(added().stop(4, "sell", "96").found).toEqual([]);
  expect(added().fill(1, "buy", "1").stop(4, "sell", "96").found).toEqual([]);
});

test("a position that opens anew has the stop of what opened it, whatever was asked for before", () => {
  const out = () =>
    new Told().entry(1, "buy", "5", { stop: "95" }).fill(1, "buy", "2").intent({ kind: "adjust", stop: 99 });
  expect(
    out().exit(2, "sell", "2").fill(2, "sell", "2").fill(1, "buy", "1").stop(3, "sell", "95").found,
  ).toEqual([]);
  const turned = () => out().entry(4, "sell", "3", { stop: "103" }).fill(4, "sell", "3");
  expect(turned().stop(5, "buy", "103").found).toEqual([]);
  expect(turned().stop(5, "buy", "99").found).toEqual(["L3"]);
});

test("a stop moves to break even once the price was far enough since that was wanted", () => {
  const wish = (at: number) => ({ kind: "open", breakEven: { at } });
  const long = (at: number) =>
    new Told().intent(wish(at)).entry(1, "buy", "5", { stop: "95" }).fill(1, "buy", "5", "100");
  // At minute 1: the bar that came to 110 is over.
  const later = (told: Told) => told.intent({ kind: "none" }).intent({ kind: "none" });
  expect(later(long(101.5)).stop(2, "sell", "100").found).toEqual([]);
  expect(long(101.5).stop(2, "sell", "100").found).toEqual(["L3"]);
  expect(later(long(103)).stop(2, "sell", "100").found).toEqual(["L3"]);
  expect(later(long(101.5)).stop(2, "sell", "101").found).toEqual(["L3"]);
  // An addition that asks for it counts anew, from what was paid for it on.
  const added = (told: Told, paid: string) =>
    later(told).intent(wish(102.5)).entry(3, "buy", "5").fill(3, "buy", "5", paid).stop(2, "sell", "100.5");
  expect(added(long(200), "101").found).toEqual(["L3"]);
});

describe("what is done a second time", () => {
  const stopped = (quantity = "5") =>
    new Told()
      .entry(1, "buy", "5", { stop: "95" })
      .fill(1, "buy", "5")
      .stop(2, "sell", "95", quantity)
      .answer(2, "OrderAccepted");

  test("is a stop beside one that protects all of it at the same price", () => {
    expect(stopped().found).toEqual([]);
    expect(stopped().stop(3, "sell", "95", "5").found).toEqual(["L3"]);
    expect(stopped("4").stop(3, "sell", "95", "5").found).toEqual([]); // It protects a part.
    const filled = () => stopped().fill(2, "sell", "2");
    expect(filled().stop(3, "sell", "95", "3").found).toEqual(["L3"]); // What is left of it protects what is left.
    expect(stopped().answer(2, "OrderCancelled").stop(3, "sell", "95", "5").found).toEqual([]);
    expect(stopped().intent({ kind: "adjust", stop: 96 }).stop(3, "sell", "96", "5").found).toEqual([]);
    const anew = stopped().exit(4, "sell", "5").fill(4, "sell", "5").entry(5, "buy", "5", { stop: "95" });
    expect(anew.fill(5, "buy", "5").stop(6, "sell", "95", "5").found).toEqual([]);
  });

  test("is a stop for what another does of which nobody knows", () => {
    const lost = () => stopped("4").answer(2, "OrderOutcomeLost");
    expect(lost().stop(3, "sell", "95", "4").found).toEqual(["L3"]);
    expect(lost().stop(3, "sell", "95", "5").found).toEqual([]);
  });

  test("is a command", () => {
    expect(new Told().command("halt-1").command("halt-2").found).toEqual([]);
    expect(new Told().command("halt-1").command("halt-1").found).toEqual(["I2"]);
  });

  test("is an answer about new terms that were asked for once", () => {
    const asked = () => {
      const told = new Told().entry(1, "buy", "5");
      expect(told.found).toEqual([]);
      const order = told.lines.orders.get(1);
      if (order !== undefined) order.amends = 1; // As the auditor counts what leaves.
      return told;
    };
    expect(asked().answer(1, "OrderReplaced").found).toEqual([]);
    expect(asked().answer(1, "ReplaceRefused").found).toEqual([]);
    expect(asked().answer(1, "ReplaceRefused").answer(1, "OrderReplaced").found).toEqual(["I8"]);
  });
});

test("an order is over once its new terms ask for no more than has filled", () => {
  const isOverAt = (quantity: string) => {
    const told = new Told().entry(1, "buy", "5").fill(1, "buy", "2");
    expect(told.found).toEqual([]);
    const order = told.lines.orders.get(1);
    if (order !== undefined) order.amends = 1; // As the auditor counts what leaves.
    const event = { kind: "OrderReplaced", order: 1, to: { quantity } };
    expect(told.say(`V1:${JSON.stringify(event)}`).answer(1, "OrderReplaced").found).toEqual([]);
    return order?.isOver;
  };
  expect(isOverAt("\u0001200000001")).toBe(false);
  expect(isOverAt("\u0001200000000")).toBe(true);
});

test("whoever was filled for more than was asked is told, before or after", () => {
  const atTheEnd = (told: Told): readonly string[] => {
    expect(told.found).toEqual([]); // Somebody may still be told.
    told.lines.end();
    told.lines.end();
    return told.found;
  };
  const filled = () => new Told().entry(1, "buy", "5").fill(1, "buy", "5.5");
  expect(atTheEnd(filled())).toEqual(["I7"]);
  expect(atTheEnd(filled().command("overfilled-1"))).toEqual([]);
  expect(atTheEnd(filled().command("overfilled-2"))).toEqual(["I7"]);
  expect(atTheEnd(new Told().entry(1, "buy", "5").command("undead-1").fill(1, "buy", "5.5"))).toEqual([]);
});

test("who is halted, or doubts a feed, decides on nothing that adds risk", () => {
  const halted = () => new Told().command("1");
  expect(halted().entry(1, "buy", "1").found).toEqual(["L4"]);
  expect(halted().exit(1, "buy", "0").found).toEqual([]);
  expect(halted().command("2", "resume").entry(1, "buy", "1").found).toEqual([]);
  const feed = (kind: string) => `V7:${JSON.stringify({ kind, instrument: 0 })}`;
  expect(new Told().say(feed("FeedBroken")).entry(1, "buy", "1").found).toEqual(["I10"]);
  expect(new Told().say(feed("FeedBroken"), feed("FeedMended")).entry(1, "buy", "1").found).toEqual([]);
});

test("whoever wants to be flat counts on what leaves already, but not on what its strategy took back before", () => {
  const leaving = () => new Told().entry(1, "buy", "5").fill(1, "buy", "5").exit(2, "sell", "5", "drilled");
  const counted = (told: Told): boolean => {
    expect(told.found).toEqual([]);
    const order = told.lines.orders.get(2);
    return order !== undefined && told.lines.sizes.isCountedOn(order);
  };
  expect(counted(leaving())).toBe(false);
  expect(counted(leaving().command("1"))).toBe(false);
  expect(counted(leaving().command("1", "flatten"))).toBe(true);
  expect(counted(leaving().command("1", "emergency"))).toBe(true);
  expect(counted(leaving().intent({ kind: "cancel" }).command("1", "flatten"))).toBe(false);
  expect(counted(leaving().answer(2, "OrderCancelled").command("1", "flatten"))).toBe(false);
});

describe("where a person is asked about every opening", () => {
  const asked = (): Told => new Told(true).intent({ kind: "open" }).question(1, "asked");
  const approved = (told: Told): Told => told.command("approve-1", "approve").question(1, "approved");

  test("what adds risk follows from a yes, and from nothing else", () => {
    expect(approved(asked()).entry(1, "buy", "2").found).toEqual([]);
    expect(asked().entry(1, "buy", "2").found).toEqual(["L4"]);
    expect(
      approved(asked()).entry(1, "buy", "2").intent({ kind: "open" }).entry(2, "buy", "2").found,
    ).toEqual(["L4"]);
    expect(asked().exit(1, "sell", "1", "drilled").lines.questions).toEqual([]);
  });

  test("an opening brings what was wanted when it was asked for", () => {
    const told = new Told(true).intent({ kind: "open", exitAfterBars: 3 }).question(1, "asked");
    approved(told.intent({ kind: "none" }))
      .entry(1, "buy", "2")
      .fill(1, "buy", "2");
    expect(told.found).toEqual([]);
    expect(told.lines.rules.lasts("A")?.bars).toBe(3);
  });

  test("that nobody has approved one says nothing of a stop that was moved meanwhile", () => {
    const told = new Told().entry(1, "buy", "1", { stop: "90" }).fill(1, "buy", "1");
    told.intent({ kind: "adjust", stop: 95 }).say("Dverdict||A|refused|kind=ApprovalExpired|id=1");
    expect(told.stop(2, "sell", "95").found).toEqual([]);
  });
});

test("targets that are decided at once stand for no more than is held", () => {
  const target = (id: number, quantity: string): string =>
    `Dorder|${id}|0|A|sell|limit|take-profit|${quantity}|12|||true|Infinity|profit target`;
  const held = (): Told => new Told().entry(1, "buy", "2").fill(1, "buy", "2");
  expect(held().say(target(2, "0.5"), target(3, "1.5")).found).toEqual([]);
  expect(held().say(target(2, "0.5"), target(3, "1.6")).found).toEqual(["L3"]);
  const anew = held().say(target(2, "2")).intent({ kind: "adjust" }).say(target(3, "2"));
  expect(anew.found).toEqual([]);
});
