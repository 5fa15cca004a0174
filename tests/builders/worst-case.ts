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

/** The farthest from the market of some stops; undefined where there is none among them. */
function farthest(side: Side, stops: readonly (bigint | undefined)[]): bigint | undefined {
  const known = stops.filter((stop) => stop !== undefined).sort((a, b) => (a < b ? -1 : 1));
  return side === "buy" ? known[0] : known.at(-1);
}

/**
 * Open risk of an instrument to its stop in force, and of the entries that work, each to its own; or to one that another entry
 * may bring for all of them, with its first fill.
 */
export function riskOf(audit: Audit, instrument: number, stop: bigint | undefined): bigint {
  const held = audit.held[instrument] ?? 0n;
  const mark = audit.marks[instrument] ?? 0n;
  const own = held > 0n ? "buy" : "sell";
  const entries = audit.liveEntries(instrument);
  const toCome = (side: Side) =>
    entries
      .filter((one) => one.request.side === side && !(one.hasFilled && held !== 0n && side === own))
      .map((one) => one.stop);
  const lost = (side: Side, from: bigint, has: bigint | undefined): bigint =>
    lossTo(has === undefined ? undefined : farthest(side, [has, ...toCome(side)]), side, from);
  let risk = held === 0n ? 0n : audit.value(instrument, magnitude(held), lost(own, mark, stop));
  for (const { request, remaining, stop: brought, hasFilled } of entries) {
    const from = request.limit ?? request.collar ?? mark;
    const isUnderHeld = held !== 0n && request.side === own && (hasFilled || brought === undefined);
    risk += audit.value(instrument, remaining, lost(request.side, from, isUnderHeld ? stop : brought));
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
