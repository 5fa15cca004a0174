import { err, ok, type Result } from "../base/index.ts";
import type {
  AdjustIntent,
  CloseIntent,
  Direction,
  Intent,
  NoIntent,
  OpenIntent,
  OrderIntent,
} from "../domain/index.ts";

/** Nothing to do. */
export const none: NoIntent = { kind: "none" };

/** Wants a position. `stop` is the protective price, or `"default"` for the configured one. */
export const open = (direction: Direction, terms: Omit<OpenIntent, "kind" | "direction">): OpenIntent => ({
  kind: "open",
  direction,
  ...terms,
});

/** Wants to be flat. */
export const close = (why: string): CloseIntent => ({ kind: "close", why });

/** Wants to move the protection of what it holds. */
export const adjust = (why: string, to: Omit<AdjustIntent, "kind" | "why">): AdjustIntent => ({
  kind: "adjust",
  why,
  ...to,
});

/** Wants exactly this order. */
export const order = (terms: Omit<OrderIntent, "kind">): OrderIntent => ({ kind: "order", ...terms });

/** What is wrong with what a strategy returned. */
export interface BadIntent {
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  none: ["kind"],
  open: ["kind", "direction", "why", "stop", "target", "confidence", "limit", "expiresAfterBars"],
  close: ["kind", "why"],
  adjust: ["kind", "why", "stop", "target"],
  order: [
    ...["kind", "side", "type", "quantity", "why", "limit", "trigger", "expiresAfterBars", "reduceOnly"],
    ...["stop", "target"],
  ],
};

/** A strategy is user code: what it returns is a rumour until this says otherwise. */
export function readIntent(returned: unknown): Result<Intent, BadIntent> {
  const bad = problemOf(returned);
  return bad === undefined ? ok(returned as Intent) : err(bad); // Every field was looked at.
}

function problemOf(returned: unknown): BadIntent | undefined {
  if (typeof returned !== "object" || returned === null || Array.isArray(returned) || isPromise(returned))
    return {
      key: "return value",
      found: show(returned),
      allowed: "none, open(...), close(...), adjust(...) or order(...)",
    };
  const intent = returned as Readonly<Record<string, unknown>>;
  const keys = keysOf(intent["kind"]);
  if (keys === undefined)
    return { key: "kind", found: show(intent["kind"]), allowed: Object.keys(KEYS).join(", ") };
  for (const key of Object.keys(intent)) {
    if (!keys.includes(key)) return { key, found: show(intent[key]), allowed: `only ${keys.join(", ")}` };
  }
  const kind = intent["kind"];
  if (kind === "none") return undefined;
  return problemOfTerms(kind, intent);
}

/** By own keys only: every object is born with a "constructor". */
const keysOf = (kind: unknown): readonly string[] | undefined =>
  typeof kind === "string" && Object.hasOwn(KEYS, kind) ? KEYS[kind] : undefined;

function problemOfTerms(kind: unknown, intent: Readonly<Record<string, unknown>>): BadIntent | undefined {
  if (typeof intent["why"] !== "string" || intent["why"] === "")
    return { key: "why", found: show(intent["why"]), allowed: "a sentence that says why" };
  for (const key of ["target", "limit", "trigger"]) {
    if (intent[key] !== undefined && !isPrice(intent[key]))
      return { key, found: show(intent[key]), allowed: "a price above 0" };
  }
  const { stop, confidence, expiresAfterBars: bars } = intent;
  if (stop !== undefined && stop !== "default" && !isNumber(stop))
    return { key: "stop", found: show(stop), allowed: 'a price, or "default"' };
  if (confidence !== undefined && !(typeof confidence === "number" && confidence >= 0 && confidence <= 1))
    return { key: "confidence", found: show(confidence), allowed: "a number from 0 to 1" };
  if (bars !== undefined && !(typeof bars === "number" && Number.isInteger(bars) && bars >= 1))
    return { key: "expiresAfterBars", found: show(bars), allowed: "a whole number of at least 1" };
  if (kind === "open") return problemOfOpen(intent);
  if (kind === "order") return problemOfOrder(intent);
  if (kind === "adjust" && stop === "default")
    return { key: "stop", found: "default", allowed: "a price above 0" };
  return undefined;
}

function problemOfOpen(intent: Readonly<Record<string, unknown>>): BadIntent | undefined {
  const { direction, stop } = intent;
  if (direction !== "long" && direction !== "short")
    return { key: "direction", found: show(direction), allowed: "long, short" };
  if (stop === undefined)
    return {
      key: "stop",
      found: "undefined",
      allowed: 'a protective price, or "default" for the configured one',
    };
  return undefined;
}

function problemOfOrder(intent: Readonly<Record<string, unknown>>): BadIntent | undefined {
  const { side, type, quantity, reduceOnly } = intent;
  if (side !== "buy" && side !== "sell") return { key: "side", found: show(side), allowed: "buy, sell" };
  if (type !== "market" && type !== "limit" && type !== "stop")
    return { key: "type", found: show(type), allowed: "market, limit, stop" };
  if (!isPrice(quantity)) return { key: "quantity", found: show(quantity), allowed: "a number above 0" };
  if ((type === "limit") !== (intent["limit"] !== undefined))
    return {
      key: "limit",
      found: show(intent["limit"]),
      allowed: "a price with a limit order, and only there",
    };
  if ((type === "stop") !== (intent["trigger"] !== undefined))
    return {
      key: "trigger",
      found: show(intent["trigger"]),
      allowed: "a price with a stop order, and only there",
    };
  if (reduceOnly !== undefined && typeof reduceOnly !== "boolean")
    return { key: "reduceOnly", found: show(reduceOnly), allowed: "true, false" };
  return undefined;
}

/** Of any realm: told by what it can do. */
const isPromise = (value: object): boolean => "then" in value && typeof value.then === "function";

/** Beyond this a number of a strategy is a mistake, and no exact scale holds it. */
const NUMBER_MAX = 1e15;

const isPrice = (value: unknown): boolean => typeof value === "number" && value > 0 && value <= NUMBER_MAX;

/** `close - 20 * atr` may lie below zero after a crash: risk refuses such a stop, it is no broken contract. */
const isNumber = (value: unknown): boolean => typeof value === "number" && Math.abs(value) <= NUMBER_MAX;

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    if (isPromise(value)) return "a promise (a strategy is synchronous)";
    return Array.isArray(value) ? "an array" : "an object";
  }
  return String(value);
}
