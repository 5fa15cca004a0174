import { priceToNumber, type UnixMs, unreachable } from "../base/index.ts";
import {
  type AccountEvent,
  type DividendPaid,
  type FilledOutside,
  type FundingPaid,
  type Instrument,
  type InstrumentId,
  type OrderId,
  type PositionLiquidated,
  type SharesSplit,
  splitNumber,
} from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Risk } from "../risk/index.ts";
import type { Desk } from "./desk.ts";
import type { EngineListener } from "./listener.ts";
import type { Operator } from "./operator.ts";
import type { Trader } from "./trader.ts";

/** What the news of an account reach. */
interface AccountNewsParts {
  readonly instruments: readonly Instrument[];
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly desk: Desk;
  readonly trader: Trader;
  readonly operator: Operator;
  readonly listener: EngineListener | undefined;
  /** What its strategy is shown of an instrument is another from now on. */
  onChange(instrument: InstrumentId): void;
  /** A position changed by the fill of this order: its strategy is told. */
  onFill(order: OrderId, fill: FilledOutside["fill"]): void;
  /** The equity moved: limits are looked at. */
  watch(at: UnixMs): void;
}

/** What happens to the account without an order of ours, and what has to be done about it. */
export class AccountNews {
  readonly #of: AccountNewsParts;
  /** Positions that the venue closed, in order. */
  readonly liquidations: PositionLiquidated[] = [];

  constructor(parts: AccountNewsParts) {
    this.#of = parts;
  }

  hear(event: AccountEvent | FilledOutside): void {
    switch (event.kind) {
      case "FundingPaid":
        this.#payFunding(event);
        return;
      case "PositionLiquidated":
        this.liquidations.push(event);
        this.#of.listener?.liquidated?.(event, this.#instrument(event.instrument));
        this.#noteFill(event, this.#of.desk.liquidate(event).request.id);
        return;
      case "FilledOutside":
        this.#noteFill(event, this.#of.desk.adopt(event).request.id);
        return;
      case "DividendPaid":
        this.#receiveDividend(event);
        return;
      case "SharesSplit":
        this.#undergoSplit(event);
        return;
      default:
        unreachable(event);
    }
  }

  #payFunding(event: FundingPaid): void {
    const { portfolio, listener, onChange, watch, operator } = this.#of;
    portfolio.pay(event.instrument, event.amount);
    listener?.funded?.(event, this.#instrument(event.instrument));
    onChange(event.instrument);
    watch(event.at);
    operator.act(event.at);
  }

  /** A position changed without an order of ours: `order` stands for it. */
  #noteFill({ instrument, fill, at }: PositionLiquidated | FilledOutside, order: OrderId): void {
    this.#of.trader.turns.drop(instrument);
    this.#of.trader.noteHeld(instrument, at);
    this.#of.onFill(order, fill);
    this.#of.operator.act(at);
  }

  /** The price falls by what was paid: equity stays what it was, and no limit sees a gain that is none. */
  #receiveDividend(event: DividendPaid): void {
    const { portfolio, prices, risk, listener, onChange, watch, operator } = this.#of;
    const { instrument, amount, perShare, at: now } = event;
    portfolio.payDividend(instrument, amount);
    const left = prices.number(instrument) - priceToNumber(perShare);
    if (left > 0) prices.note(instrument, left, now);
    listener?.dividend?.(event, this.#instrument(instrument));
    onChange(instrument);
    risk.crash?.forget(instrument);
    watch(now);
    operator.act(now);
  }

  /** Everything that is counted in shares, or priced by the share, is counted and priced by the new ones. */
  #undergoSplit(event: SharesSplit): void {
    const { portfolio, prices, risk, desk, trader, listener, onChange, onFill, operator } = this.#of;
    const { instrument, ratio, fraction, at: now } = event;
    const last = prices.number(instrument);
    if (last > 0) prices.note(instrument, splitNumber(last, ratio), now);
    portfolio.split(instrument, ratio);
    trader.withdraw(instrument, "the shares were split", now); // It was decided at prices that no longer hold.
    risk.crash?.forget(instrument);
    listener?.split?.(event, this.#instrument(instrument));
    onChange(instrument);
    const order = desk.split(event);
    if (order === undefined || fraction === undefined) return;
    onFill(order.request.id, fraction);
    operator.act(now);
  }

  #instrument(id: InstrumentId): Instrument {
    return this.#of.instruments[id] as Instrument; // Ids are places in the list.
  }
}
