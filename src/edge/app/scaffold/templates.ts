/** What `timonel init` and `timonel new strategy` write: the shortest files that are worth keeping. */

/** Names that mean something else in what is written here: by JavaScript, by an import, by a constant of the test. */
const TAKEN: ReadonlySet<string> = new Set(
  [
    "arguments async await break case catch class const continue debugger default delete do else enum eval export",
    "extends false finally for function if implements import in instanceof interface let new null package private",
    "protected public return static super switch this throw true try typeof undefined var void while with yield",
    "atr bars close crossedAbove crossedBelow ema none open p strategy",
    "play expect test fall rise run",
  ].flatMap((line) => line.split(" ")),
);

/** `my-first` -> `myFirst`: the export of a strategy; `ema` -> `emaStrategy`, for `ema` is an indicator there. */
function exportName(name: string): string {
  const plain = name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return TAKEN.has(plain) ? `${plain}Strategy` : plain;
}

export const strategyText = (
  name: string,
): string => `import { atr, bars, close, crossedAbove, crossedBelow, ema, none, open, p, strategy } from "timonel";

/** Long while the fast average is above the slow one. Say here what the idea is, and when it should fail. */
export const ${exportName(name)} = strategy({
  name: "${name}",
  version: "1.0.0",
  // Default and range of each parameter: config and --param may change them, nothing else may.
  params: {
    fast: p.int(20, { min: 2, max: 200 }),
    slow: p.int(50, { min: 3, max: 400 }),
  },
  // The configured timeframe. bars("4h") adds a longer one; only closed bars are ever visible.
  feeds: { main: bars() },
  indicators: ({ feeds, params }) => ({
    fast: ema(feeds.main.close, params.fast),
    slow: ema(feeds.main.close, params.slow),
    atr: atr(feeds.main, 14),
  }),
  // Asked at the close of each bar. Risk decides how much to trade, and whether at all.
  onBar({ feeds, ind, position }) {
    if (position.side === "flat" && crossedAbove(ind.fast, ind.slow)) {
      const stop = feeds.main.close.now - 3 * ind.atr.now;
      return open("long", { why: "the fast average crossed above the slow one", stop });
    }
    if (position.side === "long" && crossedBelow(ind.fast, ind.slow)) {
      return close("the fast average crossed below the slow one");
    }
    return none;
  },
});
`;

export const testText = (name: string): string => `import { play } from "timonel/testing";
import { expect, test } from "vitest";
import { ${exportName(name)} } from "./${name}.ts";

test("buys when the price turns up, and leaves when it turns down", () => {
  const fall = Array.from({ length: 20 }, (_, i) => 120 - i);
  const rise = Array.from({ length: 12 }, (_, i) => 101 + 2 * i);
  const run = play(${exportName(name)}, [...fall, ...rise, 110, 100, 90], { params: { fast: 2, slow: 5 } });
  expect(run.trades).toHaveLength(1);
  expect(run.trades[0]).toMatchObject({ side: "long" });
});
`;

/** `schema` is where editors find the published schema, relative to the file. */
export const configText = (
  strategy: string,
  schema: string,
): string => `# yaml-language-server: $schema=${schema}
# How and what timonel trades. Every key, its range and its default: docs/CONFIG.md of the package.
# Ratios, not percent: 0.02 is 2 %. Secrets never stand here, only the names of environment variables.

mode: paper

account: { currency: USDT, balance: 10000 }

symbols:
  BTC/USDT: { timeframe: 15m, strategy: ./strategies/${strategy}.ts }

risk_limits:
  per_trade:
    max_position_size: 0.25   # of equity, in one symbol
    max_risk: 0.01            # of equity, lost when the stop is hit
  portfolio:
    max_drawdown: 0.25        # then no new risk until you say so
    max_risk: 0.03            # all stops hit at once
  session:
    max_daily_loss: 0.03      # then no new risk until the next UTC day
`;

export const ENV_TEXT = `# Copy to .env, which stays out of version control. Keys of venues will be read from here; recorded data needs none.
# TIMONEL_ACCOUNT__BALANCE=10000
`;

export const IGNORE_TEXT = `node_modules/
.env
logs/
runs/
`;

export const packageText = (name: string, timonel: string): string =>
  `${JSON.stringify(
    {
      name,
      private: true,
      type: "module",
      scripts: { test: "vitest run" },
      dependencies: { timonel },
      devDependencies: { vitest: "4.1.12" },
    },
    undefined,
    2,
  )}\n`;
