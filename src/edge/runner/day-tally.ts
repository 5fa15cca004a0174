import { type Amount, formatAmount, NO_AMOUNT } from "../../core/base/index.ts";
import type { ClosedTrade, Fill } from "../../core/domain/index.ts";

/** A UTC day of data, or the whole run where days go by too fast to be told one by one. */
export interface DayFacts {
  /** First and last moment, Unix milliseconds of the data. */
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
  readonly orders: number;
  readonly fills: number;
  /** Closed ones. */
  readonly trades: number;
  /** Of them, in profit. */
  readonly wins: number;
  /** Of closed trades, net of fees. */
  readonly realizedPnl: string;
  /** Change of equity, open positions marked. */
  readonly pnl: string;
  readonly equity: string;
  /** From the highest equity of the run, when the day ended: a positive share. */
  readonly drawdown: number;
  /** Times that our own risk said no, and the venue. */
  readonly refusals: number;
  readonly rejections: number;
  /** By asset. */
  readonly fees: Readonly<Record<string, string>>;
}

/** What the engine knows of the account. */
export interface AccountNow {
  readonly equity: Amount;
  /** Equity when the UTC day began; undefined: none has. */
  readonly dayStart: Amount | undefined;
  readonly drawdown: number;
}

/** Days that pass faster than one a second are not told one by one. */
const FASTEST_TOLD = 86_400;

/** Whether each day is told, at a speed in data time per wall time. */
export const isToldDaily = (speed: number | "max"): boolean => speed !== "max" && speed < FASTEST_TOLD;

const DAY_MS = 86_400_000;

class Counts {
  readonly from: number;
  to: number;
  orders = 0;
  fills = 0;
  trades = 0;
  wins = 0;
  realized = 0n;
  refusals = 0;
  rejections = 0;
  readonly fees = new Map<string, bigint>();

  constructor(from: number) {
    this.from = from;
    this.to = from;
  }
}

/**
 * Counts what a day of data brought. Days are those of the times that it is told, so that what happens between two looks
 * is counted where it belongs.
 */
export class DayTally {
  readonly #isDaily: boolean;
  #open: Counts | undefined;
  /** A day that is over, and was not looked at yet. */
  #over: Counts | undefined;
  #startEquity: Amount = NO_AMOUNT;

  /** `isDaily`: whether each day is told; otherwise the run as a whole. */
  constructor(isDaily: boolean) {
    this.#isDaily = isDaily;
  }

  /** Before anything is counted. A run that was taken up in the middle of a day knows how that day began. */
  begin({ equity, dayStart }: AccountNow): void {
    this.#startEquity = (this.#isDaily ? dayStart : undefined) ?? equity;
  }

  ordered(at: number): void {
    this.#at(at).orders++;
  }

  refused(at: number): void {
    this.#at(at).refusals++;
  }

  rejected(at: number): void {
    this.#at(at).rejections++;
  }

  filled({ at, fee, feeAsset }: Fill, trade: ClosedTrade | undefined): void {
    const counts = this.#at(at);
    counts.fills++;
    counts.fees.set(feeAsset, (counts.fees.get(feeAsset) ?? 0n) + fee);
    if (trade === undefined) return;
    counts.trades++;
    counts.realized += trade.pnl;
    if (trade.pnl > 0n) counts.wins++;
  }

  /** @returns the day that is over, if one is */
  look(at: number, account: () => AccountNow): DayFacts | undefined {
    this.#at(at);
    const over = this.#over;
    if (over === undefined) return undefined;
    this.#over = undefined;
    const { dayStart, drawdown, ...now } = account();
    const equity = dayStart ?? now.equity; // The day began where the last one ended.
    const facts = this.#factsOf(over, equity, drawdown);
    this.#startEquity = equity;
    return facts;
  }

  /** @returns what was not told yet; undefined where nothing was played */
  end(account: AccountNow): DayFacts | undefined {
    const open = this.#open;
    return open && this.#factsOf(open, account.equity, account.drawdown);
  }

  #at(at: number): Counts {
    if (this.#open === undefined) this.#open = new Counts(at);
    else if (this.#isDaily && Math.floor(at / DAY_MS) > Math.floor(this.#open.to / DAY_MS)) {
      this.#over ??= this.#open;
      this.#open = new Counts(at);
    }
    this.#open.to = Math.max(this.#open.to, at);
    return this.#open;
  }

  #factsOf(counts: Counts, equity: Amount, drawdown: number): DayFacts {
    return {
      from: counts.from,
      to: counts.to,
      whole: !this.#isDaily,
      orders: counts.orders,
      fills: counts.fills,
      trades: counts.trades,
      wins: counts.wins,
      realizedPnl: formatAmount(counts.realized as Amount),
      pnl: formatAmount((equity - this.#startEquity) as Amount),
      equity: formatAmount(equity),
      drawdown: Math.max(0, drawdown),
      refusals: counts.refusals,
      rejections: counts.rejections,
      fees: Object.fromEntries([...counts.fees].map(([asset, fee]) => [asset, formatAmount(fee as Amount)])),
    };
  }
}
