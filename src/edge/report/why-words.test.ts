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
