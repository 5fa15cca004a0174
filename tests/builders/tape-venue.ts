/** The simulated exchange on a tape by hand, without an engine: orders and the tape go in, short sentences come out. */
import { amount } from "../../src/core/base/index.ts";
import { type Fill, type Instrument, type OrderId, rulesAt } from "../../src/core/domain/index.ts";
import { SimulatedExchange, type TapeModel } from "../../src/core/exchange/index.ts";
import type { TapeEvent } from "../../src/core/market/index.ts";
import { type FillTerms, fillModel } from "./fill-model.ts";
import { listed, perpetual, START } from "./instrument.ts";
import { amendment, type OrderTerms, order } from "./order.ts";
import { snapshot, trade } from "./tape.ts";
import { sentence } from "./venue.ts";

type TapeTerms = Partial<TapeModel> & Pick<FillTerms, "slippageBps" | "latency">;

export class TapeVenue {
  readonly exchange: SimulatedExchange;
  readonly instrument: Instrument;
  /** All there were so far. */
  readonly fills: Fill[] = [];
  #lastId = 0;

  constructor(
    { slippageBps = 0, latency = {}, ...model }: TapeTerms = {},
    instrument: Instrument = perpetual(),
  ) {
    const instruments = listed([instrument]);
    this.instrument = instruments[0] as Instrument;
    this.exchange = new SimulatedExchange({
      instruments,
      balance: amount("1000000000"),
      leverage: 1,
      model: fillModel({ slippageBps, latency }),
    });
    const { tick } = rulesAt(this.instrument, START);
    this.exchange.followTape(this.instrument.id, tick, {
      queue: "fifo",
      triggersBy: "trade",
      ...model,
    });
  }

  /** Sends an order, ids 1, 2, 3... @returns what the exchange said at once, e.g. "1 accepted" */
  submit(terms: OrderTerms): string {
    this.#lastId++;
    this.exchange.submitOrder(order({ ...terms, id: this.#lastId }));
    return this.#drain();
  }

  amend(id: number, to: Parameters<typeof amendment>[0]): string {
    this.exchange.amendOrder(id as OrderId, amendment(to));
    return this.#drain();
  }

  cancel(id: number): string {
    this.exchange.cancelOrder(id as OrderId);
    return this.#drain();
  }

  /** What the exchange says about the next words of the tape: "1 filled 0.5 @ 101.25 taker, 2 filled ...". */
  hear(...events: readonly TapeEvent[]): string {
    const said: string[] = [];
    for (const event of events) {
      const { id } = this.instrument;
      if (event.kind === "trade") this.exchange.printTrade(id, event);
      else if (event.kind === "quote") this.exchange.changeQuote(id, event);
      else this.exchange.changeBook(id, event);
      const heard = this.#drain();
      if (heard !== "") said.push(heard);
    }
    return said.join(", ");
  }

  #drain(): string {
    const said: string[] = [];
    for (let event = this.exchange.next(); event !== undefined; event = this.exchange.next()) {
      said.push(sentence(event));
      if (event.kind === "OrderFilled") this.fills.push(event.fill);
    }
    return said.join(", ");
  }
}

/** Two levels to sell to, three to buy from. */
export const BOOK = snapshot(10, {
  bids: [
    [100, 5],
    [99, 7],
  ],
  asks: [
    [101, 4],
    [102, 2],
    [104, 9],
  ],
});

/** With that book, and a last price of 100.5. */
export function tapeVenue(terms: TapeTerms = {}): TapeVenue {
  const one = new TapeVenue(terms);
  one.hear(trade("buy", 100.5, 1), BOOK);
  return one;
}
