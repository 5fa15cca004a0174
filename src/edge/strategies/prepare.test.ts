import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findStrategy, importStrategy } from "./index.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The path of the first of these files, written to a folder of their own. */
function written(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "timonel-file-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, Object.keys(files)[0] ?? "");
}
const load = (file: string) => importStrategy(findStrategy(file, []));

const body = (name: string): string =>
  `{ name: "${name}", version: "1", params: {}, feeds: { main: bars() }, indicators: () => ({}), onBar: () => none }`;
const IMPORT = 'import { bars, none, strategy } from "timonel";\n';

describe("a user's file", () => {
  test("is noted in its source under the name it declares, as code that another thread can load", async () => {
    const source = findStrategy(
      written({ "a.ts": `${IMPORT}export const x = strategy(${body("other")});` }),
      [],
    );
    expect(source).toMatchObject({ name: "a", isUserFile: true });
    const first = await importStrategy(source);
    expect(source.name).toBe("other");
    expect(await importStrategy(structuredClone(source))).toBe(first);
  });

  test.each([
    ["any one export", "a.ts", `export const x = strategy(${body("one")});`, "one"],
    ["the default export", "a.mts", `export default strategy(${body("one")});`, "one"],
    [
      "one that is exported twice",
      "a.js",
      `export const x = strategy(${body("one")});\nexport default x;`,
      "one",
    ],
    [
      "of several the one named like the file, in any spelling",
      "emaCross.ts",
      `export const a = strategy(${body("one")}), b = strategy(${body("ema-cross")});`,
      "ema-cross",
    ],
    [
      "one among exports that are none",
      "a.mjs",
      `export const length = 3;\nexport const settings = { name: 1 };\nexport const x = strategy(${body("one")});`,
      "one",
    ],
  ])("gives %s", async (_, file, text, name) => {
    expect((await load(written({ [file]: IMPORT + text }))).name).toBe(name);
  });

  test("may import types as if they were values, export again what it imports, and leave semicolons out", async () => {
    const file = written({
      "a.ts": `import { bars, none, strategy, Strategy } from "timonel"
const first = 1
import * as all from "./b"
;(() => first)()
export { two } from "./b.js"
export const x: Strategy = strategy(${body("one")})
const check = all.two + first`,
      "b.ts": "export const two = 2 as number;",
    });
    expect((await load(file)).name).toBe("one");
  });

  test.each([
    ["namespace A { export const b = 1; }", ":1:1: a namespace with code in it; "],
    ['import fs = require("fs");', ":1:1: an import of the old kind; "],
    ["export = 1;", ":1:1: an export of the old kind; "],
    ["const a = <number>1;", ":1:11: a type in front of a value; "],
    ["function d(c: any) {}\n@d class A {}", ":2:1: a decorator is code that only a compiler can make; "],
    ['import "./settings.json";', ":1:1: no such file to import; "],
    ['const a = import("./b.ts");', ":1:11: a strategy may not import while it runs; "],
    ['export * from "node:net";', ":1:1: a strategy may not import this; "],
    ['import { x } from "file:///etc/x.js";', ":1:1: a strategy may not import this; "],
    ["const a: number = ;", ":1:19: syntax error: Expression expected; "],
    ["return;", ":1:1: syntax error: "],
  ])("is refused for %s", async (text, message) => {
    const file = written({ "a.ts": text });
    await expect(load(file)).rejects.toThrow(file + message);
  });
});
