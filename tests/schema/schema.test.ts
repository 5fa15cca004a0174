/** The published schema says what the check of a config says; an independent validator reads it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { KEYS, type KeySpec, SYMBOL_KEYS } from "../../src/edge/app/config/keys.ts";
import { FILE_SCHEMA } from "../../src/edge/app/config/schema.ts";
import { configText } from "../../src/edge/app/scaffold/templates.ts";
import { type Json, nodeAt, publishedSchema } from "./published-schema.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), "utf8");

test("timonel.schema.json is the schema of this version (else: npm run schema)", async () => {
  await expect(publishedSchema()).toMatchFileSnapshot(join(ROOT, "timonel.schema.json"));
});

/** ESLint brings a validator that has nothing to do with the library our schema is written in. */
const ofEslint = createRequire(createRequire(import.meta.url).resolve("eslint"));
const VALIDATOR = "ajv";
const Validator = ofEslint(VALIDATOR) as new () => { compile(schema: Json): (value: unknown) => boolean };
const schema = JSON.parse(publishedSchema()) as Json;
const isValid = new Validator().compile(schema);

describe("accepts", () => {
  const yaml = [...read("docs", "MIGRATING.md").matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text);
  const files: readonly (readonly [string, string])[] = [
    ["examples/demo.yaml", read("examples", "demo.yaml")],
    ["examples/five.yaml", read("examples", "five.yaml")],
    ["examples/pairs.yaml", read("examples", "pairs.yaml")],
    ["what init writes", configText("first", "timonel.schema.json")],
    ["nothing", "{}"],
    ["a section whose keys are all commented out", "account:\nsymbols:\n"],
    ["limits that are off", "risk_limits: { portfolio: { max_drawdown: off, max_risk: null } }"],
    ...yaml.map((text, i) => [`block ${i + 1} of docs/MIGRATING.md`, text ?? ""] as const),
  ];
  test.each(files)("%s", (_what, text) => {
    expect(isValid(parse(text))).toBe(true);
  });
});

describe("refuses", () => {
  test.each([
    ["an unknown key", "balance: 5"],
    ["an unknown key of a section", "account: { balanse: 5 }"],
    ["an unknown key of a symbol", "symbols: { BTC/USDT: { tiemframe: 1h } }"],
    ["a mode of a later version", "mode: live"],
    ["text where a number belongs", 'account: { balance: "5" }'],
    ["percent where a ratio is due", "risk_limits: { portfolio: { max_risk: 2 } }"],
    ["a list where keys belong", "symbols: [BTC/USDT]"],
    ["a venue in capitals", "active_exchange: Binance"],
    ["half a trade", "risk_limits: { portfolio: { max_concurrent_trades: 2.5 } }"],
    [
      "a row with a word of other programs",
      "symbols: { S: { take_profit_levels: [{ target: 0.1, close_pct: 5 }] } }",
    ],
  ])("%s", (_what, text) => {
    expect(isValid(parse(text))).toBe(false);
    expect(FILE_SCHEMA.safeParse(parse(text)).success).toBe(false);
  });
});

const ALL: readonly (readonly [string, KeySpec])[] = [
  ...Object.entries(KEYS),
  ...Object.entries(SYMBOL_KEYS).map(([key, spec]) => [`symbols.S.${key}`, spec] as const),
];

describe("every key", () => {
  const anything = fc.oneof(
    fc.constantFrom(0, 1, 0.5, -1, 2, 1e7, 125, "off", "instrument", "USDT", "1h", "binance", "", null, true),
    fc.constantFrom(...ALL.flatMap(([, spec]) => (spec.kind === "choice" ? spec.choices : []))),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.constant([]),
  );
  test.each(ALL)("%s: the validator and the check of a file agree", (path, spec) => {
    // Code says more of these than a schema can: what the schema refuses must be refused, and no more is promised.
    const isLoose = spec.kind === "list" || (spec.kind === "text" && spec.pattern === undefined);
    fc.assert(
      fc.property(anything, (value) => {
        const file = path.split(".").reduceRight<unknown>((inner, word) => ({ [word]: inner }), value);
        const isAllowed = FILE_SCHEMA.safeParse(file).success;
        if (isLoose) expect(isValid(file) || !isAllowed).toBe(true);
        else expect(isValid(file)).toBe(isAllowed);
      }),
      { numRuns: 200 },
    );
  });

  test.each(ALL)("%s: has a description, and a default that is allowed", (path) => {
    const node = nodeAt(schema, path);
    expect(node["description"]).toMatch(/^.{15,}\n\nAllowed: .+\.$/s);
    if ("default" in node) expect(new Validator().compile(node)(node["default"])).toBe(true);
  });

  test("rows of lists are those that the check takes", () => {
    const rows = {
      symbols: {
        "BTC/USDT:USDT": {
          margin_tiers: [{ from: 0, maintenance: 0.004, leverage: 125 }],
          take_profit_levels: [{ target: 0.02, close_share: 1 }],
        },
      },
      simulation: { fee_tiers: [{ volume: 0, maker: 0.0002, taker: 0.0005 }] },
    };
    expect(isValid(rows)).toBe(true);
    expect(FILE_SCHEMA.safeParse(rows).success).toBe(true);
  });
});
