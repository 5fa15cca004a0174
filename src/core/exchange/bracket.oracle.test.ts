/**
 * The bracket task of ../shared/bench on the bare exchange: limit entries that expire, a stop and a target from the bar
 * of the fill on, gaps, maker's and taker's fees. The reference is a plain loop; its trades are met one for one.
 *
 * One rule differs, and these runs end before it matters: the reference fills a target at an open exactly at its price,
 * the exchange with `limitFill: "through"` lets a price that is only touched pass. Seed 42 has the first such open in
 * bar 91,650.
 */
import { expect } from "vitest";
import { seriesOf } from "../../../tests/builders/bars.ts";
import {
  type Candles,
  type IndicatorValues,
  loadBracket,
  loadGenerator,
} from "../../../tests/builders/bench-tasks.ts";
import { MINUTE, spot } from "../../../tests/builders/instrument.ts";
import { type OrderTerms, order } from "../../../tests/builders/order.ts";
import { testWithShared } from "../../../tests/shared-data.ts";
import { amount, formatDecimal, PRICE_DIGITS, price } from "../base/index.ts";
import type { Fill, OrderId } from "../domain/index.ts";
import { PLAIN_FILLS, SimulatedExchange } from "./index.ts";

const TICK = price("0.01");
const MICRO = amount("0.000001");
const ticks = (count: number): string => formatDecimal(BigInt(count) * TICK, PRICE_DIGITS);

interface Entry {
  readonly id: number;
  readonly signalBar: number;
  readonly atr: number;
}

/** Trades the task by the rules at the top of its reference. Everything about fills is left to the exchange. */
class BracketTrader {
  readonly trades: string[] = [];
  readonly equity: bigint[] = [];
  readonly orders = { submitted: 0, filled: 0, cancelled: 0, expired: 0 };
  fees = 0n;
  readonly #exchange: SimulatedExchange;
  #bar = 0;
  #entry: Entry | undefined;
  #held:
    | {
        readonly entry: Entry;
        readonly bar: number;
        readonly fill: Fill;
        readonly stop: number;
        readonly target: number;
      }
    | undefined;

  constructor(exchange: SimulatedExchange) {
    this.#exchange = exchange;
  }

  run(candles: Candles, values: IndicatorValues): void {
    const exchange = this.#exchange;
    const instrument = spot({ maker: "0.0002", taker: "0.0004", step: "1" });
    const series = seriesOf(0, 0, candles, MINUTE);
    for (let i = 0; i < candles.bars; i++) {
      this.#bar = i;
      exchange.openBar(series, i);
      this.#listen();
      exchange.closeBar(series, i);
      this.#listen();
      exchange.expire(instrument.id, series.closesAt(i));
      this.#listen();
      exchange.at(series.closesAt(i));
      const held = exchange.account.held(instrument) / 100_000_000n;
      this.equity.push(exchange.account.cash / MICRO + held * BigInt(candles.closeTicks[i] ?? 0) * 10_000n);
      this.#decide(i, candles, values);
    }
  }

  #decide(i: number, candles: Candles, values: IndicatorValues): void {
    const isUp = i >= 60 && (values.ema12[i] ?? 0) > (values.ema26[i] ?? 0) && (values.rsi14[i] ?? 100) < 60;
    if (!isUp || this.#entry !== undefined || this.#held !== undefined) return;
    const atr = values.atr14[i] ?? 0;
    const limit = Math.floor(((candles.close[i] ?? 0) - 0.25 * atr) * 100);
    const expiresAt = (candles.time[i] ?? 0) + 6 * MINUTE;
    this.#entry = { id: this.#send({ limit: ticks(limit), expiresAt }), signalBar: i, atr };
    this.#listen();
  }

  #send(terms: OrderTerms): number {
    const id = ++this.orders.submitted;
    this.#exchange.submitOrder(order({ ...terms, id }));
    return id;
  }

  #listen(): void {
    for (let event = this.#exchange.next(); event !== undefined; event = this.#exchange.next()) {
      if (event.kind === "OrderFilled") this.#filled(event.fill);
      else if (event.kind === "OrderCancelled") this.orders.cancelled++;
      else if (event.kind === "OrderExpired") {
        this.orders.expired++;
        this.#entry = undefined;
      } else expect(event.kind).toBe("OrderAccepted");
    }
  }

  #filled(fill: Fill): void {
    this.orders.filled++;
    this.fees += fill.fee;
    if (this.#held === undefined) this.#protect(fill);
    else this.#leave(fill);
  }

  #protect(fill: Fill): void {
    const entry = this.#entry as Entry; // Nothing else can have filled.
    const at = Number(fill.price / TICK);
    const stop = this.#send({
      side: "sell",
      trigger: ticks(Math.floor(at - 200 * entry.atr)),
      reduceOnly: true,
    });
    const target = this.#send({
      side: "sell",
      limit: ticks(Math.ceil(at + 300 * entry.atr)),
      reduceOnly: true,
    });
    this.#held = { entry, bar: this.#bar, fill, stop, target };
    this.#entry = undefined;
  }

  #leave(fill: Fill): void {
    const held = this.#held;
    if (held === undefined) return;
    const isStop = fill.order === held.stop;
    this.#exchange.cancelOrder((isStop ? held.target : held.stop) as OrderId);
    this.#held = undefined;
    const pnl = ((fill.price - held.fill.price) * fill.quantity - fill.fee - held.fill.fee) / MICRO;
    const reason = isStop ? "stop" : "target";
    const [entryTicks, exitTicks] = [held.fill.price / TICK, fill.price / TICK];
    this.trades.push([held.entry.signalBar, held.bar, entryTicks, this.#bar, exitTicks, reason, pnl].join());
  }
}

for (const [bars, seed] of [
  [90_000, 42],
  [100_000, 7],
  [100_000, 2024],
] as const) {
  testWithShared(
    `bracket task, ${bars} bars of seed ${seed}: every trade, every equity, every count`,
    async () => {
      const { candles } = await loadGenerator();
      const { reference, indicators } = await loadBracket();
      const data = candles(bars, seed);
      const instrument = spot({ maker: "0.0002", taker: "0.0004", step: "1" });
      const model = PLAIN_FILLS;
      const exchange = new SimulatedExchange({
        instruments: [instrument],
        balance: amount("1000000"),
        leverage: 1,
        model,
      });
      const trader = new BracketTrader(exchange);
      trader.run(data, indicators(data));
      const answer = reference(bars, seed);
      const trades = answer.trades.map((t) =>
        [t.signalBar, t.entryBar, t.entryTicks, t.exitBar, t.exitTicks, t.reason, t.pnlMicro].join(),
      );
      expect(trader.trades).toEqual(trades);
      expect(trader.orders).toEqual(answer.orders);
      expect(trader.fees / MICRO).toBe(answer.fees);
      expect(trader.equity.findIndex((equity, bar) => equity !== answer.equity[bar])).toBe(-1);
      expect(trader.equity.length).toBe(bars);
    },
  );
}
