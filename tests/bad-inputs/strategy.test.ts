/** Strategies that break their contract: exit 2, told in the author's terms. */
import { join } from "node:path";
import { describe } from "vitest";
import { demoFile, FIXTURES } from "../cli/run-cli.ts";
import { type BadInput, eachIsRefused } from "./refused.ts";

const code = 2;
const play = (strategy: string, ...args: readonly string[]): string[] => [
  ...["backtest", "--json", "--data", demoFile("BTC"), "--strategy", strategy],
  ...args,
];
const fixture = (name: string): string => join(FIXTURES.TIMONEL_STRATEGY_PATH, `${name}.mjs`);

describe("code that fails", () => {
  eachIsRefused([
    {
      what: "throws: file, line and column, bar and instrument are named",
      args: play("throws"),
      code,
      says: [
        `${fixture("throws")}:14:27: strategy throws on BTC/USDT at the bar closing 2023-01-01T00:45:00.000Z`,
        "threw RangeError: the third bar is bad luck",
        "allowed: a strategy returns an intent and does not throw",
        "fix: mend the strategy",
      ],
    },
    {
      what: "throws while it makes its indicators",
      args: play("bad-indicators", "--param", "how=throws"),
      code,
      says: [`${fixture("bad-indicators")}:`, "on BTC/USDT before the first bar", "threw TypeError"],
    },
    {
      what: "throws what is no error, over several lines",
      args: play("bad-indicators", "--param", "how=throws-text"),
      code,
      says: [
        `${fixture("bad-indicators")}: strategy bad-indicators on BTC/USDT`,
        "threw one two",
        "fix: mend the strategy",
      ],
    },
    {
      what: "never returns",
      args: play("never-returns"),
      env: { TIMONEL_HEARTBEAT_SECONDS: "1" },
      code,
      says: [
        "strategy never-returns on BTC/USDT never returned after the bar closing 2023-01-01T00:30:00.000Z",
        "allowed: an answer within 1 s",
        "TIMONEL_HEARTBEAT_SECONDS",
      ],
    },
    {
      what: "never returns from making its indicators",
      args: play("bad-indicators", "--param", "how=never-returns"),
      env: { TIMONEL_HEARTBEAT_SECONDS: "1" },
      code,
      says: [
        "strategy bad-indicators on BTC/USDT never returned before or at the first bar",
        "allowed: an answer within 1 s",
      ],
    },
    {
      what: "asks an indicator for an impossible length",
      args: play("bad-indicators", "--param", "how=length-of-zero"),
      code,
      says: [
        `${fixture("bad-indicators")}:`,
        "before the first bar",
        "ema: a length of at least 1 is due, found 0",
      ],
    },
  ]);
});

/** What the fixture returns, and what the message must call it. */
const NONSENSE: readonly (readonly [what: string, found: string, allowed: string])[] = [
  ["nothing", "undefined", "none, open(...), close(...)"],
  ["null", "null", "none, open(...), close(...)"],
  ["number", "42", "none, open(...), close(...)"],
  ["text", '"buy"', "none, open(...), close(...)"],
  ["array", "an array", "none, open(...), close(...)"],
  ["function", "a function", "none, open(...), close(...)"],
  ["promise", "a promise (a strategy is synchronous)", "none, open(...), close(...)"],
  ["other-kind", 'kind "hold"', "none, open, close, adjust, order"],
  ["inherited-kind", 'kind "constructor"', "none, open, close, adjust, order"],
  ["without-why", 'why ""', "a sentence that says why"],
  ["without-stop", "stop undefined", 'a protective price, or "default"'],
  ["stop-is-nan", "stop NaN", 'a price, or "default"'],
  ["sideways", 'direction "sideways"', "long, short"],
  ["unknown-field", "quantity 3", "only kind, direction, why, stop"],
  ["confidence-in-percent", "confidence 80", "a number from 0 to 1"],
  ["quantity-is-infinite", "quantity Infinity", "a number above 0"],
  ["limit-without-price", "limit undefined", "a price with a limit, stop-limit"],
];

describe("answers that are none", () => {
  eachIsRefused(
    NONSENSE.map(
      ([what, found, allowed]): BadInput => ({
        what,
        args: play("returns-nonsense", "--param", `what=${what}`),
        code,
        says: [
          `${fixture("returns-nonsense")}: strategy returns-nonsense on BTC/USDT at the bar closing 2023-01-01T00:15:00.000Z`,
          found,
          `allowed: ${allowed}`,
          "fix: mend the strategy",
        ],
      }),
    ),
  );
});

describe("files that hold no strategy", () => {
  const elsewhere = { TIMONEL_STRATEGY_PATH: "." };
  eachIsRefused([
    {
      what: "code that does not parse",
      args: play("broken"),
      files: { "broken.mjs": "export const broken = {\n" },
      env: elsewhere,
      code,
      says: ["broken.mjs", "the strategy cannot be loaded: SyntaxError", "fix: mend it; node --check "],
    },
    {
      what: "code that throws while it is loaded",
      args: play("hasty"),
      files: { "hasty.mjs": 'const soon = 1;\nthrow new Error("too soon");\n' },
      env: elsewhere,
      code,
      says: [/hasty\.mjs:2:7: the strategy cannot be loaded: Error: too soon; fix: mend the strategy/],
    },
    {
      what: "code that imports what is not there",
      args: play("lonely"),
      files: { "lonely.mjs": 'import "./nowhere.mjs";\n' },
      env: elsewhere,
      code,
      says: ["lonely.mjs", "the strategy cannot be loaded", "nowhere.mjs", "fix: "],
    },
    {
      what: "code outside any project that has the package",
      args: play("stray"),
      files: { "stray.mjs": 'import { none } from "timonel";\nexport const stray = none;\n' },
      env: elsewhere,
      code,
      says: [
        "stray.mjs",
        "Cannot find package 'timonel'",
        "fix: keep the file inside a project that has the package",
      ],
    },
    {
      what: "a module that exports another name",
      args: play("renamed"),
      code,
      says: [
        `${fixture("renamed")}: the module exports no strategy named renamed`,
        "found: formerly",
        "allowed: ",
      ],
    },
    {
      what: "a module that exports nothing",
      args: play("empty"),
      files: { "empty.mjs": "" },
      env: elsewhere,
      code,
      says: ["empty.mjs: the module exports no strategy named empty", "found: exports nothing", "allowed: "],
    },
  ]);
});
