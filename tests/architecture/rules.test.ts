/** Each law against a snippet that breaks it and a neighbour that keeps it: a guard that catches nothing is no guard. */
import { describe, expect, test } from "vitest";
import type { Room } from "./rooms.ts";
import { complaintsAbout, LINES_MAX } from "./rules.ts";
import { parse } from "./source.ts";

const ROOMS: readonly Room[] = [
  { path: "core/base", purpose: "", mayImport: [], door: "index.ts" },
  { path: "core/risk", purpose: "", mayImport: ["core/base"], door: "index.ts" },
  { path: "core/analytics", purpose: "", mayImport: ["core/base"], door: "index.ts" },
  { path: "edge/app", purpose: "", mayImport: ["core/base", "core/risk", "core/analytics"], door: "main.ts" },
];

/** A small lawful house, into which each case puts its own files. */
const HOUSE = {
  "src/index.ts": 'export { one } from "./core/base/index.ts";',
  "src/core/base/index.ts": '/** Foundations. */\nexport { one } from "./one.ts";',
  "src/core/base/one.ts": "export const one = 1;",
  "src/core/risk/index.ts":
    '/** Judges: approves or refuses,\n * with a reason. */\nexport { approve } from "./approve.ts";',
  "src/core/risk/approve.ts": "export const approve = (order: Order) => order as unknown as Approved<Order>;",
  "src/core/analytics/index.ts": "/** What a run was worth. */",
  "src/edge/app/main.ts": '/** Where everything meets. */\nimport { one } from "../../core/base/index.ts";',
};

type Files = Readonly<Record<string, string>>;

const complaints = (files: Files): string[] => {
  const all = Object.entries<string>({ ...HOUSE, ...files }).map(([path, text]) => parse(path, text));
  return complaintsAbout(all, { rooms: ROOMS, frontDoorMayImport: ["core/base"] });
};

const inBase = (text: string): Files => ({ "src/core/base/x.ts": text });
const inRisk = (text: string): Files => ({ "src/core/risk/x.ts": text });
const inApp = (text: string): Files => ({ "src/edge/app/x.ts": text });
const inStrategy = (text: string): Files => ({ "strategies/x.ts": text });
const lines = (count: number): string => "export {};\n".repeat(count);

interface Case {
  readonly law: string;
  readonly broken: Files;
  readonly complaint: RegExp;
  readonly kept: Files;
}

const FROM_RISK = '"../risk/index.ts"';
const NOT_ALLOWED = /core\/base may not import core\/risk/;

const IMPORTS: readonly Case[] = [
  {
    law: "a room imports only rooms it may import",
    broken: inBase(`import { approve } from ${FROM_RISK};`),
    complaint: NOT_ALLOWED,
    kept: inRisk('import { one } from "../base/index.ts";'),
  },
  {
    law: "type imports count",
    broken: inBase(`import type { Verdict } from ${FROM_RISK};`),
    complaint: NOT_ALLOWED,
    kept: inRisk('import type { One } from "../base/index.ts";'),
  },
  {
    law: "export from counts",
    broken: inBase(`export * from ${FROM_RISK};`),
    complaint: NOT_ALLOWED,
    kept: inRisk('export * from "../base/index.ts";'),
  },
  {
    law: "dynamic imports count",
    broken: inBase(`export const risk = import(${FROM_RISK});`),
    complaint: NOT_ALLOWED,
    kept: inRisk('export const base = import("../base/index.ts");'),
  },
  {
    law: "imports inside of types count",
    broken: inBase(`export type Verdict = import(${FROM_RISK}).Verdict;`),
    complaint: NOT_ALLOWED,
    kept: inRisk('export type One = import("../base/index.ts").One;'),
  },
  {
    law: "other rooms import only the door",
    broken: inRisk('import { one } from "../base/one.ts";'),
    complaint: /imports \.\.\/base\/one\.ts: not the door of core\/base/,
    kept: inBase('import { one } from "./one.ts";'),
  },
  {
    law: "a unit test meets its neighbours at their door, but may meet all of them",
    broken: { "src/core/base/x.test.ts": 'import { approve } from "../risk/approve.ts";' },
    complaint: /not the door of core\/risk/,
    kept: {
      "src/core/base/x.test.ts": `import { test } from "vitest"; import { approve } from ${FROM_RISK};`,
    },
  },
  {
    law: "the core imports no package",
    broken: inBase('import { z } from "zod";'),
    complaint: /imports zod: the core imports nothing from outside/,
    kept: inApp('import { z } from "zod";'),
  },
  {
    law: "the core imports nothing of Node",
    broken: inBase('import type { Stats } from "node:fs";'),
    complaint: /imports node:fs: the core imports nothing from outside/,
    kept: inApp('import type { Stats } from "node:fs";'),
  },
  {
    law: "what ships does not import what tests",
    broken: inApp('import { shared } from "../../../tests/shared-data.ts";'),
    complaint: /outside of every room/,
    kept: { "src/edge/app/x.test.ts": 'import { shared } from "../../../tests/shared-data.ts";' },
  },
  {
    law: "every file of src stands in a room",
    broken: { "src/edge/cellar/x.ts": "export {};" },
    complaint: /cellar\/x\.ts: stands in no room/,
    kept: { "src/edge/app/cellar/x.ts": "export {};" },
  },
  {
    law: "a strategy imports the package and other strategies",
    broken: inStrategy('import { one } from "../src/core/base/index.ts";'),
    complaint: /a strategy imports "timonel"/,
    kept: inStrategy('import { one } from "timonel"; import { two } from "./two.ts";'),
  },
  {
    law: "a strategy imports no other package",
    broken: inStrategy('import fs from "node:fs";'),
    complaint: /a strategy imports "timonel"/,
    kept: inStrategy('import type { One } from "timonel";'),
  },
  {
    law: "src does not import itself as a package",
    broken: inApp('import { one } from "timonel";'),
    complaint: /src imports itself by path/,
    kept: inApp('import { one } from "../../core/base/index.ts";'),
  },
  {
    law: "the front door opens to some rooms only",
    broken: { "src/index.ts": 'export { approve } from "./core/risk/index.ts";' },
    complaint: /src\/index\.ts may not import core\/risk/,
    kept: { "src/index.ts": 'export { one } from "./core/base/index.ts";' },
  },
  {
    law: "no import cycle between files",
    broken: {
      ...inBase('import { y } from "./y.ts";'),
      "src/core/base/y.ts": 'import type { X } from "./x.ts";',
    },
    complaint: /import cycle: src\/core\/base\/x\.ts -> src\/core\/base\/y\.ts -> src\/core\/base\/x\.ts/,
    kept: {
      ...inBase('import { y } from "./y.ts"; import "./one.ts";'),
      "src/core/base/y.ts": 'import "./one.ts";',
    },
  },
];

const core = (word: string, broken: string, kept: string): Case => {
  const complaint = new RegExp(`x\\.ts:1: ${word.replace(/[.*]/g, "\\$&")} has no place in the core`);
  return { law: `no ${word} in the core`, broken: inBase(broken), complaint, kept: inBase(kept) };
};

const WORDS: readonly Case[] = [
  core("Date", "export const now = Date.now();", "// Date.now()\nexport const Date_ = 'Date.now()';"),
  core(
    "Date",
    "export const today = new Date();",
    "export interface Row { readonly at: Date; readonly Date: 1 }",
  ),
  core("Math.random", "export const dice = Math.random();", "export const dice = Math.floor(1.5);"),
  core("Math.random", 'export const dice = Math["random"]();', 'export const dice = Math["floor"](1.5);'),
  core("Math passed around", "const { random } = Math;", "export const root = Math.sqrt(2);"),
  core("async", "export async function wait() {}", "export function isAsync() { return 'async'; }"),
  core("await", "const x = await y;", "/* await y */ const x = y;"),
  core("await", "for await (const x of y) z(x);", "for (const x of y) z(x);"),
  core("Promise", "export const p = Promise.resolve(1);", "export const promised = x instanceof Promise;"),
  core("toLocaleString", "export const s = (1).toLocaleString();", "export const s = (1).toString();"),
  core("toLocaleUpperCase", "export const s = t.toLocaleUpperCase();", "export const s = t.toUpperCase();"),
  core("localeCompare", "export const c = a.localeCompare(b);", "export const c = a < b ? -1 : 1;"),
  core("randomUUID", "export const id = web.randomUUID();", "// randomUUID\nexport const id = 1;"),
  core("setTimeout", "setTimeout(f, 1);", "export const setTimeoutMs = 1;"),
  core("performance.", "export const t = performance.now();", "export const performance = 1;"),
  core("process.", "export const a = process.argv;", "export const a = engine.process(1);"),
  core("Intl", "export const f = new Intl.NumberFormat();", "export const international = 1;"),
  core("Math.pow", "export const p = Math.pow(2, 3);", "export const p = 2 * 2 * 2;"),
  core("**", "export const p = x ** 3;", "export const p = 10n ** digits;"),
  core("**", "x **= 3;", "x *= 3;"),
  {
    law: "analytics may raise powers, and still not read the clock",
    broken: { "src/core/analytics/x.ts": "export const t = Date.now() ** 2;" },
    complaint: /Date has no place in the core/,
    kept: { "src/core/analytics/x.ts": "export const p = x ** 0.5 + Math.pow(x, 2);" },
  },
  {
    law: "the laws of the core bind the front door",
    broken: { "src/index.ts": "export const now = Date.now();" },
    complaint: /Date has no place in the core/,
    kept: { ...inApp("export const now = async () => Date.now() + 2 ** 3;") },
  },
];

const HABITS: readonly Case[] = [
  {
    law: "the environment is read in one file",
    broken: inApp("export const key = process.env.KEY;"),
    complaint: /process\.env is read in src\/edge\/app\/settings\.ts only/,
    kept: { "src/edge/app/settings.ts": "export const key = process.env.KEY;" },
  },
  {
    law: "no any",
    broken: inApp("export const x = (y: any) => y;"),
    complaint: /x\.ts:1: any/,
    kept: inApp("export const x = (any: unknown) => any;"),
  },
  {
    law: "no default exports",
    broken: inApp("export default function main() {}"),
    complaint: /a default export/,
    kept: inApp("export function main(x: 1) { switch (x) { default: return 1; } }"),
  },
  {
    law: "no default exports by another spelling",
    broken: inApp("const x = 1; export { x as default };"),
    complaint: /a default export/,
    kept: inApp("const x = 1; export { x as standard };"),
  },
  {
    law: "no default exports of a value",
    broken: inApp("export default { x: 1 };"),
    complaint: /a default export/,
    kept: inApp('import yaml from "yaml"; export const x = yaml;'),
  },
  {
    law: "only risk casts to Approved",
    broken: inApp("export const x = order as Approved<Order>;"),
    complaint: /a cast to Approved outside of core\/risk/,
    kept: inApp("export const x = (order: Approved<Order>): Order => order as Order;"),
  },
  {
    law: "risk casts to Approved once",
    broken: inRisk("export const x = order as unknown as Approved<Order>;"),
    complaint: /casts to Approved in 2 places, not in one/,
    kept: inRisk("export const x = (order: Approved<Order>) => order;"),
  },
  {
    law: "the one cast stands somewhere",
    broken: { "src/core/risk/approve.ts": "export const approve = 1;" },
    complaint: /casts to Approved in 0 places, not in one/,
    kept: { "src/core/risk/approve.ts": "export const approve = (order: Order) => <Approved<Order>>order;" },
  },
  {
    law: "a file has an end",
    broken: inBase(lines(LINES_MAX + 1)),
    complaint: /401 lines, more than 400/,
    kept: { ...inBase(lines(LINES_MAX)), "src/core/base/x.test.ts": lines(LINES_MAX + 1) },
  },
  {
    law: "a room opens with a sentence",
    broken: { "src/core/base/index.ts": 'export { one } from "./one.ts";' },
    complaint: /core\/base\/index\.ts: does not begin with one sentence/,
    kept: { "src/core/base/index.ts": '/** Foundations: v1.5, exact. */\nexport { one } from "./one.ts";' },
  },
  {
    law: "a room opens with one sentence",
    broken: { "src/core/base/index.ts": "/** Foundations. And much more. */" },
    complaint: /does not begin with one sentence/,
    kept: { "src/core/base/index.ts": "/**\n * Foundations,\n * and much more.\n */" },
  },
];

describe("the laws of the house", () => {
  test("find nothing wrong with a lawful house", () => {
    expect(complaints({})).toEqual([]);
  });

  test("every room has a door", () => {
    const rooms = [...ROOMS, { path: "edge/attic", purpose: "", mayImport: [], door: "index.ts" }];
    const sources = Object.entries(HOUSE).map(([path, text]) => parse(path, text));
    expect(complaintsAbout(sources, { rooms, frontDoorMayImport: ["core/base"] })).toEqual([
      "src/edge/attic/index.ts: the room has no door",
    ]);
  });

  test.each([...IMPORTS, ...WORDS, ...HABITS])("$law", ({ broken, complaint, kept }) => {
    expect(complaints(broken)).toEqual(expect.arrayContaining([expect.stringMatching(complaint)]));
    expect(complaints(kept)).toEqual([]);
  });
});
