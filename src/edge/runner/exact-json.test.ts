import fc from "fast-check";
import { expect, test } from "vitest";
import { fromExactJson, toExactJson } from "./exact-json.ts";

test("exact integers, infinity and everything of JSON come back as they were", () => {
  const leaf = fc.oneof(
    fc.bigInt(),
    fc.oneof(
      fc.string(),
      fc.string().map((text) => `\u0001${text}`),
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.constant(Number.POSITIVE_INFINITY),
    fc.boolean(),
    fc.constant(null),
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(leaf, fc.array(tie("value")), fc.dictionary(fc.string(), tie("value"))),
  })).value;
  fc.assert(
    fc.property(tree, (value) => {
      expect(fromExactJson(toExactJson(value))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test("digits in a text stay a text", () => {
  expect(fromExactJson(toExactJson({ id: "123n", why: "Infinity" }))).toEqual({
    id: "123n",
    why: "Infinity",
  });
});
