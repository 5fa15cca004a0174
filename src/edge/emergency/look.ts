import { formatQuantity } from "../../core/base/index.ts";
import type { Answer } from "../ports/index.ts";
import type { VenueClient } from "../venues/index.ts";
import type { Closing } from "./closing.ts";

/** What a look around has found. */
export interface Look {
  readonly isEmpty: boolean;
  readonly left: readonly string[];
}

/**
 * Whether anything is left, by three lists of the venue: orders, positions, and the account, where something that ties
 * up cash shows although the other two have forgotten it. A list older than our last answer does not count.
 */
export async function lookAround(venue: VenueClient, closing: Closing, hasClosed: boolean): Promise<Look> {
  const [orders, positions, account] = await Promise.all([
    venue.openOrders(),
    venue.positions(),
    venue.account(),
  ]);
  const left = [
    ...of("orders", orders, closing.newest, (open) =>
      open.map(({ id, side, quantity, filled, instrument }) => {
        const rest = formatQuantity((quantity - filled) as typeof quantity);
        return `order ${id}: ${side} ${rest} ${closing.symbolOf(instrument)}`;
      }),
    ),
    ...(hasClosed
      ? of("positions", positions, closing.newest, (held) =>
          held.map(
            ({ instrument, quantity }) =>
              `position ${formatQuantity(quantity)} ${closing.symbolOf(instrument)}`,
          ),
        )
      : []),
    ...closing.underWay().map((one) => `closing order ${one}`),
  ];
  const isTiedUp = account.kind === "answered" && account.value.free !== account.value.cash;
  const more =
    account.kind !== "answered"
      ? [`account: ${account.why}`]
      : isTiedUp && hasClosed && left.length === 0
        ? ["something that ties up cash, and is in no list"]
        : [];
  return { isEmpty: left.length + more.length === 0, left: [...left, ...more] };
}

function of<T>(
  what: string,
  answer: Answer<T>,
  newest: number,
  name: (value: T) => readonly string[],
): readonly string[] {
  if (answer.kind !== "answered") return [`${what}: unknown, ${answer.why}`];
  if (answer.asOf < newest) return [`${what}: unknown, the list is older than what was done`];
  return name(answer.value);
}
