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
/** Nearly every moment brings it. */
const NONE: readonly DayFacts[] = [];

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
 * Counts what each day of data brought, from the first moment of a run on: who takes it up in the middle of a day knows by
 * walking it again, or from its snapshot, what had happened by then. Days are those of the times that it is told.
 */
export class DayTally {
  readonly #isDaily: boolean;
  #account: (() => AccountNow) | undefined;
  #open: Counts | undefined;
  /** Days that are over, and that nobody has asked for yet. */
  #over: DayFacts[] = [];
  #startEquity: Amount = NO_AMOUNT;

  /** `isDaily`: whether each day is told; otherwise the run as a whole. */
  constructor(isDaily: boolean) {
    this.#isDaily = isDaily;
  }

  /** Before anything is played. */
  begin(account: () => AccountNow): void {
    this.#account = account;
    this.#startEquity = account().equity;
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

  /**
   * The data went on to this moment. `isLast`: nothing comes after it, and where it is midnight no day begins any more.
   * @returns the days that are over, each once
   */
  pass(at: number, isLast: boolean): readonly DayFacts[] {
    if (!isLast || at % DAY_MS !== 0) this.#at(at);
    if (this.#over.length === 0) return NONE;
    const over = this.#over;
    this.#over = [];
    return over;
  }

  /** @returns what was not told yet; undefined where nothing was played */
  end(): DayFacts | undefined {
    const open = this.#open;
    const account = this.#account?.();
    return open && account && this.#factsOf(open, account.equity, account.drawdown);
  }

  snapshot() {
    const open = this.#open && { ...this.#open };
    return { open, over: [...this.#over], startEquity: this.#startEquity };
  }

  /** After it has begun. */
  restore({ open, over, startEquity }: DayTallySnapshot): void {
    this.#open = open && Object.assign(new Counts(open.from), open);
    this.#over = [...over];
    this.#startEquity = startEquity;
  }

  #at(at: number): Counts {
    if (this.#open === undefined) this.#open = new Counts(at);
    else if (this.#isDaily && Math.floor(at / DAY_MS) > Math.floor(this.#open.to / DAY_MS)) {
      this.#close(this.#open);
      this.#open = new Counts(at);
    }
    this.#open.to = Math.max(this.#open.to, at);
    return this.#open;
  }

  /** At once: a day later the account is another. */
  #close(counts: Counts): void {
    const account = this.#account?.();
    if (account === undefined) return;
    const equity = account.dayStart ?? account.equity; // The day began where the last one ended.
    this.#over.push(this.#factsOf(counts, equity, account.drawdown));
    this.#startEquity = equity;
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

export type DayTallySnapshot = ReturnType<DayTally["snapshot"]>;
