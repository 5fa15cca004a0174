import {
  amount,
  PRICE_DIGITS,
  parseDecimal,
  price,
  quantity,
  ratio,
  type UnixMs,
} from "../../core/base/index.ts";
import type { Instrument, TradingRules } from "../../core/domain/index.ts";
import { at, type BarColumns } from "../../core/market/index.ts";
import { misused } from "./data-problem.ts";
import { feesOf, type RuleRow, rulesOf } from "./instrument-table.ts";
import { parseSymbol } from "./symbols.ts";

/** Leverage of a perpetual: exchangeInfo of 2021-07 asks 5 % of initial margin for each of them. */
const PERPETUAL_LEVERAGE_MAX = 20;
/** Rows whose decimals tell the tick of an instrument that no table knows. */
const ROWS_LOOKED_AT = 1_000;

/** An instrument that still needs its place in the run. */
export interface KnownInstrument {
  readonly instrument: Omit<Instrument, "id">;
  /** What had to be assumed; empty for an instrument of the table. */
  readonly warnings: readonly string[];
}

/**
 * Trading rules, fees and margin of an instrument: dated rules of the table where it knows it, else a tick told by the
 * decimals of the prices, a step of 1e-8 and no minimum, with a warning that says so.
 * @throws DataProblem, exit 2, for a symbol that is not understood
 */
export function instrumentFor(args: {
  readonly symbol: string;
  readonly venue: string;
  readonly kind: Instrument["kind"];
  readonly columns: BarColumns;
}): KnownInstrument {
  const { venue, kind, columns } = args;
  const parts = parseSymbol(args.symbol);
  if (parts === undefined || parts.kind !== kind)
    throw misused({
      message: `${args.symbol} is no symbol of a ${kind} instrument`,
      allowed: kind === "spot" ? "BTC/USDT" : "BTC/USDT:USDT",
      fix: "write it in ccxt's unified form",
    });
  const { symbol, base, quote } = parts;
  const rows = rulesOf(venue, symbol);
  const tick = rows === undefined ? tickOf(columns) : undefined;
  const fees = feesOf(venue, kind);
  const instrument: Omit<Instrument, "id"> = {
    symbol,
    venue,
    kind,
    base,
    quote,
    contractSize: quantity("1"),
    rules: rows?.map(rulesOfRow) ?? [assumedRules(tick ?? "0.01", at(columns.time, 0) as UnixMs)],
    fees: { maker: ratio(fees.maker), taker: ratio(fees.taker) },
    leverageMax: kind === "spot" ? 1 : PERPETUAL_LEVERAGE_MAX,
    session: { kind: "continuous" },
  };
  if (tick === undefined) return { instrument, warnings: [] };
  const bps = (rate: string): number => Number((Number(rate) * 10_000).toPrecision(6));
  return {
    instrument,
    warnings: [
      `${symbol} on ${venue} is not in the instrument table: tick ${tick} from the decimals of its prices, step 1e-8, ` +
        `no minimum order, fees ${bps(fees.maker)}/${bps(fees.taker)} bps assumed`,
    ],
  };
}

const rulesOfRow = ([from, tick, step, minNotional]: RuleRow): TradingRules => ({
  from: Date.parse(from) as UnixMs, // A brand is born; the table is held to be dates by its test.
  tick: price(tick),
  step: quantity(step),
  minQuantity: quantity(step),
  minNotional: amount(minNotional),
});

const assumedRules = (tick: string, from: UnixMs): TradingRules => ({
  from,
  tick: price(tick),
  step: quantity("0.00000001"),
  minQuantity: quantity("0.00000001"),
  minNotional: 0n,
});

/** The coarsest power of ten, at most 1, on which all prices of the first rows lie; the scale of prices ends it. */
function tickOf({ open, high, low, close }: BarColumns): string {
  let decimals = 0;
  for (let row = 0; row < Math.min(ROWS_LOOKED_AT, open.length); row++)
    for (const column of [open, high, low, close]) {
      while (decimals < PRICE_DIGITS && !parseDecimal(String(at(column, row)), decimals).ok) decimals++;
    }
  return decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`;
}
