import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { WireRun } from "../../../tests/builders/wire-run.ts";
import type { Intent } from "../domain/index.ts";
import { adjust, open, order, several } from "../strategy/index.ts";
import { DecisionRecord } from "./decision-record.ts";

/** What is written of a run in which a strategy wants these things, bar by bar; two are bought at the first bar that buys. */
class Recorded {
  readonly lines: string[] = [];
  readonly run: WireRun;

  constructor(...intents: readonly Intent[]) {
    const silent = { update: () => undefined, digest: () => "" };
    const record = new DecisionRecord(silent, undefined, (line) => this.lines.push(line));
    this.run = new WireRun(
      flat(100, 12),
      Object.fromEntries(intents.map((one, i) => [i + 1, one])),
      {},
      { listener: record },
    );
    for (const _ of intents) this.run.bar();
  }

  of(what: string): readonly string[] {
    return this.lines.filter((line) => line.startsWith(`${what}|`));
  }
}

const buy = { side: "buy", type: "market", quantity: 2, why: "test", stop: 90 } as const;

describe("two decisions that differ in nothing but what lies deeper are written otherwise", () => {
  const written = (intent: Intent): string => new Recorded(intent).of("intent").join();

  test.each<[string, (at: number) => Intent]>([
    ["a trail", (at) => open("long", { why: "test", stop: 90, trail: { by: at } })],
    ["a target", (at) => open("long", { why: "test", stop: 90, targets: [{ price: 100 + at, share: 1 }] })],
    ["break-even", (at) => open("long", { why: "test", stop: 90, breakEven: { at: 100 + at } })],
    ["one of several", (at) => several(order({ ...buy, quantity: at }), order(buy))],
  ])("%s", (_, wish) => {
    expect(written(wish(5))).not.toBe(written(wish(6)));
    expect(written(wish(5))).not.toContain("[object");
  });

  test("the way an object was written does not matter", () => {
    const trail = { by: 5, activation: 110 };
    const turned = { activation: 110, by: 5 };
    expect(written(open("long", { why: "test", stop: 90, trail }))).toBe(
      written(open("long", { why: "test", stop: 90, trail: turned })),
    );
  });
});

test("an order is written with its conditions", () => {
  const recorded = new Recorded(order({ ...buy, trail: { share: 0.02, activation: 105 } }));
  recorded.run.fill(1, "2", "100");
  expect(recorded.of("conditions")).toEqual(["conditions|3|trail={activation=105,ratio=0.02}"]);
});

test("an answer to new terms is written with them", () => {
  const recorded = new Recorded(order({ ...buy, trail: { by: 5 } }), order({ ...buy, quantity: 1 }));
  const { run } = recorded;
  run.fill(1, "2", "100");
  for (const id of run.sent.slice(1).map(({ id }) => id)) run.tell("OrderAccepted", id);
  run.bar();
  run.fill(run.sent.findLast(({ role }) => role === "entry")?.id ?? 0, "1", "100");
  const trailing = run.sent.find(({ type }) => type === "trailing-stop")?.id ?? 0;
  run.replace(trailing);
  expect(recorded.of("answer").at(-1)).toMatch(
    new RegExp(`^answer\\|${trailing}\\|\\d+\\|OrderReplaced\\|3\\|\\|\\|$`),
  );
});

test("moves of a position's protection are written", () => {
  const recorded = new Recorded(order(buy), adjust("test", { trail: { by: 4 } }));
  expect(recorded.of("intent").at(-1)).toContain("trail={by=4}");
});
