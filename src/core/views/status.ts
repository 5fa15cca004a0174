import {
  type Amount,
  absolute,
  formatAmount,
  formatPrice,
  formatQuantity,
  multiply,
  NO_AMOUNT,
  PRICE_DIGITS,
  type Price,
  parseDecimal,
  type Quantity,
} from "../base/index.ts";
import type { StatusDocument, StatusInput, StatusPosition, StatusPositionInput } from "./status-document.ts";

/** Builds the status document. Profits of positions are exact products of the entry and the mark, before fees. */
export function statusOf(input: StatusInput): StatusDocument {
  const { capital } = input;
  const positions = input.positions.map(valued);
  return {
    schema: "timonel.status/1",
    run: input.run,
    mode: input.mode,
    running: input.running,
    state: input.state,
    marketHours: input.marketHours,
    statistics: { ...input.statistics },
    capital: {
      currency: capital.currency,
      initial: formatAmount(capital.initial),
      current: formatAmount(capital.current),
      pnl: formatAmount(minus(capital.current, capital.initial)),
      pnlToday: formatAmount(minus(capital.current, capital.atDayStart)),
    },
    positions: positions.map(({ shown }) => shown),
    totals: {
      positions: positions.length,
      winning: positions.filter(({ pnl }) => pnl > 0n).length,
      losing: positions.filter(({ pnl }) => pnl < 0n).length,
      unrealizedPnl: formatAmount(sum(positions.map(({ pnl }) => pnl))),
      realizedPnl: formatAmount(input.realizedPnl),
      exposure: formatAmount(sum(positions.map(({ value }) => absolute(value)))),
      netExposure: formatAmount(sum(positions.map(({ value }) => value))),
    },
    waiting: (input.waiting ?? []).map(({ id, symbol, strategy, wants, why, askedAt, expiresAt }) => {
      return { id, symbol, strategy, wants, why, askedAt, expiresAt };
    }),
    notWhole: (input.notWhole ?? []).map(({ symbol, fault, found, expected, since }) => {
      return { symbol, fault, found, expected, since };
    }),
    stoppedSymbols: [...(input.stoppedSymbols ?? [])],
    brokenStrategies: (input.brokenStrategies ?? []).map(({ symbol, strategy, found, since }) => {
      return { symbol, strategy, found, since };
    }),
    latencyMs: { p50: input.latencyMs?.p50 ?? null, p99: input.latencyMs?.p99 ?? null },
    alerts: [...input.alerts],
  };
}

interface ValuedPosition {
  readonly shown: StatusPosition;
  readonly pnl: Amount;
  /** At the mark; negative for a short. */
  readonly value: Amount;
}

function valued({ symbol, side, quantity, entry, mark }: StatusPositionInput): ValuedPosition {
  const current = priceOf(mark);
  const size = (side === "long" ? quantity : -quantity) as Quantity; // Its sign is the direction.
  const pnl = minus(multiply(current, size), multiply(entry, size));
  const paid = multiply(entry, quantity);
  return {
    shown: {
      symbol,
      side,
      quantity: formatQuantity(quantity),
      entry: formatPrice(entry),
      current: formatPrice(current),
      pnl: formatAmount(pnl),
      pnlPercent: paid === 0n ? 0 : (Number(pnl) / Number(paid)) * 100,
    },
    pnl,
    value: multiply(current, size),
  };
}

/** The decimal that a price feed wrote: the shortest text of the double, not the binary noise behind it. */
function priceOf(mark: number): Price {
  const parsed = parseDecimal(String(mark), PRICE_DIGITS);
  if (parsed.ok) return parsed.value as Price; // A brand is born: the digits are those of prices.
  return BigInt(Math.round(mark * 1e12)) as Price; // More than twelve decimals: a mid price of quotes, say.
}

const minus = (a: Amount, b: Amount): Amount => (a - b) as Amount;
const sum = (amounts: readonly Amount[]): Amount =>
  amounts.reduce((total, next) => (total + next) as Amount, NO_AMOUNT);
