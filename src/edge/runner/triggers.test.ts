/** Triggers that were pulled from outside: what a journal says of them, and what a process that takes a run up does. */
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { perpetual } from "../../../tests/builders/instrument.ts";
import { type Given, playJournaled, type Traded } from "../../../tests/builders/journaled-run.ts";
import type { TriggerAction } from "../../core/domain/index.ts";
import { bars, none, open, strategy } from "../../core/strategy/index.ts";

/** Goes long at the second bar, and again wherever it is flat. */
const eager: Traded = {
  instrument: perpetual(),
  bars: closes(100, ...Array.from({ length: 29 }, () => 100)),
  strategy: strategy({
    name: "eager",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar: ({ position }) => (position.side === "flat" ? open("long", { why: "test", stop: 90 }) : none),
  }),
};
const pulled = (action: TriggerAction): Given => ({
  after: 10,
  command: { id: "1", do: "trigger", trigger: "overload", action },
});
const calm: Given = { after: 20, command: { id: "2", do: "calm", trigger: "overload" } };
const commandsIn = (records: readonly string[]) =>
  records.flatMap((record) =>
    record.startsWith("C") ? [(JSON.parse(record.slice(1)) as { do: string }).do] : [],
  );
const verify = (records: readonly string[]) => {
  const { ending } = playJournaled([eager], records, { task: { kind: "verify" } });
  if (ending.kind !== "verified") throw new Error(ending.kind);
  return ending.verification;
};
const latchesOf = ({ ending }: ReturnType<typeof playJournaled>) =>
  ending.kind === "done" ? ending.outcome.latches.map(({ kind }) => kind) : [];

describe.each(["halt", "reduce", "flatten"] as const)("a trigger that says %s", (action) => {
  const run = playJournaled([eager], [], { given: [pulled(action), calm] });

  test("stands in the decision record, and the run is verified", () => {
    expect(run.records).toContainEqual(
      expect.stringMatching(new RegExp(`^Dtrigger\\|\\d+\\|overload\\|NaN\\|NaN\\|${action}\\|`)),
    );
    expect(verify(run.records)).toMatchObject({ firstDifference: undefined, hash: run.hash });
  });

  test("ends when it is over only where nothing was left", () => {
    expect(latchesOf(run)).toEqual(action === "halt" ? [] : ["overload"]);
  });

  test("is over for whoever takes the run up, only where nothing was left", () => {
    const whole = playJournaled([eager], [], { given: [pulled(action)] });
    const at = whole.records.findIndex((record) => record.startsWith("C"));
    const again = playJournaled([eager], whole.records.slice(0, at + 20));
    expect(commandsIn(again.records)).toEqual(action === "halt" ? ["trigger", "calm"] : ["trigger"]);
    expect(latchesOf(again)).toEqual(action === "halt" ? [] : ["overload"]);
    expect(verify(again.records)).toMatchObject({ firstDifference: undefined, hash: again.hash });
  });
});
