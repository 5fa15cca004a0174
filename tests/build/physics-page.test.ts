/** docs/PHYSICS.md names every model there is: the kinds are read off the types, the keys off the table of keys. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { KEYS, SYMBOL_KEYS } from "../../src/edge/app/config/keys.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const TEXT = readFileSync(join(ROOT, "docs", "PHYSICS.md"), "utf8");

/** Unions of words, and where they are declared. */
const UNIONS = {
  'SlippageModel["kind"]': "src/core/exchange/fill-model.ts",
  'FillModel["limitFill"]': "src/core/exchange/fill-model.ts",
  "keyof FillModel": "src/core/exchange/fill-model.ts",
  'keyof FillModel["latency"]': "src/core/exchange/fill-model.ts",
  QueueModel: "src/core/exchange/queue.ts",
  "keyof TapeModel": "src/core/exchange/tapes.ts",
  'TapeModel["triggersBy"]': "src/core/exchange/tapes.ts",
  MarginMode: "src/core/exchange/account.ts",
  'FeeModel["kind"]': "src/core/domain/fees.ts",
  OrderType: "src/core/domain/order.ts",
  'NonNullable<OrderConditions["timeInForce"]>': "src/core/domain/order.ts",
  'Rejection["kind"]': "src/core/domain/events.ts",
  ExpiryReason: "src/core/domain/events.ts",
  "keyof PositionWishes": "src/core/domain/intent.ts",
} as const;

/** What stands in the page under words of its own. */
const IN_OTHER_WORDS: Readonly<Record<string, string>> = {
  slippage: "**`SlippageModel`**",
  limitFill: "`simulation.limit_fill`",
  queue: "**`QueueModel`**",
};

/** The words of each union, as the compiler sees them. */
function wordsByUnion(): ReadonlyMap<string, readonly string[]> {
  const file = join(ROOT, "physics-page", "unions.ts");
  const unions = Object.entries(UNIONS);
  const code = unions.map(([union, from], place) => {
    const name = /^(?:keyof |NonNullable<)?(\w+)/.exec(union)?.[1] ?? union;
    const imported = union.replace(name, `import("../${from}").${name}`);
    return `export type Union${place} = ${imported};`;
  });
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023 },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version, ...others) =>
    name === file
      ? ts.createSourceFile(file, code.join("\n"), version)
      : getSourceFile(name, version, ...others);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const aliases = source?.statements.filter(ts.isTypeAliasDeclaration) ?? [];
  return new Map(
    aliases.map((alias, place) => {
      const type = checker.getTypeAtLocation(alias);
      const words = (type.isUnion() ? type.types : [type]).flatMap((one) =>
        one.isStringLiteral() ? [one.value] : [],
      );
      return [unions[place]?.[0] ?? "", words];
    }),
  );
}

const WORDS = wordsByUnion();

describe("docs/PHYSICS.md", () => {
  test.each(Object.keys(UNIONS))("names every word of %s", (union) => {
    const words = WORDS.get(union) ?? [];
    expect(words.length).toBeGreaterThan(1); // Else the type was not found.
    const isNamed = (word: string): boolean => TEXT.includes(IN_OTHER_WORDS[word] ?? `\`${word}\``);
    expect(words.filter((word) => !isNamed(word))).toEqual([]);
  });

  test("names every model that the exchange and the domain declare", () => {
    const models = ["src/core/exchange", "src/core/domain"].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).flatMap((file) => {
        const text = readFileSync(join(ROOT, folder, file), "utf8");
        return [...text.matchAll(/^export (?:type|interface) (\w+(?:Model|Mode))\b/gm)].map(
          ([, name]) => name,
        );
      }),
    );
    expect(models).toContain("QueueModel");
    expect(models.filter((name) => !TEXT.includes(`\`${name}\``))).toEqual([]);
  });

  test("names every key of the simulation, and no key that is none", () => {
    const simulated = Object.keys(KEYS).filter((key) => key.startsWith("simulation."));
    expect(simulated.filter((key) => !TEXT.includes(`\`${key}\``))).toEqual([]);
    const known = new Set([
      ...Object.keys(KEYS),
      ...Object.keys(SYMBOL_KEYS).map((key) => `symbols.S.${key}`),
    ]);
    const sections = "simulation|account|execution|leverage|position_management|symbols|sizing|risk_limits";
    const named = [...TEXT.matchAll(new RegExp(`\`((?:${sections})\\.[\\w.]+)\``, "g"))].map(
      ([, key]) => key,
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((key) => key !== undefined && !known.has(key))).toEqual([]);
  });

  test("points at files that are there", () => {
    const files = [...TEXT.matchAll(/`((?:src|tests)\/[\w/.-]+)`/g)].map(([, file]) => file ?? "");
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
