import { basename, resolve as resolvePath } from "node:path";
import type { Config, GeneralConfig, ParamValue, SymbolConfig, SymbolSettings } from "./config.ts";
import { DEFAULTS, SYMBOL_DEFAULTS } from "./defaults.ts";
import type { Layer, Leaf } from "./layers.ts";
import { conditionsOf } from "./open-conditions.ts";
import { levelsOf } from "./profit-levels.ts";

/** The defaults, overlaid with what the layers say. Nothing is judged here. */
export function resolveConfig(
  layer: Layer,
  symbols: readonly string[],
): Omit<Config, "notices" | "places" | "sources"> {
  const general = withDerivedDefaults(
    overlay(DEFAULTS, "", (path) => layer.leaves.get(path)),
    layer,
  );
  const besideOf = (key: string): string => layer.leaves.get(key)?.directory ?? ".";
  const store = layer.leaves.get("store.directory");
  return {
    ...general,
    ...(store === undefined
      ? {}
      : { store: { directory: resolvePath(store.directory, String(store.value)) } }),
    runs: { ...general.runs, directory: resolvePath(besideOf("runs.directory"), general.runs.directory) },
    logs: { ...general.logs, directory: resolvePath(besideOf("logs.directory"), general.logs.directory) },
    automation: { ...general.automation, conditions: conditionsOf(general.automation.conditions) },
    symbols: sorted(symbols).map((symbol) => ({ symbol, ...symbolSettings(symbol, general, layer) })),
    symbolDefaults: symbolSettings(undefined, general, layer),
  };
}

/** Code-unit order, without doubles: the order of the engine's instruments. */
const sorted = (symbols: Iterable<string>): string[] =>
  [...new Set(symbols)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Walks a tree of defaults and takes what the layer says instead; the names differ in case only. */
function overlay<T extends object>(defaults: T, prefix: string, said: (path: string) => Leaf | undefined): T {
  const entries = Object.entries(defaults).map(([name, value]: [string, unknown]) => {
    const path = prefix + snakeCase(name);
    if (typeof value === "object" && value !== null) return [name, overlay(value, `${path}.`, said)];
    const leaf = said(path);
    return [name, leaf === undefined ? value : leaf.value];
  });
  return Object.fromEntries(entries) as T; // Same keys; every value of a layer was checked against the table of keys.
}

/** Two defaults follow the limit they stand beside, so that setting one of a pair never contradicts the built-in other. */
function withDerivedDefaults(general: GeneralConfig, { leaves }: Layer): GeneralConfig {
  const { perTrade, portfolio } = general.riskLimits;
  let { maxSymbolExposure } = portfolio;
  if (!leaves.has("risk_limits.portfolio.max_symbol_exposure") && maxSymbolExposure !== null) {
    maxSymbolExposure = Math.max(maxSymbolExposure, perTrade.maxPositionSize ?? 0);
  }
  let { maxSlippageBps } = general.execution;
  if (!leaves.has("execution.max_slippage_bps") && perTrade.maxSlippage !== null) {
    maxSlippageBps = Math.min(maxSlippageBps, toBps(perTrade.maxSlippage));
  }
  return {
    ...general,
    execution: { ...general.execution, maxSlippageBps },
    riskLimits: { ...general.riskLimits, portfolio: { ...portfolio, maxSymbolExposure } },
  };
}

/** 0.0029 x 10,000 is 28.999999999999996 in doubles; nobody means that. */
export const toBps = (ratio: number): number => Number((ratio * 10_000).toPrecision(12));

/** What holds for one symbol; without a symbol, for any that nothing names. */
function symbolSettings(
  symbol: string | undefined,
  general: GeneralConfig,
  { leaves }: Layer,
): SymbolSettings {
  const said = (key: string) =>
    leaves.get(`symbols.*.${key}`) ??
    (symbol === undefined ? undefined : leaves.get(`symbols.${symbol}.${key}`));
  const fileOf = (key: string): string | null => {
    const leaf = said(key);
    return leaf === undefined ? null : resolvePath(leaf.directory, String(leaf.value));
  };
  const placeOf = (key: string): SymbolSettings["data"] => {
    const leaf = said(key);
    return leaf === undefined ? null : { file: String(leaf.value), directory: leaf.directory };
  };
  const settings = overlay(SYMBOL_DEFAULTS, "", said);
  const levels = said("take_profit_levels")?.value ?? null;
  const strategy = said("strategy");
  const size = said("max_position_size")?.value ?? null; // Off for one symbol: the general limit still holds.
  const { trailingStopActivation, timeoutMinutes, coolDownMinutes } = general.positionManagement;
  const orGeneral = (key: string, standard: number): number => Number(said(key)?.value ?? standard);
  return {
    ...settings,
    takeProfitLevels: levels === null ? null : levelsOf(levels),
    trailingStopActivation: orGeneral("trailing_stop_activation", trailingStopActivation),
    timeoutMinutes: orGeneral("timeout_minutes", timeoutMinutes),
    coolDownMinutes: orGeneral("cool_down_minutes", coolDownMinutes),
    strategy: strategy === undefined ? null : strategyPath(String(strategy.value), strategy.directory),
    venue: String(said("venue")?.value ?? general.activeExchange),
    data: placeOf("data"),
    funding: placeOf("funding"),
    mark: placeOf("mark"),
    maxPositionSize: size === null ? general.riskLimits.perTrade.maxPositionSize : Number(size),
    params: paramsOf(symbol, leaves),
    calendar: fileOf("calendar"),
    quotes: fileOf("quotes"),
    adjust: fileOf("adjust"),
    actions: fileOf("actions"),
  };
}

/** A path is relative to where it was written; a name is looked up later. */
const strategyPath = (text: string, directory: string): string =>
  isPath(text) ? resolvePath(directory, text) : text;

const isPath = (strategy: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(strategy);

/** What a strategy is called without its place on a disk. */
export const strategyName = (strategy: string | null): string | null =>
  strategy === null || !isPath(strategy) ? strategy : basename(strategy);

/** Parameters of the file, then of the command line; a strategy named on the command line does not inherit another one's. */
function paramsOf(symbol: string | undefined, leaves: Layer["leaves"]): Readonly<Record<string, ParamValue>> {
  const isReplaced = symbol !== undefined && replacedStrategy(symbol, leaves) !== undefined;
  const prefixes =
    symbol === undefined || isReplaced
      ? ["symbols.*.params."]
      : [`symbols.${symbol}.params.`, "symbols.*.params."];
  const entries = prefixes.flatMap((prefix) =>
    [...leaves].flatMap(([path, { value }]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), value]] : [],
    ),
  );
  return Object.fromEntries(entries) as Record<string, ParamValue>; // Numbers, booleans and text only: checked by the schema.
}

/** The strategy a file names for a symbol, when the command line names another. */
export function replacedStrategy(symbol: string, leaves: Layer["leaves"]): string | undefined {
  const said = leaves.get(`symbols.${symbol}.strategy`)?.value;
  const instead = leaves.get("symbols.*.strategy")?.value;
  return said === undefined || instead === undefined || said === instead ? undefined : String(said);
}

/** A config with more symbols, each with the settings of one that nothing names. */
export function addSymbols(config: Config, symbols: readonly string[]): Config {
  const known = new Map<string, SymbolConfig>(config.symbols.map((settings) => [settings.symbol, settings]));
  const all = sorted([...known.keys(), ...symbols]);
  return {
    ...config,
    symbols: all.map((symbol) => known.get(symbol) ?? { symbol, ...config.symbolDefaults }),
  };
}
