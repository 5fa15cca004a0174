import type { Metrics } from "../../core/analytics/index.ts";
import { intervalMs } from "../../core/domain/index.ts";
import type { BacktestReport } from "../../core/views/index.ts";
import { date, grouped } from "./format.ts";
import { headlineOf, type RunHeadline } from "./headline.ts";
import { partPlayed } from "./part-played.ts";

/** A strategy of a run, as it was played. */
export interface PlayedStrategy {
  readonly symbol: string;
  readonly name: string;
  /** Every parameter, defaults included. */
  readonly params: Readonly<Record<string, number | boolean | string>>;
  /** SHA-256 of its file. */
  readonly sha256: string;
}

/** One run of a comparison: its document, and what is known beyond it. */
export interface CompareSubject {
  readonly id: string;
  readonly report: BacktestReport;
  readonly complete: boolean;
  /** Config keys that differ from the built-in defaults; undefined where the config is not known. */
  readonly settings: Readonly<Record<string, string>> | undefined;
  readonly strategies: readonly PlayedStrategy[] | undefined;
}

/** `timonel.compare/1`: runs side by side, in the order they were named. Lists of values have one place for each run. */
export interface Comparison {
  readonly schema: "timonel.compare/1";
  /** Whether the same numbers of the runs mean the same. */
  readonly comparable: boolean;
  /** What makes them comparable or not, one sentence each. */
  readonly reasons: readonly string[];
  readonly runs: readonly (RunHeadline & {
    readonly id: string;
    readonly complete: boolean;
    readonly hash: string;
    readonly configHash: string;
    readonly dataHash: string;
  })[];
  readonly metrics: readonly ComparedMetric[];
  readonly differences: readonly Difference[];
}

export interface ComparedMetric {
  readonly name: keyof Metrics;
  readonly values: readonly (number | null)[];
  /** Places of the best values; empty where none is better, or where the runs cannot be compared. */
  readonly best: readonly number[];
}

/** Something the runs were told differently. `null`: the built-in default, or nothing. */
export interface Difference {
  readonly of: "data" | "strategy" | "config";
  readonly key: string;
  readonly values: readonly (string | null)[];
}

/** What is compared, and which way is better. */
const METRICS: readonly (readonly [keyof Metrics, "high" | "low" | "neither"])[] = [
  ["totalReturn", "high"],
  ["benchmarkReturn", "neither"],
  ["cagr", "high"],
  ["sharpe", "high"],
  ["sortino", "high"],
  ["calmar", "high"],
  ["maxDrawdown", "low"],
  ["maxDrawdownDurationMs", "low"],
  ["volatility", "low"],
  ["var95", "low"],
  ["cvar95", "low"],
  ["exposure", "neither"],
  ["trades", "neither"],
  ["winRate", "high"],
  ["profitFactor", "high"],
  ["expectancy", "high"],
  ["avgTradeDurationMs", "neither"],
];

/** Compares two runs or more. */
export function compareRuns(named: readonly CompareSubject[]): Comparison {
  // A document by itself does not say that its run was stopped; its bars do.
  const subjects = named.map((one) => ({
    ...one,
    complete: one.complete && partPlayed(one.report) === undefined,
  }));
  const { comparable, reasons } = judge(subjects);
  return {
    schema: "timonel.compare/1",
    comparable,
    reasons,
    runs: subjects.map(({ id, complete, report }) => ({
      id,
      complete,
      hash: report.hash,
      configHash: report.configHash,
      dataHash: report.dataHash,
      ...headlineOf(report),
    })),
    metrics: METRICS.map(([name, better]) => {
      const values = subjects.map(({ report }) => report.metrics[name]);
      const sameMoney = isSame(
        subjects,
        ({ report: { account } }) => `${account.initial} ${account.currency}`,
      );
      const ranks = comparable && (name !== "expectancy" || sameMoney);
      return { name, values, best: ranks ? bestOf(values, better) : [] };
    }),
    differences: [
      ...dataDifferences(subjects),
      ...strategyDifferences(subjects),
      ...configDifferences(subjects),
    ],
  };
}

/** Every place of the best value; none where all are equal. */
function bestOf(values: readonly (number | null)[], better: "high" | "low" | "neither"): number[] {
  const numbers = values.filter((value) => value !== null);
  if (better === "neither" || new Set(numbers).size < 2) return [];
  const best = better === "high" ? Math.max(...numbers) : Math.min(...numbers);
  return values.flatMap((value, i) => (value === best ? [i] : []));
}

/** Ratios mean the same where markets and period are the same; money only where the account is too. */
function judge(subjects: readonly CompareSubject[]): Pick<Comparison, "comparable" | "reasons"> {
  const reasons: string[] = [];
  const sameMarkets = isSame(subjects, (one) => marketsOf(one).join());
  const samePeriod = isOnePeriod(subjects);
  const sameData = isSame(subjects, ({ report }) => report.dataHash);
  if (sameData && samePeriod) reasons.push("The runs read the same data over the same period.");
  else if (sameMarkets && samePeriod)
    reasons.push(
      `The runs traded the same markets over the same period, ${
        isSame(subjects, timeframesOf)
          ? "but their data is not the same: see below."
          : "on bars of unlike length: see below."
      }`,
    );
  if (!sameMarkets) reasons.push("The runs traded different markets.");
  if (!samePeriod) reasons.push("The runs cover different periods.");
  const stopped = subjects.flatMap(({ complete }, i) => (complete ? [] : [i + 1]));
  if (stopped.length > 0) reasons.push(`Stopped before the data ended: ${stopped.join(", ")}.`);
  const broken = subjects.flatMap(({ report }, i) => brokenOf(report).map((one) => `#${i + 1} ${one}`));
  if (broken.length > 0) reasons.push(`A strategy broke its contract and was stopped: ${broken.join(", ")}.`);
  const isOneCurrency = isSame(subjects, ({ report }) => report.account.currency);
  const isOneBalance = isSame(subjects, ({ report }) => report.account.initial);
  if (!isOneCurrency) reasons.push("The accounts hold different currencies: compare ratios, not money.");
  else if (!isOneBalance)
    reasons.push("The accounts began with different balances: compare ratios, not money.");
  if (isSame(subjects, ({ report }) => report.hash))
    reasons.push("Every decision is the same: one decision hash.");
  const allPlayed = stopped.length === 0 && broken.length === 0;
  return { comparable: sameMarkets && samePeriod && allPlayed, reasons };
}

const isSame = (subjects: readonly CompareSubject[], of: (one: CompareSubject) => string): boolean =>
  new Set(subjects.map(of)).size === 1;

/** One of the strategies that a run lost stands for all: each is in its report. */
function brokenOf({ brokenStrategies }: BacktestReport): string[] {
  const [first] = brokenStrategies;
  if (first === undefined) return [];
  const others = brokenStrategies.length - 1;
  const more = others > 0 ? ` and ${others} more` : "";
  return [`${first.strategy} on ${first.symbol} (${date(first.since)})${more}`];
}

const marketsOf = ({ report }: CompareSubject): string[] => [...headlineOf(report).symbols].sort();

function timeframesOf({ report }: CompareSubject): string {
  const { timeframes } = headlineOf(report);
  if (timeframes.length < 2) return timeframes.join();
  return report.data
    .map(({ instrument, timeframe }) => `${instrument} ${timeframe}`)
    .sort()
    .join(", ");
}

/** The same days, or less than one of the longest bars apart: a step is dated when its bars closed. */
function isOnePeriod(subjects: readonly CompareSubject[]): boolean {
  if (isSame(subjects, periodOf)) return true;
  const headlines = subjects.map(({ report }) => headlineOf(report));
  const lengths = headlines.flatMap(({ timeframes }) => timeframes.map((name) => intervalMs(name) ?? 0));
  const longest = Math.max(0, ...lengths);
  return (["from", "to"] as const).every((end) => {
    const times = headlines.map((one) => one[end] ?? Number.NaN);
    return Math.max(...times) - Math.min(...times) < longest;
  });
}

function periodOf({ report }: CompareSubject): string {
  const { from, to } = headlineOf(report);
  return from === null || to === null ? "nothing" : `${date(from)} to ${date(to)}`;
}

/** A row where the values differ, none where they are one. */
const row = (of: Difference["of"], key: string, values: readonly (string | null)[]): Difference[] =>
  new Set(values).size < 2 ? [] : [{ of, key, values }];

function dataDifferences(subjects: readonly CompareSubject[]): Difference[] {
  return [
    ...row(
      "data",
      "markets",
      subjects.map((one) => marketsOf(one).join(", ")),
    ),
    ...row("data", "timeframes", subjects.map(timeframesOf)),
    ...(isOnePeriod(subjects) ? [] : row("data", "period", subjects.map(periodOf))),
    ...row(
      "data",
      "bars",
      subjects.map(({ report }) => grouped(String(report.bars))),
    ),
    ...row(
      "data",
      "data hash",
      subjects.map(({ report }) => report.dataHash.slice(0, 12)),
    ),
  ];
}

function strategyDifferences(subjects: readonly CompareSubject[]): Difference[] {
  const played = subjects.map(({ strategies }) => strategies ?? []);
  const named = row(
    "strategy",
    "strategies",
    subjects.map(({ report }) => report.strategies.join(", ")),
  );
  if (subjects.some(({ strategies }) => strategies === undefined)) return named;
  const symbols = unique(played.flatMap((all) => all.map(({ symbol }) => symbol)));
  const shared = symbols.filter((symbol) => played.every((all) => all.some((one) => one.symbol === symbol)));
  const rows = shared.flatMap((symbol) => {
    const own = played.map((all) => all.find((one) => one.symbol === symbol));
    const isOne = new Set(own.map((one) => one?.name)).size === 1;
    const params = isOne ? unique(own.flatMap((one) => Object.keys(one?.params ?? {}))) : [];
    return [
      ...row(
        "strategy",
        `${symbol} strategy`,
        own.map((one) => one?.name ?? null),
      ),
      // Different names have different code and different parameters: no news.
      ...(isOne
        ? row(
            "strategy",
            `code of ${own[0]?.name}`,
            own.map((one) => one?.sha256.slice(0, 12) ?? null),
          )
        : []),
      ...params.flatMap((name) =>
        row(
          "strategy",
          `${symbol} ${name}`,
          own.map((one) => textOf(one?.params[name])),
        ),
      ),
    ];
  });
  // Symbols that say so one by one need no sentence of their own.
  const once = new Map(rows.map((one) => [`${one.key}|${one.values.join("|")}`, one]));
  return [
    ...(rows.some(({ key }) => key.endsWith(" strategy")) ? [] : named),
    ...ofEverySymbol([...once.values()], shared, " "),
  ];
}

/** What is said of every symbol alike is said once. */
function ofEverySymbol(rows: readonly Difference[], symbols: readonly string[], gap: string): Difference[] {
  if (symbols.length < 2) return [...rows];
  const told = new Set<string>();
  return rows.flatMap((one) => {
    const symbol = symbols.find((name) => one.key.startsWith(name + gap));
    if (symbol === undefined) return [one];
    const name = one.key.slice(symbol.length + gap.length);
    const same = rows.filter(
      (other) =>
        symbols.some((each) => other.key === each + gap + name) &&
        other.values.join("|") === one.values.join("|"),
    );
    if (same.length < symbols.length) return [one];
    if (told.has(name)) return [];
    told.add(name);
    return [{ ...one, key: name }];
  });
}

/** What does not say how to trade: paths of data, told apart by their hashes, and what the rows of strategies say. */
const NOT_SETTINGS = /^(?:mode|symbols\..+\.(?:data|funding|mark|strategy|params\..+))$/;

function configDifferences(subjects: readonly CompareSubject[]): Difference[] {
  const settings = subjects.map((one) => one.settings ?? {});
  if (subjects.some((one) => one.settings === undefined))
    return row(
      "config",
      "config hash",
      subjects.map(({ report }) => report.configHash.slice(0, 12)),
    );
  const keys = unique(settings.flatMap((own) => Object.keys(own))).filter((key) => !NOT_SETTINGS.test(key));
  return keys.flatMap((key) =>
    row(
      "config",
      key,
      settings.map((own) => own[key] ?? null),
    ),
  );
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
const textOf = (value: number | boolean | string | undefined): string | null =>
  value === undefined ? null : String(value);
