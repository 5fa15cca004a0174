import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ParamSpecs, p, resolveParams } from "./index.ts";

const SPECS = {
  fast: p.int(12, { min: 2, max: 200 }),
  ratio: p.number(0.5, { min: 0.1, max: 0.9 }),
  free: p.number(-3),
  shorts: p.boolean(false),
  exit: p.choice("cross", ["cross", "target"]),
} satisfies ParamSpecs;
const DEFAULTS = { fast: 12, ratio: 0.5, free: -3, shorts: false, exit: "cross" };

describe("parameters", () => {
  test("are the declared ones where nothing was given", () => {
    expect(resolveParams(SPECS, {})).toEqual({ ok: true, value: DEFAULTS });
    expect(resolveParams(SPECS, { fast: undefined })).toEqual({ ok: true, value: DEFAULTS });
  });

  test("are the given ones where they fit, in the order of declaration", () => {
    const given = { exit: "target", shorts: true, free: 1e9, ratio: 0.9, fast: 2 };
    const resolved = resolveParams(SPECS, given);
    expect(resolved).toEqual({ ok: true, value: given });
    expect(resolved.ok && Object.keys(resolved.value)).toEqual(Object.keys(SPECS));
  });

  test("include false and zero: they are values, not omissions", () => {
    const specs = { on: p.boolean(true), count: p.int(5, { min: 0 }) };
    expect(resolveParams(specs, { on: false, count: 0 })).toEqual({
      ok: true,
      value: { on: false, count: 0 },
    });
  });

  test("stay within their range, both ends included", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10, max: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.nat(9),
        (value, min, width) => {
          const max = min + width;
          const fits = value >= min && value <= max;
          expect(resolveParams({ n: p.int(min, { min, max }) }, { n: value }).ok).toBe(fits);
          expect(resolveParams({ n: p.number(min, { min, max }) }, { n: value }).ok).toBe(fits);
        },
      ),
    );
  });
});

describe("what does not fit is refused by name, with what was found and what is allowed", () => {
  test.each([
    ["fast", 1, "a whole number from 2 to 200"],
    ["fast", 201, "a whole number from 2 to 200"],
    ["fast", 12.5, "a whole number from 2 to 200"],
    ["fast", "12", "a whole number from 2 to 200"],
    ["fast", Number.NaN, "a whole number from 2 to 200"],
    ["ratio", 0.09, "a number from 0.1 to 0.9"],
    ["ratio", true, "a number from 0.1 to 0.9"],
    ["free", Number.POSITIVE_INFINITY, "a number from -Infinity to Infinity"],
    ["shorts", "yes", "true or false"],
    ["shorts", 0, "true or false"],
    ["exit", "never", "cross, target"],
    ["exit", 1, "cross, target"],
  ])("%s: %s", (name, value, allowed) => {
    const isText = typeof value === "string" && name !== "exit";
    const error = [{ name, found: isText ? `"${value}", which is text` : String(value), allowed }];
    expect(resolveParams(SPECS, { [name]: value })).toEqual({ ok: false, error });
  });

  test("a name that was not declared, with the names that were", () => {
    const allowed = "fast, ratio, free, shorts, exit";
    expect(resolveParams(SPECS, { fats: 12 })).toEqual({
      ok: false,
      error: [{ name: "fats", found: "12", allowed, isUnknown: true }],
    });
  });

  test.each(["constructor", "toString", "hasOwnProperty"])("%s, which every object has by birth", (name) => {
    expect(resolveParams(SPECS, { [name]: 1 })).toMatchObject({ ok: false, error: [{ name, found: "1" }] });
  });

  test("all of it at once, not only the first", () => {
    const resolved = resolveParams(SPECS, { fast: 0, nope: 1, shorts: "no" });
    expect(resolved.ok ? [] : resolved.error.map(({ name }) => name)).toEqual(["nope", "fast", "shorts"]);
  });

  test("a default outside of its own range", () => {
    const error = [{ name: "n", found: "9", allowed: "a whole number from 1 to 5" }];
    expect(resolveParams({ n: p.int(9, { min: 1, max: 5 }) }, {})).toEqual({ ok: false, error });
  });
});
