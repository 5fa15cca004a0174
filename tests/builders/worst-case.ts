/** What an entry may come to if everything goes wrong: worked out from an audit's books, in whole numbers. */
import type { OrderRequest, Side } from "../../src/core/domain/index.ts";
import { type ApprovedEntry, type Audit, magnitude } from "./audit.ts";
import { takerRate } from "./instrument.ts";
import type { Run } from "./play.ts";

export const RATIO: bigint = 10n ** 12n;

/** The price an order is worth when it fills as badly as it may: a sale without a limit brings at most the market. */
function worth(order: OrderRequest, mark: bigint): bigint {
  if (order.limit !== undefined) return order.limit;
  if (order.side === "buy") return order.collar ?? mark;
  return order.trigger ?? mark;
}

/** What one side of an instrument may come to, in money. */
export function sideAtWorst(audit: Audit, instrument: number, side: Side, more?: OrderRequest): bigint {
  const held = audit.held[instrument] ?? 0n;
  const mark = audit.marks[instrument] ?? 0n;
  let value = held > 0n === (side === "buy") ? audit.value(instrument, magnitude(held), mark) : 0n;
  for (const { request, remaining } of audit.liveEntries(instrument))
    if (request.side === side) value += audit.value(instrument, remaining, worth(request, mark));
  if (more !== undefined && more.side === side)
    value += audit.value(instrument, more.quantity, worth(more, mark));
  return value;
}

function instrumentAtWorst(audit: Audit, instrument: number, more?: OrderRequest): bigint {
  const [long, short] = (["buy", "sell"] as const).map((side) => sideAtWorst(audit, instrument, side, more));
  return (long ?? 0n) > (short ?? 0n) ? (long ?? 0n) : (short ?? 0n);
}

export function allAtWorst({ run, audit }: { run: Run; audit: Audit }, order: OrderRequest): bigint {
  let total = 0n;
  for (const { id } of run.instruments)
    total += instrumentAtWorst(audit, id, id === order.instrument ? order : undefined);
  return total;
}

/** Lost on the way from an entry to its stop; everything where there is none. */
function lossTo(stop: bigint | undefined, side: Side, from: bigint): bigint {
  if (stop === undefined) return from;
  const loss = side === "buy" ? from - stop : stop - from;
  return loss > 0n ? loss : 0n;
}

/** Open risk of an instrument to its stop in force, and of the entries that work, each to its own. */
export function riskOf(audit: Audit, instrument: number, stop: bigint | undefined): bigint {
  const held = audit.held[instrument] ?? 0n;
  const mark = audit.marks[instrument] ?? 0n;
  let risk = audit.value(
    instrument,
    magnitude(held),
    held === 0n ? 0n : lossTo(stop, held > 0n ? "buy" : "sell", mark),
  );
  for (const entry of audit.liveEntries(instrument)) {
    const { request, remaining } = entry;
    const from = request.limit ?? request.collar ?? mark;
    risk += audit.value(instrument, remaining, lossTo(entry.stop, request.side, from));
  }
  return risk;
}

/** Of the entry itself, with the fees of both ends. */
export function riskOfEntry(audit: Audit, { order, instrument, stop }: ApprovedEntry): bigint {
  const mark = audit.marks[instrument.id] ?? 0n;
  const from = order.limit ?? order.collar ?? mark;
  const loss = audit.value(instrument.id, order.quantity, lossTo(stop, order.side, from));
  const turnover = audit.value(instrument.id, order.quantity, from + (stop ?? 0n));
  return loss + (turnover * takerRate(instrument)) / RATIO;
}
