/** A user's own strategy file: it plays from anywhere, and every beginner's mistake is told at its line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runOnNode24 } from "../cli/node-24.ts";
import { readReport } from "../cli/report-document.ts";
import { demoFile, FIXTURES, runCli } from "../cli/run-cli.ts";
import { type BadInput, eachIsRefused } from "./refused.ts";

const code = 2;
const play = (strategy: string, ...args: readonly string[]): string[] => [
  ...["backtest", "--json", "--data", demoFile("BTC"), "--strategy", strategy],
  ...args,
];

const strategiesOf = (document: string): unknown =>
  (JSON.parse(document) as { readonly strategies: unknown }).strategies;

const GOOD = `import { bars, none, strategy } from "timonel";

export const mine = strategy({
  name: "mine",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar: () => none,
});
`;

const TYPED = `import { bars, close, ema, type Intent, none, open, p, strategy, StrategyContext } from "timonel";
import type { PathLike } from "node:fs";
import { stopBelow } from "./helpers.js";

interface Settings<T = PathLike> { readonly distance: number; readonly unused?: T }
const settings = { distance: 0.02 } as const satisfies Settings;
type Context = StrategyContext<{}, "main", {}, {}>;

export default strategy({
  name: "typed-one",
  version: "1.0.0",
  params: { length: p.int(20), how: p.choice("plays", ["plays", "throws"]) },
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({ slow: ema(feeds.main.close, params.length) }),
  onBar({ feeds, ind, params, position }): Intent {
    if (params.how === "throws") throw new RangeError("bad luck");
    const price: number = feeds.main.close.now;
    if (position.side === "flat" && price > ind.slow.now) {
      return open("long", { why: "above", stop: stopBelow(price, settings.distance)! });
    }
    return position.side === "long" && price < ind.slow.now ? close("below") : none;
  },
});
`;
const HELPERS = `export function stopBelow(price: number, distance: number): number | undefined {
  return price * (1 - distance);
}
`;

describe("a file that is in order plays, outside of any project", () => {
  test("TypeScript with types, helpers of its own and a default export; its name is the one it declares", async () => {
    const files = { "typed.ts": TYPED, "helpers.ts": HELPERS };
    const { code, stdout, stderr, written } = await runCli(play("./typed.ts"), { files });
    expect({ code, stderr, written }).toEqual({ code: 0, stderr: "", written: [] });
    const { bars, trades } = readReport(stdout);
    expect({ bars, strategies: strategiesOf(stdout) }).toEqual({ bars: 34_994, strategies: ["typed-one"] });
    expect(trades.length).toBeGreaterThan(100);
  });

  test("JavaScript, named by a config file that stands elsewhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "timonel-mine-"));
    writeFileSync(join(folder, "mine.js"), GOOD);
    writeFileSync(join(folder, "my.yaml"), "symbols:\n  BTC/USDT: { strategy: mine.js }\n");
    const args = ["backtest", "--json", "--data", demoFile("BTC"), "--config", join(folder, "my.yaml")];
    const { code, stdout, stderr } = await runCli(args);
    rmSync(folder, { recursive: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(strategiesOf(stdout)).toEqual(["mine"]);
  });

  test("under Node 24 as well, with the same decisions and the same places", async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "timonel-mine-"));
    const file = join(folder, "it's (mine).ts");
    writeFileSync(file, TYPED);
    writeFileSync(join(folder, "helpers.ts"), HELPERS);
    try {
      const newer = await runOnNode24(context, play(file));
      const older = await runCli(play(file));
      expect(readReport(newer.stdout).hash).toBe(readReport(older.stdout).hash);
      for (const run of [runCli, (args: string[]) => runOnNode24(context, args)]) {
        const thrown = await run(play(file, "--param", "how=throws"));
        expect(thrown.stderr).toContain(`${file}:16:40: strategy typed-one on BTC/USDT at the bar closing`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A refusal of this text as `mine.ts`; each message is told whole, from the place on. */
const mistake = (what: string, text: string, ...messages: readonly (string | RegExp)[]): BadInput => ({
  what,
  args: play("./mine.ts"),
  files: { "mine.ts": text },
  code,
  says: messages.map((message) => (typeof message === "string" ? `/mine.ts${message}\n` : message)),
});
const changed = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};
/** After the import. */
const added = (line: string): string => GOOD.replace("\n\n", `\n${line}\n`);

const KEYS =
  "name, version, params, feeds, indicators, onBar, state, timers, onTrade, onBook, onFill, onTimer";
const INSIDE = "closed bars, params, state, and `now` and `chance` of the context";
const NOW = "use `now` of the context, onBar({ now }): the close of the bar in milliseconds since 1970";
const IMPORTS = 'allowed: "timonel", and your own files by a relative path: "./helpers.ts"';
const TYPES = "allowed: JavaScript with types that vanish: type, interface, as, satisfies";

describe("mistakes of a beginner", () => {
  eachIsRefused([
    mistake(
      "onbar for onBar",
      changed("onBar:", "onbar:"),
      `:9:3: a strategy has no such key; found: onbar; allowed: ${KEYS}; fix: did you mean onBar?`,
    ),
    mistake(
      "param for params, and a number for the version: both at once",
      changed("params", "param").replace('"1.0.0"', "1"),
      `:6:3: a strategy has no such key; found: param; allowed: ${KEYS}; fix: did you mean params?`,
      ':5:3: version of the strategy is not a text; found: 1; allowed: a text; fix: write version: "1"',
    ),
    mistake(
      "no onBar",
      changed("  onBar: () => none,\n", ""),
      ":3:21: the strategy has no onBar; found: nothing; allowed: a function; fix: add onBar: ({ feeds, position }) => none",
    ),
    mistake(
      "no indicators, where there are none",
      changed("  indicators: () => ({}),\n", ""),
      ":3:21: the strategy has no indicators; found: nothing; allowed: a function; fix: add indicators: () => ({})",
    ),
    mistake(
      "an enum",
      added("enum Side { Long, Short }"),
      `:2:1: an enum is code, not a type; found: enum Side { Long, Short }; ${TYPES}; fix: write const Side = { Long: "Long", Short: "Short" } as const, or type Side = "Long" | "Short"`,
    ),
    mistake(
      "a parameter property",
      added("class Range {\n  constructor(readonly low: number) {}\n}"),
      `:3:15: a parameter property is code, not a type; found: readonly low: number; ${TYPES}; fix: declare the field low in the class and assign it: this.low = low`,
    ),
    mistake(
      "import of fs",
      added('import { readFileSync } from "node:fs";'),
      `:2:1: a strategy may not import this; found: import { readFileSync } from "node:fs"; ${IMPORTS}; fix: remove it: prices come through \`feeds\`, settings through \`params\`; a strategy reaches no file and no network`,
    ),
    mistake(
      "import of a package",
      added('import axios from "axios";'),
      `:2:1: a strategy may not import this; found: import axios from "axios"; ${IMPORTS}; fix: copy the function you need into a file of yours and import that by a relative path`,
    ),
    mistake(
      "import of a name that does not exist",
      changed("none, strategy }", "none, strategi }"),
      /^\S+\/mine\.ts:1:22: "timonel" exports no such name; found: strategi; allowed: .*\bstrategy\b.*; fix: did you mean strategy\?\n/,
    ),
    mistake(
      "process.env",
      changed("=> none", '=> (process.env["X"] ? none : none)'),
      `:9:17: process is not available to a strategy; found: process.env["X"]; allowed: ${INSIDE}; fix: declare a parameter in \`params\`, and set it with --param or in the config`,
    ),
    mistake(
      "Date.now and Math.random",
      changed("=> none", "=> (Date.now() > Math.random() ? none : none)"),
      `:9:17: Date is not available to a strategy; found: Date.now(); allowed: ${INSIDE}; fix: ${NOW}; the hour of the day is Math.floor(now / 3_600_000) % 24, UTC`,
      `:9:30: Math.random is not available to a strategy; found: Math.random(); allowed: ${INSIDE}; fix: use \`chance\` of the context: seeded, so that a run can be repeated`,
    ),
    mistake(
      "an async onBar",
      changed("onBar: () => none", "async onBar() { return none; }"),
      ":9:3: a strategy is synchronous; found: async onBar(); allowed: functions that return at once; fix: remove async and await, and return the intent itself",
    ),
    mistake(
      "a variable of the module",
      added("let count = 0;"),
      ":2:1: a variable of the module; found: let count = 0; allowed: const outside of functions; `state` for what changes; fix: make it a const if it never changes, else declare `state` in the strategy: a variable of the module survives from run to run, and a replay would differ",
    ),
    mistake(
      "a name nobody imported",
      changed("none, strategy }", "strategy }"),
      ':9:16: nothing has this name; found: none; allowed: names that are declared here, imported, or part of JavaScript; fix: add none to import { ... } from "timonel"',
    ),
    mistake(
      "a syntax error",
      changed("params: {},", "params: {,"),
      ":6:12: syntax error: Property assignment expected; found: params: {,; allowed: a TypeScript module; fix: correct it at this place, or a little before it",
    ),
    mistake(
      "a name declared twice, which only the engine of JavaScript notices",
      added("const one = 1;\nconst one = 2;"),
      ":3:7: syntax error: Identifier 'one' has already been declared; found: const one = 2; allowed: a module of modern JavaScript; fix: correct it at this place",
    ),
    mistake(
      "code that throws while it loads",
      added("const first = [][0].x;"),
      ":2:21: the strategy cannot be loaded: TypeError: Cannot read properties of undefined (reading 'x'); fix: mend the strategy; nothing was written",
    ),
    mistake(
      "code that throws on the line of an import",
      'import { none } from "timonel"; const f = (x: any): any => x.y.z; f({});',
      ":1:64: the strategy cannot be loaded: TypeError: Cannot read properties of undefined (reading 'z'); fix: mend the strategy; nothing was written",
    ),
    mistake(
      "nothing exported",
      changed("export const", "const"),
      ': the file exports no strategy; found: exports nothing; allowed: one strategy under any name, or as default; fix: write export const mine = strategy({ name: "mine", version: "1.0.0", params: {}, feeds: { main: bars() }, indicators: () => ({}), onBar: () => none })',
    ),
    mistake(
      "a number where a parameter is declared",
      changed("params: {}", "params: { fast: 12 }"),
      ":6:3: params.fast is not a parameter; found: 12; allowed: p.int(...), p.number(...), p.boolean(...), p.choice(...), p.text(...); fix: write fast: p.int(12)",
    ),
    {
      ...mistake("a text returned", changed("=> none", '=> "buy"')),
      says: [
        "/mine.ts: strategy mine on BTC/USDT at the bar closing 2023-01-01T00:15:00.000Z: returned ",
        '"buy"; allowed: none, open(...), close(...)',
        "; fix: mend the strategy; nothing was written\n",
      ],
    },
    {
      what: "a path that leads nowhere",
      args: play("./mien.ts"),
      files: { "mine.ts": GOOD },
      code,
      says: [
        /^--strategy: no such strategy file; found: \S+\/mien\.ts; allowed: a file ending in \.ts, \.mts, \.js, \.mjs; fix: did you mean \.\/mine\.ts\?\n$/,
      ],
    },
    {
      what: "the name of a file without its ending",
      args: play("mine"),
      files: { "mine.ts": GOOD },
      code,
      says: [/; found: mine; allowed: .*\bema-cross.*; fix: did you mean the file\? write \.\/mine\.ts\n$/],
    },
    {
      what: "files that import each other",
      args: play("./mine.ts"),
      files: { "mine.ts": added('import "./other";'), "other.ts": 'import "./mine.ts";\n' },
      code,
      says: [
        "/other.ts:1:1: files that import each other in a circle; found: mine.ts -> other.ts -> mine.ts; allowed: imports in one direction; fix: move what both need into a third file\n",
      ],
    },
    {
      what: "a mistake in a file that it imports",
      args: play("./mine.ts"),
      files: {
        "mine.ts": added('import "./other";'),
        "other.ts": "export const at = () =>\n  performance.now();\n",
      },
      code,
      says: [
        `/other.ts:2:3: performance is not available to a strategy; found: performance.now(); allowed: ${INSIDE}; fix: ${NOW}\n`,
      ],
    },
    {
      what: "several strategies, none called like the file",
      args: play("./mine.ts"),
      files: {
        "mine.ts": changed('mine = strategy({\n  name: "mine"', 'one = strategy({\n  name: "one"').concat(
          'export const two = { ...one, name: "two" };\n',
        ),
      },
      code,
      says: [
        "/mine.ts: the file exports several strategies, and it is not clear which is meant; found: one, two; allowed: one strategy, or several of which one is named mine; fix: rename the file or the strategy, or export only one of them\n",
      ],
    },
  ]);
});

describe("the realm is sealed before a strategy is loaded", () => {
  eachIsRefused([
    {
      what: "what a module keeps for later is out of reach already",
      args: play("keeps-the-clock"),
      code,
      says: [
        `${join(FIXTURES.TIMONEL_STRATEGY_PATH, "keeps-the-clock.mjs")}:4:17: strategy keeps-the-clock on BTC/USDT before the first bar`,
        "the strategy cannot be loaded: Error: Date is not available: decisions depend on closed data",
      ],
    },
  ]);
});
