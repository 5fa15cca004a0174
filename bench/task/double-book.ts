/** A plain book in doubles: notional, fee, cash, position at cost, realised profit and trade records, as `Portfolio` keeps. */

export interface DoubleFill {
  readonly instrument: number;
  readonly side: "buy" | "sell";
  readonly price: number;
  readonly quantity: number;
  readonly feeRate: number;
  readonly at: number;
}

interface DoubleTrade {
  readonly id: number;
  readonly instrument: number;
  readonly strategy: string;
  readonly quantity: number;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly fees: number;
  readonly pnl: number;
  readonly entryValue: number;
  readonly mfe: number;
  readonly mae: number;
  readonly exitReason: string;
}

/** What is held of one instrument, long only, and the trade that is being made with it. */
class DoublePosition {
  quantity = 0;
  cost = 0;
  realised = 0;
  fees = 0;
  entered = 0;
  enteredValue = 0;
  exited = 0;
  exitedValue = 0;
  entryTime = 0;
  strategy = "";
  high = 0;
  low = 0;
}

/** Doubles do not come back to zero by themselves. */
const NOTHING = 1e-9;

export class DoubleBook {
  cash: number;
  fees = 0;
  readonly positions: readonly DoublePosition[];
  readonly trades: DoubleTrade[] = [];

  constructor(instruments: number, balance: number) {
    this.cash = balance;
    this.positions = Array.from({ length: instruments }, () => new DoublePosition());
  }

  apply(
    fill: DoubleFill,
    why: { readonly strategy: string; readonly exitReason: string },
  ): DoubleTrade | undefined {
    const position = this.positions[fill.instrument] as DoublePosition; // One an instrument.
    const value = fill.price * fill.quantity;
    const fee = value * fill.feeRate;
    this.#see(position, fill.price);
    this.cash += (fill.side === "buy" ? -value : value) - fee;
    this.fees += fee;
    position.fees += fee;
    if (fill.side === "buy") {
      this.#enter(position, fill, value, why.strategy);
      return undefined;
    }
    const cost = (position.cost * fill.quantity) / position.quantity;
    position.realised += value - cost;
    position.cost -= cost;
    position.quantity -= fill.quantity;
    position.exited += fill.quantity;
    position.exitedValue += value;
    return position.quantity > NOTHING ? undefined : this.#close(position, fill, why.exitReason);
  }

  #see(position: DoublePosition, price: number): void {
    if (position.quantity === 0) {
      position.high = price;
      position.low = price;
    }
    if (price > position.high) position.high = price;
    if (price < position.low) position.low = price;
  }

  #enter(position: DoublePosition, fill: DoubleFill, value: number, strategy: string): void {
    if (position.quantity === 0) {
      position.entryTime = fill.at;
      position.strategy = strategy;
    }
    position.quantity += fill.quantity;
    position.cost += value;
    position.entered += fill.quantity;
    position.enteredValue += value;
  }

  #close(position: DoublePosition, fill: DoubleFill, exitReason: string): DoubleTrade {
    const entryPrice = position.enteredValue / position.entered;
    const trade: DoubleTrade = {
      id: this.trades.length + 1,
      instrument: fill.instrument,
      strategy: position.strategy,
      quantity: position.entered,
      entryTime: position.entryTime,
      entryPrice,
      exitTime: fill.at,
      exitPrice: position.exitedValue / position.exited,
      fees: position.fees,
      pnl: position.realised - position.fees,
      entryValue: position.enteredValue,
      mfe: position.high / entryPrice - 1,
      mae: position.low / entryPrice - 1,
      exitReason,
    };
    this.trades.push(trade);
    position.quantity = 0;
    position.cost = 0;
    position.realised = 0;
    position.fees = 0;
    position.entered = 0;
    position.enteredValue = 0;
    position.exited = 0;
    position.exitedValue = 0;
    return trade;
  }
}
