import { resolve } from "node:path";
import type { Config, DataReference, SymbolConfig } from "./config.ts";
import { DEFAULTS, SYMBOL_DEFAULTS } from "./defaults.ts";
import { KEYS, type KeySpec, NOT_ENFORCED, SYMBOL_KEYS } from "./keys.ts";

/** The files a run really read for a symbol, absolute: what `--data` chose takes the place of what the config says. */
export interface SymbolFiles {
  readonly data?: string | undefined;
  readonly funding?: string | undefined;
  readonly mark?: string | undefined;
}

/**
 * A config as one YAML file that means the same: what differs from the built-in defaults as keys, the defaults in force
 * beside them as comments. (A default written out could contradict its neighbours, as `spread_bps` does without the model
 * that reads it.) `pathOf` turns an absolute path into what is to be written. Keys of `runs`, `logs` and `store` are left
 * out: they say where things are kept, not what a run is.
 */
export function effectiveYaml(
  config: Config,
  filesOf: (symbol: string) => SymbolFiles,
  pathOf: (absolute: string) => string,
): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const [key, spec] of Object.entries(KEYS)) {
    if (NOT_ENFORCED.has(key) || /^(?:runs|logs|store)\./.test(key)) continue;
    const sections = key.split(".");
    const name = sections.pop() ?? key;
    for (const [depth, section] of sections.entries()) {
      if (open[depth] === section) continue;
      lines.push(`${indent(depth)}${section}:`);
      open = [];
    }
    open = sections;
    const value = valueAt(config, key);
    const written = textOf(spec, value);
    if (written === undefined) continue;
    const mark = value === valueAt(DEFAULTS, key) ? "# " : "";
    lines.push(`${indent(sections.length)}${mark}${name}: ${written}`);
  }
  lines.push(config.symbols.length === 0 ? "symbols: {}" : "symbols:");
  for (const symbol of config.symbols) {
    const own = symbolLines(config, symbol, filesOf(symbol.symbol), pathOf);
    lines.push(`  ${scalar(symbol.symbol)}:${own.length === 0 ? " {}" : ""}`, ...own);
  }
  return `${lines.join("\n")}\n`;
}

function symbolLines(
  config: Config,
  symbol: SymbolConfig,
  files: SymbolFiles,
  pathOf: (absolute: string) => string,
): string[] {
  const { perTrade } = config.riskLimits;
  const standard: object = {
    ...SYMBOL_DEFAULTS,
    ...config.positionManagement,
    venue: config.activeExchange,
    maxPositionSize: perTrade.maxPositionSize,
  };
  const lines: string[] = [];
  for (const [key, spec] of Object.entries(SYMBOL_KEYS)) {
    if (key === "data" || key === "funding" || key === "mark") {
      const file = files[key] ?? absoluteOf(symbol[key]);
      if (file !== undefined) lines.push(`    ${key}: ${scalar(pathOf(file))}`);
      continue;
    }
    const value = valueAt(symbol, key);
    if (value === null || value === (valueAt(standard, key) ?? null)) continue;
    const written = isPathKey(key, value) ? scalar(pathOf(String(value))) : textOf(spec, value);
    if (written === undefined) continue;
    const [section, name] = key.split(".");
    if (name === undefined) {
      lines.push(`    ${key}: ${written}`);
      continue;
    }
    if (!lines.includes(`    ${section}:`)) lines.push(`    ${section}:`);
    lines.push(`      ${name}: ${written}`);
  }
  const params = Object.entries(symbol.params);
  if (params.length > 0) lines.push("    params:");
  return [...lines, ...params.map(([name, value]) => `      ${scalar(name)}: ${scalar(value)}`)];
}

const indent = (depth: number): string => "  ".repeat(depth);

/** Paths are absolute once a config is resolved; a strategy may be a name instead. */
const isPathKey = (key: string, value: unknown): boolean =>
  ["calendar", "quotes", "adjust", "actions"].includes(key) ||
  (key === "strategy" && /[/\\]/.test(String(value)));

const absoluteOf = (place: DataReference | null): string | undefined =>
  place === null ? undefined : resolve(place.directory, place.file);

/** The value that `risk_limits.per_trade.max_risk` names in a tree of camel-case names. */
function valueAt(tree: object, key: string): unknown {
  let node: unknown = tree;
  for (const word of key.split(".")) {
    const name = word.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    node = typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
  }
  return node;
}

/** A value as a config file has it; undefined where only leaving the key out says it. */
function textOf(spec: KeySpec, value: unknown): string | undefined {
  if (value === null || value === undefined)
    return spec.kind === "number" || spec.kind === "list" ? spec.nullWord : undefined;
  if (!Array.isArray(value)) return scalar(value);
  const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const rows = value.map((row: object) => {
    const cells = Object.entries(row).map(([name, cell]) => `${snake(name)}: ${scalar(cell)}`);
    return `{ ${cells.join(", ")} }`;
  });
  return `[${rows.join(", ")}]`;
}

/** Plain where YAML cannot take it for anything but this text. JSON is YAML. */
function scalar(value: unknown): string {
  const isPlain =
    typeof value === "string" && /^(?:[A-Za-z]|\.{0,2}\/)[\w./-]*$/.test(value) && !WORDS.test(value);
  return isPlain ? value : JSON.stringify(value);
}
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
