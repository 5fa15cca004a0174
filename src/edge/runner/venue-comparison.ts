import { type Amount, absolute, type Quantity } from "../../core/base/index.ts";
import type { InstrumentId, OrderId } from "../../core/domain/index.ts";
import type { ClientOrderId } from "../ports/index.ts";
import type { HeldAtVenue } from "./venue-messages.ts";

/** So often the same difference has to be seen before it is one: lists may be old or partial without saying so. */
const SIGHTINGS = 2;

/** Less than a millionth of the cash is rounding. */
const CASH_NOISE = 1_000_000n;

/** What the run believes that the venue has. */
export interface BelievedAtVenue {
  /** Signed units that are held, by instrument; those that are flat are left out. */
  readonly positions: ReadonlyMap<InstrumentId, Quantity>;
  /** Orders that the venue has accepted, and that have not ended. */
  readonly orders: ReadonlySet<OrderId>;
  readonly cash: Amount;
  /** @returns undefined for the order of somebody else */
  orderOf(id: ClientOrderId): OrderId | undefined;
}

/** Where the venue has something else than the run believes, seen often enough. */
export type VenueDifference =
  | {
      readonly kind: "position";
      readonly instrument: InstrumentId;
      readonly venue: Quantity;
      readonly run: Quantity;
    }
  | { readonly kind: "cash"; readonly venue: Amount; readonly run: Amount }
  /** Not in the list of what works: proves nothing, and has to be looked up. */
  | { readonly kind: "missing"; readonly order: OrderId }
  /** Works at the venue and is over here. */
  | { readonly kind: "undead"; readonly order: OrderId }
  | { readonly kind: "stranger"; readonly id: ClientOrderId; readonly instrument: InstrumentId };

/** Holds what the venue lists against what the run believes: both as they are after the same event. */
export class VenueComparison {
  /** How often each difference was seen in a row. */
  #seen = new Map<string, number>();

  /** @returns what is different, and was so before */
  compare(held: HeldAtVenue, believed: BelievedAtVenue): readonly VenueDifference[] {
    const now = [
      ...positionDifferences(held, believed),
      ...orderDifferences(held, believed),
      ...cashDifference(held, believed),
    ];
    const before = this.#seen;
    this.#seen = new Map(now.map((one) => [keyOf(one), (before.get(keyOf(one)) ?? 0) + 1]));
    return now.filter((one) => (this.#seen.get(keyOf(one)) ?? 0) >= SIGHTINGS);
  }
}

const NONE = 0n as Quantity;

function positionDifferences(
  { positions }: HeldAtVenue,
  { positions: believed }: BelievedAtVenue,
): readonly VenueDifference[] {
  const venue = new Map<InstrumentId, Quantity>(positions.map((one) => [one.instrument, one.quantity]));
  return [...new Set([...venue.keys(), ...believed.keys()])].flatMap((instrument) => {
    const pair = { venue: venue.get(instrument) ?? NONE, run: believed.get(instrument) ?? NONE };
    return pair.venue === pair.run ? [] : [{ kind: "position" as const, instrument, ...pair }];
  });
}

/** A deposit, a withdrawal, a fee that nobody told of: beyond what rounding may come to. */
function cashDifference(
  { cash: venue }: HeldAtVenue,
  { cash: run }: BelievedAtVenue,
): readonly VenueDifference[] {
  if (venue === undefined) return [];
  const apart = absolute((venue - run) as Amount);
  return apart * CASH_NOISE <= absolute(run) ? [] : [{ kind: "cash", venue, run }];
}

function orderDifferences({ orders }: HeldAtVenue, believed: BelievedAtVenue): readonly VenueDifference[] {
  const listed = new Set<OrderId>();
  const strange: VenueDifference[] = [];
  for (const { id, isForeign, instrument } of orders) {
    const order = isForeign ? undefined : believed.orderOf(id);
    if (order === undefined) strange.push({ kind: "stranger", id, instrument });
    else if (believed.orders.has(order)) listed.add(order);
    else strange.push({ kind: "undead", order });
  }
  const missing = [...believed.orders].filter((order) => !listed.has(order));
  return [...strange, ...missing.map((order) => ({ kind: "missing" as const, order }))];
}

/** The same difference under the same name; numbers count, for what changes meanwhile is another one. */
const keyOf = (one: VenueDifference): string =>
  Object.values(one)
    .map((part) => String(part))
    .join("|");
