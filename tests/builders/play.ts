/** A whole run in one call: hand-made bars, scripted strategies, the real engine and the simulated exchange. */
import {
  amount,
  type DurationMs,
  formatPrice,
  formatQuantity,
  type UnixMs,
} from "../../src/core/base/index.ts";
import type {
  ApprovalEvent,
  CommandEvent,
  CorporateAction,
  EngineEvent,
  Instrument,
  InstrumentId,
  Outbox,
  VenueAbilities,
} from "../../src/core/domain/index.ts";
import {
  ActionSchedule,
  type Automation,
  Engine,
  type FundingSchedule,
  HoldingSchedule,
  Playback,
  type RunSetup,
  withLonger,
} from "../../src/core/engine/index.ts";
import { type MarginTerms, SimulatedExchange, USUAL_MARGIN } from "../../src/core/exchange/index.ts";
import type { BarColumns, BarSeries, QuoteColumns } from "../../src/core/market/index.ts";
import type { Strategy } from "../../src/core/strategy/index.ts";
import { type BarTiming, columns, seriesOf } from "./bars.ts";
import { type FillTerms, fillModel } from "./fill-model.ts";
import { HOUR, listed, START, spot } from "./instrument.ts";
import { Recorder } from "./recorder.ts";
import { type Script, scripted } from "./script.ts";
import { type RiskTerms, riskSettings } from "./settings.ts";

/** One instrument, its bars, and what trades it. */
export interface Line extends BarTiming {
  readonly instrument: Instrument;
  readonly bars: readonly string[] | BarColumns;
  readonly strategy: Strategy | Script;
  readonly params?: RunSetup["params"];
  readonly needsAtr?: boolean;
  /** Of the same bars, where there are any. */
  readonly quotes?: QuoteColumns | undefined;
  /** When each bar closes, where sessions cut some of them off. */
  readonly closes?: Float64Array | undefined;
  /** Length of the bars that wake the strategy, where they are longer than those it is matched on. */
  readonly decides?: DurationMs | undefined;
}

export interface PlayTerms extends FillTerms {
  /** Of the account; USDT unless a test says otherwise. */
  readonly currency?: string;
  readonly balance?: string;
  readonly leverage?: number;
  readonly margin?: Partial<MarginTerms>;
  readonly funding?: readonly FundingSchedule[];
  readonly actions?: readonly CorporateAction[];
  readonly risk?: RiskTerms;
  readonly signals?: Partial<RunSetup["signals"]>;
  readonly onFault?: "end run" | "stop strategy";
  /** Who decides about openings; the strategy unless a test says otherwise. */
  readonly automation?: Automation;
  /** Of every venue; left out: it can do everything. */
  readonly abilities?: VenueAbilities | undefined;
  /** A recorder that does more than record. */
  readonly record?: Recorder;
  /** Where orders go; left out: to the simulated exchange, which answers. */
  readonly outbox?: Outbox | undefined;
  /** Nobody listens: what the engine does must not depend on it. */
  readonly isUnheard?: boolean;
  /** Looks at the run after every event. */
  readonly after?: (event: EngineEvent, run: Run) => void;
}

export class Run {
  readonly engine: Engine;
  readonly exchange: SimulatedExchange;
  readonly playback: Playback;
  readonly record: Recorder;
  readonly instruments: readonly Instrument[];
  readonly series: readonly BarSeries[];
  /** Times of all events, in the order the engine heard them. */
  readonly times: number[] = [];

  constructor(lines: readonly Line[], terms: PlayTerms = {}) {
    this.record = terms.record ?? new Recorder();
    this.instruments = listed(lines.map(({ instrument }) => instrument));
    const idOf = (line: Line) => this.#find(line.instrument.symbol).id;
    const matched = lines.map((line, place) =>
      seriesOf(
        place,
        idOf(line),
        "time" in line.bars ? line.bars : columns(line.bars, line),
        line.every,
        line,
      ),
    );
    const longer = lines.flatMap(({ decides }, from) =>
      decides === undefined ? [] : [{ from, intervalMs: decides }],
    );
    const series = withLonger(matched, longer);
    const wakes = (line: Line, place: number): number =>
      line.decides === undefined ? place : lines.length + longer.findIndex(({ from }) => from === place);
    this.series = series;
    const balance = amount(terms.balance ?? "100000");
    const leverage = terms.leverage ?? 1;
    const model = fillModel(terms);
    const { instruments } = this;
    const margin = { ...USUAL_MARGIN, ...terms.margin };
    this.exchange = new SimulatedExchange({ instruments, balance, leverage, model, margin });
    const risk = { ...terms.risk, leverage: { used: leverage, ...terms.risk?.leverage } };
    this.engine = new Engine(
      {
        instruments: this.instruments,
        series,
        runs: lines.map((line, place) => runSetup(line, wakes(line, place), idOf(line), terms)),
        account: { currency: terms.currency ?? "USDT", balance },
        risk: riskSettings(this.instruments.length, risk),
        onFault: terms.onFault ?? "end run",
        automation: terms.automation,
        ...(terms.abilities && { abilities: this.instruments.map(() => terms.abilities) }),
      },
      terms.outbox ?? this.exchange,
      terms.isUnheard === true ? undefined : this.record,
    );
    this.#tap(terms.after);
    const payments = new HoldingSchedule(instruments, terms.funding ?? []);
    const actions = new ActionSchedule(terms.actions ?? []);
    this.playback = new Playback(this.engine, this.exchange, series, payments, actions);
  }

  /** Plays the next `steps` moments, or all there are. */
  play(steps: number = Number.POSITIVE_INFINITY): this {
    for (let step = 0; step < steps && this.playback.step(); step++);
    return this;
  }

  /** "0 buy 1 @ 100": hours since the start, then the fill. Inside a bar the hour is the bar's own. */
  get fills(): readonly string[] {
    return this.record.fills.map(({ fill }) => {
      const hour = Math.floor((fill.at - START) / HOUR);
      return `${hour} ${fill.side} ${formatQuantity(fill.quantity)} @ ${formatPrice(fill.price)}`;
    });
  }

  /** "long 1: 100 -> 95 stop-loss". */
  get trades(): readonly string[] {
    return this.engine.portfolio.trades.map((trade) => {
      const { side, quantity, entryPrice, exitPrice, exitReason } = trade;
      return `${side} ${formatQuantity(quantity)}: ${formatPrice(entryPrice)} -> ${formatPrice(exitPrice)} ${exitReason}`;
    });
  }

  /** Signed. */
  held(symbol?: string): string {
    const { id } = symbol === undefined ? (this.instruments[0] as Instrument) : this.#find(symbol);
    return formatQuantity(this.engine.portfolio.position(id).quantity);
  }

  /** Orders that rest on the exchange: "sell stop 1 @ 95". */
  resting(symbol?: string): readonly string[] {
    const { id } = symbol === undefined ? (this.instruments[0] as Instrument) : this.#find(symbol);
    return this.exchange.openOrders(id).map(({ side, type, quantity, limit, trigger }) => {
      const at = limit ?? trigger;
      return `${side} ${type} ${formatQuantity(quantity)}${at === undefined ? "" : ` @ ${formatPrice(at)}`}`;
    });
  }

  /** Sends a command, as an operator would, between two moments. */
  command(kind: CommandEvent["kind"], instrument = 0 as InstrumentId): this {
    const at = this.playback.now;
    const command = { kind, by: "operator", at, instrument, closes: true } as CommandEvent; // More than some need.
    this.playback.interject(command);
    return this;
  }

  /** Answers an opening that waits, as a person would, between two moments. */
  answer(kind: ApprovalEvent["kind"], id: number): this {
    this.playback.interject({ kind, id, by: "me", at: this.playback.now });
    return this;
  }

  #find(symbol: string): Instrument {
    const instrument = this.instruments.find((one) => one.symbol === symbol);
    if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
    return instrument;
  }

  /** Every event passes here on its way into the engine. */
  #tap(after: PlayTerms["after"]): void {
    const { engine } = this;
    const step = engine.step.bind(engine);
    engine.step = (event) => {
      this.times.push(event.at);
      step(event);
      after?.(event, this);
    };
  }
}

/** One instrument, hourly bars from START on, a script by closed bars; played to the end. */
export const play = (
  bars: readonly string[],
  strategy: Strategy | Script,
  terms: PlayTerms & {
    readonly instrument?: Instrument;
    readonly every?: DurationMs;
    readonly needsAtr?: boolean;
  } = {},
): Run => prepare(bars, strategy, terms).play();

/** The same, not yet played. */
export function prepare(
  bars: readonly string[],
  strategy: Strategy | Script,
  terms: Parameters<typeof play>[2] = {},
): Run {
  const { instrument = spot(), every = HOUR, needsAtr = false, ...rest } = terms;
  return new Run([{ instrument, bars, strategy, every, needsAtr }], rest);
}

function runSetup(line: Line, series: number, instrument: Instrument["id"], terms: PlayTerms): RunSetup {
  const { strategy } = line;
  return {
    strategy: "onBar" in strategy ? (strategy as Strategy) : scripted(strategy),
    params: line.params ?? {},
    instrument,
    series,
    signals: {
      confidenceMin: 0,
      strengthMin: "WEAK",
      dataAgeMsMax: Number.POSITIVE_INFINITY,
      ...terms.signals,
    },
    needsAtr: line.needsAtr ?? false,
  };
}

export const hourOf = (at: UnixMs): number => (at - START) / HOUR;
