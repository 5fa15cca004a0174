/**
 * Writes the table of rooms into ARCHITECTURE.md, between its markers, from tests/architecture/rooms.ts.
 * With --check it only says whether the table is the one that would be written.
 */
import fs from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./build.mjs";

const START = "<!-- rooms:start -->";
const END = "<!-- rooms:end -->";
const page = join(root, "ARCHITECTURE.md");

/** @returns {Promise<typeof import("../tests/architecture/rooms.ts")>} */
async function readRooms() {
  const source = fs.readFileSync(join(root, "tests", "architecture", "rooms.ts"), "utf8");
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const { outputText } = ts.transpileModule(source, { compilerOptions: options });
  return await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

/** @param {readonly string[]} mayImport @param {readonly string[]} above */
function listOf(mayImport, above) {
  const missing = above.filter((path) => !mayImport.includes(path));
  if (mayImport.length === 0) return "nothing";
  if (missing.length === 0) return "every room above";
  const core = above.filter((path) => path.startsWith("core/"));
  const allOfCore = above.length > core.length && core.every((path) => mayImport.includes(path));
  const named = mayImport.filter((path) => !allOfCore || !path.startsWith("core/"));
  return [...(allOfCore ? ["all of core"] : []), ...named.map((path) => `\`${path}\``)].join(", ");
}

const { ROOMS } = await readRooms();
const rows = ROOMS.map(({ path, purpose, mayImport }, index) => {
  const above = ROOMS.slice(0, index).map((room) => room.path);
  return `| \`${path}\` | ${purpose} | ${listOf(mayImport, above)} |`;
});
const table = [START, "| Room | What it is for | May import |", "|---|---|---|", ...rows, END].join("\n");

if (!fs.existsSync(page)) fs.writeFileSync(page, `# Architecture\n\n${START}\n${END}\n`);
const text = fs.readFileSync(page, "utf8");
const start = text.indexOf(START);
const end = text.indexOf(END);
if (start < 0 || end < start) {
  process.stderr.write(`ARCHITECTURE.md has no ${START} ... ${END}\n`);
  process.exitCode = 1;
} else {
  const wanted = text.slice(0, start) + table + text.slice(end + END.length);
  if (wanted === text) {
    process.stdout.write("ARCHITECTURE.md has the rooms of rooms.ts\n");
  } else if (process.argv.includes("--check")) {
    process.stderr.write("ARCHITECTURE.md has not the rooms of rooms.ts: run npm run rooms\n");
    process.exitCode = 1;
  } else {
    fs.writeFileSync(page, wanted);
    process.stdout.write("wrote the rooms into ARCHITECTURE.md\n");
  }
}
