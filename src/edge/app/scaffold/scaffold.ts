import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { shellWord, UserProblem } from "../../problem/index.ts";
import type { ScaffoldOptions } from "../cli/cli-options.ts";
import type { Terminal } from "../cli/terminal.ts";
import { PACKAGE_ROOT } from "../package-root.ts";
import { programVersion } from "../program.ts";
import { configText, ENV_TEXT, IGNORE_TEXT, packageText, strategyText, testText } from "./templates.ts";
import { type Written, writeNew } from "./write-new.ts";

const FIRST = "first";

/** `timonel init` and `timonel new`. @returns the exit code @throws UserProblem, exit 2 */
export function scaffold(
  verb: "init" | "new",
  { what, name, json }: ScaffoldOptions,
  terminal: Terminal,
): number {
  if (verb === "init") return initCommand(what ?? ".", { json }, terminal);
  if (what === "strategy") return newStrategyCommand(name ?? "", { json }, terminal);
  throw new UserProblem({
    exitCode: 2,
    where: "command line",
    message: "nothing of this kind can be made",
    found: what,
    allowed: "strategy",
    fix: `timonel new strategy ${name ?? "my-idea"}`,
  });
}

/** `timonel init [DIR]`: a config, a first strategy with its test, and what they need. @returns the exit code */
function initCommand(directory: string, { json }: { readonly json: boolean }, terminal: Terminal): number {
  const root = resolve(directory);
  const at = (file: string): string => join(root, file);
  const done = writeNew({
    [at("timonel.yaml")]: configText(FIRST, schemaFrom(root)),
    [at(".env.example")]: ENV_TEXT,
    [at(".gitignore")]: IGNORE_TEXT,
    [at("package.json")]: packageText(nameOf(root), dependency(root)),
    [at(`strategies/${FIRST}.ts`)]: strategyText(FIRST),
    [at(`strategies/${FIRST}.test.ts`)]: testText(FIRST),
  });
  const go = root === process.cwd() ? "" : `cd ${shellWord(fromHere(root))}\n  `;
  tell("init", done, json, terminal, [
    "Next:",
    `  ${go}npm install`,
    "  npx timonel doctor                                 is everything here that a run needs?",
    "  npx timonel run --speed max                        a year on paper: the demo data, your strategy",
    "  npx vitest run                                     the test of your strategy",
    "  npx timonel check lookahead --config timonel.yaml  proof that it sees no future",
    "  npx timonel backtest --data FILE                   your own data",
  ]);
  return 0;
}

/** `timonel new strategy NAME`: the file and its test, in `strategies/`. @returns the exit code */
function newStrategyCommand(name: string, { json }: { readonly json: boolean }, terminal: Terminal): number {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new UserProblem({
      exitCode: 2,
      where: "command line",
      message: "not a name for a strategy",
      found: name,
      allowed: "small letters, digits and single dashes, such as vwap-reversion",
      fix: `timonel new strategy ${suggestion(name)}`,
    });
  const file = join("strategies", `${name}.ts`);
  if (existsSync(file))
    throw new UserProblem({
      exitCode: 2,
      where: file,
      message: "the strategy exists already; nothing was written",
      found: name,
      allowed: "a name that is free",
      fix: "choose another name",
    });
  const done = writeNew({
    [file]: strategyText(name),
    [join("strategies", `${name}.test.ts`)]: testText(name),
  });
  tell("new strategy", done, json, terminal, [
    "Next:",
    `  npx timonel backtest --strategy ./${file} --data FILE`,
    `  npx timonel check lookahead --strategy ./${file} --data FILE`,
  ]);
  return 0;
}

function tell(
  command: string,
  { written, kept }: Written,
  json: boolean,
  terminal: Terminal,
  next: readonly string[],
): void {
  const short = (paths: readonly string[]): string[] => paths.map(fromHere);
  if (json) {
    const document = { schema: "timonel.scaffold/1", command, written: short(written), kept: short(kept) };
    terminal.print(JSON.stringify(document));
    return;
  }
  for (const path of short(written)) terminal.print(`  wrote  ${path}`);
  for (const path of short(kept)) terminal.print(`  kept   ${path}, which was there already`);
  terminal.print(["", ...next].join("\n"));
}

/** A path as a person would write it here. */
function fromHere(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}

/** What npm takes for a name. */
const nameOf = (root: string): string => suggestion(basename(root)) || "my-strategies";

const suggestion = (text: string): string =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-0-9]+|-+$/g, "");

/** Where the schema of the config will lie once the package is installed; in a clone itself it lies beside the config. */
const schemaFrom = (root: string): string =>
  `./${relative(root, PACKAGE_ROOT) === "" ? "" : "node_modules/timonel/"}timonel.schema.json`;

/** A clone is named by its place, an installed package by its version. */
function dependency(root: string): string {
  if (!PACKAGE_ROOT.includes("node_modules")) return `file:${relative(root, PACKAGE_ROOT) || "."}`;
  const version = programVersion();
  return version === "unknown" ? "*" : `^${version}`;
}
