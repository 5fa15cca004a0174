/** What a strategy returns is a rumour: every wrong field is told by its key, what was found, and what is allowed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adjust, close, none, open, order, readIntent } from "./index.ts";

const OPEN = { kind: "open", direction: "long", why: "up", stop: 90 };
const ORDER = { kind: "order", side: "buy", type: "market", quantity: 1, why: "up" };
const ADJUST = { kind: "adjust", why: "trail", stop: 95 };
const CLOSE = { kind: "close", why: "down" };

const PRICE = "a price above 0";
const A_KIND = "none, open, close, adjust, order, amend, cancel, several";
const A_SENTENCE = "a sentence that says why";
const AN_INTENT =
  "none, open(...), close(...), adjust(...), order(...), amend(...), cancel(...) or several(...)";
const ONLY_WITH_LIMIT = "a price with a limit, stop-limit, take-profit-limit order, and only there";
const ONLY_WITH_STOP =
  "a price with a stop, stop-limit, take-profit, take-profit-limit order, and only there";

type Row = readonly [returned: unknown, key: string, found: string, allowed: string];

function refuses(rows: readonly Row[]): void {
  test.each(rows)("%j: %s is %s", (returned, key, found, allowed) => {
    expect(readIntent(returned)).toEqual({ ok: false, error: { key, found, allowed } });
  });
}

describe("what the builders make", () => {
  test("is read as it is", () => {
    const intents = [
      none,
      open("long", { why: "up", stop: "default" }),
      open("short", { why: "down", stop: 110, target: 80, confidence: 0, limit: 101, expiresAfterBars: 1 }),
      close("enough"),
      adjust("trail", { stop: 95.5 }),
      adjust("further", { target: 120 }),
      order({ side: "buy", type: "market", quantity: 0.5, why: "up", stop: "default", target: 120 }),
      order({ side: "sell", type: "limit", quantity: 1, limit: 120, why: "out", reduceOnly: true }),
      order({ side: "sell", type: "stop", quantity: 1, trigger: 80, why: "out", expiresAfterBars: 3 }),
    ];
    for (const intent of intents) {
      const read = readIntent(intent);
      expect(read).toEqual({ ok: true, value: intent });
      expect(read.ok && read.value).toBe(intent);
    }
  });
});

describe("what is no intent at all", () => {
  refuses([
    [undefined, "return value", "undefined", AN_INTENT],
    [null, "return value", "null", AN_INTENT],
    ["buy", "return value", '"buy"', AN_INTENT],
    [true, "return value", "true", AN_INTENT],
    [Number.NaN, "return value", "NaN", AN_INTENT],
    [{}, "kind", "undefined", A_KIND],
    [{ kind: "buy" }, "kind", '"buy"', A_KIND],
    [{ kind: ["open"] }, "kind", "an array", A_KIND],
    // Every object has these by birth; none of them is a kind.
    [{ kind: "constructor" }, "kind", '"constructor"', A_KIND],
    [{ kind: "toString" }, "kind", '"toString"', A_KIND],
    [{ kind: "__proto__" }, "kind", '"__proto__"', A_KIND],
  ]);

  test("a builder that was not called is a function", () => {
    expect(readIntent(close)).toMatchObject({
      error: { key: "return value", found: "a function", allowed: AN_INTENT },
    });
  });

  test("a list of intents is one too many", () => {
    expect(readIntent([none])).toMatchObject({
      error: { key: "return value", found: "an array", allowed: AN_INTENT },
    });
  });

  test("the promise of an intent comes too late, and is called by its name", () => {
    const found = "a promise (a strategy is synchronous)";
    expect(readIntent(Promise.resolve(none))).toMatchObject({
      error: { key: "return value", found, allowed: AN_INTENT },
    });
    expect(readIntent({ ...OPEN, stop: Promise.resolve(90) })).toMatchObject({
      error: { key: "stop", found },
    });
  });
});

describe("a field of the wrong kind of intent", () => {
  refuses([
    [{ ...none, why: "x" }, "why", '"x"', "only kind"],
    [{ ...CLOSE, stop: 1 }, "stop", "1", "only kind, why"],
    [{ ...ADJUST, limit: 1 }, "limit", "1", expect.stringContaining("only kind, why, stop, target")],
    [{ ...OPEN, quantity: 1 }, "quantity", "1", expect.stringContaining("only kind, direction, why")],
    [{ ...OPEN, stopLoss: 1 }, "stopLoss", "1", expect.stringContaining("stop, target, confidence")],
    [{ ...ORDER, confidence: 1 }, "confidence", "1", expect.stringContaining("only kind, side, type")],
  ] as readonly Row[]);
});

describe("a field with the wrong value", () => {
  refuses([
    [{ kind: "close" }, "why", "undefined", A_SENTENCE],
    [{ ...OPEN, why: "" }, "why", '""', A_SENTENCE],
    [{ ...ORDER, why: 7 }, "why", "7", A_SENTENCE],
    [{ ...ADJUST, why: null }, "why", "null", A_SENTENCE],

    [{ ...OPEN, direction: "up" }, "direction", '"up"', "long, short"],
    [{ ...OPEN, direction: undefined }, "direction", "undefined", "long, short"],
    [
      { kind: "open", direction: "long", why: "up" },
      "stop",
      "undefined",
      expect.stringContaining("protective price"),
    ],
    [{ ...OPEN, stop: "none" }, "stop", '"none"', 'a price, or "default"'],
    [{ ...OPEN, stop: null }, "stop", "null", 'a price, or "default"'],
    [{ ...ADJUST, stop: "default" }, "stop", '"default"', PRICE],
    [{ ...OPEN, confidence: -0.01 }, "confidence", "-0.01", "a number from 0 to 1"],
    [{ ...OPEN, confidence: 1.01 }, "confidence", "1.01", "a number from 0 to 1"],
    [{ ...OPEN, confidence: Number.NaN }, "confidence", "NaN", "a number from 0 to 1"],
    [{ ...OPEN, confidence: "0.5" }, "confidence", '"0.5"', "a number from 0 to 1"],
    [{ ...OPEN, expiresAfterBars: 0 }, "expiresAfterBars", "0", "a whole number of at least 1"],
    [{ ...OPEN, expiresAfterBars: 1.5 }, "expiresAfterBars", "1.5", "a whole number of at least 1"],

    [{ ...ORDER, side: "long" }, "side", '"long"', "buy, sell"],
    [
      { ...ORDER, type: "trailing" },
      "type",
      '"trailing"',
      "market, limit, stop, stop-limit, take-profit, take-profit-limit, trailing-stop",
    ],
    [{ ...ORDER, quantity: 0 }, "quantity", "0", "a number above 0"],
    [{ ...ORDER, quantity: Number.POSITIVE_INFINITY }, "quantity", "Infinity", "a number above 0"],
    [{ ...ORDER, quantity: "1" }, "quantity", '"1"', "a number above 0"],
    [{ ...ORDER, reduceOnly: "yes" }, "reduceOnly", '"yes"', "true, false"],
    [{ ...ORDER, limit: 100 }, "limit", "100", ONLY_WITH_LIMIT],
    [{ ...ORDER, type: "limit" }, "limit", "undefined", ONLY_WITH_LIMIT],
    [{ ...ORDER, trigger: 100 }, "trigger", "100", ONLY_WITH_STOP],
    [{ ...ORDER, type: "stop" }, "trigger", "undefined", ONLY_WITH_STOP],
    [{ ...ORDER, type: "stop", trigger: 90, limit: 89 }, "limit", "89", ONLY_WITH_LIMIT],
  ] as readonly Row[]);

  test("an exact number where a plain one is due", () => {
    expect(readIntent({ ...ORDER, quantity: 1n })).toMatchObject({ error: { key: "quantity", found: "1" } });
  });

  const notAPrice = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "100", true, {}, []];
  test.each(["target", "limit"])("%s that is no price above 0", (key) => {
    for (const value of notAPrice) {
      expect(readIntent({ ...OPEN, [key]: value })).toMatchObject({ ok: false, error: { key } });
      expect(readIntent({ ...ORDER, type: "limit", limit: 1, [key]: value })).toMatchObject({
        error: { key },
      });
    }
  });

  test("a stop that is no number; below zero it is one, and risk refuses it", () => {
    for (const stop of [Number.NaN, Number.POSITIVE_INFINITY, -1e16, "100", true, {}, []])
      expect(readIntent({ ...OPEN, stop })).toMatchObject({ ok: false, error: { key: "stop" } });
    for (const stop of [0, -12.5]) expect(readIntent({ ...OPEN, stop }).ok).toBe(true);
  });

  test("a trigger that is no price above 0", () => {
    for (const trigger of notAPrice)
      expect(readIntent({ ...ORDER, type: "stop", trigger })).toMatchObject({
        error: { key: "trigger", allowed: PRICE },
      });
  });
});

test("nothing that anybody can return makes the reader itself fall", () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
      (returned) => {
        const read = readIntent(returned);
        if (!read.ok) expect(Object.values(read.error).every((text) => typeof text === "string")).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
  const field = fc.constantFrom(
    "kind",
    "why",
    "stop",
    "target",
    "limit",
    "side",
    "type",
    "quantity",
    "direction",
  );
  const value = fc.oneof(fc.constantFrom("open", "order", "close", "buy", "limit", "long"), fc.anything());
  fc.assert(
    fc.property(fc.dictionary(field, value), (returned) => {
      expect(() => readIntent(returned)).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});
