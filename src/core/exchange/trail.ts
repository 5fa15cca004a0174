import { type Price, priceOnTick, priceToNumber, ratioToNumber } from "../base/index.ts";
import type { Side, Trail } from "../domain/index.ts";

/** The trigger of a trailing stop as the market moves. Prices are floats: every bar asks. */
export class FollowingTrigger {
  readonly #side: Side;
  readonly #amount: number;
  readonly #ratio: number;
  readonly #tick: Price;
  #activation: number;
  #best: number;
  /** NaN until it has been activated. */
  trigger = Number.NaN;

  /** A sell follows from below, a buy from above. `last`: the price it begins at. */
  constructor({ distance, activation }: Trail, side: Side, tick: Price, last: number) {
    this.#side = side;
    this.#amount = distance.kind === "amount" ? priceToNumber(distance.by) : 0;
    this.#ratio = distance.kind === "ratio" ? ratioToNumber(distance.by) : 0;
    this.#tick = tick;
    this.#activation = activation === undefined ? Number.NaN : priceToNumber(activation);
    this.#best = last;
    this.see(last);
  }

  /** The market was at `price`. The trigger never moves back. */
  see(price: number): void {
    const isSell = this.#side === "sell";
    const isBetter = isSell ? price > this.#best : price < this.#best;
    if (isBetter) this.#best = price;
    else if (!Number.isNaN(this.trigger)) return;
    if (!Number.isNaN(this.#activation)) {
      if (isSell ? this.#best < this.#activation : this.#best > this.#activation) return;
      this.#activation = Number.NaN;
    }
    const away = this.#amount + this.#best * this.#ratio;
    // Rounded away from the price: never tighter than asked. Through the exact price, for a multiple of the tick in floats
    // can lie beside the number that a bar has for the same price, and a touch would be missed.
    this.trigger = priceToNumber(
      isSell
        ? priceOnTick(this.#best - away, this.#tick, "down")
        : priceOnTick(this.#best + away, this.#tick, "up"),
    );
  }
}
