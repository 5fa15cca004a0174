/** Fills from decimal texts: `fill("buy 0.5 at 100", { fee: "0.02" })`. */
import { amount, price, quantity, type UnixMs } from "../../src/core/base/index.ts";
import type { Fill, Instrument, OrderId } from "../../src/core/domain/index.ts";
import { START } from "./instrument.ts";

export interface FillTerms {
  readonly instrument?: Instrument;
  readonly fee?: string;
  readonly feeAsset?: string;
  readonly at?: number;
}

let number = 0;

export function fill(text: string, terms: FillTerms = {}): Fill {
  const [side, units, at, unit, more] = text.split(" ");
  const isFill = (side === "buy" || side === "sell") && at === "at" && more === undefined;
  if (!isFill || units === undefined || unit === undefined) throw new Error(`"${text}" is no fill`);
  number++;
  return {
    order: number as OrderId,
    instrument: terms.instrument?.id ?? (0 as Fill["instrument"]),
    side,
    price: price(unit),
    quantity: quantity(units),
    fee: amount(terms.fee ?? "0"),
    feeAsset: terms.feeAsset ?? "USDT",
    liquidity: "taker",
    tradeId: `trade-${number}`,
    at: (terms.at ?? START) as UnixMs,
  };
}
