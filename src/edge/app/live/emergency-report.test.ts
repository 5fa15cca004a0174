import { expect, test } from "vitest";
import { emergencyDocument, emergencyText } from "./emergency-report.ts";

const textOf = (closed: number, cancelled: number): string => {
  const run = { run: "a", closed, cancelled, left: [], problem: undefined };
  return emergencyText(emergencyDocument([run], { latched: true, elapsedMs: 1_500 }));
};

test.each([
  [1, 1, "  1 run ended, 1 position closed, 1 order cancelled, 1.5 s"],
  [0, 2, "  1 run ended, 0 positions closed, 2 orders cancelled, 1.5 s"],
])("an emergency counts %i and %i as people do", (closed, cancelled, line) => {
  expect(textOf(closed, cancelled).split("\n")[1]).toBe(line);
});
