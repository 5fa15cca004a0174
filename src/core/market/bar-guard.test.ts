/** What may be believed of a bar that comes live. */
import { describe, expect, test } from "vitest";
import { HOUR, START } from "../../../tests/builders/instrument.ts";
import { BarGuard, type BarValues, type HeardBar } from "./bar-guard.ts";

const VALUES: BarValues = { open: 100, high: 102, low: 99, close: 101, volume: 5 };
/** The bar that begins so many hours after the first. */
const barAt = (hour: number, change: Partial<HeardBar> = {}): HeardBar => {
  const time = change.time ?? START + hour * HOUR;
  return { ...VALUES, isClosed: true, ...change, time, closesAt: change.closesAt ?? time + HOUR };
};
/** When it closes. */
const end = (hour: number): number => START + (hour + 1) * HOUR;
/** One that has played the first bar. */
const guard = (): BarGuard => {
  const made = new BarGuard(HOUR);
  made.begin(START, VALUES);
  return made;
};
const verdict = (change: Partial<HeardBar>, second?: BarValues, now = end(1)) =>
  guard().hear(barAt(1, change), now, second);
const refused = (fault: string, field: string, found: number, expected: number) => ({
  kind: "refused",
  doubt: { fault, field, found, expected },
});

describe("a bar", () => {
  test("that follows the last one is good, and makes its moment whole", () => {
    const one = guard();
    expect(one.hear(barAt(1), end(1), VALUES)).toEqual({ kind: "good" });
    expect(one.due(START + HOUR, VALUES)).toBeUndefined();
  });

  test.each<[string, Partial<HeardBar>, string, string, number]>([
    ["a price that is no number", { close: Number.NaN }, "not-a-number", "close", Number.NaN],
    ["a price without end", { high: Number.POSITIVE_INFINITY }, "not-a-number", "high", Infinity],
    ["a volume that is no number", { volume: Number.NaN }, "not-a-number", "volume", Number.NaN],
    ["a price of zero", { low: 0 }, "zero", "low", 0],
    ["a price of minus zero", { low: -0 }, "zero", "low", -0],
    ["a price below zero", { low: -1 }, "negative", "low", -1],
    ["a volume below zero", { volume: -1 }, "negative", "volume", -1],
    ["high and low exchanged", { high: 99, low: 102 }, "crossed", "high", 99],
    ["a close above its high", { close: 103 }, "crossed", "high", 102],
    ["an open below its low", { open: 98 }, "crossed", "low", 99],
    ["ten times the close", { high: 1010, close: 1010 }, "spike", "high", 1010],
    ["a tenth of the low", { low: 9.9 }, "spike", "low", 9.9],
    ["another volume than the second source", { volume: 6 }, "differs", "volume", 6],
    ["another price than the second source", { close: 101.5 }, "differs", "close", 101.5],
  ])("with %s is refused, with what was expected", (_, change, fault, field, found) => {
    const expected = VALUES[field as keyof BarValues];
    expect(verdict(change, VALUES)).toEqual(refused(fault, field, found, expected));
  });

  test("may have no volume", () => {
    expect(verdict({ volume: 0 })).toEqual({ kind: "good" });
  });

  test("that a second source does not have is refused", () => {
    const none = { open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN };
    expect(verdict({}, none)).toEqual(refused("differs", "open", 100, Number.NaN));
  });

  test("far from the last close is good where a second source has it too, and a spike where there is none", () => {
    const crash = { ...VALUES, low: 40, close: 41 };
    expect(verdict(crash, crash)).toEqual({ kind: "good" });
    expect(verdict(crash)).toEqual(refused("spike", "low", 40, 101));
    expect(verdict({ ...VALUES, high: 126.25 })).toEqual({ kind: "good" });
    expect(verdict({ ...VALUES, high: 126.26 })).toMatchObject({ kind: "refused" });
  });

  test("that comes first of all is held against the second source alone", () => {
    const first = (change: Partial<HeardBar>, second?: BarValues) =>
      new BarGuard(HOUR).hear(barAt(1, change), end(1), second);
    expect(first({ high: 1010 }, VALUES)).toEqual(refused("spike", "high", 1010, 102));
    expect(first({ high: 103 }, VALUES)).toEqual(refused("differs", "high", 103, 102));
    expect([first({}, VALUES), first({ high: 1010 })]).toEqual([{ kind: "good" }, { kind: "good" }]);
  });

  test("that has not closed says nothing, however wild it is", () => {
    expect(verdict({ isClosed: false, close: Number.NaN })).toEqual({ kind: "ignored", why: "unclosed" });
  });

  test("that is said to be closed before its end is refused", () => {
    expect(verdict({}, VALUES, end(1) - 1)).toEqual(refused("early", "time", end(1), end(1) - 1));
  });

  test("counts until the next one should be there", () => {
    expect(verdict({}, VALUES, end(2) - 1)).toEqual({ kind: "good" });
    expect(verdict({}, VALUES, end(2))).toEqual(refused("stale", "time", end(1), end(2)));
  });

  test("of no time is refused", () => {
    expect(verdict({ time: Number.NaN })).toEqual(refused("not-a-number", "time", NaN, NaN));
  });

  test("that comes twice counts once", () => {
    const one = guard();
    one.hear(barAt(1), end(1), VALUES);
    expect(one.hear(barAt(1), end(1), VALUES)).toEqual({ kind: "ignored", why: "duplicate" });
    expect(one.due(START + HOUR, VALUES)).toBeUndefined();
  });

  test("that comes again with other values is revised: its moment is not whole any more", () => {
    const one = guard();
    one.hear(barAt(1), end(1), VALUES);
    const doubt = { fault: "revised", field: "close", found: 100, expected: 101 };
    expect(one.hear(barAt(1, { close: 100 }), end(1), VALUES)).toEqual({ kind: "revised", doubt });
    expect(one.due(START + HOUR, VALUES)).toEqual(doubt);
  });

  test("of the past is ignored, whatever it says", () => {
    expect(verdict({ time: START - HOUR, close: -5 })).toEqual({ kind: "ignored", why: "backwards" });
  });

  test("that is mended by a good one is forgotten", () => {
    const one = guard();
    one.hear(barAt(1, { close: 0 }), end(1), VALUES);
    one.hear(barAt(1), end(1), VALUES);
    expect(one.due(START + HOUR, VALUES)).toBeUndefined();
  });
});

describe("a moment", () => {
  const missing = (fault: string, found: number, hour = 1) => ({
    fault,
    field: "time",
    found,
    expected: START + hour * HOUR,
  });

  test("without its bar says what is missing, and what came instead", () => {
    expect(guard().due(START + HOUR, VALUES)).toEqual(missing("missing", Number.NaN));
    const unclosed = guard();
    unclosed.hear(barAt(1, { isClosed: false }), end(1), VALUES);
    expect(unclosed.due(START + HOUR, VALUES)).toEqual(missing("unclosed", START + HOUR));
    const old = guard();
    old.hear(barAt(-1), end(1), VALUES);
    expect(old.due(START + HOUR, VALUES)).toEqual(missing("backwards", START - HOUR));
  });

  test("after one that was not whole stands for itself", () => {
    const one = guard();
    one.hear(barAt(1, { close: 0 }), end(1), VALUES);
    expect(one.due(START + HOUR, VALUES)).toMatchObject({ fault: "zero" });
    expect(one.due(START + 2 * HOUR, VALUES)).toEqual(missing("missing", Number.NaN, 2));
    one.hear(barAt(3), end(3), VALUES);
    expect(one.due(START + 3 * HOUR, VALUES)).toBeUndefined();
  });

  test("that was filled in is what the next bar is held against", () => {
    const one = guard();
    const filled = { open: 200, high: 201, low: 199, close: 200, volume: 1 };
    one.due(START + HOUR, filled);
    expect(one.hear(barAt(2, { ...filled, close: 199 }), end(2), undefined)).toEqual({ kind: "good" });
    expect(one.hear(barAt(1, filled), end(2), undefined)).toEqual({ kind: "ignored", why: "backwards" });
  });

  test("knows its bar where several have come before", () => {
    const one = guard();
    for (const hour of [1, 2, 3]) one.hear(barAt(hour), end(hour), VALUES);
    for (const hour of [1, 2, 3]) expect(one.due(START + hour * HOUR, VALUES)).toBeUndefined();
    expect(one.due(START + 4 * HOUR, VALUES)).toMatchObject({ fault: "missing" });
  });

  test("is not waited for by more than a thousand bars", () => {
    const one = guard();
    for (let hour = 1; hour <= 1_000; hour++)
      expect(one.hear(barAt(hour), end(hour), VALUES)).toEqual({ kind: "good" });
    expect(one.hear(barAt(1_001), end(1_001), VALUES)).toMatchObject({ kind: "refused" });
  });
});
