import {
  type Amount,
  absolute,
  type Price,
  price,
  priceOnTick,
  type Quantity,
  ratioFromNumber,
  shareDown,
  shareUp,
  type UnixMs,
} from "../base/index.ts";
import { type FundingPaid, type Instrument, type InstrumentId, notionalOf } from "../domain/index.ts";
import type { VenueAccount } from "./account.ts";
import { bookedUp } from "./booked.ts";
import type { LiquidationWatch } from "./liquidation.ts";
import type { MarkPrices } from "./mark-prices.ts";

/** Venues compute marks to eight decimals. */
const MARK_GRID = price("0.00000001");

/** What holding a position costs or earns: paid to the other side of a perpetual, or to whom a short was borrowed from. */
export class HoldingCosts {
  readonly #account: VenueAccount;
  readonly #watch: LiquidationWatch;
  /** The last price: what is held has one. */
  readonly #markOf: (instrument: InstrumentId) => Price;
  readonly #marks: readonly (MarkPrices | undefined)[];

  constructor(of: {
    readonly account: VenueAccount;
    readonly watch: LiquidationWatch;
    readonly marks: readonly (MarkPrices | undefined)[];
    markOf(instrument: InstrumentId): Price;
  }) {
    this.#account = of.account;
    this.#watch = of.watch;
    this.#marks = of.marks;
    this.#markOf = of.markOf;
  }

  /**
   * A payment comes due, on the value at the mark. Funding: a long pays a positive rate, a short gets it. Borrowing: a
   * short pays the rate on the value at the last price.
   * @returns what was paid; undefined where nothing is held that pays
   */
  charge(
    instrument: Instrument,
    { reason, rate }: Pick<FundingPaid, "reason" | "rate">,
    now: UnixMs,
  ): FundingPaid | undefined {
    const { id } = instrument;
    const held = this.#account.held(instrument);
    if (held === 0n || (reason === "borrow" && held > 0n)) return undefined;
    const mark = reason === "funding" ? this.#marks[id]?.at(now) : undefined;
    const at = mark === undefined ? this.#markOf(id) : markPrice(mark);
    const due = dueOn(instrument, held, at, reason === "funding" ? rate : -rate);
    const amount = this.#account.pay(instrument, due);
    if (amount === 0n) return undefined;
    this.#watch.note(instrument, now);
    return { kind: "FundingPaid", instrument: id, reason, rate, amount, at: now };
  }
}

/** A recorded mark as an exact price. */
const markPrice = (mark: number): Price => priceOnTick(mark, MARK_GRID, "nearest");

/**
 * What `held` owes at a rate of its value: positive for a long where the rate is, negative (it is paid) for a short.
 * What is owed is rounded up, what is received is rounded down.
 */
function dueOn(instrument: Instrument, held: Quantity, at: Price, rate: number): Amount {
  const value = notionalOf(at, absolute(held), instrument);
  const signed = ratioFromNumber(held > 0n ? rate : -rate);
  return bookedUp(signed > 0n ? shareUp(value, signed) : shareDown(value, signed));
}
