/** What a resume came to: what a person lifts, and what only time does. */
import { expect, test } from "vitest";
import { closes } from "../../../../tests/builders/bars.ts";
import { perpetual } from "../../../../tests/builders/instrument.ts";
import { type Given, playJournaled, type Traded } from "../../../../tests/builders/journaled-run.ts";
import { bars, none, open, strategy } from "../../../core/strategy/index.ts";
import type { CommandResult } from "../../runner/index.ts";
import { doneBy } from "./control-command.ts";

/** Goes long at the second bar, and loses a tenth of that at the fifth. */
const loses: Traded = {
  instrument: perpetual(),
  bars: closes(100, 100, 100, 100, 100, 90, 90, 90, 90, 90, 90),
  strategy: strategy({
    name: "loses",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    state: () => ({ asked: 0 }),
    onBar: ({ state }) => (++state.asked === 2 ? open("long", { why: "test", stop: 10 }) : none),
  }),
  risk: { session: { dailyLossMax: 0.001 } },
};

const HALT = { id: "h", do: "halt" } as const;
const RESUME = { id: "r", do: "resume" } as const;

/** What the last command came to. */
function resultOf(...given: readonly Given[]): CommandResult {
  const { told } = playJournaled([loses], [], { given });
  const results = told.flatMap((one) => (one.kind === "obeyed" ? [one.result] : []));
  return results.at(-1) as CommandResult; // Every command is answered.
}

test.each([
  ["nothing", [{ after: 2, command: RESUME }], { lifted: [], holds: [] }, "nothing was halted"],
  [
    "what a person lifts",
    [
      { after: 2, command: HALT },
      { after: 3, command: RESUME },
    ],
    { lifted: ["operator"], holds: [] },
    "resumed: operator lifted",
  ],
  [
    "what time lifts",
    [{ after: 8, command: RESUME }],
    { lifted: [], holds: [{ kind: "daily-loss", endsBy: "next session day" }] },
    "daily-loss still holds, and nobody lifts it: no new risk until next session day",
  ],
  [
    "both",
    [
      { after: 7, command: HALT },
      { after: 8, command: RESUME },
    ],
    { lifted: ["operator"], holds: [{ kind: "daily-loss", endsBy: "next session day" }] },
    "resumed: operator lifted; daily-loss still holds, and nobody lifts it: no new risk until next session day",
  ],
] as const)("%s was halted", (_, given, resumed, text) => {
  const result = resultOf(...given);
  expect(result).toEqual({ kind: "obeyed", resumed });
  expect(doneBy("resume", result)).toBe(text);
});
