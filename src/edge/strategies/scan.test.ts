import { describe, expect, test } from "vitest";
import { loadCompiler } from "./compiler.ts";
import { parseFile } from "./parse.ts";
import { scan } from "./scan.ts";

const compiler = await loadCompiler();

/** `line:column found` of everything that is refused in this text. */
function refusedIn(text: string): string[] {
  const { tree } = parseFile("/x.ts", text, compiler);
  return scan(compiler.ts, tree, ["none"]).map(
    ({ where, found }) => `${where?.slice("/x.ts:".length)} ${found}`,
  );
}

describe("what reaches outside is found", () => {
  test.each([
    ["const a = process.env.HOME;", "1:11 process.env.HOME"],
    ["const a = () => new Date(1).getTime();", "1:17 new Date(1).getTime()"],
    ["const a = Math['random']();", "1:11 Math['random']()"],
    ["const { random: dice } = Math;", "1:26 Math"],
    ["const a = { performance };", "1:13 performance"],
    ["const a = { b: [fetch] };", "1:17 fetch"],
    ["function f(at = Date.now()) {}", "1:17 Date.now()"],
    ["const f = (x: number = setTimeout as any) => x;", "1:24 setTimeout"],
    ["if (1) { const Date = 1; }\nDate.now();", "2:1 Date.now()"],
    ["const f = (crypto: number) => 1;\ncrypto.randomUUID();", "2:1 crypto.randomUUID()"],
    ["const a = new Function('return 1');", "1:11 new Function('return 1')"],
    ["globalThis['Date'].now();", "1:1 globalThis['Date'].now()"],
    ["const a = require('fs');", "1:11 require('fs')"],
    ["const a = import.meta.url;", "1:11 import.meta.url"],
    ["export let count = 0;", "1:8 let count = 0"],
    ["var count = 0;", "1:1 var count = 0"],
    ["const f = async () => 1;", "1:11 async () =>"],
    ["class A { async onBar() {} }", "1:11 async onBar()"],
    ["await 1;", "1:1 await 1"],
    ["const a = Dat;", "1:11 Dat"],
  ])("%s", (text, found) => {
    expect(refusedIn(text)).toEqual([found]);
  });
});

describe("what only looks like it is let through", () => {
  test.each([
    "const f = (performance: number) => performance;",
    "const f = ({ Date, ...process }: any, [fetch]: any) => [Date, process, fetch];",
    "const f = ({ Date: day }: any) => day;",
    "const a = { Date: 1, process() {}, get crypto() { return 1; } }; a.Date; a?.process;",
    "class Intl { static fetch = 1; eval() { return Intl.fetch; } }",
    "function module() { return module; }",
    "const f = () => { var global = 1; { return global; } };",
    "for (const self of [1]) self;",
    "try { } catch (window) { window; }",
    "const f = function require() { return require; };",
    "performance: for (;;) { break performance; }",
    "const f = (Math: any) => Math.random();",
    "type Clock = Date; interface A { at: Promise<Date>; f(process: typeof Date): void }",
    "const f = () => { let count = 0; return count++; };",
    "for (let i = 0; i < 1; i++) {}",
    "console.log(Math.max(1, NaN, Infinity), undefined, JSON, typeof nowhere);",
    "function f() { return arguments.length; }",
    "switch (1 as number) { case 1: const Date = 1; Date; }",
    "// Date.now()\nconst text = 'process.env';",
  ])("%s", (text) => {
    expect(refusedIn(text)).toEqual([]);
  });
});
