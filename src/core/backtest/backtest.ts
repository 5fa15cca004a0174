import { amountFromNumber, type DurationMs, Sha256 } from "../base/index.ts";
import { type InstrumentId, intervalMs } from "../domain/index.ts";
import { FeedPlan, type RunSetup } from "../engine/index.ts";
import { PLAIN_FILLS } from "../exchange/index.ts";
import type { BarColumns } from "../market/index.ts";
import type { ParamSpecs, Strategy } from "../strategy/index.ts";
import { brokenStrategiesOf, buildReport, latchForGood } from "../views/index.ts";
import { type Assembly, assemble } from "./assemble.ts";
import { checkOptions } from "./check-options.ts";
import { DecisionRecord } from "./decision-record.ts";
import { feedsFor, paramsFor } from "./declared.ts";
import { riskOf } from "./limits.ts";
import { checkColumns, describe, instrumentOf } from "./market.ts";
import type { BacktestOptions, BacktestResult } from "./options.ts";

/** Crypto trades every day. */
const PERIODS_PER_YEAR = 365;
const SIGNALS = { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY } as const;

/**
 * Plays columns of bars through a strategy: by the engine, the risk and the simulated exchange of `timonel backtest`, in
 * Node or in a browser worker, without a file or a clock. Equal inputs come to the same `hash` everywhere.
 * @throws RangeError for options, bars, symbols, parameters or feeds that do not fit; StrategyFault when the strategy breaks its
 * contract
 */
export function backtest<P extends ParamSpecs, F extends string, I, S, T extends string>(
  options: BacktestOptions<P, F, I, S, T>,
): BacktestResult {
  checkOptions(options);
  const { timeframe, data, slippageBps = 2, account = {} } = options;
  const strategy = options.strategy as unknown as Strategy; // What is given to it is what it declared.
  const everyMs = intervalMs(timeframe);
  if (everyMs === undefined)
    throw new RangeError(`timeframe: ${timeframe}; allowed: 1m, 15m, 4h, 1d and the like`);
  const symbols = Object.keys(data).sort(); // Code-unit order: the place is the id.
  if (symbols.length === 0) throw new RangeError("data: no bars; allowed: columns by symbol");
  for (const symbol of symbols) checkColumns(symbol, data[symbol] as BarColumns, { timeframe, everyMs });
  const instruments = symbols.map((symbol, id) =>
    instrumentOf(symbol, id, options.instruments?.[symbol] ?? {}),
  );
  const { currency = "USDT", balance = 10_000, leverage = 1 } = account;
  const foreign = instruments.find(({ quote }) => quote !== currency);
  if (foreign !== undefined)
    throw new RangeError(`data.${foreign.symbol}: priced in ${foreign.quote}; the account is in ${currency}`);
  const series = symbols.map((symbol, id) => ({
    instrument: id as InstrumentId, // As above.
    intervalMs: everyMs,
    columns: data[symbol] as BarColumns,
  }));
  const feeds = new FeedPlan(symbols.map((symbol) => ({ symbol, intervalMs: everyMs })));
  const runs = runsOf(strategy, options, symbols, feeds);
  const record = new DecisionRecord(new Sha256());
  const assembly = assemble(
    {
      instruments,
      series,
      longer: feeds.longer,
      runs,
      account: { currency, balance: amountFromNumber(balance) },
      risk: riskOf(options.limits ?? {}, instruments.length, leverage),
      fills: { ...PLAIN_FILLS, slippage: { kind: "fixed-bps", bps: slippageBps } },
      onFault: "end run",
    },
    record,
  );
  const initialEquity = assembly.engine.equity;
  while (assembly.playback.step());
  const hash = record.digest();
  const name = strategy.name;
  return resultOf(assembly, {
    strategy: name,
    initialEquity,
    hash,
    timeframe,
    everyMs,
    balance,
    currency,
    data,
  });
}

/** The strategy on each symbol that it trades. */
function runsOf(
  strategy: Strategy,
  {
    params = {},
    trade,
    seed,
  }: Pick<BacktestOptions<ParamSpecs, string, unknown, unknown, string>, "params" | "trade" | "seed">,
  symbols: readonly string[],
  feeds: FeedPlan,
): readonly RunSetup[] {
  const resolved = paramsFor(strategy, params);
  const traded = trade ?? symbols;
  if (traded.length === 0) throw new RangeError(`trade: no symbol; allowed: ${symbols.join(", ")}`);
  const twice = traded.find((symbol, i) => traded.indexOf(symbol) < i);
  if (twice !== undefined) throw new RangeError(`trade: ${twice} twice; allowed: each symbol once`);
  return traded.map((symbol) => {
    const own = symbols.indexOf(symbol);
    if (own === -1) throw new RangeError(`trade: no bars of ${symbol}; allowed: ${symbols.join(", ")}`);
    return {
      strategy,
      params: resolved,
      instrument: own as InstrumentId, // As above.
      ...feedsFor(feeds, strategy, resolved, own, "data"),
      ...(seed !== undefined && { seed }),
      signals: SIGNALS,
      needsAtr: false,
    };
  });
}

/** The report, but for what only a command knows. */
function resultOf(
  { engine, playback }: Assembly,
  of: {
    readonly strategy: string;
    readonly initialEquity: number;
    readonly hash: string;
    readonly timeframe: string;
    readonly everyMs: DurationMs;
    readonly balance: number;
    readonly currency: string;
    readonly data: Readonly<Record<string, BarColumns>>;
  },
): BacktestResult {
  const { portfolio, curve, prices, risk } = engine;
  const instruments = portfolio.positions.map(({ instrument }) => instrument);
  const columnsOf = (symbol: string): BarColumns => of.data[symbol] as BarColumns; // Every instrument has its bars.
  const { schema, run, command, configHash, dataHash, elapsedMs, barsPerSecond, ...result } = buildReport({
    run: "",
    command: "backtest",
    strategies: [of.strategy],
    hash: of.hash,
    configHash: "",
    dataHash: "",
    data: instruments.map(({ symbol }) => describe(symbol, of.timeframe, columnsOf(symbol), of.everyMs)),
    bars: playback.bars,
    elapsedMs: 0,
    account: {
      currency: of.currency,
      initial: amountFromNumber(of.balance),
      final: portfolio.equityAt((instrument) => prices.exact(instrument)),
      fees: portfolio.fees,
      funding: portfolio.funding,
      dividends: portfolio.dividends,
      turnover: portfolio.turnover,
    },
    record: {
      initialEquity: of.initialEquity,
      equityTime: curve.time,
      equity: curve.equity,
      trades: portfolio.trades,
      open: engine.openPositions(),
      benchmark: instruments.map(({ symbol }) => {
        const { time, close } = columnsOf(symbol);
        return { time, close, intervalMs: of.everyMs };
      }),
      periodsPerYear: PERIODS_PER_YEAR,
    },
    instruments,
    refusals: Object.fromEntries(engine.refusals),
    rejections: Object.fromEntries(engine.rejections),
    liquidations: engine.liquidations,
    brokenStrategies: brokenStrategiesOf(engine.faults),
    notices: [],
    latch: latchForGood(risk.latches),
  });
  return result;
}
