import { expect, test } from "vitest";
import type { OpenPiece } from "./written-intent.ts";
import { WrittenRules } from "./written-rules.ts";

const SYMBOL = "D00/USDT";

/** Openings and fills of one instrument, in units. */
class Told {
  readonly rules = new WrittenRules();
  #held = 0n;

  open(ordinal: number, wishes: OpenPiece, verdict = "approved"): this {
    this.rules.noteIntent({ symbol: SYMBOL, at: 0, intent: { kind: "open", ...wishes } });
    this.rules.noteVerdict(ordinal, ["verdict", String(ordinal), SYMBOL, verdict]);
    return this;
  }

  fill(ordinal: number, units: number, price: number, at = 0): this {
    const quantity = BigInt(Math.abs(units));
    const before = this.#held;
    this.#held += BigInt(units);
    const side = units > 0 ? "buy" : "sell";
    this.rules.noteFill({ ordinal, symbol: SYMBOL, side, at, price, quantity, held: this.#held, before });
    return this;
  }
}

test("what an opening asks for counts from its first fill to the end of the position", () => {
  const { rules } = new Told().open(1, { trail: { by: 1 }, exitAfterBars: 3 });
  expect([rules.trails(SYMBOL), rules.lasts(SYMBOL)]).toEqual([false, undefined]);
  const told = new Told().open(1, { trail: { by: 1 }, exitAfterBars: 3 }).fill(1, 2, 100, 50);
  expect([told.rules.trails(SYMBOL), told.rules.lasts(SYMBOL)]).toEqual([
    true,
    { since: 50, bars: 3, askedAt: 50 },
  ]);
  told.fill(2, -2, 101);
  expect([told.rules.trails(SYMBOL), told.rules.lasts(SYMBOL)]).toEqual([false, undefined]);
});

test("how long a position may last counts from its beginning, also where an addition brings it", () => {
  const told = new Told().fill(1, 1, 100, 50).open(2, { exitAfterBars: 3 }).fill(2, 1, 101, 90);
  expect(told.rules.lasts(SYMBOL)).toEqual({ since: 50, bars: 3, askedAt: 90 });
});

test("an opening that was refused brings nothing", () => {
  const { rules } = new Told()
    .open(1, { trail: { by: 1 } }, "refused")
    .open(2, {})
    .fill(2, 1, 100);
  expect(rules.trails(SYMBOL)).toBe(false);
});

test("of a reversal the exit may be refused, and its entry brings what was asked for", () => {
  const told = new Told();
  told.rules.noteIntent({ symbol: SYMBOL, at: 0, intent: { kind: "open", trail: { by: 1 } } });
  told.rules.noteVerdict(0, ["verdict", "0", SYMBOL, "refused"]);
  told.rules.noteVerdict(7, ["verdict", "7", SYMBOL, "approved"]);
  expect(told.fill(7, 1, 100).rules.trails(SYMBOL)).toBe(true);
});

test("break even is what was paid for all that is held, and what is to be locked in beyond that; once", () => {
  const told = new Told()
    .open(1, { breakEven: { at: 110, offset: 0.5 } })
    .fill(1, 1, 100)
    .fill(1, 3, 104);
  expect(told.rules.breakEvenOf(SYMBOL, true)?.to).toBe(103.5);
  expect(told.fill(2, -2, 110).rules.breakEvenOf(SYMBOL, true)?.to).toBe(103.5);
  expect(told.fill(3, 2, 101).rules.breakEvenOf(SYMBOL, true)?.to).toBe(102.5);
  told.rules.endBreakEven(SYMBOL);
  expect(told.rules.breakEvenOf(SYMBOL, true)).toBeUndefined();
});

test("a position that turns keeps nothing of the one before it", () => {
  const told = new Told()
    .open(1, { trail: { by: 1 } })
    .fill(1, 1, 100)
    .open(2, { breakEven: { at: 90 } });
  told.fill(2, -3, 99);
  expect([told.rules.trails(SYMBOL), told.rules.breakEvenOf(SYMBOL, false)?.to]).toEqual([false, 99]);
});
