/**
 * The bracket task as a strategy of this house: a limit entry that expires, ten indicators, a stop and a target from the
 * price that was actually got. Its rules stand at the top of ../shared/bench/bracket_ref.mjs.
 */
import type { EngineListener } from "../../src/core/engine/index.ts";
import {
  atr,
  bollinger,
  donchian,
  ema,
  type Feed,
  Indicator,
  obv,
  type Source,
  sma,
  zScore,
} from "../../src/core/indicators/index.ts";
import type { BarColumns } from "../../src/core/market/index.ts";
import { adjust, bars, none, order, strategy } from "../../src/core/strategy/index.ts";
import { instrumentOf, wideRun } from "./wide-run.ts";

/** By the formula of the task, `100 - 100 / (1 + gain / loss)`: ours says the same in other roundings, and 50 for no move. */
class TaskRsi extends Indicator {
  readonly #close: Source;
  protected override readonly state = { bars: 0, before: Number.NaN, gain: 0, loss: 0 };

  constructor(close: Source) {
    super(close.feed, 15);
    this.#close = close;
  }

  override update(): void {
    const { state } = this;
    const change = this.#close.now - state.before;
    state.before = this.#close.now;
    state.bars++;
    if (state.bars === 1) return;
    const gain = change > 0 ? change : 0;
    const loss = change < 0 ? -change : 0;
    if (state.bars > 15) {
      state.gain = (state.gain * 13 + gain) / 14;
      state.loss = (state.loss * 13 + loss) / 14;
    } else {
      state.gain += gain;
      state.loss += loss;
      if (state.bars < 15) return;
      state.gain /= 14;
      state.loss /= 14;
    }
    this.prev = this.now;
    this.now = state.loss === 0 ? 100 : 100 - 100 / (1 + state.gain / state.loss);
  }
}

/** The task starts all three averages at the first bar; ours start the signal at the first MACD that is warm. */
class TaskMacdSignal extends Indicator {
  readonly #close: Source;
  protected override readonly state = { fast: Number.NaN, slow: Number.NaN, signal: 0 };

  constructor(close: Source) {
    super(close.feed, 1);
    this.#close = close;
  }

  override update(): void {
    const x = this.#close.now;
    const { state } = this;
    if (Number.isNaN(state.fast)) {
      state.fast = x;
      state.slow = x;
    }
    state.fast += (2 / 13) * (x - state.fast);
    state.slow += (2 / 27) * (x - state.slow);
    state.signal += (2 / 10) * (state.fast - state.slow - state.signal);
    this.prev = this.now;
    this.now = state.signal;
  }
}

/** All ten of the task; four are traded on, the others computed on every bar. */
export const bracketIndicators = (feed: Feed) => ({
  fast: ema(feed.close, 12, { seed: "first" }),
  slow: ema(feed.close, 26, { seed: "first" }),
  atr: atr(feed, 14),
  rsi: new TaskRsi(feed.close),
  sma: sma(feed.close, 50),
  macdSignal: new TaskMacdSignal(feed.close),
  bollinger: bollinger(feed.close, 20, 2),
  donchian: donchian(feed, 20),
  zScore: zScore(feed.close, 20),
  obv: obv(feed),
});

const FIRST_SIGNAL_BAR = 60;

const bracketTask = strategy({
  name: "bracket-task",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  state: () => ({ atr: 0 }),
  indicators: ({ feeds }) => bracketIndicators(feeds.main),
  onBar({ ind, feeds, position, state }) {
    if (position.state !== "CLOSED" || feeds.main.bars <= FIRST_SIGNAL_BAR) return none;
    if (!(ind.fast.now > ind.slow.now && ind.rsi.now < 60)) return none;
    state.atr = ind.atr.now;
    return order({
      side: "buy",
      type: "limit",
      limit: Math.floor((feeds.main.close.now - 0.25 * state.atr) * 100) / 100,
      quantity: 1,
      expiresAfterBars: 5,
      why: "up, and not overbought: a little below the close",
    });
  },
  /** The bracket stands around the price that was got, which a gap may have made better than the limit. */
  onFill({ fill, state }) {
    if (fill.role !== "entry") return none;
    const ticks = Math.round(fill.price * 100);
    return adjust("two ranges below, three above", {
      stop: Math.floor(ticks - 200 * state.atr) / 100,
      target: Math.ceil(ticks + 300 * state.atr) / 100,
    });
  },
});

const FEES = { maker: "0.0002", taker: "0.0004" };

/** Engine, exchange and playback of the task, wired as a backtest wires them. */
export const bracketRun = (columns: BarColumns, listener?: EngineListener) =>
  wideRun({ instruments: [instrumentOf(0, FEES)], markets: [columns], strategy: bracketTask }, listener);

export type BracketRun = ReturnType<typeof bracketRun>;
