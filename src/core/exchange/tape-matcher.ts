import { type Quantity, smaller } from "../base/index.ts";
import { type InstrumentId, rulesAt } from "../domain/index.ts";
import type { BookUpdate, DepthDiff, DepthSnapshot, TapeQuote, TapeTrade } from "../market/index.ts";
import type { Fills } from "./fills.ts";
import type { Floor } from "./floor.ts";
import type { RestingOrder } from "./resting-order.ts";
import type { Execution } from "./tape-market.ts";
import type { Tape } from "./tapes.ts";

/** Matches the orders of instruments that follow tapes: what was set off, then what the market of the tape did to them. */
export class TapeMatcher {
  readonly #floor: Floor;
  readonly #fills: Fills;
  /** The tape that spoke last, until all that it led to is told: what it set off, at these prices. */
  #speaking: Tape | undefined;
  #forBuys = Number.NaN;
  #forSells = Number.NaN;

  constructor(floor: Floor, fills: Fills) {
    this.#floor = floor;
    this.#fills = fills;
  }

  trade(instrument: InstrumentId, trade: TapeTrade): void {
    const tape = this.#hear(instrument);
    const price = tape.scale.toNumber(trade.tick);
    this.#floor.note(instrument, price);
    tape.market.trade(trade);
    if (tape.triggersBy === "trade") this.#setOff(tape, price, price);
  }

  quote(instrument: InstrumentId, quote: TapeQuote): void {
    const tape = this.#hear(instrument);
    tape.market.quote(quote);
    this.#hearTop(tape);
  }

  depth(instrument: InstrumentId, change: DepthDiff | DepthSnapshot): BookUpdate {
    const tape = this.#hear(instrument);
    const update = tape.market.depth(change);
    this.#hearTop(tape);
    return update;
  }

  /** Does what is due next. @returns false when nothing is */
  match(): boolean {
    const { all } = this.#floor.tapes;
    if (all.length === 0) return false;
    for (let i = 0; i < all.length; i++) {
      const tape = all[i] as Tape;
      const execution = tape.market.next();
      if (execution === undefined) continue;
      this.#execute(execution, tape);
      return true;
    }
    const order = this.#speaking && this.#nextSetOff(this.#speaking);
    if (order === undefined) this.#speaking = undefined;
    else this.#meet(order);
    return order !== undefined;
  }

  /** Whoever has come so far meets the market before it hears the next word. */
  #hear(instrument: InstrumentId): Tape {
    const tape = this.#floor.tapes.tape(instrument);
    tape.market.meetTakers();
    return tape;
  }

  #hearTop(tape: Tape): void {
    const { instrument, triggersBy } = tape;
    const isFirst = Number.isNaN(this.#floor.last(instrument));
    if (!isFirst && triggersBy !== "quote") return;
    const quote = this.#floor.tapes.quoteOf(instrument);
    if (quote === undefined) return;
    if (isFirst) this.#floor.note(instrument, quote.bid); // Before the first trade, orders are judged by the best bid.
    if (triggersBy === "quote") this.#setOff(tape, quote.ask, quote.bid);
  }

  // --- what is set off ----------------------------------------------------------------------------------------------

  #setOff(tape: Tape, forBuys: number, forSells: number): void {
    if (this.#floor.book(tape.instrument).size === 0) return;
    this.#speaking = tape;
    this.#forBuys = forBuys;
    this.#forSells = forSells;
    for (const order of this.#floor.book(tape.instrument).following) order.follow(this.#priceFor(order));
  }

  #priceFor({ request }: RestingOrder): number {
    return request.side === "buy" ? this.#forBuys : this.#forSells;
  }

  /** Of the orders that are set off the one that came first. Prices in the ladders are few: all are looked at. */
  #nextSetOff({ instrument }: Tape): RestingOrder | undefined {
    const { waiting, following, above, below } = this.#floor.book(instrument);
    let first: RestingOrder | undefined;
    const look = (order: RestingOrder): void => {
      if (first !== undefined && first.arrival.turn < order.arrival.turn) return;
      const isTold = order.isWatch && order.stance === "take";
      const canBeSetOff = order.stance === "stop" || order.stance === "touch";
      if (isTold || (canBeSetOff && order.isSetOffBy(this.#priceFor(order)))) first = order;
    };
    waiting.forEach(look);
    following.forEach(look);
    for (const { orders } of [above.stops, below.stops, above.limits, below.limits]) orders.forEach(look);
    return first;
  }

  #meet(order: RestingOrder): void {
    const floor = this.#floor;
    if (order.isWatch) {
      this.#fills.tell(order, this.#priceFor(order));
      return;
    }
    floor.book(order.instrument.id).move(order, () => order.becomeLimitOrTake(floor.now));
    floor.tapes.join(order);
  }

  // --- what the market did ------------------------------------------------------------------------------------------

  #execute(execution: Execution, { scale, market }: Tape): void {
    const floor = this.#floor;
    const { order: taped } = execution;
    const order = floor.order(taped.id) as RestingOrder; // What a tape holds rests on the floor.
    if (execution.kind === "expiry") {
      floor.end(order, execution.reason);
      return;
    }
    const price = scale.toPrice(execution.tick);
    const { step } = rulesAt(order.instrument, floor.now);
    if (order.request.conditions?.notional !== undefined) {
      // By value: sized at the best price, then it takes like any other.
      market.leave(taped);
      this.#fills.sizeByValue(order, price, step);
      if (floor.order(taped.id) !== undefined) floor.tapes.amend(order, false);
      return;
    }
    const { liquidity, isMore } = execution;
    // What was due before may have left less of it than the market was ready to fill.
    const quantity = smaller(BigInt(execution.size) as Quantity, order.remaining);
    this.#fills.fillWithinValue(order, { quantity, price, liquidity, isMore }, step);
    taped.remaining = Number(order.remaining);
  }
}
