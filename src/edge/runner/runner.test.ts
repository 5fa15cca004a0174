/** Runs that are cut off anywhere, taken up, changed and walked again; in this process, so that every place is tried. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closes } from "../../../tests/builders/bars.ts";
import { perpetual } from "../../../tests/builders/instrument.ts";
import {
  type Given,
  inputsAndDecisions,
  PLAY,
  playJournaled,
  type Traded,
} from "../../../tests/builders/journaled-run.ts";
import type { Intent } from "../../core/domain/index.ts";
import { bars, close, none, open, order, type Strategy, strategy } from "../../core/strategy/index.ts";
import type { RunnerEnding } from "./messages.ts";
import { ReplayDiffers } from "./run-log.ts";

/** In at every third bar, with a stop; out two bars later; a timer that wants something too; memory of its own. */
const trading = (name: string, size: number, breaksAt = Number.NaN): Strategy =>
  strategy({
    name,
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    state: () => ({ asked: 0 }),
    timers: { early: "2h", late: "4h" },
    onBar: ({ feeds, position, state }): Intent => {
      state.asked++;
      if (state.asked === breaksAt) throw new Error("bad luck");
      const now = feeds.main.close.now;
      if (position.side !== "flat") return state.asked % 5 === 0 ? close(`asked ${state.asked} times`) : none;
      if (state.asked % 3 === 0)
        return open("long", { why: `asked ${state.asked} times`, stop: now * (0.96 + size / 200) });
      return state.asked % 7 === 0
        ? order({ side: "buy", type: "limit", quantity: size, limit: now * 0.99, why: "dip" })
        : none;
    },
    onTimer: ({ timer, position, state }): Intent =>
      timer === "late" && position.side !== "flat" && state.asked % 2 === 0 ? close("late") : none,
    onFill: () => none,
  });

/** A walk that falls and rises enough to hit stops and limits. */
const walk = (seed: number, count: number): readonly string[] => {
  let state = seed;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let price = 100;
  return closes(
    100,
    ...Array.from({ length: count - 1 }, () => {
      price = Math.round(price * (0.97 + next() * 0.06) * 100) / 100;
      return price;
    }),
  );
};

const BARS = 40;
const lines = (more: Partial<Traded> = {}): readonly Traded[] => [
  {
    instrument: perpetual({ symbol: "AAA/USDT:USDT" }),
    bars: walk(7, BARS),
    strategy: trading("one", 2),
    ...more,
  },
  {
    instrument: perpetual({ symbol: "BBB/USDT:USDT" }),
    bars: walk(11, BARS),
    strategy: trading("two", 3, 25),
  },
];
const ORDERS: readonly Given[] = [
  { after: 5, command: { id: "1", do: "halt" } },
  { after: 12, command: { id: "2", do: "resume" } },
  { after: 12, command: { id: "2", do: "resume" } },
  { after: 17, command: { id: "3", do: "flatten", symbol: "AAA/USDT:USDT" } },
  { after: 21, command: { id: "4", do: "stop", symbol: "AAA/USDT:USDT" } },
  { after: 26, command: { id: "5", do: "start" } },
];
const EMERGENCY: Given = { after: 32, command: { id: "6", do: "emergency" } };

const verified = (ending: RunnerEnding) => {
  if (ending.kind !== "verified") throw new Error(`ended as ${ending.kind}`);
  return ending.verification;
};
const resumed = (told: ReturnType<typeof playJournaled>["told"]) =>
  told.find(({ kind }) => kind === "resumed");
const verify = (from: readonly Traded[], records: readonly string[]) =>
  verified(playJournaled(from, records, { task: { kind: "verify" } }).ending);

/** Records that a replay is held against: stories only explain what they stand beside. */
const walked = (records: readonly string[]): readonly string[] =>
  inputsAndDecisions(records).filter((record) => !record.startsWith("S"));

describe("a run of a few hundred records", () => {
  const whole = playJournaled(lines(), [], { given: ORDERS });

  test("holds everything that these tests are about", () => {
    const letters = new Set(whole.records.map((record) => record[0]));
    expect([...letters].sort().join("")).toBe("CDEFIMRSZ");
    expect(whole.records.length).toBeGreaterThan(200);
    expect(whole.records.filter((record) => record.startsWith("C"))).toHaveLength(5);
  });

  test("is verified, and says how much", () => {
    const { events, hash, expected, firstDifference, decisions } = verify(lines(), whole.records);
    expect({ hash, expected, firstDifference }).toEqual({
      hash: whole.hash,
      expected: whole.hash,
      firstDifference: undefined,
    });
    expect(events).toBe(walked(whole.records).length);
    expect(decisions).toBe(whole.records.filter((record) => record.startsWith("D")).length);
  });

  test("that is interrupted ends there, with a hash that a verification comes to", () => {
    const { records, hash } = playJournaled(lines(), [], { stopAfter: 20 });
    expect(records.at(-1)).toMatch(/^Z.*"complete":false/);
    expect(verify(lines(), records)).toMatchObject({ hash, expected: hash, firstDifference: undefined });
    const again = playJournaled(lines(), records); // It was not stored yet: nothing is traded any more.
    expect(inputsAndDecisions(again.records)).toEqual(inputsAndDecisions(records));
  });

  test("that is cut off behind any record is taken up to the same hash and the same records", () => {
    const all = inputsAndDecisions(whole.records);
    for (let kept = 0; kept <= whole.records.length; kept++) {
      const cut = whole.records.slice(0, kept);
      const commands = cut.filter((record) => record.startsWith("C")).length;
      // Whoever gave the others gives them again; the second of the same id is obeyed no more than before.
      const given = ORDERS.filter(({ command }) => Number(command.id) > commands);
      const again = playJournaled(lines(), cut, { given });
      expect({ kept, hash: again.hash }).toEqual({ kept, hash: whole.hash });
      expect(inputsAndDecisions(again.records)).toEqual(all);
      expect(resumed(again.told)).toEqual(
        kept < 3 ? undefined : expect.objectContaining({ replayed: walked(cut).length, changed: 0 }),
      );
    }
  });

  test("that is cut off again and again, wherever, comes to the same", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(whole.records.length), { minLength: 1, maxLength: 6 }), (cuts) => {
        let records: readonly string[] = [];
        for (const cut of [...cuts].sort((a, b) => a - b)) {
          const commands = records.filter((record) => record.startsWith("C")).length;
          const given = ORDERS.filter(({ command }) => Number(command.id) > commands);
          const played = playJournaled(lines(), records, { given }).records;
          if (cut > records.length) records = played.slice(0, cut);
        }
        const commands = records.filter((record) => record.startsWith("C")).length;
        const last = playJournaled(lines(), records, {
          given: ORDERS.filter(({ command }) => Number(command.id) > commands),
        });
        expect(last.hash).toBe(whole.hash);
        expect(inputsAndDecisions(last.records)).toEqual(inputsAndDecisions(whole.records));
      }),
      { numRuns: 15 },
    );
  });

  test("that is taken up by another strategy keeps what was decided, and decides the rest anew", () => {
    const other = lines({ strategy: trading("one", 1), code: "other" });
    const all = inputsAndDecisions(whole.records);
    for (let kept = 3; kept < whole.records.length; kept += 3) {
      const cut = whole.records.slice(0, kept);
      const again = playJournaled(other, cut, {});
      const before = inputsAndDecisions(cut);
      expect(inputsAndDecisions(again.records).slice(0, before.length)).toEqual(before);
      expect(resumed(again.told)).toMatchObject({ replayed: walked(cut).length, changed: 0 });
      expect(again.ending.kind).toBe("done");
      // What it decided is taken up by itself as well.
      const third = playJournaled(other, again.records.slice(0, -1), {});
      expect(inputsAndDecisions(third.records)).toEqual(inputsAndDecisions(again.records));
    }
    expect(all.length).toBeGreaterThan(0);
  });

  test("that an emergency closes without its process asks nobody, ends flat, and is verified", () => {
    for (let kept = 3; kept < whole.records.length - 1; kept += 4) {
      const cut = whole.records.slice(0, kept);
      const task = { kind: "emergency", command: { id: "e", do: "emergency", by: "me" } } as const;
      const { ending, records } = playJournaled(lines(), cut, { task });
      if (ending.kind !== "done") throw new Error(ending.kind);
      // Where the data ends before the next bar opens nothing fills any more: that is named.
      const { isComplete, open: held } = ending.outcome;
      const left = ending.emergency?.left ?? [];
      expect({ kept, isFlat: left.length === 0 || isComplete }).toEqual({ kept, isFlat: true });
      expect(left).toHaveLength(held.length);
      expect(records.at(-1)).toMatch(/^Z/);
      const before = inputsAndDecisions(cut).length;
      expect(
        inputsAndDecisions(records)
          .slice(before)
          .filter((record) => /^[IF]/.test(record)),
      ).toEqual([]);
      expect(verify(lines(), records)).toMatchObject({
        firstDifference: undefined,
        expected: ending.outcome.hash,
      });
    }
  });

  test("that has ended is not ended again", () => {
    const again = playJournaled(lines(), whole.records);
    expect(inputsAndDecisions(again.records)).toEqual(inputsAndDecisions(whole.records));
  });
});

test("a day on which nothing was held brings exactly nothing", () => {
  let seen = 0;
  const once = strategy({
    name: "once",
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar: ({ position }): Intent => {
      seen++;
      if (position.side !== "flat") return close("once is enough");
      return seen === 3 ? open("long", { why: "once", stop: 50 }) : none;
    },
  });
  const { told } = playJournaled(
    [{ instrument: perpetual({ step: "0.0000001" }), bars: walk(13, 3 * 24), strategy: once }],
    [],
    {
      task: { ...PLAY, daily: true },
    },
  );
  const days = told.flatMap((one) =>
    one.kind === "notes" ? one.notes.flatMap((note) => (note.kind === "day" ? [note.facts] : [])) : [],
  );
  expect(days.map(({ fills, pnl }) => [fills, pnl])).toEqual([
    [2, expect.stringMatching(/\.\d{9,}$/)], // More digits than a float of that size tells.
    [0, "0"],
    [0, "0"],
  ]);
  const [status] = told
    .flatMap((one) => (one.kind === "live" && one.report.kind === "status" ? [one.report.status] : []))
    .slice(-1);
  expect(status && status.capital.current - status.capital.atDayStart).toBe(0n);
  expect(status?.capital.current).not.toBe(status?.capital.initial);
});

describe("a run that never waits", () => {
  const task = { ...PLAY, speed: "max" } as const;
  const slow = playJournaled(lines(), []);
  const whole = playJournaled(lines(), [], { task });
  const letters = (records: readonly string[], letter: string): readonly string[] =>
    records.filter((record) => record.startsWith(letter));

  test("decides as one that waits for every bar, and writes only the moments of which something came", () => {
    expect(whole.hash).toBe(slow.hash);
    expect(walked(whole.records).filter((record) => !record.startsWith("M"))).toEqual(
      walked(slow.records).filter((record) => !record.startsWith("M")),
    );
    const written = letters(whole.records, "M");
    expect(written.length).toBeLessThan(letters(slow.records, "M").length);
    for (const moment of written) expect(slow.records).toContain(moment);
    expect(verify(lines(), whole.records)).toMatchObject({
      hash: whole.hash,
      expected: whole.hash,
      firstDifference: undefined,
    });
  });

  test("is cut off behind any record, and taken up at either speed", () => {
    for (let kept = 0; kept <= whole.records.length; kept++)
      for (const taken of [task, PLAY]) {
        const again = playJournaled(lines(), whole.records.slice(0, kept), { task: taken });
        expect({ kept, hash: again.hash }).toEqual({ kept, hash: whole.hash });
        expect(letters(again.records, "D")).toEqual(letters(whole.records, "D"));
        expect(letters(again.records, "S")).toEqual(letters(whole.records, "S"));
      }
  });

  test("differs where something comes of a moment that brought nothing", () => {
    const eager = lines({ strategy: trading("one", 1) });
    const { firstDifference } = verify(eager, whole.records);
    expect(firstDifference?.now).toMatch(/^[MI]/);
  });
});

test("an emergency while it goes on is cut off anywhere, and comes to the same end", () => {
  const given = [...ORDERS, EMERGENCY];
  const whole = playJournaled(lines(), [], { given });
  expect(whole.told).toContainEqual(
    expect.objectContaining({
      kind: "obeyed",
      result: expect.objectContaining({ kind: "emergency", left: [] }),
    }),
  );
  for (let kept = 2; kept <= whole.records.length; kept++) {
    const cut = whole.records.slice(0, kept);
    const commands = cut.filter((record) => record.startsWith("C")).length;
    const again = playJournaled(lines(), cut, {
      given: given.filter(({ command }) => Number(command.id) > commands),
    });
    expect(inputsAndDecisions(again.records)).toEqual(inputsAndDecisions(whole.records));
  }
});

test("commands at any place are walked again to the same end", () => {
  const deeds = fc.constantFrom("halt", "resume", "flatten", "stop", "start", "emergency") as fc.Arbitrary<
    Given["command"]["do"]
  >;
  const command = fc.record({
    after: fc.nat(BARS),
    do: deeds,
    symbol: fc.constantFrom(undefined, "AAA/USDT:USDT", "BBB/USDT:USDT"),
  });
  fc.assert(
    fc.property(
      fc.array(command, { maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (asked, share) => {
        const given = [...asked]
          .sort((a, b) => a.after - b.after)
          .map(({ after, do: deed, symbol }, i): Given => {
            const command = { id: String(i + 1), do: deed };
            return { after, command: symbol === undefined ? command : { ...command, symbol } };
          });
        const whole = playJournaled(lines(), [], { given });
        expect(verify(lines(), whole.records)).toMatchObject({
          hash: whole.hash,
          expected: whole.hash,
          firstDifference: undefined,
        });
        const cut = whole.records.slice(0, Math.floor(share * whole.records.length));
        const commands = cut.filter((record) => record.startsWith("C")).length;
        const again = playJournaled(lines(), cut, {
          given: given.filter(({ command }) => Number(command.id) > commands),
        });
        expect(inputsAndDecisions(again.records)).toEqual(inputsAndDecisions(whole.records));
      },
    ),
    { numRuns: 40 },
  );
});

describe("what a run was made of, and is not any more", () => {
  const { records, hash } = playJournaled(lines(), []);

  test("a strategy that decides otherwise is named with the first record that is another", () => {
    const first = records.findIndex((record) => record.startsWith("I"));
    const late = strategy({ ...trading("one", 2), onBar: () => none } as never) as unknown as Strategy;
    const { firstDifference, expected, events } = verify(lines({ strategy: late }), records);
    expect(firstDifference).toMatchObject({ sequence: first + 1, written: records[first] });
    expect(expected).toBe(hash); // It ended, whatever comes of it now.
    expect(events).toBeLessThan(walked(records).length / 2);
    expect(verify(lines({ strategy: late }), records.slice(0, -1)).expected).toBeUndefined();
  });

  test("so is a parameter", () => {
    const { firstDifference } = verify(lines({ strategy: trading("one", 2.5) }), records);
    const stop = /^I.*"why":"asked 3 times","stop":([\d.]+)/;
    expect(firstDifference?.written).toMatch(stop);
    expect(firstDifference?.now).toMatch(stop);
  });

  test("so is a byte of the data that anything was decided by", () => {
    const other = walk(7, BARS).map((bar, i) =>
      i === 2 ? bar.replace(/ \d+(\.\d+)?$/, (price) => ` ${Number(price) + 0.01}`) : bar,
    );
    const lifted = other.map((bar) => {
      const [o = 0, h = 0, l = 0, c = 0] = bar.split(" ").map(Number);
      return `${o} ${Math.max(o, h, l, c)} ${Math.min(o, h, l, c)} ${c}`;
    });
    const { firstDifference } = verify(lines({ bars: lifted }), records);
    expect(firstDifference?.sequence).toBeGreaterThan(2);
    expect(firstDifference?.now).not.toBe(firstDifference?.written);
  });

  test("a run with other data is not taken up: nothing is written", () => {
    const before = [...records];
    expect(() => playJournaled(lines({ bars: walk(8, BARS) }), records.slice(0, 150))).toThrow(ReplayDiffers);
    expect(records).toEqual(before);
  });

  test.each([
    ["a command that nobody knows", 'C{"id":"1","do":"explode","by":"me"}'],
    ["a command on a symbol that is not traded", 'C{"id":"1","do":"halt","by":"me","symbol":"CCC/USDT"}'],
    ["a record of another version", "?new"],
    ["a moment that never was", "M5"],
    ["a decision out of nowhere", "Dnothing"],
  ])("%s ends the walk, and does not go on for ever", (_, record) => {
    const odd = [...records.slice(0, 60), record];
    expect(verify(lines(), odd).firstDifference).toMatchObject({ written: record });
    expect(() => playJournaled(lines(), odd, { task: PLAY })).toThrow(ReplayDiffers);
  });
});
