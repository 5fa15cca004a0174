import { expect, test } from "vitest";
import { checkText } from "./why-words.ts";

const gate = { limit: "ApprovalRejected", about: null, key: null, unit: "words", rule: "is" } as const;

test("a gate that no value opens says what was found, and nothing of another", () => {
  const found = "id 2, by ada at the command line";
  expect(checkText({ ...gate, found, allowed: "otherwise", passed: false } as never)).toBe(found);
  expect(checkText({ ...gate, found: "MODERATE", allowed: "STRONG", passed: false } as never)).toBe(
    "MODERATE, not STRONG",
  );
});

test("a moment that a refusal names is told as one, and no other number is", () => {
  const expired = { ...gate, found: "id 2, expiresAt 1672556100000", allowed: "otherwise", passed: false };
  expect(checkText(expired as never)).toBe("id 2, expiresAt 2023-01-01 06:55:00");
  const other = { ...gate, found: "quantity 1672556100000", allowed: "otherwise", passed: false };
  expect(checkText(other as never)).toBe("quantity 1672556100000");
});
