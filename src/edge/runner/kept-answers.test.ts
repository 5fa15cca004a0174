import { describe, expect, test } from "vitest";
import { perpetual } from "../../../tests/builders/instrument.ts";
import type { UnixMs } from "../../core/base/index.ts";
import type { Intent } from "../../core/domain/index.ts";
import type { Question } from "../../core/engine/index.ts";
import { close, none, StrategyFault } from "../../core/strategy/index.ts";
import { type AnswerPolicy, KeptAnswers } from "./kept-answers.ts";
import { RunLog } from "./run-log.ts";

const instrument = perpetual({ symbol: "AAA/USDT:USDT" });
const other = perpetual({ symbol: "BBB/USDT:USDT" });
const at = (place: number, more: Partial<Question> = {}): Question => ({
  strategy: "one",
  instrument,
  callback: "onBar",
  at: place as UnixMs,
  ...more,
});
const fault = new StrategyFault({
  strategy: "one",
  symbol: instrument.symbol,
  at: 1 as UnixMs,
  found: "threw Error: no",
  allowed: "an intent",
});
const verify: AnswerPolicy = { kind: "verify" };
const same: AnswerPolicy = { kind: "recover", isSame: () => true };
const changed: AnswerPolicy = { kind: "recover", isSame: () => false };

/** Questions asked of answers that write behind `written`; what came back, what was asked and what was written. */
function session(written: readonly string[], policy: AnswerPolicy) {
  const records = [...written];
  const log = new RunLog(
    written.map((record, i) => ({ sequence: i + 1, record })),
    { lastSequence: 0, append: (record) => records.push(record) },
  );
  const answers = new KeptAnswers(log, policy);
  let asked = 0;
  const ask = (question: Question, says: Intent | Error): unknown => {
    try {
      return answers.answer(question, () => {
        asked++;
        if (says instanceof Error) throw says;
        return says;
      });
    } catch (error) {
      if (error instanceof StrategyFault) return error.found;
      throw error;
    }
  };
  return { ask, log, records, changed: () => answers.changed, asked: () => asked };
}

/** What two questions leave behind: an answer, and nothing. */
function twoAnswers(): readonly string[] {
  const first = session([], same);
  first.ask(at(1), close("one"));
  first.ask(at(2), none);
  first.ask(at(3), close("three"));
  return first.records;
}

describe("answers that were kept", () => {
  test("are written when a strategy wants something, and only then", () => {
    const records = twoAnswers();
    expect(records).toHaveLength(2);
    expect(records[0]).toContain('"why":"one"');
  });

  test("hold where the same code is asked again, and what it would say otherwise now is counted and not used", () => {
    const again = session(twoAnswers(), same);
    expect(again.ask(at(1), close("one"))).toEqual(close("one"));
    expect(again.ask(at(2), close("late"))).toBe(none);
    expect(again.ask(at(3), none)).toEqual(close("three"));
    expect(again.asked()).toBe(3);
    expect(again.changed()).toBe(2);
    expect(again.records).toHaveLength(2);
  });

  test("hold without asking where the code is another", () => {
    const again = session(twoAnswers(), changed);
    expect(again.ask(at(1), close("mine"))).toEqual(close("one"));
    expect(again.ask(at(2), close("mine"))).toBe(none);
    expect(again.ask(at(3), close("mine"))).toEqual(close("three"));
    expect([again.asked(), again.changed()]).toEqual([0, 0]);
    expect(again.ask(at(4), close("mine"))).toEqual(close("mine"));
    expect(again.records.at(-1)).toContain('"why":"mine"');
  });

  test("go on where they are torn in the middle of a moment", () => {
    const whole = twoAnswers();
    const torn = session(whole.slice(0, 1), changed);
    expect(torn.ask(at(1), close("mine"))).toEqual(close("one"));
    expect(torn.ask(at(1, { instrument: other }), close("second"))).toEqual(close("second"));
    expect(torn.records).toHaveLength(2);
  });

  test("are not given to another question: instrument, callback, moment and strategy are those of then", () => {
    for (const question of [
      at(2),
      at(1, { instrument: other }),
      at(1, { callback: "onFill" }),
      at(1, { strategy: "two" }),
    ])
      expect(session(twoAnswers(), changed).ask(question, close("mine"))).toBe(none);
  });

  test("of the second timer that rang at a moment are not given to the first", () => {
    const timer = at(1, { callback: "onTimer" });
    const first = session([], same);
    first.ask(timer, none);
    first.ask({ ...timer }, close("second"));
    const again = session(first.records, same);
    expect(again.ask({ ...timer }, none)).toBe(none);
    expect(again.ask({ ...timer }, close("second"))).toEqual(close("second"));
    expect(again.changed()).toBe(0);
  });

  test("may be a fault, which comes again with the same words", () => {
    const first = session([], same);
    expect(first.ask(at(1), fault)).toBe(fault.found);
    expect(first.records).toHaveLength(1);
    for (const policy of [same, changed]) {
      const again = session(first.records, policy);
      expect(again.ask(at(1), policy === same ? fault : none)).toBe(fault.found);
      expect(again.changed()).toBe(0);
    }
    const healed = session(first.records, same);
    expect(healed.ask(at(1), none)).toBe(fault.found);
    expect(healed.changed()).toBe(1);
  });

  test("are compared when they are verified", () => {
    const again = session(twoAnswers(), verify);
    expect(again.ask(at(1), close("one"))).toEqual(close("one"));
    again.ask(at(2), none);
    expect(() => again.ask(at(3), close("another"))).toThrow(/record 2 was .*three.* is now .*another/);
  });

  test("of strategies that are silenced stay silent, also when the run is walked again", () => {
    const silent = session(twoAnswers(), { kind: "silence" });
    expect(silent.ask(at(1), close("mine"))).toEqual(close("one"));
    silent.ask(at(2), close("mine"));
    silent.ask(at(3), close("mine"));
    expect(silent.ask(at(4), close("mine"))).toBe(none);
    expect(silent.ask(at(5), close("mine"))).toBe(none);
    expect([silent.asked(), silent.records.slice(2)]).toEqual([0, ["Q"]]);
    for (const policy of [verify, same]) {
      const again = session(silent.records, policy);
      again.ask(at(1), close("one"));
      again.ask(at(2), none);
      again.ask(at(3), close("three"));
      expect(again.ask(at(4), close("mine"))).toBe(none);
      expect([again.log.isReplaying, again.asked()]).toEqual([false, 3]);
      expect(again.ask(at(5), close("mine"))).toBe(none);
    }
  });

  test("let pass what is no fault of a strategy: a bug of ours", () => {
    expect(() => session([], same).ask(at(1), new RangeError("ours"))).toThrow("ours");
    expect(() => session(twoAnswers(), same).ask(at(1), new RangeError("ours"))).toThrow("ours");
  });
});
