import { type Assembly, paramsFor } from "../backtest/index.ts";
import {
  amountToNumber,
  assert,
  type DurationMs,
  priceToNumber,
  quantityToNumber,
  type UnixMs,
} from "../base/index.ts";
import {
  type Book,
  type Direction,
  type ExitReason,
  type Intent,
  intervalMs,
  type Side,
  type Trade,
} from "../domain/index.ts";
import type { BarColumns } from "../market/index.ts";
import type { ParamSpecs, ParamValue, Strategy } from "../strategy/index.ts";
import { checkTerms } from "./check-terms.ts";
import { sceneOf } from "./scene.ts";

/** Open, high, low, close, and volume (1 where it is left out); `null` leaves a hole. */
export type TestBar =
  | readonly [open: number, high: number, low: number, close: number, volume?: number]
  | null;

/** What a test may say; everything has a default. */
export interface PlayTerms {
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** Length of the bars: `1h`. */
  readonly timeframe?: string;
  readonly symbol?: string;
  /** Bars of other instruments that the strategy follows, by symbol. */
  readonly others?: Readonly<Record<string, readonly (TestBar | number)[]>>;
  /** Of the account, in USDT. Each position takes a tenth of it. */
  readonly balance?: number;
  /** `"perpetual"` may be sold short. */
  readonly kind?: "spot" | "perpetual";
  readonly feeBps?: number;
  readonly slippageBps?: number;
  /** Seeds the chance of the strategy. */
  readonly seed?: string;
  /** Public trades and books, for strategies that listen to them. */
  readonly events?: readonly ({ readonly trade: Trade } | { readonly book: Book })[];
}

/** What happened, in numbers that are easy to compare. Times in milliseconds since the first bar opened. */
export interface PlayedRun {
  readonly intents: readonly (Intent & { readonly at: number })[];
  readonly fills: readonly {
    readonly at: number;
    readonly side: Side;
    readonly quantity: number;
    readonly price: number;
  }[];
  readonly trades: readonly {
    readonly side: Direction;
    readonly quantity: number;
    readonly entryPrice: number;
    readonly exitPrice: number;
    readonly pnl: number;
    readonly exitReason: ExitReason;
  }[];
  /** Why intents came to nothing: kinds of refusals of risk and rejections of the exchange. */
  readonly refusals: readonly string[];
  /** Of the account at the end, open positions at their last price. */
  readonly equity: number;
  /** Signed quantity held at the end. */
  readonly held: number;
}

/** Monday, 2024-01-01 00:00 UTC. */
const START = 1_704_067_200_000;

/**
 * Plays bars through a strategy, by the engine and the simulated exchange of a backtest: a decision at a close fills at the
 * next open. A bar may be a number: it opens at the close before it and ends there.
 * @throws RangeError for parameters, feeds, bars or terms that do not fit; StrategyFault when the strategy breaks its contract
 */
export function play<P extends ParamSpecs, F extends string, I, S, T extends string>(
  strategy: Strategy<P, F, I, S, T>,
  bars: readonly (TestBar | number)[],
  terms: PlayTerms = {},
): PlayedRun {
  checkTerms(bars, terms);
  const { timeframe = "1h", symbol = "TEST/USDT", others = {} } = terms;
  const everyMs = intervalMs(timeframe);
  assert(everyMs !== undefined, "an interval such as 15m, 4h, 1d is due", timeframe);
  const params = paramsFor(strategy, terms.params ?? {});
  const record = new Notes();
  const scene = sceneOf(
    {
      strategy: strategy as unknown as Strategy, // What is given to it is what it declared.
      params,
      symbol,
      bars: columnsOf(bars, everyMs),
      others: Object.fromEntries(
        Object.entries(others).map(([name, rows]) => [name, columnsOf(rows, everyMs)]),
      ),
      everyMs,
      balance: terms.balance ?? 100_000,
      isPerpetual: terms.kind === "perpetual",
      feeBps: terms.feeBps ?? 0,
      slippageBps: terms.slippageBps ?? 0,
      seed: terms.seed ?? "test",
    },
    record,
  );
  playOut(scene, symbol, terms.events ?? []);
  return record.result(scene, symbol);
}

/** Steps through the bars; an event happens before everything that is due at its time or later. */
function playOut(
  { engine, exchange, playback }: Assembly,
  symbol: string,
  events: NonNullable<PlayTerms["events"]>,
): void {
  const instrument = engine.portfolio.positions.find((one) => one.instrument.symbol === symbol)?.instrument
    .id;
  assert(instrument !== undefined, "the instrument of the test is not there", symbol);
  const drain = (): void => {
    for (let event = exchange.next(); event !== undefined; event = exchange.next()) engine.step(event);
  };
  for (const event of events) {
    const { at } = "trade" in event ? event.trade : event.book;
    while (playback.nextAt < at) playback.step();
    exchange.at(at);
    engine.step(
      "trade" in event
        ? { kind: "TradePrinted", instrument, trade: event.trade, at }
        : { kind: "BookChanged", instrument, book: event.book, at },
    );
    drain();
  }
  while (playback.step());
}

/** Listens and keeps what a test compares. */
class Notes {
  readonly #intents: PlayedRun["intents"][number][] = [];
  readonly #fills: PlayedRun["fills"][number][] = [];
  readonly #refusals: string[] = [];

  intent(_strategy: string, _instrument: unknown, intent: Intent, at: UnixMs): void {
    this.#intents.push({ ...intent, at: at - START });
  }

  verdict(
    _instrument: unknown,
    _order: number | undefined,
    verdict: { readonly kind: string; readonly refusal?: { readonly kind: string } },
  ): void {
    if (verdict.refusal !== undefined) this.#refusals.push(verdict.refusal.kind);
  }

  answered(event: {
    readonly kind: string;
    readonly rejection?: { readonly kind: string } | undefined;
  }): void {
    if (event.rejection !== undefined) this.#refusals.push(event.rejection.kind);
  }

  filled({ fill }: { readonly fill: Parameters<typeof fillOf>[0] }): void {
    this.#fills.push(fillOf(fill));
  }

  result({ engine }: Assembly, symbol: string): PlayedRun {
    const { portfolio } = engine;
    const own = portfolio.positions.find(({ instrument }) => instrument.symbol === symbol);
    return {
      intents: this.#intents,
      fills: this.#fills,
      trades: portfolio.trades.map(({ side, quantity, entryPrice, exitPrice, pnl, exitReason }) => ({
        side,
        quantity: quantityToNumber(quantity),
        entryPrice: priceToNumber(entryPrice),
        exitPrice: priceToNumber(exitPrice),
        pnl: amountToNumber(pnl),
        exitReason,
      })),
      refusals: this.#refusals,
      equity: engine.equity,
      held: own === undefined ? 0 : quantityToNumber(own.quantity),
    };
  }
}

const fillOf = ({
  at,
  side,
  quantity,
  price,
}: {
  readonly at: UnixMs;
  readonly side: Side;
  readonly quantity: Parameters<typeof quantityToNumber>[0];
  readonly price: Parameters<typeof priceToNumber>[0];
}): PlayedRun["fills"][number] => ({
  at: at - START,
  side,
  quantity: quantityToNumber(quantity),
  price: priceToNumber(price),
});

function columnsOf(bars: readonly (TestBar | number)[], everyMs: DurationMs): BarColumns {
  const rows: (readonly [time: number, ...prices: number[]])[] = [];
  let before = Number.NaN;
  bars.forEach((bar, place) => {
    if (bar === null) return;
    const [open, high, low, close, volume = 1] =
      typeof bar === "number" ? flatBar(Number.isNaN(before) ? bar : before, bar) : bar;
    rows.push([START + place * everyMs, open, high, low, close, volume]);
    before = close;
  });
  const column = (place: number): Float64Array => Float64Array.from(rows, (row) => row[place] as number);
  return {
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

const flatBar = (open: number, close: number): readonly [number, number, number, number] => [
  open,
  Math.max(open, close),
  Math.min(open, close),
  close,
];
