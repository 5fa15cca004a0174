import { isLive } from "../../../core/domain/index.ts";
import type { OrderRecord } from "../../venues/index.ts";
import { FEE_ASSET } from "../storm/trading-plan.ts";
import { type AuditedWorld, type Auditor, inUnits } from "./auditor.ts";
import { closesAlone, ordinalOf } from "./truth-book.ts";
import type { WrittenOrder } from "./written-order.ts";

/** Ends of which the venue is said to have known nothing, or to have wanted nothing. */
const NEVER_WAS: ReadonlySet<string> = new Set(["OrderRejected", "OrderNotSent", "OrderProvenAbsent"]);
/** Ends that the venue has brought about, at a time of its own. */
const ENDED: ReadonlySet<string> = new Set(["OrderCancelled", "OrderExpired"]);

/** Nothing comes any more: all that is on the disk is read, and what still counted on more does so no longer. */
function lookAtTheEnd(auditor: Auditor, written: AuditedWorld["written"]): void {
  auditor.look();
  written.look();
  written.end();
  auditor.holdWritten();
}

/** The storm is long over: what the run believes is what is there, and has been all the while. */
export function settle(auditor: Auditor, { house, written }: AuditedWorld, balance: bigint): void {
  lookAtTheEnd(auditor, written);
  for (const record of house.truth.orders) {
    if (record.isForeign || closesAlone(record)) continue;
    const order = written.orders.get(ordinalOf(record) ?? 0);
    if (order === undefined) auditor.found("L5", `the venue has ${record.id}, which the run never decided`);
    else holdOrder(auditor, record, order, (house.counts["admitLate"] ?? 0) > 0);
  }
  for (const [ordinal, order] of written.orders)
    if (!auditor.book.idOf.has(ordinal) && !order.isOver)
      auditor.found(
        "L1",
        `order ${ordinal} never came to the venue, and the run still waits for it (${order.last})`,
      );
  holdAccount(auditor, { house, written }, balance);
}

/**
 * A person has ended it all: nothing is held, and nothing could open anything, but what they were told that is left.
 * What nobody waited for any more is not held against the run.
 */
export function settleEmergency(
  auditor: Auditor,
  { house, written }: AuditedWorld,
  left: readonly string[],
): void {
  lookAtTheEnd(auditor, written);
  const { book } = auditor;
  for (const { id, symbol } of house.market.instruments) {
    if (book.touched.has(id) || left.includes(symbol)) continue;
    const opening = book.liveOf(id).find(({ isForeign, terms }) => !isForeign && !terms.reduceOnly);
    const held = book.held.get(id) ?? 0n;
    if (held !== 0n || opening !== undefined)
      auditor.found(
        "L4",
        `an emergency was over, and nobody was told that ${inUnits(held)} of ${symbol} are held${opening === undefined ? "" : ` and ${opening.id} works`}`,
      );
  }
}

/** `mayBeLate`: the venue takes what comes after its time, so that nothing proves that an order is absent. */
function holdOrder(auditor: Auditor, record: OrderRecord, order: WrittenOrder, mayBeLate: boolean): void {
  const { id, status } = record;
  if (order.filled !== record.filled)
    auditor.found(
      "L5",
      `of ${id} the venue filled ${inUnits(record.filled)}, the run has ${inUnits(order.filled)}`,
    );
  // One that fills more than was asked for is over for whoever asked.
  if (isLive(status) && order.isOver && record.filled < record.terms.quantity)
    auditor.found("I8", `${id} is ${status} at the venue, and over for the run (${order.last})`);
  if (!isLive(status) && !order.isOver)
    auditor.found("L1", `${id} is ${status} at the venue, and the run still waits for it (${order.last})`);
  if (NEVER_WAS.has(order.last) && record.rejection === undefined && !mayBeLate)
    auditor.found("I8", `${id} was ${status} at the venue, and never was for the run (${order.last})`);
  else if (ENDED.has(order.last) && !isLive(status) && record.at > order.lastAt)
    auditor.found(
      "I8",
      `${id} was over for the run ${record.at - order.lastAt} ms before it was (${order.last})`,
    );
}

/** The run's own ledger against the account: what is held, and what it has in cash. */
function holdAccount(
  auditor: Auditor,
  { house, written }: Pick<AuditedWorld, "house" | "written">,
  balance: bigint,
): void {
  const { account } = house.market.exchange;
  for (const instrument of house.market.instruments) {
    const believed = written.there(instrument.symbol);
    const there = account.held(instrument) + account.dust(instrument);
    if (believed !== there)
      auditor.found(
        "L5",
        `the venue holds ${inUnits(there)} of ${instrument.symbol}, the ledger of the run ${inUnits(believed)}`,
      );
  }
  const believed = balance + (written.wallet.get("USDT") ?? 0n);
  const paid = auditor.book.paidIn(FEE_ASSET);
  const paidBelieved = -(written.wallet.get(FEE_ASSET) ?? 0n);
  if (paid !== paidBelieved)
    auditor.found(
      "L5",
      `the venue took ${paid} of ${FEE_ASSET} in fees, the ledger of the run ${paidBelieved} (1e-20)`,
    );
  if (account.cash !== believed)
    auditor.found("L5", `the venue has ${account.cash} in cash, the ledger of the run ${believed} (1e-20)`);
}
