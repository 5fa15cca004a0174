import type { Config } from "../config/index.ts";

/** Where a setting of a symbol was said; the command line names all symbols at once. */
export const placeOf = (config: Config, symbol: string, key: string): string | undefined =>
  config.places[`symbols.*.${key}`] ?? config.places[`symbols.${symbol}.${key}`];
