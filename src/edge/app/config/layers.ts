import { marketOf, parseSymbol } from "../../../core/domain/index.ts";
import type { ConfigFile } from "./config-file.ts";
import { shown } from "./fault.ts";
import { fits, isNullWord } from "./fits.ts";
import { specOf } from "./keys.ts";
import { strangeLetter } from "./look-alike.ts";
import type { Problem } from "./problems.ts";

/** One value of a layer, and who said it. */
export interface Leaf {
  readonly value: unknown;
  readonly where: string;
  /** What a relative path in the value is relative to. */
  readonly directory: string;
}

/**
 * What one source says: values by dotted path, symbols in unified spelling. `symbols.*.timeframe` is said of every
 * symbol, which only the command line can do.
 */
export interface Layer {
  readonly leaves: ReadonlyMap<string, Leaf>;
  readonly symbols: ReadonlyMap<string, string>;
}

/** The values of a file. What does not fit is left out: the schema has complained about it already. */
export function layerOf(file: ConfigFile): { readonly layer: Layer; readonly problems: readonly Problem[] } {
  const leaves = new Map<string, Leaf>();
  const symbols = new Map<string, string>();
  const problems: Problem[] = [];

  const walk = (
    group: Readonly<Record<string, unknown>>,
    path: readonly string[],
    spoken: readonly string[],
  ): void => {
    for (const [key, value] of Object.entries(group)) {
      const at = [...path, key];
      let name = key;
      if (path.length === 1 && path[0] === "symbols") {
        const problem = claimSymbol(key, file.keyAt(at), symbols);
        if (problem !== undefined) problems.push(problem);
        name = parseSymbol(key)?.symbol ?? key;
      }
      const said = [...spoken, name];
      if (isGroup(value)) walk(value, at, said);
      else if (isAllowed(at, value)) {
        const spec = specOf(at);
        const meant = spec !== undefined && isNullWord(spec, value) ? null : value;
        leaves.set(said.join("."), { value: meant, where: file.valueAt(at), directory: file.directory });
      }
    }
  };
  walk(file.raw, [], []);
  return { layer: { leaves, symbols }, problems };
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isAllowed(path: readonly string[], value: unknown): boolean {
  const spec = specOf(path);
  if (spec !== undefined) return fits(spec, value);
  return path[2] === "params" && path.length === 4 && value !== null;
}

/** Notes a symbol under its unified spelling; one strategy owns an instrument, so a second spelling is refused. */
export function claimSymbol(
  spelling: string,
  where: string,
  taken: Map<string, string>,
): Problem | undefined {
  const symbol = parseSymbol(spelling)?.symbol;
  const common = { where, key: `symbols.${spelling}`, found: shown(spelling) };
  if (symbol === undefined) {
    const allowed =
      "BTC/USDT, BTC/USDT:USDT for a perpetual, BTC/USDT:USDT long for one leg of it, EUR/USD, SPY, or BTCUSDT where it can be cut in one way only";
    const bare = parseSymbol(marketOf(spelling));
    if (bare !== undefined)
      return { ...common, message: "only a perpetual has legs", allowed, fix: `write ${bare.symbol}` };
    const strange = strangeLetter(spelling);
    return strange === undefined
      ? { ...common, message: "not a symbol", allowed, fix: "write BASE/QUOTE" }
      : { ...common, message: `not a symbol: ${strange}`, allowed, fix: "type it again by hand" };
  }
  const market = marketOf(symbol);
  // A net position and a leg of the same market; two legs stand side by side.
  const other = [...taken].find(
    ([one]) => one !== symbol && marketOf(one) === market && (one === market || symbol === market),
  );
  if (other !== undefined)
    return {
      ...common,
      message: `${symbol} and ${other[0]} are positions in the same market, the other is named at ${other[1]}`,
      allowed: "one net position, or its legs, such as BTC/USDT:USDT long and BTC/USDT:USDT short",
      fix: "remove one of the two",
    };
  const before = taken.get(symbol);
  if (before === undefined) {
    taken.set(symbol, where);
    return undefined;
  }
  const message = `${symbol} is named twice, first at ${before}`;
  return { ...common, message, allowed: "one strategy on one instrument", fix: "remove one of the two" };
}

/** Later layers win, value by value. */
export function mergeLayers(layers: readonly Layer[]): Layer {
  return {
    leaves: new Map(layers.flatMap((layer) => [...layer.leaves])),
    symbols: new Map(layers.flatMap((layer) => [...layer.symbols])),
  };
}
