/** Runs whose openings a person answers: walked again, and taken up wherever they were cut off, they come to the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import {
  type Given,
  inputsAndDecisions,
  PLAY,
  playJournaled,
  type Traded,
} from "../../../tests/builders/journaled-run.ts";
import { every } from "../../../tests/builders/script.ts";
import { close, none, open } from "../../core/strategy/index.ts";

const BARS = 40;
/** Up and down by a few percent. */
const wave = (turn: number) =>
  closes(97, ...Array.from({ length: BARS - 1 }, (_, i) => 98 + ((i * turn) % 7)));
const strategy = (name: string, pace: number) =>
  every(name, ({ feeds, position }) => {
    const { bars } = feeds.main;
    if (position.side !== "flat") return bars % 5 === 0 ? close("enough") : none;
    return bars % pace === 0 ? open("long", { why: `bar ${bars}`, stop: feeds.main.close.now * 0.9 }) : none;
  });
const automation = { level: "semi", timeoutMs: 3 * HOUR } as const;
const lines: readonly Traded[] = [
  {
    instrument: perpetual({ symbol: "AAA/USDT:USDT" }),
    bars: wave(3),
    strategy: strategy("one", 2),
    automation,
  },
  { instrument: perpetual({ symbol: "BBB/USDT:USDT" }), bars: wave(5), strategy: strategy("two", 3) },
];
const answer = (id: number, after: number, deed: "approve" | "reject", approval: number): Given => ({
  after,
  command: { id: String(id), do: deed, approval },
});

const results = (given: readonly Given[]) =>
  playJournaled(lines, [], { given }).told.flatMap((told) => (told.kind === "obeyed" ? [told.result] : []));
const verified = (records: readonly string[]) => {
  const { ending } = playJournaled(lines, records, { task: { kind: "verify" } });
  if (ending.kind !== "verified") throw new Error(ending.kind);
  return ending.verification;
};

describe("an answer", () => {
  test("opens what waited, and says with which order", () => {
    const [result] = results([answer(1, 3, "approve", 1)]);
    expect(result).toMatchObject({ kind: "answered", entry: { id: 1, wants: "open long" }, refusals: [] });
    expect(result?.kind === "answered" ? result.orders : []).toHaveLength(1);
  });

  test("to what does not wait is none: what waits is told, nothing is written, and it may be given again", () => {
    const { records, told } = playJournaled(lines, [], { given: [answer(1, 3, "approve", 7)] });
    const waiting = [{ id: 1, symbol: "AAA/USDT:USDT" }];
    expect(told).toContainEqual(
      expect.objectContaining({ result: expect.objectContaining({ kind: "unknown approval", approval: 7 }) }),
    );
    expect(results([answer(1, 3, "approve", 7)])).toMatchObject([{ waiting }]);
    expect(records.filter((record) => record.startsWith("C"))).toEqual([]);
    expect(results([answer(1, 3, "approve", 7), answer(1, 3, "approve", 1)])).toMatchObject([
      { kind: "unknown approval" },
      { kind: "answered" },
    ]);
  });

  test("that never comes is noted when its time is over, and counts in the day that it is", () => {
    const asks = every("asks", ({ feeds }) =>
      feeds.main.bars === 22 ? open("long", { why: "late", stop: feeds.main.close.now * 0.9 }) : none,
    );
    const alone: Traded = { instrument: perpetual(), bars: wave(3), strategy: asks, automation };
    const { told } = playJournaled([alone], [], { task: { ...PLAY, daily: true } });
    const notes = told.flatMap((one) => (one.kind === "notes" ? one.notes : []));
    const asked = START + 22 * HOUR;
    expect(notes.find(({ kind }) => kind === "signal")).toMatchObject({ at: asked });
    expect(notes.find(({ kind }) => kind === "refusal")).toMatchObject({ at: asked + 3 * HOUR });
    const days = notes.flatMap((note) => (note.kind === "day" ? [note.facts.refusals] : []));
    expect(days).toEqual([0, 1]);
  });

  test("that is given twice is obeyed once", () => {
    const twice = [answer(1, 3, "reject", 1), answer(1, 3, "reject", 1)];
    expect(results(twice).map(({ kind }) => kind)).toEqual(["answered", "known"]);
    expect(results([answer(1, 3, "reject", 1)])).toMatchObject([
      { refusals: ["ApprovalRejected"], orders: [] },
    ]);
  });

  test("is noted with its symbol and with what came of it, also where nothing of that number waits", () => {
    const given = [answer(1, 3, "approve", 7), answer(2, 3, "reject", 1), answer(2, 3, "reject", 1)];
    const notes = playJournaled(lines, [], { given }).told.flatMap((told) =>
      told.kind === "notes" ? told.notes.filter(({ kind }) => kind === "command") : [],
    );
    const symbol = "AAA/USDT:USDT";
    expect(notes).toEqual([
      { kind: "command", at: expect.any(Number), command: expect.anything(), result: "refused" },
      { kind: "command", at: expect.any(Number), command: expect.anything(), result: "obeyed", symbol },
      { kind: "command", at: expect.any(Number), command: expect.anything(), result: "known" },
    ]);
  });

  test("decided and asked stand in the decisions", () => {
    const { records } = playJournaled(lines, [], {
      given: [answer(1, 3, "approve", 1), answer(2, 5, "reject", 2)],
    });
    const approvals = records
      .filter((record) => record.startsWith("Dapproval|"))
      .map((record) => record.split("|"));
    expect(new Set(approvals.map(([, , , , what]) => what))).toEqual(
      new Set(["asked", "approved", "rejected", "expired", "withdrawn"]),
    );
    expect(approvals[0]?.slice(3)).toEqual([
      "AAA/USDT:USDT",
      "asked",
      expect.any(String),
      "open long",
      "bar 2",
    ]);
  });
});

test("answers at any place are walked again to the same end, and taken up wherever a run was cut off", () => {
  const given = fc.array(
    fc.record({
      after: fc.integer({ min: 2, max: BARS }),
      deed: fc.constantFrom("approve", "approve", "reject"),
      approval: fc.integer({ min: 1, max: 25 }),
    }),
    { minLength: 5, maxLength: 25 },
  );
  let obeyed = 0;
  fc.assert(
    fc.property(given, fc.double({ min: 0, max: 1, noNaN: true }), (wanted, share) => {
      const answers = [...wanted]
        .sort((a, b) => a.after - b.after)
        .map(({ after, deed, approval }, i) => answer(i + 1, after, deed, approval));
      const whole = playJournaled(lines, [], { given: answers });
      expect(verified(whole.records)).toMatchObject({
        hash: whole.hash,
        expected: whole.hash,
        firstDifference: undefined,
      });
      const written = whole.records.filter((record) => record.startsWith("C"));
      obeyed += written.length;
      const cut = whole.records.slice(0, Math.floor(share * whole.records.length));
      const again = playJournaled(lines, cut, { given: missing(answers, cut, written) });
      expect(inputsAndDecisions(again.records)).toEqual(inputsAndDecisions(whole.records));
    }),
    { numRuns: 150 }, // Of which forty come to thirty answers on average, and to twenty now and then.
  );
  expect(obeyed).toBeGreaterThan(20);
});

/** Those that were obeyed, and are not written yet: whoever gave the others was answered, or asked for nothing. */
function missing(
  all: readonly Given[],
  cut: readonly string[],
  written: readonly string[],
): readonly Given[] {
  const left = written.filter((record) => !cut.includes(record));
  return all.filter(({ command }) =>
    left.some((record) => record.startsWith(`C{"by":"test","id":"${command.id}",`)),
  );
}
