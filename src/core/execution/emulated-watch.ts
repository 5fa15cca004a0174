/** What is watched for an order that its venue cannot take as it is. */
import type { Price } from "../base/index.ts";
import type { Amendment, OrderId, OrderRequest, OrderType, VenueAbilities, Watch } from "../domain/index.ts";

/** What has to be watched before anything can be sent; undefined: nothing. */
export function watchTypeOf(
  { type, conditions }: OrderRequest,
  can: VenueAbilities,
): Watch["type"] | undefined {
  if (conditions?.notional !== undefined && !can.byValue) return "market";
  return can.types.has(type) ? undefined : setOffBy(type);
}

/** What sets an order of a type off; undefined: nothing has to. */
function setOffBy(type: OrderType): "stop" | "take-profit" | "trailing-stop" | undefined {
  switch (type) {
    case "stop":
    case "stop-limit":
      return "stop";
    case "take-profit":
    case "take-profit-limit":
      return "take-profit";
    case "trailing-stop":
      return "trailing-stop";
    case "market":
    case "limit":
      return undefined;
  }
}

/** What sets the order off. */
export function watchFor(request: OrderRequest, can: VenueAbilities): Watch {
  const { trigger, conditions } = request;
  const type = watchTypeOf(request, can);
  if (type === undefined) return timeWatchFor(request);
  return { ...timeWatchFor(request), type, trigger, trail: conditions?.trail };
}

/**
 * What is watched for an order that its venue could work, but not now; undefined for one that trails, which is followed all
 * along. `limit`: the one that it rests at.
 */
export function asideWatchFor(request: OrderRequest, limit: Price | undefined): Watch | undefined {
  const own = timeWatchFor(request);
  if (limit !== undefined) return { ...own, type: "take-profit", trigger: limit };
  const type = setOffBy(request.type);
  return type === undefined || type === "trailing-stop"
    ? undefined
    : { ...own, type, trigger: request.trigger };
}

/** Its end, where the venue keeps no time. */
export function timeWatchFor({ id, instrument, side, expiresAt }: OrderRequest): Watch {
  return { order: id, instrument, side, type: "time", trigger: undefined, trail: undefined, expiresAt };
}

/** How far the market has come, beside an order at the venue that follows it as well. */
export function followWatchFor({ instrument, side, conditions }: OrderRequest, id: OrderId): Watch {
  const terms = { trigger: undefined, trail: conditions?.trail, expiresAt: Number.POSITIVE_INFINITY };
  return { order: id, instrument, side, type: "trailing-stop", ...terms };
}

/**
 * Whether a trailing stop at its venue may have to be cancelled and sent anew, since the venue takes no new terms or does
 * not know what only reduces. It begins anew there: how far the market had come is lost, unless somebody else knows.
 */
export const forgetsItsWay = ({ type, reduceOnly }: OrderRequest, can: VenueAbilities): boolean =>
  type === "trailing-stop" && can.types.has(type) && (!can.amend || (reduceOnly && !can.reduceOnly));

/** Whether under new terms an order waits for what it waits for already. */
export const waitsForTheSame = ({ trigger }: OrderRequest, to: Amendment): boolean =>
  to.trigger === undefined || to.trigger === trigger;
