/** `timonel.schema.json`: what editors are told of `timonel.yaml`. Made of the schema that checks it, and of docs/CONFIG.md. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import { DEFAULTS, SYMBOL_DEFAULTS } from "../../src/edge/app/config/defaults.ts";
import { KEYS, type KeySpec, SYMBOL_KEYS } from "../../src/edge/app/config/keys.ts";
import { CONDITION_NAMES } from "../../src/edge/app/config/open-conditions.ts";
import { FILE_SCHEMA } from "../../src/edge/app/config/schema.ts";

export type Json = { [key: string]: unknown };

const ROOT = resolve(import.meta.dirname, "..", "..");

/** What a whole section is for; its keys are described by docs/CONFIG.md. */
const SECTIONS: Readonly<Record<string, string>> = {
  include: "Files to read after this one, relative to it. Later files win, value by value.",
  account: "What the account holds, owes and starts with.",
  symbols: "What is traded: BTC/USDT is spot, BTC/USDT:USDT the perpetual, EUR/USD currencies, SPY a share.",
  sizing: "How large a trade is.",
  leverage: "How much may be borrowed.",
  automation: "Who decides about openings.",
  execution: "How far a price may move between the decision and the fill.",
  risk_limits: "Limits. Ratios, not percent: 0.02 is 2 %. off or null switches a limit off.",
  "risk_limits.per_trade": "Limits of one trade.",
  "risk_limits.portfolio": "Limits of all positions together.",
  "risk_limits.session": "Limits of a session day: the UTC day, or the day of the exchange.",
  "risk_limits.operational": "What a venue that answers badly comes to.",
  emergency: "What happens by itself where something goes very wrong.",
  "emergency.drawdown": "A loss from the highest equity.",
  "emergency.flash_crash": "A price that falls too fast.",
  "emergency.disconnect": "A venue that is not heard any more.",
  "emergency.overload": "A machine that cannot keep up.",
  alerts: "How a person is reached.",
  "alerts.webhook": "An address that each alert is posted to as JSON.",
  position_management: "What happens to a position that is held.",
  simulation: "What trading costs in a backtest and on paper.",
  "simulation.latency": "How late things arrive, in milliseconds.",
  "symbols.S": "Settings of one symbol.",
  "symbols.S.session": "When the symbol trades.",
  "symbols.S.params": "Parameters of the strategy, by the names it declares.",
};

const positive = { type: "number", exclusiveMinimum: 0 };
const row = (properties: Json): Json => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
/** Lists are checked by code; this is as much of it as a schema can say. */
const ROWS: Readonly<Record<string, Json>> = {
  "simulation.fee_tiers": row({
    volume: { type: "number", minimum: 0 },
    maker: { type: "number", minimum: -0.01, maximum: 0.1 },
    taker: { type: "number", minimum: -0.01, maximum: 0.1 },
  }),
  "automation.conditions": {
    type: "object",
    properties: {
      name: { enum: CONDITION_NAMES },
      symbol: { type: "string" },
      of: { enum: ["atr", "returns"] },
      by: { enum: ["adx", "slope"] },
      length: { type: "integer", minimum: 2, maximum: 1_000 },
      window: { type: "integer", minimum: 10, maximum: 10_000 },
      within: { type: "string" },
      time_zone: { type: "string" },
      above: { type: "number" },
      below: { type: "number" },
    },
    required: ["name"],
    additionalProperties: false,
  },
  "symbols.S.margin_tiers": row({
    from: { type: "number", minimum: 0 },
    maintenance: { ...positive, exclusiveMaximum: 1 },
    leverage: { type: "number", minimum: 1, maximum: 1_000 },
  }),
  "symbols.S.take_profit_levels": row({
    target: { ...positive, maximum: 1 },
    close_share: { ...positive, maximum: 1 },
  }),
};

/** Groups that are checked by code: what a later version brings has to be switched off. */
const SWITCHED_OFF = { type: "object", properties: { enabled: { const: false } }, required: ["enabled"] };
const LATER: readonly string[] = ["alerts.email", "alerts.telegram", "alerts.slack"];

/** The whole document, as the file holds it. */
export function publishedSchema(): string {
  const made = z.toJSONSchema(FILE_SCHEMA, { target: "draft-7" }) as Json;
  const { $schema, ...rest } = plain(made);
  const schema = {
    $schema,
    title: "timonel.yaml",
    description: "Configuration of timonel. Every key, its range and its default: docs/CONFIG.md.",
    ...rest,
  };
  const pages = meanings();
  for (const [path, spec] of Object.entries(KEYS)) describe(schema, path, path, spec, DEFAULTS, pages);
  for (const [key, spec] of Object.entries(SYMBOL_KEYS))
    describe(schema, `symbols.S.${key}`, key, spec, SYMBOL_DEFAULTS, pages);
  for (const [path, description] of Object.entries(SECTIONS)) {
    const section = nodeAt(schema, path);
    Object.assign(section, { description, ...section });
  }
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** Says of one key what the documentation says of it. */
function describe(
  schema: Json,
  path: string,
  key: string,
  spec: KeySpec,
  defaults: object,
  pages: ReadonlyMap<string, { readonly allowed: string; readonly meaning: string }>,
): void {
  const node = nodeAt(schema, path);
  const page = pages.get(path);
  if (page === undefined) throw new Error(`docs/CONFIG.md has no row for ${path}`);
  const list = ROWS[path];
  if (LATER.includes(path)) Object.assign(node, { anyOf: [SWITCHED_OFF, { enum: ["off", null] }] });
  else if (spec.kind === "list") {
    if (list === undefined) throw new Error(`no schema for the rows of ${path}`);
    const isNeverEmpty = path !== "automation.conditions";
    const rows = { type: "array", ...(isNeverEmpty && { minItems: 1 }), items: list };
    const none = spec.nullWord === undefined ? [] : [{ enum: [spec.nullWord, null] }];
    Object.assign(node, none.length === 0 ? rows : { anyOf: [rows, ...none] });
  }
  const standard = key
    .split(".")
    .reduce<unknown>((at, word) => (at as Json | undefined)?.[camelCase(word)], defaults);
  const word = spec.kind === "number" || spec.kind === "list" ? spec.nullWord : undefined;
  const shown = standard ?? (standard === null ? word : undefined);
  Object.assign(node, {
    description: `${page.meaning}\n\nAllowed: ${page.allowed}.`,
    ...(shown === undefined ? {} : { default: shown }),
  });
}

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The schema of a dotted path; `symbols.S` is any symbol. */
export function nodeAt(schema: Json, path: string): Json {
  let node = schema;
  for (const word of path.split(".")) {
    const next =
      word === "S" ? node["additionalProperties"] : (node["properties"] as Json | undefined)?.[word];
    if (typeof next !== "object" || next === null) throw new Error(`the schema has no ${path}`);
    node = next as Json;
  }
  return node;
}

/** `anyOf: [group, null]` as one group that may be null: editors show its keys then. */
function plain(node: Json): Json {
  const { anyOf, ...rest } = node;
  const inner = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) =>
      name === "propertyNames" ? [] : [[name, deep(value)] as const],
    ),
  );
  if (!Array.isArray(anyOf)) return inner;
  const [first, second] = anyOf as readonly Json[];
  if (anyOf.length === 2 && first?.["type"] === "object" && second?.["type"] === "null")
    return { ...plain(first), ...inner, type: ["object", "null"] };
  return { ...inner, anyOf: anyOf.map(deep) };
}

const deep = (value: unknown): unknown =>
  typeof value !== "object" || value === null
    ? value
    : Array.isArray(value)
      ? value.map(deep)
      : plain(value as Json);

/** What docs/CONFIG.md says each key may hold and does. */
function meanings(): ReadonlyMap<string, { readonly allowed: string; readonly meaning: string }> {
  const lines = readFileSync(join(ROOT, "docs", "CONFIG.md"), "utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, key, allowed, , , meaning] =
        /^\| `([^`]+)` \| (.+?) \| (.+?) \| (.+?) \| (.+) \|$/.exec(line) ?? [];
      if (key === undefined || allowed === undefined || meaning === undefined) return [];
      return [[key, { allowed, meaning: meaning.replaceAll("**", "") }] as const];
    }),
  );
}
