import {
  AMOUNT_DIGITS,
  type Amount,
  formatAmount,
  formatPrice,
  formatQuantity,
  formatRatio,
  PRICE_DIGITS,
  type Price,
  parseDecimal,
  QUANTITY_DIGITS,
  type Quantity,
  RATIO_DIGITS,
  type Ratio,
} from "../../../core/base/index.ts";
import type {
  Amendment,
  OrderConditions,
  OrderRequest,
  OrderRole,
  OrderType,
  Side,
  Trail,
} from "../../../core/domain/index.ts";
import { BadMessage, type Fields, type JsonObject } from "./fields.ts";

/** Reads and writes the terms of an order: money as decimal texts, so that nothing is rounded on the way. */
export const asPrice = (text: string) => parseDecimal(text, PRICE_DIGITS);
export const asQuantity = (text: string) => parseDecimal(text, QUANTITY_DIGITS);
export const asAmount = (text: string) => parseDecimal(text, AMOUNT_DIGITS);
const asRatio = (text: string) => parseDecimal(text, RATIO_DIGITS);

export const SIDES: readonly Side[] = ["buy", "sell"];
export const TYPES: readonly OrderType[] = [
  "market",
  "limit",
  "stop",
  "stop-limit",
  "take-profit",
  "take-profit-limit",
  "trailing-stop",
];
const ROLES: readonly OrderRole[] = ["entry", "exit", "stop-loss", "take-profit"];

/** What an order asks for, as a venue hears it: other orders by their client ids. */
export interface OrderTerms {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  /** The matching lets what leaves a position fill at the touch of an open. */
  readonly role: OrderRole;
  readonly quantity: Quantity;
  readonly limit?: Price | undefined;
  readonly trigger?: Price | undefined;
  readonly collar?: Price | undefined;
  readonly reduceOnly: boolean;
  readonly expiresAt: number;
  readonly timeInForce?: OrderConditions["timeInForce"];
  readonly postOnly: boolean;
  readonly trail?: Trail | undefined;
  readonly notional?: Amount | undefined;
  /** Orders of one group: a fill of one cancels the others. */
  readonly group?: string | undefined;
  /** Client id of the order that it waits for. */
  readonly after?: string | undefined;
}

/** The terms of a request. `group` and `after`: its links, by the names that the venue knows. */
export function termsOf(
  request: OrderRequest,
  symbol: string,
  links: { readonly group?: string | undefined; readonly after?: string | undefined },
): OrderTerms {
  const { side, type, role, quantity, limit, trigger, collar, reduceOnly, expiresAt, conditions } = request;
  return {
    ...{ symbol, side, type, role, quantity, limit, trigger, collar, reduceOnly, expiresAt },
    ...(conditions?.timeInForce === undefined ? {} : { timeInForce: conditions.timeInForce }),
    postOnly: conditions?.postOnly === true,
    trail: conditions?.trail,
    notional: conditions?.notional,
    ...links,
  };
}

export function writeTerms(terms: OrderTerms): JsonObject {
  const { limit, trigger, collar, expiresAt, trail, notional, timeInForce, group, after } = terms;
  return {
    symbol: terms.symbol,
    side: terms.side,
    type: terms.type,
    role: terms.role,
    quantity: formatQuantity(terms.quantity),
    ...(limit !== undefined && { limit: formatPrice(limit) }),
    ...(trigger !== undefined && { trigger: formatPrice(trigger) }),
    ...(collar !== undefined && { collar: formatPrice(collar) }),
    ...(terms.reduceOnly && { reduceOnly: true }),
    ...(expiresAt !== Number.POSITIVE_INFINITY && { expiresAt }),
    ...(timeInForce !== undefined && { timeInForce }),
    ...(terms.postOnly && { postOnly: true }),
    ...(trail !== undefined && { trail: writeTrail(trail) }),
    ...(notional !== undefined && { notional: formatAmount(notional) }),
    ...(group !== undefined && { group }),
    ...(after !== undefined && { after }),
  };
}

const writeTrail = ({ distance, activation }: Trail): JsonObject => ({
  ...(distance.kind === "amount"
    ? { amount: formatPrice(distance.by) }
    : { ratio: formatRatio(distance.by) }),
  ...(activation !== undefined && { activation: formatPrice(activation) }),
});

/** @throws BadMessage naming the field that is wrong */
export function readTerms(of: Fields): OrderTerms {
  const priceOf = (key: string): Price => of.decimal<Price>(key, asPrice);
  const reduceOnly = of.flag("reduceOnly");
  const timeInForce = of.optional("timeInForce", (key) => of.word<"IOC" | "FOK">(key, ["IOC", "FOK"]));
  return {
    symbol: of.text("symbol"),
    side: of.word("side", SIDES),
    type: of.word("type", TYPES),
    role: of.optional("role", (key) => of.word(key, ROLES)) ?? (reduceOnly ? "exit" : "entry"),
    quantity: of.decimal<Quantity>("quantity", asQuantity),
    limit: of.optional("limit", priceOf),
    trigger: of.optional("trigger", priceOf),
    collar: of.optional("collar", priceOf),
    reduceOnly,
    expiresAt: of.optional("expiresAt", (key) => of.number(key)) ?? Number.POSITIVE_INFINITY,
    ...(timeInForce === undefined ? {} : { timeInForce }),
    postOnly: of.flag("postOnly"),
    trail: of.optional("trail", (key) => readTrail(of.object(key))),
    notional: of.optional("notional", (key) => of.decimal<Amount>(key, asAmount)),
    group: of.optional("group", (key) => of.text(key)),
    after: of.optional("after", (key) => of.text(key)),
  };
}

function readTrail(of: Fields): Trail {
  const activation = of.optional("activation", (key) => of.decimal<Price>(key, asPrice));
  if (of.has("amount") === of.has("ratio")) throw new BadMessage("trail has either an amount or a ratio");
  const distance: Trail["distance"] = of.has("amount")
    ? { kind: "amount", by: of.decimal<Price>("amount", asPrice) }
    : { kind: "ratio", by: of.decimal<Ratio>("ratio", asRatio) };
  return { distance, activation };
}

export const writeAmendment = ({ limit, trigger, quantity, collar }: Amendment): JsonObject => ({
  ...(limit !== undefined && { limit: formatPrice(limit) }),
  ...(trigger !== undefined && { trigger: formatPrice(trigger) }),
  ...(quantity !== undefined && { quantity: formatQuantity(quantity) }),
  ...(collar !== undefined && { collar: formatPrice(collar) }),
});

/** @throws BadMessage naming the field that is wrong */
export const readAmendment = (of: Fields): Amendment => ({
  limit: of.optional("limit", (key) => of.decimal<Price>(key, asPrice)),
  trigger: of.optional("trigger", (key) => of.decimal<Price>(key, asPrice)),
  quantity: of.optional("quantity", (key) => of.decimal<Quantity>(key, asQuantity)),
  ...(of.has("collar") && { collar: of.decimal<Price>("collar", asPrice) }),
});
