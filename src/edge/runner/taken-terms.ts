import type { TrackedOrder } from "../../core/execution/index.ts";
import type { VenueOrder } from "../ports/index.ts";

/**
 * Which of its terms a venue has taken otherwise than they were asked for: a size that was rounded, a flag that was lost.
 * What the venue moves by itself, as the price of a trailing stop, is not looked at, nor what new terms are asked for.
 * @returns undefined where they are the same
 */
export function otherTerm(
  { request, pending }: Pick<TrackedOrder, "request" | "pending">,
  taken: VenueOrder,
): string | undefined {
  if (pending === "replace") return undefined;
  const { conditions } = request;
  const pairs: readonly (readonly [name: string, asked: unknown, taken: unknown])[] = [
    ["side", request.side, taken.side],
    ["type", request.type, taken.type],
    ["reduceOnly", request.reduceOnly, taken.reduceOnly],
    // An order by value is sized where it fills.
    ...(conditions?.notional === undefined ? [["quantity", request.quantity, taken.quantity] as const] : []),
    ["limit", request.limit, taken.limit],
    ...(conditions?.trail === undefined ? [["trigger", request.trigger, taken.trigger] as const] : []),
  ];
  const other = pairs.find(([, asked, has]) => asked !== has);
  return other && `${other[0]} ${String(other[2])}, asked was ${String(other[1])}`;
}
