import { formatPrice, formatQuantity } from "../../core/base/index.ts";
import type { TrackedOrder } from "../../core/execution/index.ts";
import type { VenueOrder } from "../ports/index.ts";

/**
 * Which of its terms a venue has taken otherwise than they were asked for: a size that was rounded, a flag that was lost.
 * What the venue moves by itself, as the price of a trailing stop, is not looked at, nor what new terms are asked for.
 * @returns both in words for a person; undefined where they are the same
 */
export function otherTerm(
  { request, pending }: Pick<TrackedOrder, "request" | "pending">,
  taken: VenueOrder,
): string | undefined {
  if (pending === "replace") return undefined;
  const { side, type, reduceOnly, quantity, limit, trigger, conditions } = request;
  return (
    differing("side", { asked: side, has: taken.side }, String) ??
    differing("type", { asked: type, has: taken.type }, String) ??
    differing("reduceOnly", { asked: reduceOnly, has: taken.reduceOnly }, String) ??
    // An order by value is sized where it fills.
    (conditions?.notional === undefined
      ? differing("quantity", { asked: quantity, has: taken.quantity }, formatQuantity)
      : undefined) ??
    differing("limit", { asked: limit, has: taken.limit }, formatPrice) ??
    (conditions?.trail === undefined
      ? differing("trigger", { asked: trigger, has: taken.trigger }, formatPrice)
      : undefined)
  );
}

function differing<Term>(
  name: string,
  { asked, has }: { readonly asked: Term | undefined; readonly has: Term | undefined },
  format: (term: Term) => string,
): string | undefined {
  if (asked === has) return undefined;
  const text = (term: Term | undefined): string => (term === undefined ? "none" : format(term));
  return `${name} ${text(has)}, asked was ${text(asked)}`;
}
