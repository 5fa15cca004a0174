import { QUANTITY_DIGITS, type UnixMs } from "../../../core/base/index.ts";
import type { TapeEvent, TickScale } from "../../../core/market/index.ts";
import { wholeUnits } from "./whole-units.ts";

/** What is wrong with a message: the field, what stands there, and what may stand there. */
export class BadMessage extends Error {
  readonly found: string;
  readonly allowed: string;

  constructor(field: string, found: unknown, allowed: string) {
    super(`the field ${field} cannot be read`);
    this.found = found === undefined ? "nothing" : JSON.stringify(found);
    this.allowed = allowed;
  }
}

/** An object of a message. */
export type Fields = Readonly<Record<string, unknown>>;

/** Ticks live in 32 bits. */
const TICK_MAX = 2 ** 31 - 1;

/** What a message of a combined stream is about, once its wrapping is off. */
export function payloadOf(message: unknown): Fields {
  if (typeof message !== "object" || message === null) throw new BadMessage("message", message, "an object");
  const { data } = message as Fields;
  if (data === undefined) return message as Fields;
  if (typeof data !== "object" || data === null) throw new BadMessage("data", data, "an object");
  return data as Fields;
}

/** The venue's time of a message; undefined where it names none, as spot quotes and snapshots do. */
export function timeOf({ E }: Fields): UnixMs | undefined {
  if (E === undefined) return undefined;
  if (!(Number.isSafeInteger(E) && (E as number) > 0)) throw new BadMessage("E", E, "Unix milliseconds");
  return E as UnixMs;
}

/**
 * A message of Binance's streams trade, bookTicker and depth, or a snapshot of the book by REST, spot or USD-margined.
 * @returns undefined for what did not go through the book: trades of the insurance fund and by auto-deleveraging
 * @throws BadMessage
 */
export function readMessage(payload: Fields, at: UnixMs, scale: TickScale): TapeEvent | undefined {
  if (payload["lastUpdateId"] !== undefined)
    return {
      kind: "snapshot",
      at,
      last: id(payload, "lastUpdateId"),
      ...levels(payload, "bids", "asks", scale),
    };
  switch (payload["e"]) {
    case "trade":
      return trade(payload, at, scale);
    case "depthUpdate":
      return {
        kind: "diff",
        at,
        previous: payload["pu"] === undefined ? id(payload, "U") - 1 : id(payload, "pu"),
        last: id(payload, "u"),
        ...levels(payload, "b", "a", scale),
      };
    case "bookTicker":
      return quote(payload, at, scale);
    case undefined: // Spot quotes do not say what they are.
      if (payload["B"] !== undefined && payload["A"] !== undefined) return quote(payload, at, scale);
  }
  throw new BadMessage("e", payload["e"], "trade, depthUpdate, bookTicker or a snapshot with lastUpdateId");
}

function trade(payload: Fields, at: UnixMs, scale: TickScale): TapeEvent | undefined {
  if (payload["X"] !== undefined && payload["X"] !== "MARKET") return undefined;
  const { m } = payload;
  if (typeof m !== "boolean") throw new BadMessage("m", m, "true when the buyer was the maker, else false");
  const size = sizeOf("q", payload["q"]);
  if (size === 0) throw new BadMessage("q", payload["q"], "a positive quantity");
  return {
    kind: "trade",
    at,
    tradedAt: id(payload, "T") as UnixMs,
    tick: tickOf("p", payload["p"], scale),
    size,
    side: m ? "sell" : "buy",
  };
}

const quote = (payload: Fields, at: UnixMs, scale: TickScale): TapeEvent => ({
  kind: "quote",
  at,
  id: id(payload, "u"),
  bidTick: tickOf("b", payload["b"], scale),
  bidSize: sizeOf("B", payload["B"]),
  askTick: tickOf("a", payload["a"], scale),
  askSize: sizeOf("A", payload["A"]),
});

function levels(payload: Fields, bidsIn: string, asksIn: string, scale: TickScale) {
  const [bids, asks] = [list(payload, bidsIn), list(payload, asksIn)];
  const ticks = new Int32Array(bids.length + asks.length);
  const sizes = new Float64Array(ticks.length);
  const fill = (name: string, from: readonly unknown[], start: number): void => {
    from.forEach((level, i) => {
      if (!Array.isArray(level)) throw new BadMessage(name, level, "levels [price, quantity]");
      ticks[start + i] = tickOf(name, level[0], scale);
      sizes[start + i] = sizeOf(name, level[1]);
    });
  };
  fill(bidsIn, bids, 0);
  fill(asksIn, asks, bids.length);
  return { ticks, sizes, bids: bids.length };
}

function list(payload: Fields, name: string): readonly unknown[] {
  const levels = payload[name];
  if (!Array.isArray(levels)) throw new BadMessage(name, levels, "a list of levels [price, quantity]");
  return levels;
}

function id(payload: Fields, name: string): number {
  const value = payload[name];
  if (!(Number.isSafeInteger(value) && (value as number) >= 0))
    throw new BadMessage(name, value, "a whole number");
  return value as number;
}

function tickOf(name: string, text: unknown, { digits, unit }: TickScale): number {
  const tick = wholeUnits(text, digits) / unit;
  if (!(Number.isInteger(tick) && tick > 0 && tick <= TICK_MAX))
    throw new BadMessage(name, text, `a positive price of whole ticks, at most ${TICK_MAX} of them`);
  return tick;
}

function sizeOf(name: string, text: unknown): number {
  const size = wholeUnits(text, QUANTITY_DIGITS);
  if (Number.isNaN(size)) throw new BadMessage(name, text, "a quantity of at most eight decimals");
  return size;
}
