import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { BenchmarkCloses } from "../../../core/analytics/index.ts";
import { amountFromNumber, formatPrice } from "../../../core/base/index.ts";
import {
  type CorporateAction,
  type Instrument,
  type InstrumentId,
  marketOf,
} from "../../../core/domain/index.ts";
import { FeedPlan, type PlannedFeeds } from "../../../core/engine/index.ts";
import type { BarColumns } from "../../../core/market/index.ts";
import {
  type BadParam,
  type ParamValue,
  resolveParams,
  type Strategy,
} from "../../../core/strategy/index.ts";
import type { ReportData } from "../../../core/views/index.ts";
import {
  dataQuality,
  freshenForRun,
  hasDataset,
  hashColumns,
  hashQuotes,
  instrumentFor,
  type LoadedBars,
  type LoadOptions,
  loadBars,
  resolveData,
  type SessionChoice,
} from "../../data/index.ts";
import { nearest, UserProblem } from "../../problem/index.ts";
import type { PlannedRun, RunPlan } from "../../research/index.ts";
import { findStrategy, importStrategy, type StrategySource } from "../../strategies/index.ts";
import {
  type Config,
  ConfigProblem,
  parseHours,
  type SymbolConfig,
  type SymbolSettings,
  withSymbols,
} from "../config/index.ts";
import { planAutomation } from "./automation-plan.ts";
import { futureNotices } from "./future-bars.ts";
import { type MarginPlan, onMargin, planMargin } from "./margin-plan.ts";
import { refuseMissingFiles } from "./missing-files.ts";
import { placeOf } from "./place-of.ts";
import { planFeeds } from "./plan-feeds.ts";
import { needsAtr, riskSettingsOf } from "./risk-settings.ts";
import { exitBeforeClose } from "./session-end.ts";
import { fillModelOf, fillNotices, withFees } from "./simulation-plan.ts";
import { planTapes, tapeNotices } from "./tape-plan.ts";

/** A run that is ready to be played, and what its report will say about it. */
export interface LoadedRun {
  readonly plan: RunPlan;
  /** With the symbols that the data files told. */
  readonly config: Config;
  readonly data: readonly ReportData[];
  readonly benchmark: readonly BenchmarkCloses[];
  readonly strategies: readonly string[];
  /** What was assumed of margin, funding and fills, one sentence each. */
  readonly notices: readonly string[];
  /** Bars of all series. */
  readonly bars: number;
  /** Hashes tens of megabytes: call it while the run is playing. */
  dataHash(): string;
  /** Every file that was read, by symbol; what is not said of a symbol was not read for it. */
  readonly files: readonly ReadFiles[];
}

/** The files that were read for one symbol, absolute. */
export interface ReadFiles {
  readonly symbol: string;
  readonly data: string;
  readonly funding?: string | undefined;
  readonly mark?: string | undefined;
  /** Quotes and factors: the config names them. */
  readonly others: readonly string[];
}

export interface RunSources {
  /** FILE, DIR or SYMBOL=FILE. */
  readonly data: readonly string[];
  /** Plays damaged files as a repair leaves them. */
  readonly repair?: boolean;
  readonly strategyPath: readonly string[];
  /** What a strategy that breaks its contract ends. */
  readonly onFault: RunPlan["onFault"];
  /** Commands reach the run, so that a person can be asked about openings (`automation.level: semi`). */
  readonly isAttended?: boolean;
  /** Recordings of raw streams can be played, and not bars alone. */
  readonly playsRecordings?: boolean;
  /** Used for symbols that no setting gives a strategy; none: that is an error. */
  readonly defaultStrategy: string | undefined;
  /** How the code of a strategy is loaded, where that depends on the bars of its instrument. */
  readonly load?: (source: StrategySource, columns: BarColumns) => Promise<Strategy>;
}

/** Reads and checks everything a run needs. @throws UserProblem naming what is missing or wrong, nothing having been done */
export async function loadRun(
  configured: Config,
  sources: RunSources,
  known?: readonly LoadedBars[],
): Promise<LoadedRun> {
  const repair = sources.repair === true ? (await dataQuality()).readRepairedBars : undefined;
  const loaded = known ?? (await loadAll(configured, sources.data, repair));
  const config = withStrategy(
    withSymbols(
      configured,
      loaded.map(({ symbol }) => symbol),
      "--data",
    ),
    sources.defaultStrategy,
  );
  // Sorted by symbol: the place in this list is the id of an instrument everywhere.
  const symbols = config.symbols.filter(({ symbol }) => loaded.some((bars) => bars.symbol === symbol));
  const bars = symbols.map(({ symbol }) => loaded.find((one) => one.symbol === symbol) as LoadedBars);
  const tapes = planTapes(config, bars, sources.playsRecordings === true);
  const rules = bars.map((one, i) => instrumentFor({ ...one, ...accountTermsOf(config, symbols[i]) }));
  const instruments = rules.map(({ instrument }, id) =>
    withFees(onMargin({ ...instrument, id: id as InstrumentId }, symbols[id] as SymbolConfig), config),
  );
  const margin = planMargin(config, instruments, bars, sources.data.filter(isDirectory));
  const exits = symbols.map((symbol, id) =>
    exitBeforeClose(config, symbol, instruments[id] as Instrument, bars[id] as LoadedBars),
  );
  const risk = riskSettingsOf(config, symbols, exits);
  const automated = planAutomation(config, sources.isAttended === true, instruments, bars);
  const feeds = new FeedPlan(bars);
  const feedsFor: FeedsFor = (strategy, params, own) => planFeeds(feeds, bars, strategy, params, own);
  const runs: PlannedRun[] = [];
  for (const [id, symbol] of symbols.entries())
    runs.push(
      await planRun(symbol, id, risk.instruments[id], feedsFor, config, {
        ...sources,
        columns: (bars[id] as LoadedBars).columns,
      }),
    );
  const plan: RunPlan = {
    instruments,
    series: bars.map(({ columns, intervalMs, closes, quotes }, id) => ({
      instrument: id as InstrumentId,
      intervalMs,
      columns,
      closes,
      quotes,
    })),
    longer: feeds.longer,
    runs,
    account: { currency: config.account.currency, balance: amountFromNumber(config.account.balance) },
    risk,
    automation: automated.automation,
    onFault: sources.onFault,
    margin: margin.margin,
    funding: margin.funding,
    actions: actionsOf(bars),
    fills: fillModelOf(config),
    ...(tapes !== undefined && { tapes }),
  };
  return {
    plan,
    config,
    data: bars.map((one, i) => reportData(one, rules[i]?.warnings ?? [])),
    benchmark: bars.map(({ columns: { time, close }, intervalMs, closes, actions }) => ({
      time,
      intervalMs,
      closes,
      close: actions?.adjustedClose ?? close,
    })),
    strategies: [...new Set(runs.map(({ source }) => source.name))].sort(),
    notices: [
      ...futureNotices(bars, Date.now()),
      ...automated.notices,
      ...margin.notices,
      ...fillNotices(config, bars),
      ...tapeNotices(config, bars),
    ],
    bars: bars.reduce((sum, { rows }) => sum + rows, 0),
    dataHash: () => dataHash(bars, margin.recorded),
    files: bars.map(({ symbol, file }, id) => ({
      symbol,
      data: resolve(file),
      funding: absolute(margin.recorded[id]?.funding?.file),
      mark: absolute(margin.recorded[id]?.marks?.file),
      others: othersOf(symbols[id] as SymbolConfig), // One for each series of bars.
    })),
  };
}

/** A strategy that is used where nothing names one is part of what the run was told. */
const withStrategy = (config: Config, standard: string | undefined): Config =>
  standard === undefined
    ? config
    : {
        ...config,
        symbols: config.symbols.map((one) => ({ ...one, strategy: one.strategy ?? standard })),
      };

/** The bars of a run, for whoever makes several of the same: of the files that are named, else of the store. */
export async function loadAll(
  config: Config,
  data: readonly string[],
  repair?: LoadOptions["repair"],
): Promise<readonly LoadedBars[]> {
  refuseMissingFiles(config, data);
  const files = resolveData({
    sources: data,
    symbols: config.symbols.map((one) => ({
      symbol: one.symbol,
      // Relative to a --data directory where there is one, else to the config file that names it.
      data:
        one.data === null || data.length > 0 ? one.data?.file : resolve(one.data.directory, one.data.file),
      timeframe: one.timeframe ?? undefined,
      venue: placeOf(config, one.symbol, "venue") === undefined ? undefined : one.venue,
    })),
    timeframe: config.symbolDefaults.timeframe ?? undefined,
    configDirectory: config.symbols.find((one) => one.data !== null)?.data?.directory ?? ".",
    store: { directory: config.store.directory, preferredVenue: config.activeExchange },
  });
  for (const { dataset } of files) if (dataset !== undefined) await freshenForRun(dataset);
  return files.map(({ symbol, file, timeframe }) => {
    const settings = config.symbols.find((one) => one.symbol === symbol) ?? config.symbolDefaults;
    const { venue, quotes, adjust, actions } = settings;
    return loadBars(file, {
      symbol,
      venue,
      timeframe,
      quotes: quotes ?? undefined,
      adjust: adjust ?? undefined,
      actions: actions ?? undefined,
      session: sessionOf(settings),
      repair,
    });
  });
}

/** Nothing is said about data, and the store has none of the symbols: the demo data are meant. */
export const isWithoutData = (config: Config, data: readonly string[]): boolean =>
  data.length === 0 &&
  config.symbols.every(
    ({ symbol, data: file }) => file === null && !hasDataset(config.store.directory, marketOf(symbol)),
  );

function sessionOf({ session, calendar, extendedHours, whenClosed }: SymbolSettings): SessionChoice {
  const hours = session.hours === null ? undefined : parseHours(session.hours);
  const [, file = calendar, entry] = /^(.+)#([^#]+)$/.exec(calendar ?? "") ?? [];
  return {
    hours: hours && { ...hours, zone: session.timeZone ?? "America/New_York" },
    calendar: file === null ? undefined : { file, entry },
    extended: extendedHours,
    whenClosed: whenClosed ?? undefined,
  };
}

/** What the account may do with an instrument: borrowing is what makes a short sale possible. */
const accountTermsOf = (config: Config, settings: SymbolSettings = config.symbolDefaults) => ({
  hasMargin: config.account.leverage > 1 || settings.shortSelling,
  lot: settings.lot,
});

/** The series of a strategy's feeds, on the instrument at a place. */
type FeedsFor = (
  strategy: Strategy,
  params: Readonly<Record<string, ParamValue>>,
  own: number,
) => PlannedFeeds;

async function planRun(
  symbol: SymbolConfig,
  id: number,
  limits: RunPlan["risk"]["instruments"][number] | undefined,
  feedsFor: FeedsFor,
  config: Config,
  sources: RunSources & { readonly columns: BarColumns },
): Promise<PlannedRun> {
  const name = symbol.strategy;
  if (name === null) {
    const fix = `add --strategy ema-cross, or symbols.${symbol.symbol}.strategy to the config`;
    throw new UserProblem({ exitCode: 2, message: `no strategy is given for ${symbol.symbol}`, fix });
  }
  const source = findStrategy(name, sources.strategyPath, placeOf(config, symbol.symbol, "strategy"));
  const { load = importStrategy, columns } = sources;
  const strategy = await load(source, columns);
  const params = resolveParams(strategy.params, symbol.params);
  if (!params.ok) throw badParams(source.name, symbol.symbol, config, params.error);
  const { maxDataAgeSeconds } = config.execution;
  return {
    source,
    params: params.value,
    instrument: id as InstrumentId,
    ...feedsFor(strategy, params.value, id),
    signals: {
      confidenceMin: symbol.minConfidence,
      strengthMin: symbol.minStrength,
      dataAgeMsMax: maxDataAgeSeconds === null ? Number.POSITIVE_INFINITY : maxDataAgeSeconds * 1_000,
    },
    needsAtr: limits !== undefined && needsAtr(limits),
  };
}

/** Every parameter that does not fit, each where it was said. */
function badParams(strategy: string, symbol: string, config: Config, bad: readonly BadParam[]): UserProblem {
  const [first, ...others] = bad.map(({ name, found, allowed, isUnknown = false }) => ({
    exitCode: 2 as const,
    where: placeOf(config, symbol, `params.${name}`) ?? `symbols.${symbol}.params.${name}`,
    ...(isUnknown
      ? unknownParam(strategy, name, found, allowed === "" ? [] : allowed.split(", "))
      : {
          message: `strategy ${strategy} does not take this value for ${name}`,
          found,
          allowed,
          fix: withoutQuotes(found) ?? "change it in the config or with --param",
        }),
  }));
  return new ConfigProblem([first as NonNullable<typeof first>, ...others]); // There is at least one.
}

/** For a number that quotes made a text. */
function withoutQuotes(found: string): string | undefined {
  const number = /^"(-?\d+(?:\.\d+)?)", which is text$/.exec(found)?.[1];
  return number === undefined ? undefined : `write ${number} without quotes`;
}

function unknownParam(strategy: string, name: string, found: string, names: readonly string[]) {
  const near = nearest(name, names);
  const others = names.filter((one) => one !== near);
  return {
    message: `strategy ${strategy} has no parameter named ${name}`,
    found: `${name}: ${found}`,
    allowed: names.length === 0 ? "none" : [...(near === undefined ? [] : [near]), ...others].join(", "),
    fix: near === undefined ? "remove it" : `did you mean ${near}?`,
  };
}

const actionsOf = (bars: readonly LoadedBars[]): readonly CorporateAction[] =>
  bars.flatMap(({ actions }, id) =>
    (actions?.actions ?? []).map((one) => ({ ...one, instrument: id as InstrumentId })),
  );

const reportData = (bars: LoadedBars, assumed: readonly string[]): ReportData => ({
  instrument: bars.symbol,
  timeframe: bars.interval,
  bars: bars.rows,
  from: bars.from,
  to: bars.to,
  gaps: bars.gaps,
  missing: bars.missing,
  warnings: [...bars.warnings, ...assumed],
});

const absolute = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : resolve(file);

const othersOf = ({ quotes, adjust, actions }: SymbolConfig): readonly string[] =>
  [quotes, adjust, actions].filter((file) => file !== null);

const isDirectory = (source: string): boolean =>
  statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;

/** Of all series in order of their symbols, and of the quotes, funding, marks and actions that were read with them. */
function dataHash(bars: readonly LoadedBars[], recorded: MarginPlan["recorded"]): string {
  const hash = createHash("sha256");
  for (const [id, { symbol, interval, columns, quotes, actions, tape }] of bars.entries()) {
    hash.update(`${symbol}|${interval}|${hashColumns(columns)}\n`);
    if (tape !== undefined) hash.update(`recording|${tape.sha256}\n`);
    if (quotes !== undefined) hash.update(`quotes|${hashQuotes(quotes)}\n`);
    for (const one of actions?.actions ?? []) {
      const what = one.kind === "split" ? `${one.ratio.to}:${one.ratio.from}` : formatPrice(one.perShare);
      hash.update(`${one.kind}|${one.at}|${what}\n`);
    }
    const { funding, marks } = recorded[id] ?? {};
    if (funding !== undefined) hash.update(`funding|${funding.time.join()}|${funding.rate.join()}\n`);
    if (marks !== undefined) hash.update(`mark|${marks.intervalMs}|${hashColumns(marks.columns)}\n`);
  }
  return hash.digest("hex");
}
