/**
 * npm run check: everything that can be known without running the product, in parallel, one line each.
 * A guard that cannot run has failed. `npm run check -- biome knip` runs only those named.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./build.mjs";

const tool = (/** @type {string[]} */ ...path) => join("node_modules", ...path);

/** Each guard is a row of commands; the next one runs when the one before was content. @type {Record<string, string[][]>} */
const guards = {
  types: [["scripts/build.mjs"], [tool("typescript", "bin", "tsc"), "--project", "tsconfig.tests.json"]],
  biome: [
    [
      tool("@biomejs", "biome", "bin", "biome"),
      "check",
      "--error-on-warnings",
      "--max-diagnostics=none",
      ".",
    ],
  ],
  eslint: [[tool("eslint", "bin", "eslint.js"), "--max-warnings=0", "src", "strategies"]],
  knip: [[tool("knip", "bin", "knip.js"), "--no-progress"]],
  rooms: [["scripts/room-table.mjs", "--check"]],
  architecture: [[tool("vitest", "vitest.mjs"), "run", "tests/architecture/"]],
};

/** @param {string[]} command @returns {Promise<{ readonly ok: boolean, readonly output: string }>} */
function run(command) {
  return new Promise((resolve) => {
    const env = { ...process.env, TESTS_WITHOUT_BUILD: "1" }; // What fails to compile is said once, by types.
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout.on("data", (part) => output.push(part));
    child.stderr.on("data", (part) => output.push(part));
    child.on("error", (error) => resolve({ ok: false, output: String(error) }));
    child.on("close", (code) => resolve({ ok: code === 0, output: Buffer.concat(output).toString() }));
  });
}

/** @param {string} name @param {string[][]} commands */
async function guard(name, commands) {
  const started = Date.now();
  let result = { ok: true, output: "" };
  for (const command of commands) if (result.ok) result = await run(command);
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(5);
  process.stdout.write(`${result.ok ? "ok  " : "FAIL"}  ${name.padEnd(12)} ${seconds} s\n`);
  return { name, ...result };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(guards, name));
const chosen = Object.entries(guards).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const results = await Promise.all(chosen.map(([name, commands]) => guard(name, commands)));
const failed = results.filter(({ ok }) => !ok);
for (const { name, output } of failed) process.stdout.write(`\n--- ${name} ---\n${output.trim()}\n`);
if (unknown.length > 0) process.stdout.write(`\nno guard is called ${unknown.join(", ")}\n`);
process.exitCode = failed.length > 0 || unknown.length > 0 ? 1 : 0;
