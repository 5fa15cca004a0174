import fc from "fast-check";
import { expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { perpetual, spot } from "../../../tests/builders/instrument.ts";
import { type Line, Run } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  type Scenario,
  scenarios,
} from "../../../tests/builders/random-run.ts";
import { close, open, order } from "../strategy/index.ts";

const wavy = (start: number): readonly string[] =>
  Array.from({ length: 60 }, (_, place) => {
    const [a, b] = [start + 10 * Math.sin(place / 3), start + 10 * Math.sin((place + 1) / 3)].map((x) =>
      Math.round(x),
    );
    return `${a} ${Math.max(a ?? 0, b ?? 0) + 1} ${Math.min(a ?? 0, b ?? 0) - 1} ${b}`;
  });

const busy = (mid: number) => ({
  1: open("long", { why: "x", stop: mid - 15, target: mid + 8 }),
  12: order({
    side: "buy",
    type: "limit" as const,
    limit: mid - 6,
    quantity: 2,
    expiresAfterBars: 9,
    why: "x",
    stop: mid - 20,
  }),
  30: order({ side: "buy", type: "stop" as const, trigger: mid + 9, quantity: 1, why: "x" }),
  45: close("enough"),
});

const lines = (): readonly Line[] => [
  { instrument: spot({ symbol: "AAA/USDT" }), bars: wavy(100), strategy: busy(100) },
  { instrument: perpetual({ symbol: "BBB/USDT:USDT" }), bars: wavy(200), strategy: busy(200) },
  { instrument: spot({ symbol: "CCC/USDT" }), bars: flat(50, 60), strategy: busy(50) },
];

test("the same input tells the same story twice, down to the last ledger entry", () => {
  const [first, second] = [new Run(lines()).play(), new Run(lines()).play()];
  expect(first.record.entries.length).toBeGreaterThan(80);
  expect(second.record.entries).toEqual(first.record.entries);
  expect(second.engine.curve.equity).toEqual(first.engine.curve.equity);
  expect(second.times).toEqual(first.times);
});

test("series given in another order change nothing", () => {
  const [first, second] = [new Run(lines()).play(), new Run([...lines()].reverse()).play()];
  expect(second.engine.portfolio.trades).toEqual(first.engine.portfolio.trades);
  expect(second.engine.curve.equity).toEqual(first.engine.curve.equity);
  expect([...second.record.story].sort()).toEqual([...first.record.story].sort());
});

test("a listener changes nothing", () => {
  const heard = new Run(lines()).play();
  const unheard = new Run(lines(), { isUnheard: true }).play();
  expect(unheard.record.entries).toEqual([]);
  expect(unheard.engine.portfolio.trades).toEqual(heard.engine.portfolio.trades);
  expect(unheard.engine.curve.equity).toEqual(heard.engine.curve.equity);
  expect(unheard.engine.portfolio.cash).toBe(heard.engine.portfolio.cash);
});

test("playing in pieces is playing at once", () => {
  const whole = new Run(lines()).play();
  const pieces = new Run(lines());
  while (Number.isFinite(pieces.playback.nextAt)) pieces.play(7);
  expect(pieces.record.entries).toEqual(whole.record.entries);
});

test("random runs tell the same story twice", () => {
  const told = (scenario: Scenario) => {
    const { run, audit } = prepareScenario(scenario);
    playThrough(scenario, run);
    return { entries: audit.entries, equity: run.engine.curve.equity, times: run.times };
  };
  const property = fc.property(scenarios, (scenario) => {
    expect(told(scenario)).toEqual(told(scenario));
  });
  fc.assert(property, { seed: 11, numRuns: 60 });
});
