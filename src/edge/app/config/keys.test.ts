import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowedBy } from "./allowed.ts";
import { DEFAULTS, SYMBOL_DEFAULTS } from "./defaults.ts";
import { faultOf } from "./fault.ts";
import { fits } from "./fits.ts";
import { loadConfig } from "./index.ts";
import { KEYS, type KeySpec, NOT_ENFORCED, SYMBOL_KEYS } from "./keys.ts";
import { leaf } from "./schema.ts";
import { NOT_IN_FORCE } from "./words.ts";

const ALL: readonly (readonly [string, KeySpec])[] = [
  ...Object.entries(KEYS),
  ...Object.entries(SYMBOL_KEYS),
];

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The leaves of the defaults by the paths people write. */
function defaultsByPath(tree: object, prefix = ""): Map<string, unknown> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
      const path = prefix + name;
      return typeof value === "object" && value !== null
        ? [...defaultsByPath(value, `${path}.`)]
        : [[path, value] as const];
    }),
  );
}

describe("the table of keys", () => {
  test("and the defaults name the same keys, and every default is allowed", () => {
    const defaults = defaultsByPath(DEFAULTS);
    const paths = Object.keys(KEYS).filter((path) => !NOT_ENFORCED.has(path));
    expect([...defaults.keys()].sort()).toEqual(paths.map(camelCase).sort());
    for (const path of paths)
      expect([path, fits(KEYS[path] as KeySpec, defaults.get(camelCase(path)))]).toEqual([path, true]);
  });

  const numbers = ALL.flatMap(([, spec]) =>
    spec.kind === "number" ? [spec.min, spec.max, (spec.min + spec.max) / 2] : [],
  );
  const words = ALL.flatMap(([, spec]) => (spec.kind === "choice" ? [...spec.choices, ...spec.later] : []));
  const anything = fc.oneof(
    fc.constantFrom(
      ...numbers,
      ...words,
      "off",
      "instrument",
      "USDT",
      "1h",
      "binance",
      null,
      true,
      "",
      Number.NaN,
    ),
    fc.double(),
    fc.integer(),
    fc.string(),
    fc.anything(),
  );

  test.each(ALL)("%s: the schema of files and the check of the command line agree", (_path, spec) => {
    const schema = leaf(spec);
    fc.assert(
      fc.property(anything, (value) => schema.safeParse(value).success === fits(spec, value)),
      { numRuns: 500 },
    );
  });

  test.each(ALL)(
    "%s: whatever is refused is explained in one line, and what is suggested is accepted",
    (_path, spec) => {
      fc.assert(
        fc.property(anything, (value) => {
          const fault = faultOf(spec, value);
          if (fault === undefined) return;
          for (const text of Object.values<string>({ ...fault })) expect(text).toMatch(/^[^\n]+$/);
          const suggested = /write (-?[\d.]+(?:e[+-]?\d+)?)(?: without quotes)?$/.exec(fault.fix)?.[1];
          if (spec.kind === "number" && suggested !== undefined)
            expect(fits(spec, Number(suggested))).toBe(true);
        }),
        { numRuns: 500 },
      );
    },
  );
});

describe("docs/CONFIG.md", () => {
  const text = readFileSync(new URL("../../../../docs/CONFIG.md", import.meta.url), "utf8");
  const rows = new Map(
    text.split("\n").flatMap((line) => {
      const [, key = "", ...cells] = line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, ""));
      const first = /^\| `([^`]+)`/.exec(line)?.[1];
      return first === undefined ? [] : [[first, [key, ...cells]] as const];
    }),
  );
  const shown = (spec: KeySpec, value: unknown): string => {
    if (value !== null && value !== undefined) return String(value);
    return (spec.kind === "number" || spec.kind === "list" ? spec.nullWord : undefined) ?? "none";
  };
  const expected: (readonly [string, KeySpec, unknown])[] = [];
  const defaults = defaultsByPath(DEFAULTS);
  for (const [path, spec] of Object.entries(KEYS)) expected.push([path, spec, defaults.get(camelCase(path))]);
  const bySymbol = defaultsByPath({
    ...SYMBOL_DEFAULTS,
    ...{
      venue: "active_exchange",
      data: null,
      maxPositionSize: null,
      calendar: null,
      quotes: null,
      adjust: null,
      actions: null,
    },
  });
  for (const [key, spec] of Object.entries(SYMBOL_KEYS)) {
    expected.push([`symbols.S.${key}`, spec, bySymbol.get(camelCase(key))]);
  }

  test.each(expected)("names %s, its range and its default", (path, spec, value) => {
    const [allowed, standard, why = "", meaning = ""] = rows.get(path) ?? [];
    expect(allowed).toBe(allowedBy(spec).replace(" (0.02 is 2 %)", ""));
    expect(standard).toBe(`\`${shown(spec, value)}\``);
    expect(why.length).toBeGreaterThan(2);
    expect(meaning.length).toBeGreaterThan(15);
  });

  test("names no key that is not one, and every key that is not in force yet", () => {
    const known = new Set([...expected.map(([path]) => path), "symbols.S.params"]);
    expect([...rows.keys()].filter((key) => !known.has(key))).toEqual([]);
    for (const key of NOT_IN_FORCE) expect(text).toContain(`\`${key}\``);
  });
});

test("examples/five.yaml is a config of five symbols without a notice", async () => {
  const path = new URL("../../../../examples/five.yaml", import.meta.url).pathname;
  const config = await loadConfig({ path, explicit: true, overrides: { command: "backtest" } });
  expect(config.symbols.map(({ symbol }) => symbol)).toEqual([
    "BNB/USDT",
    "BTC/USDT",
    "ETH/USDT",
    "SOL/USDT",
    "XRP/USDT",
  ]);
  expect(
    config.symbols.every(
      ({ data, strategy, timeframe }) => data !== null && strategy === "ema-cross" && timeframe === "1d",
    ),
  ).toBe(true);
  expect(config.notices).toEqual([]);
});
