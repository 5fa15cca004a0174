/** The text of docs/INDICATORS.md: what the cases say, and how far from every oracle the indicators are. */
import type { IndicatorCase, Oracle } from "./case.ts";
import { AVERAGES } from "./cases/averages.ts";
import { OSCILLATORS } from "./cases/oscillators.ts";
import { PATTERNS } from "./cases/patterns.ts";
import { STATISTICS } from "./cases/statistics.ts";
import { STRUCTURE } from "./cases/structure.ts";
import { TREND } from "./cases/trend.ts";
import { VOLATILITY } from "./cases/volatility.ts";
import { VOLUME } from "./cases/volume.ts";
import { examine, Stage } from "./examine.ts";
import { quotes } from "./vectors.ts";

const FAMILIES: Readonly<Record<string, readonly IndicatorCase[]>> = {
  Averages: AVERAGES,
  Oscillators: OSCILLATORS,
  Trend: TREND,
  Volatility: VOLATILITY,
  Volume: VOLUME,
  Statistics: STATISTICS,
  Structure: STRUCTURE,
  "Candle patterns": PATTERNS,
};

const NAMES = { "stock-indicators": "Stock.Indicators", tulip: "Tulip", "ta-lib": "TA-Lib" } as const;

const INTRO = `# Indicators

<!-- Written by npm run indicator-docs from tests/oracles/indicators/cases: change those instead. -->

\`ema(feeds.main.close, 20)\` follows a line of prices; so does \`ema(rsi(feeds.main.close, 14), 5)\`, for an indicator and each of
its lines can be followed like a price. \`now\` is the value at the newest closed bar, \`prev\` the one a bar earlier, and both are
\`NaN\` until the warm-up is over. \`feed.peek(bar, read)\` shows what everything would say if \`bar\` closed like that and leaves no
trace; \`feed.snapshot()\` and \`feed.restore(...)\` write down what the indicators of a feed remember, as plain numbers.

Every indicator is held to the results of other libraries, where they have it. **Error** is the largest difference from
each, relative to max(1, |expected|), rounded up to a power of ten; 0 means the same doubles. **Warm-up** is in bars, of the
example; lines with another one are named.
`;

/** Rounded up to a power of ten: the same on every machine, if the last bit is not. */
function powerOfTen(error: number): string {
  return error === 0 ? "0" : `1e${Math.ceil(Math.log10(error))}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const factoryOf = ({ code }: IndicatorCase): string => code.slice(0, code.indexOf("("));

function warmUpOf(one: IndicatorCase): string {
  const { indicator, lines } = new Stage(one, quotes());
  const others = Object.entries(lines).filter(([, { warmUp }]) => warmUp !== indicator.warmUp);
  return [indicator.warmUp, ...others.map(([name, { warmUp }]) => `${name} ${warmUp}`)].join(", ");
}

interface Row {
  readonly first: IndicatorCase;
  /** The same indicator with other arguments, as an oracle has them. */
  readonly all: readonly IndicatorCase[];
}

/** One row an indicator, at the place of its first case. */
function rowsOf(family: readonly IndicatorCase[]): readonly Row[] {
  const firsts = family.filter(
    (one, place) => family.findIndex((other) => factoryOf(other) === factoryOf(one)) === place,
  );
  return firsts.map((first) => ({
    first,
    all: family.filter((one) => factoryOf(one) === factoryOf(first)),
  }));
}

/** Largest error by oracle. */
async function errorsOf(all: readonly IndicatorCase[]): Promise<string> {
  const errors = new Map<Oracle["by"], number>();
  for (const one of all)
    for (const oracle of one.oracles) {
      const { error } = await examine(one, oracle);
      errors.set(oracle.by, Math.max(error, errors.get(oracle.by) ?? 0));
    }
  const said = [...errors].map(([by, error]) => `${NAMES[by]} ${powerOfTen(error)}`);
  return said.length > 0 ? said.join(", ") : "none has it";
}

async function tableOf(rows: readonly Row[]): Promise<string> {
  const lines = [
    "| Code | What it is | Warm-up | Seed | Cost | Formula | Error |",
    "|---|---|---|---|---|---|---|",
  ];
  for (const { first, all } of rows) {
    const { code, title, seed = "", cost, source } = first;
    const cells = [`\`${code}\``, title, warmUpOf(first), seed, cost, source, await errorsOf(all)];
    lines.push(`| ${cells.map(cell).join(" | ")} |`);
  }
  return lines.join("\n");
}

function differencesOf(rows: readonly Row[]): readonly string[] {
  const said = rows.flatMap(({ all }) =>
    all.flatMap((one) =>
      one.oracles.flatMap(({ by, why }) =>
        why === undefined ? [] : [`- \`${factoryOf(one)}\`, ${NAMES[by]}: ${why}.`],
      ),
    ),
  );
  return [...new Set(said)];
}

export async function pageOf(): Promise<string> {
  const parts = [INTRO];
  const differences: string[] = [];
  for (const [family, cases] of Object.entries(FAMILIES)) {
    const rows = rowsOf(cases);
    if (rows.length > 0) parts.push(`## ${family}\n\n${await tableOf(rows)}\n`);
    differences.push(...differencesOf(rows));
  }
  parts.push(`## Differences explained\n\n${differences.join("\n")}\n`);
  return parts.join("\n");
}
