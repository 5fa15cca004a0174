import { assert } from "../../core/base/index.ts";
import type { ClientOrderId } from "../ports/index.ts";

/** What an order's name is made of. Together never used twice: the journal hands out each epoch once. */
export interface OrderName {
  /** From 1: which process of this account sent it. */
  readonly epoch: number;
  /** Eight of [a-z0-9]. */
  readonly run: string;
  /** From 1: the order's place in its run, as `OrderId`. */
  readonly ordinal: number;
}

/** Six and eight digits of base 36: with everything else a name has 25 characters at most. */
export const EPOCH_MAX = 2_176_782_335;
export const ORDINAL_MAX = 2_821_109_907_455;
const RUN = /^[a-z0-9]{8}$/;
/** The run that orders belong to which close what no engine answers for. */
export const EMERGENCY_RUN = "emergncy";

/** `t1f-k3v9q2ab-2s`. Fits Binance (36 of [a-zA-Z0-9-_.:/]), Bitget (50) and IB's order reference (40) as it is. */
export function clientOrderId({ epoch, run, ordinal }: OrderName): ClientOrderId {
  assert(isWithin(epoch, EPOCH_MAX), "an epoch fits six digits of base 36", epoch);
  assert(RUN.test(run), "a run is eight of [a-z0-9]", run);
  assert(isWithin(ordinal, ORDINAL_MAX), "an ordinal fits eight digits of base 36", ordinal);
  return `t${epoch.toString(36)}-${run}-${ordinal.toString(36)}` as ClientOrderId; // A brand is born.
}

/** What a name says; undefined for one that is not ours. */
export function parseClientOrderId(text: string): OrderName | undefined {
  const [, epoch = "", run = "", ordinal = ""] =
    /^t([1-9a-z][a-z0-9]{0,5})-([a-z0-9]{8})-([1-9a-z][a-z0-9]{0,7})$/.exec(text) ?? [];
  if (run === "") return undefined;
  return { epoch: Number.parseInt(epoch, 36), run, ordinal: Number.parseInt(ordinal, 36) };
}

const isWithin = (value: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= 1 && value <= most;

// --- venues that take numbers ---------------------------------------------------------------------------------------

/** Which run an epoch belongs to: the journal knows, for each epoch is handed out once. */
type RunOf = (epoch: number) => string | undefined;

/** Bits of epoch and ordinal in a number. Bitfinex takes 45 of a `cid`, IB 31 of an order id. */
const WIDTHS = { bitfinex: { epoch: 15, ordinal: 30 }, ib: { epoch: 11, ordinal: 20 } } as const;
type NumericVenue = keyof typeof WIDTHS;

/** The name as a whole number; undefined when it is too large for the venue: such an order must not be sent. */
export function numericOrderId(id: ClientOrderId, venue: NumericVenue): number | undefined {
  const name = parseClientOrderId(id);
  const { epoch, ordinal } = WIDTHS[venue];
  if (name === undefined || name.epoch >= 2 ** epoch || name.ordinal >= 2 ** ordinal) return undefined;
  return name.epoch * 2 ** ordinal + name.ordinal;
}

/** The name behind a number; undefined for one that is not ours. */
export function fromNumericOrderId(
  value: number,
  venue: NumericVenue,
  runOf: RunOf,
): ClientOrderId | undefined {
  const { epoch: bits, ordinal: below } = WIDTHS[venue];
  const epoch = Math.floor(value / 2 ** below);
  const ordinal = value % 2 ** below;
  if (!Number.isSafeInteger(value) || epoch < 1 || epoch >= 2 ** bits || ordinal < 1) return undefined;
  const run = runOf(epoch);
  return run === undefined ? undefined : clientOrderId({ epoch, run, ordinal });
}

/** MT5 has no client id: the magic number is the run, the comment (31 characters) says the rest. */
export function metaTraderOrderId(
  id: ClientOrderId,
): { readonly magic: number; readonly comment: string } | undefined {
  const name = parseClientOrderId(id);
  if (name === undefined) return undefined;
  // One above, so that no run has the magic number 0: that is what orders by hand have.
  const magic = Number.parseInt(name.run, 36) + 1;
  return { magic, comment: `t${name.epoch.toString(36)}-${name.ordinal.toString(36)}` };
}

/** The name behind both; undefined for what is not ours, or whose comment the broker has overwritten. */
export function fromMetaTraderOrderId(magic: number, comment: string): ClientOrderId | undefined {
  if (!Number.isSafeInteger(magic) || magic < 1 || magic > ORDINAL_MAX + 1) return undefined;
  const run = (magic - 1).toString(36).padStart(8, "0");
  const [, epoch, ordinal] = /^t([a-z0-9]{1,6})-([a-z0-9]{1,8})$/.exec(comment) ?? [];
  const text = `t${epoch}-${run}-${ordinal}`;
  return parseClientOrderId(text) === undefined ? undefined : (text as ClientOrderId); // Just parsed.
}
