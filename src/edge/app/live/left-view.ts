import { join } from "node:path";
import {
  type Amount,
  absolute,
  amount,
  amountFromNumber,
  averagePrice,
  formatPrice,
  multiply,
  NO_QUANTITY,
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
import { AT_VENUE } from "./live-order.ts";
import { howPutAway } from "./put-away.ts";

/** Latest orders and trades that are shown. */
const SHOWN_MAX = 100;

/** What is held of a symbol: exact, from fills alone. */
class Held {
  readonly symbol: string;
  /** Negative is short. */
  quantity = NO_QUANTITY;
  #entered = 0n;
  #enteredValue = 0n;
  last = price("0");

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  get entry(): Price {
    return averagePrice(this.#enteredValue as Amount, this.#entered as Quantity);
  }

  take({ fill, held, trade }: JournalFill): void {
    const before = this.quantity;
    this.last = price(fill.price);
    this.quantity = quantity(held);
    const [now, then] = [absolute(this.quantity), absolute(before)];
    if (before === 0n || trade !== null) this.#begin();
    else if (now > then) this.#enter(quantity(fill.quantity));
    else this.#leave(now, then);
  }

  /** Also with what is left of a fill that closed a trade and went on to the other side. */
  #begin(): void {
    this.#entered = 0n;
    this.#enteredValue = 0n;
    this.#enter(absolute(this.quantity));
  }

  #enter(units: Quantity): void {
    this.#entered += units;
    this.#enteredValue += multiply(this.last, units);
  }

  /** What is left keeps its average. */
  #leave(now: bigint, before: bigint): void {
    this.#entered = (this.#entered * now) / before;
    this.#enteredValue = (this.#enteredValue * now) / before;
  }
}

/** What is open after these fills, in order of the first of each symbol. */
export function heldAfter(fills: readonly JournalFill[]): readonly Held[] {
  const held = new Map<string, Held>();
  for (const one of fills) {
    const { instrument } = one.of;
    const position = held.get(instrument) ?? new Held(instrument);
    held.set(instrument, position);
    position.take(one);
  }
  return [...held.values()].filter((one) => one.quantity !== 0n);
}

/** What was typed to begin it; `--new` would begin another. */
const commandOf = ({ commandLine }: LiveFacts): string =>
  ["timonel", ...commandLine.filter((word) => word !== "--new")]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");

/**
 * How a run stood that no process plays any more, from its journal alone: prices are those of the last fills, funding and
 * what corporate actions brought is left out. `isLost`: nobody can take it up. @throws UserProblem, exit 2; JournalDamaged
 */
export async function leftView({ facts, directory }: UnfinishedRun, isLost: boolean): Promise<FinishedView> {
  const { account, automation } = await loadConfig({
    path: join(directory, CONFIG),
    explicit: true,
    overrides: {},
  });
  const { orders, placed, fills, trades, signals, at, holds } = journalFacts(directory);
  let cash = amountFromNumber(account.balance) as bigint;
  for (const { of, fill } of fills) {
    const value = multiply(price(fill.price), quantity(fill.quantity));
    cash += of.side === "buy" ? -value : value;
    if (fill.feeAsset === account.currency) cash -= amount(fill.fee); // Others are not taken out of it.
  }
  const open = heldAfter(fills);
  let equity = cash;
  let unrealized = 0n;
  for (const one of open) {
    equity += multiply(one.last, one.quantity);
    unrealized += multiply((one.last - one.entry) as Price, one.quantity);
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
      ordersPlaced: placed,
      positionsOpened: trades.length + open.length,
      positionsClosed: trades.length,
    },
    capital: { currency: account.currency, initial, current: equity as Amount, atDayStart: equity as Amount },
    positions: open.map((one) => ({
      symbol: one.symbol,
      side: one.quantity > 0n ? "long" : "short",
      quantity: absolute(one.quantity),
      entry: one.entry,
      mark: Number(formatPrice(one.last)),
    })),
    realizedPnl: (equity - initial - unrealized) as Amount,
    stoppedSymbols: holds.stoppedOf(facts.symbols),
    brokenStrategies: holds.broken,
    latencyMs: undefined,
    alerts: [
      ...(automation.level === "semi" ? ["what waits for an approval is known once it is taken up"] : []),
      isLost
        ? `nobody can take this run up, for its venue is gone: ${howPutAway(facts.run)}`
        : `nobody plays this run now: \`${commandOf(facts)}\` in ${facts.directory} takes it up again`,
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
    totals: { orders: placed, trades: trades.length },
  };
}
