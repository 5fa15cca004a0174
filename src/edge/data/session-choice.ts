import {
  CONTINUOUS,
  type SessionCalendar,
  type SessionTable,
  type SymbolParts,
} from "../../core/domain/index.ts";
import { readMarketHours } from "./market-hours-file.ts";
import { plainHours, sessionsOf, type TradingHours } from "./trading-hours.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NEW_YORK = "America/New_York";

/** What a config says about the hours of a symbol. */
export interface SessionChoice {
  /** Times of day in ms since midnight on the clocks of `zone`, Monday to Friday. */
  readonly hours?: { readonly open: number; readonly close: number; readonly zone: string } | undefined;
  /** A market-hours database in LEAN's form; without an entry the one of the symbol's kind. */
  readonly calendar?: { readonly file: string; readonly entry: string | undefined } | undefined;
  /** What becomes of bars before and after the regular session: left out, seen, or traded in, where the calendar has such hours. */
  readonly extended?: "drop" | "watch" | "trade" | undefined;
  readonly whenClosed?: SessionTable["whenClosed"] | undefined;
}

/** The sessions an instrument trades in, and those that its bars of a day and longer span. */
export interface ChosenSessions {
  readonly trading: SessionCalendar;
  readonly regular: SessionCalendar;
  readonly warnings: readonly string[];
}

const ROUND_THE_CLOCK: ChosenSessions = { trading: CONTINUOUS, regular: CONTINUOUS, warnings: [] };

/**
 * The sessions of a symbol over a span of time: what the config says; else 09:30 to 16:00 New York for shares, and
 * Sunday 17:00 to Friday 17:00 New York for currencies; else round the clock.
 * @throws DataProblem for a calendar that cannot be read
 */
export function chooseSessions(
  { kind, symbol }: SymbolParts,
  venue: string,
  choice: SessionChoice,
  span: { readonly from: number; readonly to: number },
): ChosenSessions {
  const told = toldHours(kind, symbol, venue, choice);
  const hours = told ?? usualHours(kind);
  if (hours === undefined) return ROUND_THE_CLOCK;
  const whenClosed = choice.whenClosed ?? (kind === "fx" ? "reject" : "queue");
  // A week before, for what opened then; a month after, so that an order of the last day knows the next session.
  const wide = { from: span.from - 7 * DAY_MS, to: span.to + 31 * DAY_MS };
  const regular = sessionsOf(hours, wide, { isExtended: false, whenClosed });
  const isExtended = choice.extended === "trade";
  return {
    regular,
    trading: isExtended ? sessionsOf(hours, wide, { isExtended, whenClosed }) : regular,
    warnings: told === undefined ? [assumed(kind, symbol)] : [],
  };
}

function toldHours(
  kind: SymbolParts["kind"],
  symbol: string,
  venue: string,
  { hours, calendar }: SessionChoice,
): TradingHours | undefined {
  if (calendar !== undefined) {
    const { file, entry } = calendar;
    return readMarketHours(file, entry === undefined ? entriesFor(kind, symbol, venue) : [entry]);
  }
  return hours === undefined ? undefined : plainHours(hours.zone, hours.open, hours.close);
}

/** Names of LEAN's database: kind, market, symbol. */
function entriesFor(kind: SymbolParts["kind"], symbol: string, venue: string): readonly string[] {
  const plain = symbol.replace("/", "");
  if (kind === "equity") return [`Equity-usa-${plain}`, "Equity-usa-[*]"];
  if (kind === "fx")
    return [`Forex-${venue}-${plain}`, `Forex-${venue}-[*]`, `Forex-oanda-${plain}`, "Forex-oanda-[*]"];
  return [`Crypto-${venue}-${plain}`, `Crypto-${venue}-[*]`];
}

function usualHours(kind: SymbolParts["kind"]): TradingHours | undefined {
  if (kind === "equity") return plainHours(NEW_YORK, 9.5 * HOUR_MS, 16 * HOUR_MS);
  if (kind === "fx") return plainHours(NEW_YORK, 17 * HOUR_MS, 17 * HOUR_MS);
  return undefined;
}

const assumed = (kind: SymbolParts["kind"], symbol: string): string =>
  `sessions ${kind === "equity" ? "09:30-16:00" : "from Sunday 17:00 to Friday 17:00"} New York assumed, without ` +
  `holidays: symbols.${symbol}.calendar names a better calendar`;
