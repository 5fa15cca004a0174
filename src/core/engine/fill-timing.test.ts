import { describe, expect, test } from "vitest";
import { closes, flat } from "../../../tests/builders/bars.ts";
import { play, prepare } from "../../../tests/builders/play.ts";
import { every } from "../../../tests/builders/script.ts";
import type { InstrumentId } from "../domain/index.ts";
import { close, none, order } from "../strategy/index.ts";

const buy = order({ side: "buy", type: "market", quantity: 1, why: "test" });

describe("a decision at the close of a bar", () => {
  test("fills at the open of the next one", () => {
    const run = play(["100 101 99 100", "102 103 101 102", "104 105 103 104"], { 1: buy });
    expect(run.fills).toEqual(["1 buy 1 @ 102"]);
  });

  test("fills at the first open behind a hole in the data", () => {
    const run = play(["100 101 99 100", "-", "-", "104 105 103 104"], { 1: buy });
    expect(run.fills).toEqual(["3 buy 1 @ 104"]);
  });

  test("of the last bar never fills", () => {
    const run = play(flat(100, 2), { 2: buy });
    expect(run.fills).toEqual([]);
    expect(run.resting()).toEqual(["buy market 1"]);
  });

  test("sees the bar that closed and nothing after it", () => {
    const seen: number[] = [];
    const watcher = every("watcher", ({ feeds }) => {
      seen.push(feeds.main.close.now);
      return none;
    });
    prepare(closes(100, 101, 102, 103), watcher).play(2);
    expect(seen).toEqual([100]); // One step opens the first bar, one closes it.
  });

  test("is made before anything that rests meets the next open", () => {
    const seen: string[] = [];
    const watcher = every("watcher", ({ feeds, position }) => {
      seen.push(`${feeds.main.bars}: ${position.side}`);
      return feeds.main.bars === 1 ? { ...buy, stop: 95 } : none;
    });
    // The third bar opens beyond the stop, at the very moment the second one closes.
    const run = prepare([...flat(100, 2), "90 91 89 90", "90 90 90 90"], watcher).play();
    expect(seen).toEqual(["1: flat", "2: long", "3: flat", "4: flat"]);
    expect(run.fills).toEqual(["1 buy 1 @ 100", "2 sell 1 @ 90"]);
  });

  test("with slippage fills worse than the open, never better", () => {
    const run = play(flat(100, 4), { 1: buy, 2: close("enough") }, { slippageBps: 25 });
    expect(run.fills).toEqual(["1 buy 1 @ 100.25", "2 sell 1 @ 99.75"]);
  });
});

describe("a good-till-date entry", () => {
  const entry = order({
    side: "buy",
    type: "limit",
    limit: 95,
    quantity: 1,
    expiresAfterBars: 2,
    why: "test",
  });
  const still = "100 100 100 100";

  test("works for as many bars as it says, the last one included", () => {
    const filled = play([still, still, "100 100 94 100"], { 1: entry });
    expect(filled.fills).toEqual(["2 buy 1 @ 95"]);
    const late = play([still, still, still, "100 100 94 100"], { 1: entry });
    expect(late.fills).toEqual([]);
    expect(late.record.story).toContain("1 expired: time");
  });

  test("whose time came in a hole of the data does not meet the bar behind it", () => {
    const run = play([still, "-", "-", "-", "100 100 90 100"], { 1: entry });
    expect(run.fills).toEqual([]);
    expect(run.record.story).toContain("1 expired: time");
  });

  test("leaves no reservation when it ends", () => {
    const run = play([still, still, still, still], { 1: entry });
    expect(run.engine.risk.hasWorkingEntry(0 as InstrumentId)).toBe(false);
    expect(run.engine.risk.exposure.freeBalance()).toBe(run.engine.portfolio.cash);
  });
});
