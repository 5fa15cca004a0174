import type { Amount, DurationMs, Price, Quantity, UnixMs } from "../../../core/base/index.ts";
import type {
  AccountEvent,
  ExpiryReason,
  InstrumentId,
  OrderStatus,
  Rejection,
} from "../../../core/domain/index.ts";
import type {
  AccountState,
  BarRecord,
  ClientOrderId,
  OrderNews,
  PositionState,
  VenueFill,
  VenueNews,
  VenueOrder,
} from "../../ports/index.ts";
import { BadMessage, type Fields, type Json } from "./fields.ts";
import { asAmount, asPrice, asQuantity, readAmendment, SIDES, TYPES } from "./wire-order.ts";

/** Which instrument a symbol is; throws BadMessage for one that we do not trade. */
export type InstrumentOf = (symbol: string) => InstrumentId;

const STATUSES: readonly OrderStatus[] = [
  "SUBMITTED",
  "ACCEPTED",
  "PARTIALLY_FILLED",
  "FILLED",
  "CANCELLED",
  "REJECTED",
  "EXPIRED",
];
const EXPIRIES: readonly ExpiryReason[] = ["time", "collar", "immediate", "rejected", "depth"];

/** What the venue says, as the words of the platform; every function throws BadMessage for what is none of them. */
export class AnswerReader {
  readonly #instrumentOf: InstrumentOf;

  constructor(instrumentOf: InstrumentOf) {
    this.#instrumentOf = instrumentOf;
  }

  order(of: Fields): VenueOrder {
    return {
      id: idOf(of),
      venueOrderId: of.text("venueOrderId"),
      instrument: this.#instrument(of),
      side: of.word("side", SIDES),
      type: of.word("type", TYPES),
      quantity: of.decimal<Quantity>("quantity", asQuantity),
      filled: of.decimal<Quantity>("filled", asQuantity),
      limit: of.optional("limit", (key) => of.decimal<Price>(key, asPrice)),
      trigger: of.optional("trigger", (key) => of.decimal<Price>(key, asPrice)),
      reduceOnly: of.flag("reduceOnly"),
      status: of.word("status", STATUSES),
      rejection: of.optional("rejection", (key) => readRejection(of.object(key))),
      expiry: of.optional("expiry", (key) => of.word(key, EXPIRIES)),
      isForeign: of.flag("foreign"),
      changed: of.count("changed"),
      at: timeOf(of),
      fills: of.optional("fills", (key) => of.list(key).map((one) => this.bookedFill(one))),
    };
  }

  /** A fill as lists have it: with its number and the name of its order. */
  bookedFill(of: Fields): VenueFill {
    return this.#fill(of, idOf(of), of.count("no"));
  }

  #fill(of: Fields, id: ClientOrderId, number: number): VenueFill {
    return {
      id,
      number,
      instrument: this.#instrument(of),
      side: of.word("side", SIDES),
      price: of.decimal<Price>("price", asPrice),
      quantity: of.decimal<Quantity>("quantity", asQuantity),
      fee: of.decimal<Amount>("fee", asAmount),
      feeAsset: of.text("feeAsset"),
      liquidity: of.word("liquidity", ["maker", "taker"]),
      tradeId: of.text("tradeId"),
      at: timeOf(of),
    };
  }

  position(of: Fields): PositionState {
    return {
      instrument: this.#instrument(of),
      quantity: of.decimal<Quantity>("quantity", asQuantity),
      cost: of.decimal<Amount>("cost", asAmount),
      last: of.number("last"),
    };
  }

  account(of: Fields): AccountState {
    return {
      currency: of.text("currency"),
      cash: of.decimal<Amount>("cash", asAmount),
      free: of.decimal<Amount>("free", asAmount),
      // A venue that was started by an earlier version does not tell of them.
      assets: (of.optional("assets", (key) => of.list(key)) ?? []).map((one) => ({
        asset: one.text("asset"),
        quantity: one.decimal<Quantity>("quantity", asQuantity),
      })),
      epoch: of.count("epoch"),
    };
  }

  bar(of: Fields): BarRecord {
    // What no number is becomes NaN: whoever validates live data has to see it.
    const price = (key: string): number => (typeof of.raw[key] === "number" ? of.number(key) : Number.NaN);
    return {
      instrument: this.#instrument(of),
      intervalMs: of.count("intervalMs") as DurationMs, // A brand is born.
      row: of.count("row"),
      time: price("time"),
      open: price("open"),
      high: price("high"),
      low: price("low"),
      close: price("close"),
      volume: price("volume"),
    };
  }

  #instrument(of: Fields): InstrumentId {
    return this.#instrumentOf(of.text("symbol"));
  }

  news(of: Fields): VenueNews {
    const at = timeOf(of);
    const e = of.text("e");
    switch (e) {
      case "bar":
        return { kind: "bar", bar: this.bar(of), isClosed: of.flag("closed"), at };
      case "time":
        return { kind: "time", at };
      case "funding":
      case "liquidated":
      case "dividend":
      case "split": {
        const cancelled = of.optional("cancelled", (key) => of.texts(key)) ?? [];
        const event = this.#accountEvent(e, of, at);
        return { kind: "account", event, cancelled: cancelled as readonly ClientOrderId[], at }; // Brands are born.
      }
      default: {
        const id = idOf(of);
        const isForeign = of.flag("foreign");
        const news = this.#orderNews(e, of, id, at);
        const instrument = isForeign ? of.optional("symbol", () => this.#instrument(of)) : undefined;
        return { kind: "order", id, isForeign, instrument, news, at };
      }
    }
  }

  #orderNews(e: string, of: Fields, id: ClientOrderId, at: UnixMs): OrderNews {
    switch (e) {
      case "accepted":
        return { kind: "OrderAccepted", at };
      case "rejected":
        return { kind: "OrderRejected", rejection: readRejection(of.object("rejection")), at };
      case "filled":
        return { kind: "OrderFilled", fill: this.#fill(of.object("fill"), id, of.count("no")), at };
      case "cancelled":
        return { kind: "OrderCancelled", at };
      case "expired":
        return { kind: "OrderExpired", reason: of.word("reason", EXPIRIES), at };
      case "replaced":
        return { kind: "OrderReplaced", to: readAmendment(of.object("to")), at };
      default:
        throw new BadMessage(`there is no event ${e}`);
    }
  }

  #accountEvent(e: "funding" | "liquidated" | "dividend" | "split", of: Fields, at: UnixMs): AccountEvent {
    const instrument = this.#instrument(of);
    const amount = (key: string): Amount => of.decimal<Amount>(key, asAmount);
    const fill = (key: string): Omit<VenueFill, "id" | "number"> => {
      const { id: _id, number: _number, ...rest } = this.#fill(of.object(key), "" as ClientOrderId, 0);
      return rest;
    };
    switch (e) {
      case "funding": {
        const reason = of.word<"funding" | "borrow">("reason", ["funding", "borrow"]);
        return {
          kind: "FundingPaid",
          instrument,
          reason,
          rate: of.number("rate"),
          amount: amount("amount"),
          at,
        };
      }
      case "liquidated":
        return { kind: "PositionLiquidated", instrument, fill: fill("fill"), insured: amount("insured"), at };
      case "dividend": {
        const perShare = of.decimal<Price>("perShare", asPrice);
        return { kind: "DividendPaid", instrument, perShare, amount: amount("amount"), at };
      }
      case "split": {
        const ratio = { to: whole(of, "to"), from: whole(of, "from") };
        const fraction = of.optional("fraction", fill);
        return { kind: "SharesSplit", instrument, ratio, cancelled: [], fraction, at };
      }
    }
  }
}

const idOf = (of: Fields): ClientOrderId => of.text("id") as ClientOrderId; // A brand is born: the venue keeps it for us.
export const timeOf = (of: Fields): UnixMs => of.number("at") as UnixMs; // A brand is born.

function whole(of: Fields, key: string): bigint {
  const text = of.text(key);
  if (!/^[1-9]\d{0,18}$/.test(text)) throw new BadMessage(`${key} is no whole number`);
  return BigInt(text);
}

/** The texts that each kind of rejection has. */
const REJECTIONS: Readonly<Record<Rejection["kind"], readonly string[]>> = {
  PriceOffTick: ["price", "tick"],
  QuantityOffStep: ["quantity", "step"],
  BelowMinQuantity: ["quantity", "minimum"],
  BelowMinNotional: ["notional", "minimum"],
  InsufficientBalance: ["asset", "needed", "available"],
  InsufficientMargin: ["needed", "available"],
  LeverageTooHigh: ["notional"],
  TriggerMissing: ["type"],
  ReduceOnlyWouldIncrease: [],
  PostOnlyWouldCross: ["limit", "last"],
  StopWouldTriggerAtOnce: ["trigger", "last"],
  MarketClosed: [],
  VenueRefused: ["code", "message"],
};

/** Why the venue said no; a kind that we do not know is kept as its own words. @throws BadMessage for no rejection */
export function readRejection(of: Fields): Rejection {
  const kind = of.text("kind");
  if (!Object.hasOwn(REJECTIONS, kind))
    return { kind: "VenueRefused", code: kind, message: JSON.stringify(of.raw) };
  const known = kind as Rejection["kind"]; // Just looked up.
  const body: Record<string, Json> = { kind: known };
  for (const key of REJECTIONS[known]) body[key] = of.text(key);
  if (known === "LeverageTooHigh") for (const key of ["leverage", "leverageMax"]) body[key] = of.number(key);
  if (known === "MarketClosed")
    body["opensAt"] = of.optional("opensAt", (key) => of.number(key)) ?? Number.POSITIVE_INFINITY;
  return body as unknown as Rejection; // Every field of its kind has just been read.
}
