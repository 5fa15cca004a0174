import type { SymbolConfig } from "./config.ts";
import { type Checked, type Contradiction, DEFAULT, type WhereOf } from "./contradiction.ts";

/** Keys of a symbol that say the same thing in different words: of each group one may be set. */
const ONE_OF: readonly (readonly (readonly [string, (symbol: SymbolConfig) => unknown])[])[] = [
  [
    ["stop_loss", ({ stopLoss }) => stopLoss],
    ["stop_loss_atr", ({ stopLossAtr }) => stopLossAtr],
  ],
  [
    ["take_profit", ({ takeProfit }) => takeProfit],
    ["take_profit_atr", ({ takeProfitAtr }) => takeProfitAtr],
    ["take_profit_levels", ({ takeProfitLevels }) => takeProfitLevels],
  ],
  [
    ["trailing_stop", ({ trailingStop }) => trailingStop],
    ["trailing_stop_atr", ({ trailingStopAtr }) => trailingStopAtr],
  ],
];

/** With two of a kind set, nobody could say which one holds. */
export const doubleProtection = ({ symbols }: Checked, where: WhereOf): Contradiction[] =>
  symbols.flatMap((settings) =>
    ONE_OF.flatMap((group) => {
      const [first, second] = group.filter(([, read]) => read(settings) !== null);
      if (first === undefined || second === undefined) return [];
      const [one, [name, read]] = [first[0], second];
      const key = `symbols.${settings.symbol}.${name}`;
      const value = read(settings);
      const found = Array.isArray(value) ? "a list" : String(value);
      const message = `${one} and ${name} are both set`;
      const place = { where: where(key) ?? DEFAULT, key, message, found, between: [key] };
      return [{ ...place, allowed: "one of the two", fix: `remove ${one} or ${name}` }];
    }),
  );
