import { marketOf, parseSymbol, type SymbolParts } from "../../core/domain/index.ts";
import { misused } from "./data-problem.ts";

/** Which instrument a file is of. @throws DataProblem, exit 2, where nothing tells it, or what tells it is not understood */
export function identify(file: string, symbol: string | undefined): SymbolParts {
  const parts = symbol === undefined ? undefined : parseSymbol(symbol);
  if (parts !== undefined) return parts;
  throw misused({
    where: file,
    message:
      symbol === undefined ? "nothing says which instrument this is" : `symbol ${symbol} is not understood`,
    allowed: "BTC/USDT, BTCUSDT, tBTCUSD, BTC/USDT:USDT, EUR/USD or SPY",
    fix: `say SYMBOL=FILE, as in BTC/USDT=${file}`,
  });
}

/** Where the file says another symbol than it is used as. */
export const nameWarnings = (symbol: string, told: string | undefined): string[] =>
  told === undefined || told === marketOf(symbol)
    ? []
    : [`the file says ${told}, its bars are used as ${symbol}`];
