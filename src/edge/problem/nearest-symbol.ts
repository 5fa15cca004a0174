import { nearest } from "./nearest.ts";

/**
 * The nearest of `symbols` whose base is near as well: what two pairs are priced in makes no slip of the hand of
 * DOGE/USDT and BNB/USDT.
 */
export function nearestSymbol(symbol: string, symbols: Iterable<string>): string | undefined {
  const base = baseOf(symbol);
  return nearest(
    symbol,
    [...symbols].filter((one) => nearest(base, [baseOf(one)]) !== undefined),
  );
}

const baseOf = (symbol: string): string => symbol.split("/", 1)[0] ?? symbol;
