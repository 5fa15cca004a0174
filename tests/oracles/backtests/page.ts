/** The text of README.md: every published number beside ours. */
import { googComparisons } from "./backtesting-py-statistics.ts";
import type { Comparison } from "./comparison.ts";
import type { Variant } from "./grademark.ts";
import { pairsOf, recordsOf } from "./grademark-trades.ts";
import { published } from "./lean.ts";
import { LEAN } from "./lean-cases.ts";
import { leanComparisons, NOT_OURS } from "./lean-statistics.ts";

const INTRO = `# Results that others published, reproduced

<!-- Written by page.ts: \`npx vitest run tests/oracles/backtests -u\` writes it anew. -->

Each number here was published by another engine. The same data and the same rules go through our engine and our simulated
exchange, as a strategy that anybody could write, and the tests of this folder hold what comes out against what was published.
**Ours** is by the definition of whoever published it; where our own report means something else by the same name, its number
stands beside. Errors are relative to max(1, |published|); below 1e-12 they are those of doubles.
`;

const GOOG = `## backtesting.py: GOOG, averages of 10 and 30

Published in its unit test \`test_compute_stats\` (AGPL-3.0; only numbers are used, and they are read from where they lie). GOOG by
day, 2004 to 2013, 10,000 of cash, no costs. The faster average above the slower: all of the equity into whole shares; below: all
of it short.

How it is played here: sizing \`fixed_percent\` of all the equity, \`at: "fill"\`, so that an entry gets its quantity from the open it
fills at, and that of a reversal from what its exit has left; a share with a step of 1 in an account on margin without leverage.
The last position is closed by an order one bar before the end. All 66 trades, the equity and every statistic are theirs.
`;

const STW = `## grademark: mean reversion on STW.AX

Published in its integration tests (MIT). STW.AX by day, 2017: buy at the open after a close below the average of 30 closes,
leave at the open after a close above it, one share, no costs. Six lists of trades and two of what it recorded of them, line by
line: times, prices, profit, growth, bars held, reason, stop, target, risk.

How it is played here: \`open\` and \`close\` at the closes. Stop, target and trailing stop are looked at by grademark from the bar
after the entry on, and its trailing stop moves at closes only: an \`adjust\` at each close says the same. Its bars of an entry and
of an exit decide nothing; the strategy remembers that. The maximum holding period of three bars after that of the entry is counted by
the strategy, and once more given as \`exitAfterBars: 4\`: weekends are no bars.
`;

const STW_DIFFERENCES = `What differs, and why:

- **with profit target**, the trade entered on 2017-05-15 (Brisbane): theirs leaves at its target of 55.146 although the next day
  opened at 55.16. Our limit to sell fills at the open, which was already better: 55.16.
- **with profit target**, were the target in the market from the fill on, as a target given with \`open\` is: the trade of
  2017-06-28 reaches it on the day of its entry and leaves then, a day before theirs, at the same price. No stop of 1.5 % is hit on
  the day of an entry.
- **with conditional buy**, 12 of 35 entries: theirs waits until a bar has come to a price 0.1 % above a close, and then buys at the
  open of that bar, which lay below: a price that was gone when the condition came true. Our stop order to buy fills at the price
  it waited for. Where the bar opened beyond that price, both buy at the open: 23 entries are alike. The days, and every exit, are
  alike in all 35.
`;

const SPY = `## LEAN: the basic template algorithms on SPY

Published in the algorithms themselves (Apache-2.0). Cash of 100,000; at the first bar all of it into SPY, held to the end; prices
adjusted for dividends, fees of Interactive Brokers.

How it is played here: sizing \`fixed_percent\` of all the equity at the decision, with a collar of 0.25 %: a purchase has to be
affordable even if it is 0.25 % dearer than decided. That is the buffer which LEAN keeps back. The quantity follows: 688 shares
of the minutes, 697 of the days, 687 of the hours.

- **Minutes** fill at the ask of the quotes, in both.
- **Days** fill at the open of the next day, in both; theirs is a market-on-open order. Sized at the fill, 695 would be bought.
- **Hours**: theirs fills at the close of the bar it decides on. Nobody can trade at a close that he has to know first; but at that
  moment SPY was offered at the same price, 167.72. So the strategy decides on hours and is matched on minutes with quotes, and
  pays what theirs pays. On the bars of an hour alone it fills at the next open, 167.74, and ends 11.88 lower: 687 shares times
  0.02 times the factor of the dividends.

The statistics of days take 0.75 % a year as free of risk (the US discount window of 2013), and those of the daily algorithm begin
with two days on which nothing was held: neither is said beside the numbers, and with both all of them come out. Nothing is sold, so there
are no trades: wins, losses, rates and expectancy are 0 there, and do not exist (\`null\`) in our report.
`;

const cell = (text: string): string => text.replaceAll("|", "\\|");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

/** Enough digits to be looked at, and the same on every machine. */
const shown = (value: number): string => String(Number(value.toPrecision(10)));

const isDate = ({ name }: Comparison): boolean => name === "Start" || name === "End";
const written = (of: Comparison, value: number): string =>
  isDate(of) ? new Date(value).toISOString().slice(0, 10) : shown(value);

function errorOf({ published: theirs, ours, digits }: Comparison): string {
  if (digits !== undefined) return "rounds to it";
  const error = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
  return error < 1e-12 ? "< 1e-12" : `1e${Math.ceil(Math.log10(error))}`;
}

function googRows(): string {
  const rows = googComparisons().map((one) => [
    one.name,
    written(one, one.published),
    written(one, one.ours),
    errorOf(one),
    one.instead === undefined ? "" : `${shown(one.instead.value)}: ${one.instead.what}`,
  ]);
  return table(["Statistic", "Published", "Ours", "Error", "Our report"], rows);
}

const LISTS: readonly (readonly [name: string, variant: Variant])[] = [
  ["basic_strategy", {}],
  ["with_conditional_buy", { above: 0.001 }],
  ["with_maximum_holding_period", { holdBars: 3 }],
  ["with_profit_target", { target: 0.01 }],
  ["with_stop_loss", { stop: 0.015 }],
  ["with_trailing_stop", { trail: 0.03 }],
];

const RECORDS = [
  ["can_record_risk", { stop: 0.05 }],
  ["can_record_trailing_stop", { trail: 0.03 }],
] as const;

function stwRows(): string {
  const lists = LISTS.map(([name, variant]) => {
    const pairs = pairsOf(name, variant);
    const alike = pairs.filter(({ theirs, ours }) => theirs === ours).length;
    return [name.replaceAll("_", " "), `${pairs.length} trades`, `${alike}`, `${pairs.length - alike}`];
  });
  const records = RECORDS.map(([name, variant]) => {
    const { theirs, ours } = recordsOf(name, variant);
    const alike = theirs.filter((line, i) => line === ours[i]).length;
    return [name.replaceAll("_", " "), `${theirs.length} values`, `${alike}`, `${theirs.length - alike}`];
  });
  return table(["List", "Published", "The same", "Differ"], [...lists, ...records]);
}

function spyRows(): string {
  const all = LEAN.map(({ algorithm, source, view }) => leanComparisons(published(algorithm), source, view));
  const rows = (all[0] ?? []).map(({ name }) => [
    name,
    ...all.flatMap((comparisons) => {
      const one = comparisons.find((other) => other.name === name);
      return one === undefined ? ["", ""] : [String(one.published), one.ours.toFixed((one.digits ?? 0) + 2)];
    }),
  ]);
  return table(
    ["Statistic", ...LEAN.flatMap(({ algorithm }) => [algorithm.replace("BasicTemplate", ""), "ours"])],
    rows,
  );
}

const notOurs = (): string =>
  ["Not reproduced:", "", ...Object.entries(NOT_OURS).map(([name, why]) => `- ${name}: ${why}.`)].join("\n");

export const pageOf = (): string =>
  [
    ...[INTRO, GOOG, `${googRows()}\n`],
    ...[STW, `${stwRows()}\n`, STW_DIFFERENCES],
    ...[SPY, `${spyRows()}\n`, `${notOurs()}\n`],
  ].join("\n");
