import { join } from "node:path";
import {
  type Amount,
  amount,
  amountFromNumber,
  averagePrice,
  formatAmount,
  formatPrice,
  formatQuantity,
  multiply,
  NO_AMOUNT,
  type Price,
  price,
  type Quantity,
  quantity,
} from "../../../core/base/index.ts";
import { statusOf } from "../../../core/views/index.ts";
import type { LiveFacts, UnfinishedRun } from "../../runner/index.ts";
import { CONFIG } from "../../runs/index.ts";
import { loadConfig } from "../config/index.ts";
import type { FinishedView } from "./finished-view.ts";
import { type JournalFill, journalFacts } from "./journal-orders.ts";
import { AT_VENUE } from "./take-run.ts";

/** Latest orders and trades that are shown. */
const SHOWN_MAX = 100;

/** What was held of a symbol, and what it brought: exact, from fills alone. */
class Held {
  readonly symbol: string;
  quantity = 0n;
  entered = 0n;
  enteredValue = 0n;
  exited = 0n;
  exitedValue = 0n;
  entryTime = 0;
  fees = NO_AMOUNT;
  last = price("0");

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  get entry(): Price {
    return averagePrice(this.enteredValue as Amount, this.entered as Quantity);
  }

  /** @returns the trade that this fill closed */
  take(fill: JournalFill, currency: string): Omit<FinishedView["trades"][number], "id"> | undefined {
    const size = quantity(fill.quantity);
    const at = price(fill.price);
    const signed = fill.side === "buy" ? size : -size;
    const isEntry = this.quantity === 0n || this.quantity > 0n === signed > 0n;
    if (this.quantity === 0n) this.#begin(fill.at);
    this.last = at;
    this.quantity += signed;
    const fee = amount(fill.fee);
    // A fee in what was bought costs what that is worth.
    this.fees = (this.fees + (fill.feeAsset === currency ? fee : worthOf(fee, at))) as Amount;
    if (isEntry) {
      this.entered += size;
      this.enteredValue += multiply(at, size);
      return undefined;
    }
    this.exited += size;
    this.exitedValue += multiply(at, size);
    if (this.quantity !== 0n) return undefined;
    const side = signed < 0n ? "long" : "short";
    const gain = this.exitedValue - this.enteredValue;
    return {
      symbol: this.symbol,
      side,
      quantity: formatQuantity(this.entered as Quantity),
      entryPrice: formatPrice(this.entry),
      exitPrice: formatPrice(averagePrice(this.exitedValue as Amount, this.exited as Quantity)),
      entryTime: this.entryTime,
      exitTime: fill.at,
      pnl: formatAmount(((side === "long" ? gain : -gain) - this.fees) as Amount),
      exitReason: fill.order.role,
    };
  }

  #begin(at: number): void {
    this.entryTime = at;
    this.entered = 0n;
    this.enteredValue = 0n;
    this.exited = 0n;
    this.exitedValue = 0n;
    this.fees = NO_AMOUNT;
  }
}

/** What was typed to begin it; `--new` would begin another. */
const commandOf = ({ commandLine }: LiveFacts): string =>
  ["timonel", ...commandLine.filter((word) => word !== "--new")]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");

/** Amounts have twenty decimals, prices twelve: the product is cut to those of an amount. */
const worthOf = (fee: Amount, at: Price): Amount => ((fee * at) / 10n ** 12n) as Amount;

/**
 * How a run stood that no process plays any more, from its journal alone: prices are those of the last fills, funding and
 * what corporate actions brought is left out. @throws UserProblem, exit 2; JournalDamaged
 */
export async function leftView({ facts, directory }: UnfinishedRun): Promise<FinishedView> {
  const { account, automation } = await loadConfig({
    path: join(directory, CONFIG),
    explicit: true,
    overrides: {},
  });
  const { orders, fills, signals, at, holds } = journalFacts(directory);
  const held = new Map<string, Held>();
  const trades: FinishedView["trades"][number][] = [];
  let cash = amountFromNumber(account.balance) as bigint;
  for (const fill of fills) {
    const one = held.get(fill.order.symbol) ?? new Held(fill.order.symbol);
    held.set(fill.order.symbol, one);
    const before = one.quantity === 0n ? 0n : one.fees;
    const trade = one.take(fill, account.currency);
    const value = multiply(price(fill.price), quantity(fill.quantity));
    cash += (fill.side === "buy" ? -value : value) - (one.fees - before);
    if (trade !== undefined) trades.push({ id: trades.length + 1, ...trade });
  }
  const open = [...held.values()].filter((one) => one.quantity !== 0n);
  let equity = cash;
  let unrealized = 0n;
  for (const one of open) {
    equity += multiply(one.last, one.quantity as Quantity);
    unrealized += multiply((one.last - one.entry) as Price, one.quantity as Quantity);
  }
  const initial = amountFromNumber(account.balance);
  const status = statusOf({
    run: facts.run,
    mode: facts.mode === AT_VENUE ? "paper" : facts.mode, // As it says of itself while it is played.
    running: false,
    state: holds.latches.length > 0 ? "REDUCING" : "ACTIVE",
    marketHours: true,
    statistics: {
      signalsGenerated: signals,
      ordersPlaced: orders.length,
      positionsOpened: trades.length + open.length,
      positionsClosed: trades.length,
    },
    capital: { currency: account.currency, initial, current: equity as Amount, atDayStart: equity as Amount },
    positions: open.map((one) => ({
      symbol: one.symbol,
      side: one.quantity > 0n ? "long" : "short",
      quantity: (one.quantity > 0n ? one.quantity : -one.quantity) as Quantity,
      entry: one.entry,
      mark: Number(formatPrice(one.last)),
    })),
    realizedPnl: (equity - initial - unrealized) as Amount,
    stoppedSymbols: holds.stoppedOf(facts.symbols),
    brokenStrategies: holds.broken,
    latencyMs: undefined,
    alerts: [
      ...(automation.level === "semi" ? ["what waits for an approval is known once it is taken up"] : []),
      `nobody plays this run now: \`${commandOf(facts)}\` in ${facts.directory} takes it up again`,
      `as its journal ends${at === undefined ? "" : ` at ${new Date(at).toISOString()}`}, at the prices of the last fills`,
      // What is in force comes last, as in a run that goes on.
      ...holds.latches.map(({ kind, endsBy }) => `${kind}: no new risk until ${endsBy}`),
    ],
  });
  return {
    status,
    orders: orders.slice(0, SHOWN_MAX),
    trades: trades.slice(-SHOWN_MAX).reverse(),
    isStored: false,
    totals: { orders: orders.length, trades: trades.length },
  };
}
