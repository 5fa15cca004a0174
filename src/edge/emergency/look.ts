import { formatQuantity } from "../../core/base/index.ts";
import type { AccountState, Answer } from "../ports/index.ts";
import type { VenueClient } from "../venues/index.ts";
import type { Closing } from "./closing.ts";

/** Looks that have to agree: one list may be late, or lack a row. */
const LOOKS = 2;

/** What was seen to be left, look by look. */
export class Looks {
  #left: readonly string[] = [];
  #isConfirmed = true;
  /** In a row that have seen nothing. */
  #empty = 0;

  see(left: readonly string[]): void {
    this.#isConfirmed = namesIn(left) === namesIn(this.#left);
    this.#left = left;
    this.#empty = left.length === 0 ? this.#empty + 1 : 0;
  }

  /** The last look has seen nothing: whoever is late looks once more. */
  get hasSeenNothing(): boolean {
    return this.#empty > 0;
  }

  /** Nothing is left for sure. */
  get isFlat(): boolean {
    return this.#empty >= LOOKS;
  }

  /** What is left: never empty unless it is flat, or nobody has looked. */
  left(): readonly string[] {
    if (this.isFlat) return [];
    if (this.hasSeenNothing) return ["nothing was seen, but only once"];
    return this.#isConfirmed
      ? this.#left
      : [...this.#left, "perhaps more: no two looks in a row have seen the same"];
  }
}

/** How much of each thing is left may change, and how far it has come. */
export const namesIn = (left: readonly string[]): string =>
  left
    .map((one) => one.replaceAll(/-?\d+(\.\d+)? |: [A-Z_]+$/g, ""))
    .sort()
    .join("\n");

/**
 * Whether anything is left, by three lists of the venue: orders, positions, and the account, where something that was
 * bought or ties up cash shows although the other two have forgotten it. A list older than our last answer does not count.
 * @returns what is left, or may be
 */
export async function lookAround(
  venue: VenueClient,
  closing: Closing,
  hasClosed: boolean,
): Promise<readonly string[]> {
  const [orders, positions, account] = await Promise.all([
    venue.openOrders(),
    venue.positions(),
    venue.account(),
  ]);
  const left = [
    ...said("orders", orders, closing.newest, (open) =>
      open.map(({ id, side, quantity, filled, instrument }) => {
        const rest = formatQuantity((quantity - filled) as typeof quantity);
        return `order ${id}: ${side} ${rest} ${closing.symbolOf(instrument)}`;
      }),
    ),
    ...(hasClosed
      ? said("positions", positions, closing.newest, (held) =>
          held.map(
            ({ instrument, quantity }) =>
              `position ${formatQuantity(quantity)} ${closing.symbolOf(instrument)}`,
          ),
        )
      : []),
    ...closing.underWay().map((one) => `closing order ${one}`),
  ];
  const missing = said("account", account, closing.newest, (value) => forgotten(value, []));
  if (account.kind !== "answered") return [...left, ...missing];
  return hasClosed && left.length === 0 ? missing : left;
}

/**
 * What the account shows of what no list does: it is there, or it ties up cash.
 * @param listed symbols of the positions that are known; whatever ties up cash may be those
 */
export function forgotten(
  { free, cash, assets }: AccountState,
  listed: readonly string[],
): readonly string[] {
  const isListed = (asset: string): boolean =>
    listed.some((symbol) => symbol === asset || (symbol.startsWith(`${asset}/`) && !symbol.includes(":")));
  const things = assets.filter(({ asset }) => !isListed(asset));
  if (things.length > 0) return things.map(({ asset }) => `something of ${asset}, which is in no list`);
  return free === cash || listed.length > 0 ? [] : ["something that ties up cash, and is in no list"];
}

/** What a list says; where there is none, or one that is older than what is known, that. */
export function said<T>(
  what: string,
  answer: Answer<T>,
  newest: number,
  name: (value: T) => readonly string[],
): readonly string[] {
  if (answer.kind !== "answered") return [`${what}: unknown, ${answer.why}`];
  if (answer.asOf < newest) return [`${what}: unknown, the list is older than what was done`];
  return name(answer.value);
}
