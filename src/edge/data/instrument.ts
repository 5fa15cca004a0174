import {
  amount,
  formatPrice,
  PRICE_DIGITS,
  type Price,
  parseDecimal,
  price,
  quantity,
  ratio,
  type UnixMs,
} from "../../core/base/index.ts";
import {
  type FeeModel,
  type Instrument,
  marketOf,
  parseSymbol,
  type SessionCalendar,
  type SymbolParts,
  type TradingRules,
} from "../../core/domain/index.ts";
import { at, type BarColumns } from "../../core/market/index.ts";
import { misused } from "./data-problem.ts";
import {
  ADJUSTED_TICK,
  FX_LEVERAGE_MAX,
  feesOf,
  fxTickOf,
  LOTS,
  pipOf,
  type RuleRow,
  rulesOf,
  US_EQUITY,
  US_EQUITY_FEES,
} from "./instrument-table.ts";
import { tickOfDecimals } from "./tick-of-decimals.ts";

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

/** What is known of an instrument before it is looked up. */
interface Asked {
  readonly symbol: string;
  readonly venue: string;
  readonly kind: Instrument["kind"];
  readonly columns: BarColumns;
  readonly session: SessionCalendar;
  /** Of a recording: its tick is that of all prices that were heard. */
  readonly tape?: { readonly tick: Price } | undefined;
  /** Prices were multiplied by factors of splits and dividends. */
  readonly isAdjusted?: boolean;
  /** Splits and dividends that are played. */
  readonly actions?: object | undefined;
  /** Shares: the account may borrow, and so sell short. */
  readonly hasMargin?: boolean;
  /** Currencies: what quantities are multiples of. */
  readonly lot?: keyof typeof LOTS | undefined;
}

/**
 * Trading rules, fees and margin of an instrument: dated rules of the table where it knows it, else a tick told by the
 * decimals of the prices, a step of 1e-8 and no minimum, with a warning that says so.
 * @throws DataProblem, exit 2, for a symbol that is not understood
 */
export function instrumentFor(args: Asked): KnownInstrument {
  const { kind } = args;
  const parts = parseSymbol(args.symbol);
  if (parts === undefined || parts.kind !== kind)
    throw misused({
      message: `${args.symbol} is no symbol of a ${kind} instrument`,
      allowed: EXAMPLES[kind],
      fix: "write it in ccxt's unified form",
    });
  switch (kind) {
    case "equity":
      return { instrument: share(parts, args), warnings: shareWarnings(args) };
    case "fx":
      return {
        instrument: currencyPair(parts, args),
        warnings: ["interest for holding currencies over night is not simulated"],
      };
    case "spot":
    case "linear-perpetual":
      return cryptoPair(parts, args, kind);
  }
}

const EXAMPLES: Readonly<Record<Instrument["kind"], string>> = {
  spot: "BTC/USDT",
  "linear-perpetual": "BTC/USDT:USDT",
  equity: "SPY",
  fx: "EUR/USD",
};

/** What this version leaves out, where it would matter. */
const shareWarnings = ({ symbol, isAdjusted, actions, hasMargin }: Asked): readonly string[] => [
  ...(isAdjusted === true || actions !== undefined
    ? []
    : [
        `prices are taken as they are, splits and dividends are not simulated: symbols.${symbol}.actions or .adjust names factors`,
      ]),
  ...(hasMargin === true
    ? [`interest is not simulated, and borrowed shares cost nothing but symbols.${symbol}.borrow_rate`]
    : []),
];

type Unplaced = Omit<Instrument, "id">;
const ONE_UNIT = { contractSize: quantity("1") };
const EVER = 0 as UnixMs; // A brand is born: from ever.

const ruleFor = (tick: string, step: string): TradingRules => ({
  from: EVER,
  tick: price(tick),
  step: quantity(step),
  minQuantity: quantity(step),
  minNotional: 0n,
});

function share({ symbol, base, quote }: SymbolParts, asked: Asked): Unplaced {
  const { venue, session, isAdjusted = false, hasMargin = false } = asked;
  const { perShare, minimum, shareMax } = US_EQUITY_FEES;
  return {
    symbol,
    venue,
    kind: "equity",
    settlement: hasMargin ? "margin" : "asset",
    base,
    quote,
    ...ONE_UNIT,
    rules: [ruleFor(isAdjusted ? ADJUSTED_TICK : US_EQUITY.tick, US_EQUITY.step)],
    fees: {
      kind: "per-share",
      perShare: price(perShare),
      minimum: amount(minimum),
      shareMax: ratio(shareMax),
    },
    leverageMax: US_EQUITY.leverageMax,
    session,
  };
}

function currencyPair({ symbol, base, quote }: SymbolParts, { venue, session, lot }: Asked): Unplaced {
  return {
    symbol,
    venue,
    kind: "fx",
    settlement: "margin",
    base,
    quote,
    ...ONE_UNIT,
    rules: [ruleFor(fxTickOf(quote), LOTS[lot ?? "micro"])],
    fees: percent("0", "0"), // The spread is the price of a retail account: quotes or slippage show it.
    leverageMax: FX_LEVERAGE_MAX,
    session,
    pip: price(pipOf(quote)),
  };
}

const percent = (maker: string, taker: string): FeeModel => ({
  kind: "percent",
  maker: ratio(maker),
  taker: ratio(taker),
});

function cryptoPair(
  { symbol, base, quote, leg }: SymbolParts,
  { venue, columns, session, tape }: Asked,
  kind: "spot" | "linear-perpetual",
): KnownInstrument {
  const rows = rulesOf(venue, marketOf(symbol));
  const tick = rows !== undefined ? undefined : tape === undefined ? tickOf(columns) : formatPrice(tape.tick);
  const fees = feesOf(venue, kind);
  const instrument: Unplaced = {
    symbol,
    venue,
    kind,
    settlement: kind === "spot" ? "asset" : "margin",
    base,
    quote,
    ...ONE_UNIT,
    rules: rows?.map(rulesOfRow) ?? [assumedRules(tick ?? "0.01", at(columns.time, 0) as UnixMs)],
    fees: percent(fees.maker, fees.taker),
    leverageMax: kind === "spot" ? 1 : PERPETUAL_LEVERAGE_MAX,
    session,
    ...(leg !== undefined && { leg }),
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
  return tickOfDecimals(decimals);
}
