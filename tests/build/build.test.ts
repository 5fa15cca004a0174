/** The bin builds when it must, never runs what is stale, and survives company and accidents. Tried on a house of four files. */
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const SHIPPED = ["bin", "scripts", "package.json"];
const CONFIGS = ["tsconfig.base.json", "tsconfig.core.json", "tsconfig.edge.json", "tsconfig.browser.json"];
const SOURCES = {
  "src/core/base/index.ts": "export const two = 2;",
  "src/index.ts": 'export { two } from "./core/base/index.ts";',
  "strategies/doubled.ts": 'import { two } from "timonel";\nexport const four = two * 2;',
  "src/edge/report/html/browser/main.ts": "document.title = String(document.links.length);",
  "src/edge/app/main.ts": `declare const console: { log(line: string): void };
  export async function main(argv: string[]): Promise<number> {
    const { four } = await import("../../../strategies/doubled.js");
    console.log([four, ...argv].join(" "));
    return argv.length;
  }`,
};

let house: string;

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), "timonel house "));
  for (const name of [...SHIPPED, ...CONFIGS])
    cpSync(join(ROOT, name), join(house, name), { recursive: true });
  for (const [path, text] of Object.entries(SOURCES)) write(path, text);
  const edge = readFileSync(join(ROOT, "tsconfig.edge.json"), "utf8");
  write("tsconfig.edge.json", edge.replace('"types": ["node"]', '"types": []')); // Half the time of every build.
  symlinkSync(join(ROOT, "node_modules"), join(house, "node_modules"), "junction");
});

afterEach(() => rmSync(house, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

function timonel(...argv: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(house, "bin", "timonel.js"), ...argv], { cwd: tmpdir() });
  let out = "";
  let err = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  return new Promise((done) => child.on("close", (code) => done({ code, out, err })));
}

const BUILDING = "building timonel...\n";

test("builds on the first start only, hands over the arguments and passes on the exit code", async () => {
  expect(await timonel("a", "b")).toEqual({ code: 2, out: "4 a b\n", err: BUILDING });
  expect(await timonel("c")).toEqual({ code: 1, out: "4 c\n", err: "" });
  write("src/core/base/base.test.ts", "a test is not built");
  expect(await timonel()).toEqual({ code: 0, out: "4\n", err: "" });
});

test("runs nothing when the sources do not compile, and again when they do", async () => {
  write("src/core/base/index.ts", "export const two: string = 2;");
  for (const _ of ["at once", "and at the next start"]) {
    const broken = await timonel();
    expect(broken).toMatchObject({ code: 70, out: "" });
    expect(broken.err).toContain("src/core/base/index.ts(1,14): error TS2322");
  }
  write("src/core/base/index.ts", "export const two = 3;");
  expect(await timonel()).toEqual({ code: 0, out: "6\n", err: BUILDING });
});

test("leaves nothing of a source that has gone, not even after a build that failed", async () => {
  write("src/core/base/extra.ts", "export const extra: string = 1;");
  expect((await timonel()).code).toBe(70);
  const lingering = join(house, "dist", "src", "core", "base", "extra.js");
  expect(existsSync(lingering)).toBe(true);
  rmSync(join(house, "src", "core", "base", "extra.ts"));
  expect((await timonel()).code).toBe(0);
  expect(existsSync(lingering)).toBe(false);
});

test("builds once for several who start at the same time", async () => {
  const starts = await Promise.all([timonel(), timonel(), timonel()]);
  expect(starts.map(({ code, out }) => ({ code, out }))).toEqual(Array(3).fill({ code: 0, out: "4\n" }));
  expect(starts.map(({ err }) => err).join("")).toBe(BUILDING);
});

test("does not wait for a builder that was killed", async () => {
  const gone = spawn(process.execPath, ["--version"]);
  await new Promise((done) => gone.on("close", done));
  write("dist/.lock", `${hostname()}\t${gone.pid}`);
  expect(await timonel()).toEqual({ code: 0, out: "4\n", err: BUILDING });
});

test("says what to do when the dependencies are missing", async () => {
  rmSync(join(house, "node_modules"));
  expect(await timonel()).toEqual({
    code: 2,
    out: "",
    err: "the dependencies are not installed: run npm ci first\n",
  });
});

test("runs as an installed package, which has a build and no sources", async () => {
  await timonel();
  for (const name of ["src", "node_modules", ...CONFIGS]) rmSync(join(house, name), { recursive: true });
  expect(await timonel()).toEqual({ code: 0, out: "4\n", err: "" });
  expect(readFileSync(join(ROOT, "package.json"), "utf8")).toContain('"scripts/build.mjs"');
});
