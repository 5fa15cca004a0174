import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Audit } from "../../../tests/builders/audit.ts";
import { playThrough, prepareScenario, scenarios } from "../../../tests/builders/random-run.ts";
import { bothListeners } from "../../core/engine/index.ts";
import { type StoryRecord, StoryRecorder } from "../../core/views/index.ts";
import { storyText } from "./story-text.ts";

/** Every story of random runs: entries, exits, refusals, fills, trades. */
const stories: readonly StoryRecord[] = fc
  .sample(scenarios, { seed: 11, numRuns: 60 })
  .flatMap((scenario) => {
    const told: StoryRecord[] = [];
    const audit = new Audit();
    const both = bothListeners(audit, new StoryRecorder((story) => told.push(story)));
    const { run } = prepareScenario(scenario, Object.assign(audit, { ...both }));
    playThrough(scenario, run);
    return told;
  });
const judged = stories.filter((one) => one.kind === "explained" && one.explanation.judgement !== null);

/** Texts of which nobody knows beforehand what stands in them, and numbers. */
const FREE = new Set([
  "why",
  "tag",
  "name",
  "instrument",
  "strategy",
  "version",
  "about",
  "allowed",
  "found",
]);
function disguise(value: unknown, next: () => string, isFree = false): unknown {
  if (typeof value === "string") return isFree ? next() : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => disguise(one, next));
  const entries = Object.entries(value).map(([name, one]: [string, unknown]) => [
    name,
    disguise(one, next, FREE.has(name)),
  ]);
  return Object.fromEntries(entries);
}

describe("a story as text", () => {
  test("is letter by letter what JSON makes of it", () => {
    expect(judged.length).toBeGreaterThan(100);
    for (const story of stories) expect(storyText(story)).toBe(JSON.stringify(story));
  });

  test("whatever people and venues have put into it", () => {
    const sign = fc.constantFrom('"', "\\", "\n", "\u0000", "\ud800", "\u2028", "é", "🙂", "a", "|");
    const texts = fc.array(fc.string({ unit: sign, maxLength: 6 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(judged.length - 1), texts, (place, given) => {
        let i = 0;
        const story = disguise(judged[place], () => given[i++ % given.length] ?? "") as StoryRecord;
        expect(storyText(story)).toBe(JSON.stringify(story));
      }),
      { numRuns: 1_000 },
    );
  });
});
