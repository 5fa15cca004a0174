import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRecord, encodeRecord, type RunRecord } from "./record.ts";

const word = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
const at = fc.integer({ min: -8.64e15, max: 8.64e15 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // JSON has no -0.
const about = { strategy: word, symbol: word, callback: fc.constantFrom("onBar", "onTimer"), at };
const intent = fc.oneof(
  fc.record({ kind: fc.constant("close" as const), why: word }),
  fc.record({
    kind: fc.constant("open" as const),
    direction: fc.constantFrom("long" as const, "short" as const),
    why: word,
    stop: fc.oneof(number, fc.constant("default" as const)),
  }),
);
const facts = { run: word, configHash: word, dataHash: word };
const command = fc.record(
  {
    id: word,
    do: fc.constantFrom("halt", "resume", "flatten", "emergency", "stop", "start"),
    by: word,
    symbol: word,
    closes: fc.boolean(),
  },
  { requiredKeys: ["id", "do", "by"] },
);
const records: fc.Arbitrary<RunRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("begun" as const),
    facts: fc.record({ schema: fc.constant("timonel.run-journal/1" as const), ...facts }),
  }),
  fc.record({
    kind: fc.constant("entered" as const),
    session: fc.record({
      epoch: fc.nat(),
      at,
      version: word,
      strategies: fc.array(fc.record({ symbol: word, name: word, sha256: word })),
    }),
  }),
  fc.record({ kind: fc.constant("moment" as const), at: at.map((value) => value + 0) }),
  fc.record({ kind: fc.constant("command" as const), command }),
  fc.record({ kind: fc.constant("answer" as const), answer: fc.record({ ...about, intent }) }),
  fc.record({
    kind: fc.constant("fault" as const),
    fault: fc.record({ ...about, found: word, allowed: word }),
  }),
  fc.constant({ kind: "silenced" as const }),
  fc.constant({ kind: "behind" as const }),
  fc.record({ kind: fc.constant("decision" as const), line: word }),
  fc.record({
    kind: fc.constant("ended" as const),
    end: fc.record({ hash: word, complete: fc.boolean() }),
  }),
) as fc.Arbitrary<RunRecord>;

describe("a record", () => {
  test("comes back as it was written, whatever stands in it", () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(structuredClone(decodeRecord(encodeRecord(record)))).toEqual(structuredClone(record));
      }),
    );
  });

  test("that is nonsense is none, and never throws", () => {
    fc.assert(
      fc.property(fc.constantFrom(..."REMCIFQBZX", ""), fc.string({ unit: "binary" }), (letter, rest) => {
        const record = decodeRecord(letter + rest);
        // What is taken for a record is one: it would be written the same way, up to the spelling of JSON.
        if (record !== undefined) expect(decodeRecord(encodeRecord(record))).toEqual(record);
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["a letter that means nothing", "X1"],
    ["a moment without a time", "M"],
    ["a moment that is no whole number", "M1.5"],
    ["a moment in another spelling", "M1e3"],
    ["a moment with blanks", "M 5"],
    ["a moment beyond exact numbers", "M9007199254740993"],
    ["facts cut off in the middle", 'R{"schema":"timonel.run-jour'],
    ["facts that are a list", "R[]"],
    ["facts that are a number", "R1"],
    ["an end that is null", "Znull"],
    ["a silence that says something", "Qx"],
    ["a command that nobody knows", 'C{"id":"1","do":"explode","by":"me"}'],
    ["a command of nobody", 'C{"id":"1","do":"halt"}'],
    ["a command on no symbol", 'C{"id":"1","do":"stop","by":"me","symbol":5}'],
  ])("is not %s", (_, text) => {
    expect(decodeRecord(text)).toBeUndefined();
  });
});
