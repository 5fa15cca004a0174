/** One tape through the simulated exchange, with a few limit orders resting in its queues. */
import {
  amount,
  contractsToBase,
  multiply,
  type Price,
  type Quantity,
  quantity,
  ratio,
  type UnixMs,
} from "../../src/core/base/index.ts";
import {
  type Approved,
  defineInstrument,
  type Fill,
  type Instrument,
  type InstrumentId,
  type OrderId,
  type OrderRequest,
} from "../../src/core/domain/index.ts";
import { PLAIN_FILLS, SimulatedExchange } from "../../src/core/exchange/index.ts";
import { NO_TICK, type TapeEvent } from "../../src/core/market/index.ts";
import type { BenchTape } from "./tapes.ts";

/** An order is placed each so many events of the tape, and so many rest at most. */
const ORDER_EVERY = 500;
const RESTING_MAX = 4;
/** Steps an order is for. */
const STEPS = 50n;

export class TapeRun {
  readonly exchange: SimulatedExchange;
  readonly instrument: Instrument;
  readonly #tape: BenchTape;
  readonly #sent: OrderId[] = [];
  #lastId = 0;
  fills = 0;
  /** What was filled, in quote units at 1e-20: price and quantity of every fill weigh in. */
  value = 0n;
  makers = 0;

  constructor(tape: BenchTape) {
    this.#tape = tape;
    this.instrument = instrumentOf(tape);
    this.exchange = new SimulatedExchange({
      instruments: [this.instrument],
      balance: amount("1000000000"),
      leverage: 1,
      model: PLAIN_FILLS,
    });
    this.exchange.followTape(this.instrument.id, tape.tick, {
      queue: "fifo",
      triggersBy: "trade",
    });
  }

  play(): void {
    this.playFrom(0, this.#tape.events.length);
  }

  /** A part of it, in order. */
  playFrom(first: number, end: number): void {
    const { exchange } = this;
    const { id } = this.instrument;
    const { events } = this.#tape;
    for (let place = first; place < end; place++) {
      const event = events[place] as TapeEvent;
      if (event.kind === "trade") exchange.printTrade(id, event);
      else if (event.kind === "quote") exchange.changeQuote(id, event);
      else exchange.changeBook(id, event);
      if (place % ORDER_EVERY === 0) this.#quote(place, event.at);
      for (let answer = exchange.next(); answer !== undefined; answer = exchange.next())
        if (answer.kind === "OrderFilled") this.#count(answer.fill);
    }
  }

  /** A bid and an offer in turn, at the best price of their side; the oldest one is taken back. */
  #quote(place: number, at: UnixMs): void {
    const { exchange, instrument } = this;
    if (this.#sent.length >= RESTING_MAX) exchange.cancelOrder(this.#sent.shift() as OrderId);
    const side = (place / ORDER_EVERY) % 2 === 0 ? "buy" : "sell";
    const { best } = exchange.bookOf(instrument.id).side(side);
    if (best === NO_TICK) return;
    const id = ++this.#lastId as OrderId;
    const order: OrderRequest = {
      id,
      instrument: instrument.id,
      strategy: "bench",
      side,
      type: "limit",
      role: "entry",
      quantity: (this.#tape.step * STEPS) as Quantity,
      limit: (BigInt(best) * this.#tape.tick) as Price,
      trigger: undefined,
      collar: undefined,
      reduceOnly: false,
      expiresAt: Number.POSITIVE_INFINITY,
      at,
      why: "a quote",
    };
    exchange.submitOrder(order as Approved<OrderRequest>); // Stands in for risk, which this row leaves out.
    this.#sent.push(id);
  }

  #count(fill: Fill): void {
    this.fills++;
    if (fill.liquidity === "maker") this.makers++;
    this.value += multiply(fill.price, contractsToBase(fill.quantity, this.instrument.contractSize));
  }
}

const instrumentOf = ({ tick, step }: BenchTape): Instrument =>
  defineInstrument({
    id: 0 as InstrumentId,
    symbol: "BTC/USDT:USDT",
    venue: "bench",
    kind: "linear-perpetual",
    settlement: "margin",
    base: "BTC",
    quote: "USDT",
    contractSize: quantity("1"),
    rules: [{ from: 0 as UnixMs, tick, step, minQuantity: step, minNotional: 0n }],
    fees: { kind: "percent", maker: ratio("0.0002"), taker: ratio("0.0004") },
    leverageMax: 1,
    session: { kind: "continuous" },
  });
