import { expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { play } from "../../../tests/builders/play.ts";
import { Recorder } from "../../../tests/builders/recorder.ts";
import { close, open } from "../strategy/index.ts";
import type { Explanation } from "./index.ts";
import { bothListeners } from "./index.ts";

const SCRIPT = { 1: open("long", { why: "up", stop: 90 }), 3: close("down") };

test("both hear the same, and what only one wants reaches that one", () => {
  const [first, second] = [new Recorder(), new Recorder()];
  const explanations: Explanation[] = [];
  const wanting = Object.assign(second, { explained: (one: Explanation) => explanations.push(one) });
  const record = bothListeners(first, wanting) as Recorder;
  play(flat(100, 6), SCRIPT, { record });
  const alone = play(flat(100, 6), SCRIPT).record;
  expect(first.entries).toEqual(alone.entries);
  expect(second.entries).toEqual(alone.entries);
  expect(explanations.map(({ kind, order }) => [kind, order])).toEqual([
    ["open", 1],
    ["close", 3],
  ]);
});

test("what neither wants is not there, so that nothing is built for it", () => {
  const both = bothListeners({ submitted: () => undefined }, { latched: () => undefined });
  expect(Object.keys(both).sort()).toEqual(["latched", "submitted"]);
});
