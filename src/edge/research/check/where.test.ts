import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { placeOfDecision } from "./where.ts";

const file = fileURLToPath(new URL("../../../../tests/fixtures/leaky/peek.ts", import.meta.url));

test("is the line that says why, where one alone does", () => {
  expect(placeOfDecision(file, { why: "the newest bar rose", callback: "onBar" })).toBe(`${file}:15`);
});

test("is else the line of the callback", () => {
  expect(placeOfDecision(file, { why: "put together at run time", callback: "onBar" })).toBe(`${file}:11`);
  expect(placeOfDecision(file, { why: undefined, callback: "onBar" })).toBe(`${file}:11`);
});

test("is the file alone where it cannot be read", () => {
  expect(placeOfDecision("/nowhere/x.ts", { why: "up", callback: "onBar" })).toBe("/nowhere/x.ts");
});
