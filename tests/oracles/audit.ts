/** Books random fills in a `Portfolio` and in the slow books, and says where the two differ. */
import { type Amount, amount, type Price, priceToNumber } from "../../src/core/base/index.ts";
import type { ClosedTrade, Instrument } from "../../src/core/domain/index.ts";
import { ACCOUNTS, Portfolio, type Position } from "../../src/core/portfolio/index.ts";
import { Fraction } from "./fraction.ts";
import { fillOf, type Move, slowFillOf } from "./random-fills.ts";
import { SlowBooks, type SlowFill, type SlowTrade } from "./slow-books.ts";

const INITIAL = amount("1000000");
const OTHER_ASSET = "BNB";

/** How often each thing happened: a test that never saw a flip has not tested flips. */
export type Tally = Map<string, number>;

export class Audit {
  readonly #portfolio: Portfolio;
  readonly #position: Position;
  readonly #books: SlowBooks;
  readonly #instrument: Instrument;
  readonly #tally: Tally;
  readonly #found: string[] = [];
  #otherPrice = 1n;
  #pnlClosed = 0n;
  #feesClosed = 0n;
  /** Value of the fees that were paid out of assets which neither cash nor the position counts. */
  #paidElsewhere = Fraction.ZERO;

  constructor(instrument: Instrument, tally: Tally) {
    const isSpot = instrument.settlement === "asset";
    const valuation = {
      priceOf: (asset: string) => (asset === OTHER_ASSET ? (this.#otherPrice as Price) : undefined),
    };
    this.#instrument = instrument;
    this.#tally = tally;
    this.#portfolio = new Portfolio({
      instruments: [instrument],
      currency: "USDT",
      balance: INITIAL,
      valuation,
    });
    this.#position = this.#portfolio.position(instrument.id);
    this.#books = new SlowBooks({ isSpot, contractSize: instrument.contractSize, cash: INITIAL });
  }

  /** The differences after the first fill that has any; empty when all books agree all the time. */
  run(moves: readonly Move[]): readonly string[] {
    for (const [index, move] of moves.entries()) {
      const slow = slowFillOf(move, this.#books.held, this.#instrument);
      this.#book(slow, index + 1);
      this.#compare(move);
      if (this.#found.length > 0) return this.#found.map((difference) => `fill ${index + 1}: ${difference}`);
    }
    return [];
  }

  #book(slow: SlowFill, number: number): void {
    const { cost, quantity, realised } = this.#position;
    const finished = this.#books.closed.length;
    this.#otherPrice = slow.otherPrice;
    const fill = fillOf(slow, this.#instrument, number, OTHER_ASSET);
    const closed = this.#portfolio.apply(fill, { strategy: "audit", exitReason: "signal" });
    const held = this.#books.held;
    const feesBefore = this.#books.feesValue;
    this.#books.book(slow);
    const isOutOfCash =
      slow.feeIn === "other" || (slow.feeIn === "base" && this.#instrument.settlement === "margin");
    if (isOutOfCash) this.#paidElsewhere = this.#paidElsewhere.plus(this.#books.feesValue.minus(feesBefore));
    this.#count(slow, held);
    const trade = this.#books.closed[finished];
    if ((closed === undefined) !== (trade === undefined)) this.#found.push("one of the two closed a trade");
    if (closed !== undefined && trade !== undefined) this.#compareTrade(closed, trade);
    const isPartial = held !== 0n && held > 0n !== slow.isBuy && this.#position.quantity !== 0n;
    if (isPartial && held > 0n === this.#position.quantity > 0n)
      this.#checkRounding(slow, { cost, quantity, realised });
  }

  /** One partial close rounds towards zero profit, by less than one unit. */
  #checkRounding(slow: SlowFill, before: Pick<Position, "cost" | "quantity" | "realised">): void {
    const proceeds = this.#books.value(slow.price, slow.isBuy ? -slow.quantity : slow.quantity);
    const share = Fraction.of(slow.quantity, before.quantity < 0n ? -before.quantity : before.quantity);
    const exact = proceeds.minus(Fraction.of(before.cost).times(share));
    this.#same("profit of a partial close", this.#position.realised - before.realised, exact.towardsZero);
  }

  #compare({ price: mark, share }: Move): void {
    const [position, books, portfolio] = [this.#position, this.#books, this.#portfolio];
    const isSpot = this.#instrument.settlement === "asset";
    const roundings = books.open?.partialCloses ?? 0; // None when flat: then every number is exact again.
    const holding = books.average.times(Fraction.of(books.held));
    this.#same("quantity", position.quantity, books.held);
    this.#near("cost", position.cost, holding, roundings);
    if (books.open?.feesInCost.sign === 0)
      this.#near("entry price of what is held", position.entryPrice, books.entryPrice, roundings + 1); // It is cut off.
    this.#near("realised", position.realised, books.open?.realised ?? Fraction.ZERO, roundings);
    this.#near("cash", portfolio.cash, books.cash, isSpot ? 0 : roundings);
    this.#same("fees", portfolio.fees, books.feesValue);
    this.#same("fees of all trades", this.#feesClosed + position.fees, books.feesValue);
    const marked = (mark * (500n + share)) / 1_000n + 1n;
    const equity = portfolio.equityAt(() => marked as Price);
    this.#same("equity", equity, books.equity(marked));
    const unrealised = position.valueOf(position.quantity, marked as Price) - position.cost;
    const earned = Fraction.of(this.#pnlClosed + position.realisedNet + unrealised);
    this.#same("equity gained", equity - INITIAL, earned.plus(this.#paidElsewhere));
    this.#compareLedger(isSpot);
    if (books.open !== undefined) this.#observe(marked);
  }

  #compareLedger(isSpot: boolean): void {
    const { ledger } = this.#portfolio;
    if (!ledger.isBalanced()) this.#found.push("the ledger says that it is not balanced");
    for (const name of ledger.assets) {
      const id = ledger.asset(name);
      const sum = ACCOUNTS.reduce((total, account) => total + ledger.balance(id, account), 0n);
      this.#same(`sum of ${name}`, sum, 0n);
    }
    const { base, symbol } = this.#instrument;
    const wallet = (asset: string): Amount => ledger.balance(ledger.asset(asset), "wallet");
    this.#same(
      "holding in the ledger",
      wallet(isSpot ? base : symbol),
      this.#books.held * 1_000_000_000_000n,
    );
    this.#same("third asset", wallet(OTHER_ASSET), -this.#books.otherPaid);
  }

  #compareTrade(closed: ClosedTrade, trade: SlowTrade): void {
    this.#pnlClosed += closed.pnl;
    this.#feesClosed += closed.fees;
    const beforeFees = Fraction.of(closed.pnl + closed.fees).minus(trade.feesInCost);
    this.#same("profit of a trade", beforeFees.floor, trade.realised);
    this.#same("profit of a trade in whole units", beforeFees.ceiling, trade.realised);
    this.#near("fees of a trade", closed.fees, trade.fees, trade.sharedFills);
    const units = (quantity: bigint): Fraction =>
      Fraction.of(quantity).times(Fraction.of(this.#instrument.contractSize, 100_000_000n));
    this.#same("entry price", closed.entryPrice, trade.enteredValue.over(units(trade.entered)).floor);
    this.#same("exit price", closed.exitPrice, trade.exitedValue.over(units(trade.exited)).floor);
    this.#same("quantity of a trade", closed.quantity, trade.entered);
    this.#same("entry value", closed.entryValue, trade.enteredValue);
    this.#same("number of the trade", BigInt(closed.id), BigInt(this.#books.closed.length));
    if ((closed.side === "long") !== trade.isLong) this.#found.push(`side of a trade: ${closed.side}`);
    this.#compareExcursion(closed, trade);
  }

  #compareExcursion({ entryPrice, mfe, mae }: ClosedTrade, { isLong, high, low }: SlowTrade): void {
    const entry = priceToNumber(entryPrice);
    const [up, down] = [priceToNumber(high as Price) / entry - 1, priceToNumber(low as Price) / entry - 1];
    const [best, worst] = isLong ? [up, down] : [-down, -up];
    if (!(mfe === best && mfe >= 0)) this.#found.push(`mfe: ${mfe}, not ${best}`);
    if (!(mae === worst && mae <= 0)) this.#found.push(`mae: ${mae}, not ${worst}`);
  }

  /** A bar that went from the mark to a tenth more. */
  #observe(mark: bigint): void {
    const high = (mark * 11n) / 10n;
    this.#position.observe(priceToNumber(high as Price), priceToNumber(mark as Price));
    this.#books.see(high, mark);
  }

  #same(what: string, found: bigint, expected: bigint | Fraction): void {
    this.#near(what, found, typeof expected === "bigint" ? Fraction.of(expected) : expected, 0);
  }

  /** Less than one unit apart for each rounding that may have been; exactly the same where there was none. */
  #near(what: string, found: bigint, expected: Fraction, roundings: number): void {
    const difference = Fraction.of(found).minus(expected);
    const isNear =
      roundings === 0
        ? difference.sign === 0
        : difference.absolute.compare(Fraction.of(BigInt(roundings))) < 0;
    if (!isNear) this.#found.push(`${what}: ${found}, not ${expected}; ${roundings} roundings allowed`);
  }

  #count(slow: SlowFill, held: bigint): void {
    const now = this.#books.held;
    const say = (what: string): unknown => this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
    say("fill");
    say(`fee in ${slow.feeIn}`);
    if (slow.fee < 0n) say(`rebate in ${slow.feeIn}`);
    if (held === 0n) say(slow.isBuy ? "long opened" : "short opened");
    else if (now === 0n) say("closed");
    else if (held > 0n !== now > 0n) say("flipped");
    else say(held > 0n === slow.isBuy ? "added" : "closed in part");
  }
}
