import { expect, test } from "vitest";
import { checkShape } from "./shape.ts";

const GOOD = {
  name: "good",
  version: "1.0.0",
  params: { length: { kind: "int", default: 3 } },
  feeds: { main: { kind: "bars" } },
  indicators: () => ({}),
  onBar: () => undefined,
};
const findingsOf = (changes: object): string[] =>
  checkShape({ ...GOOD, ...changes }, (key = "whole") => key).map(
    ({ where, message, fix }) => `${where}: ${message}; ${fix}`,
  );

test("a strategy in order, with and without what may be left out", () => {
  expect(findingsOf({})).toEqual([]);
  const callbacks = { onTrade() {}, onBook() {}, onFill() {}, onTimer() {} };
  const more = { state: () => ({ count: 0 }), timers: { hourly: "1h" }, feeds: () => ({}), ...callbacks };
  expect(findingsOf(more)).toEqual([]);
});

test.each([
  [{ onbar: GOOD.onBar, onBar: undefined }, "onbar: a strategy has no such key; did you mean onBar?"],
  [{ wibble: 1 }, "wibble: a strategy has no such key; remove it"],
  [{ name: undefined }, 'whole: the strategy has no name; add name: "my-strategy"'],
  [
    { name: "My Strategy!" },
    'name: name of the strategy is not a text of letters, digits, - and _; write name: "my-strategy"',
  ],
  [{ version: 2 }, 'version: version of the strategy is not a text; write version: "2"'],
  [{ params: [] }, "params: params of the strategy is not an object of parameters; write params: {}"],
  [{ params: { on: true } }, "params: params.on is not a parameter; write on: p.boolean(true)"],
  [
    { params: { length: { kind: "int", default: 9, max: 5 } } },
    "params: the default of params.length does not fit its own range; change the default or the range",
  ],
  [{ feeds: {} }, "feeds: the strategy follows no feed; write feeds: { main: bars() }"],
  [{ feeds: { main: "1h" } }, "feeds: feeds.main is not a feed; write main: bars()"],
  [
    { indicators: {} },
    "indicators: indicators of the strategy is not a function; write indicators: () => ({})",
  ],
  [{ indicators: undefined }, "whole: the strategy has no indicators; add indicators: () => ({})"],
  [
    { onFill: async () => undefined },
    "onFill: a strategy is synchronous; remove async and await, and return the intent itself",
  ],
  [{ onTimer: 3 }, "onTimer: onTimer of the strategy is not a function; write onTimer() { ... }"],
  [
    { state: {} },
    "state: state of the strategy is not a function that makes the state; write state: () => ({ count: 0 })",
  ],
  [
    { timers: { hourly: 3 } },
    'timers: timers of the strategy is not names with intervals as texts; write timers: { hourly: "1h" }',
  ],
])("%j", (changes, finding) => {
  expect(findingsOf(changes)).toEqual([finding]);
});
