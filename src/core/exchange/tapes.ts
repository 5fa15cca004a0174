import { assert, ByNumber, type Price, type UnixMs } from "../base/index.ts";
import { type Instrument, type InstrumentId, type OrderId, rulesAt } from "../domain/index.ts";
import { NO_TICK, TickScale } from "../market/index.ts";
import { type FillModel, slippageOf } from "./fill-model.ts";
import { type QueueModel, TapeOrder } from "./queue.ts";
import type { RestingOrder } from "./resting-order.ts";
import { TapeMarket } from "./tape-market.ts";

/** How an instrument is matched on its tape. */
export interface TapeModel {
  readonly queue: QueueModel;
  /** What sets an order off: a trade at its trigger, or the best price that it would take. */
  readonly triggersBy: "trade" | "quote";
}

/** An instrument that follows a tape. */
export interface Tape {
  readonly instrument: InstrumentId;
  readonly market: TapeMarket;
  readonly scale: TickScale;
  readonly triggersBy: TapeModel["triggersBy"];
}

/** The instruments that follow a tape: the seam between exact orders and a tape's whole ticks. */
export class Tapes {
  readonly all: Tape[] = [];
  readonly #of: (Tape | undefined)[] = [];
  readonly #orders = new ByNumber<OrderId, TapeOrder>();

  /** Fills keep to the step of the day `now`. What is resting already is not taken over. */
  open(
    instrument: Instrument,
    tick: Price,
    terms: TapeModel & { readonly fills: FillModel; readonly now: UnixMs },
  ): void {
    const { queue, triggersBy, fills, now } = terms;
    assert(this.#of[instrument.id] === undefined, "the tape is followed already", instrument.id);
    // Half of an assumed spread is for where none is known; impact is what a walk into the depth measures.
    const ofTrade = slippageOf(fills.slippage, 0, undefined, 0, false);
    const slip = { ofTrade, ofQuote: fills.slippage.kind === "half-spread" ? 0 : ofTrade };
    const market = new TapeMarket(queue, slip, Number(rulesAt(instrument, now).step));
    const tape = { instrument: instrument.id, market, scale: new TickScale(tick), triggersBy };
    this.#of[instrument.id] = tape;
    this.all.push(tape);
  }

  /** @throws InvariantBroken where none is followed */
  tape(instrument: InstrumentId): Tape {
    const tape = this.#of[instrument];
    assert(tape !== undefined, "no tape is followed for instrument", instrument);
    return tape;
  }

  /** Best bid and ask as numbers; undefined where there is no tape, or nothing on one of its sides. */
  quoteOf(instrument: InstrumentId): { readonly bid: number; readonly ask: number } | undefined {
    const tape = this.#of[instrument];
    if (tape === undefined) return undefined;
    const { scale, market } = tape;
    if (market.bidTick === NO_TICK || market.askTick === NO_TICK) return undefined;
    return { bid: scale.toNumber(market.bidTick), ask: scale.toNumber(market.askTick) };
  }

  /** An order that takes, or rests at its limit; what waits to be set off joins when it is. */
  join({ request, instrument, remaining, stance, isWatch }: RestingOrder): void {
    const tape = this.#of[instrument.id];
    if (tape === undefined || isWatch || stance === "stop" || stance === "touch") return;
    const { id, side, limit, conditions } = request;
    const order = new TapeOrder({
      id,
      side,
      limit: limit === undefined ? Number.NaN : tape.scale.toTicks(limit),
      collar: collarOf(tape.scale, request),
      timeInForce: conditions?.timeInForce,
      isPostOnly: conditions?.postOnly === true,
      remaining: Number(remaining),
    });
    this.#orders.set(id, order);
    tape.market.join(order);
  }

  leave({ request, instrument }: RestingOrder): void {
    const order = this.#orders.get(request.id);
    if (order === undefined) return;
    this.#orders.delete(request.id);
    this.tape(instrument.id).market.leave(order);
  }

  /** Its terms are new. Who keeps the place keeps it in the queue as well. */
  amend(resting: RestingOrder, keepsPlace: boolean): void {
    const order = this.#orders.get(resting.request.id);
    if (order === undefined) return;
    if (keepsPlace) order.remaining = Number(resting.remaining);
    else {
      this.leave(resting);
      this.join(resting);
    }
  }
}

/** A collar may lie between two ticks: then it is the last one before it. */
function collarOf({ tick }: TickScale, { side, collar }: RestingOrder["request"]): number {
  if (collar === undefined) return Number.NaN;
  return Number(side === "buy" ? collar / tick : (collar + tick - 1n) / tick);
}
