import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { Script } from "node:vm";
import type ts from "typescript";
import { cannotLoad } from "./cannot-load.ts";
import { type Compiler, loadCompiler } from "./compiler.ts";
import { type Finding, refusal, refuseIfAny } from "./findings.ts";
import { type Import, importsOf, rewriteImport } from "./imports.ts";
import { type ParsedFile, parseFile } from "./parse.ts";
import { traceUrl } from "./place.ts";
import { placeOf, quote } from "./position.ts";
import { scan } from "./scan.ts";
import { withoutModuleWords, withoutStatements } from "./strip.ts";
import { packageUrl } from "./targets.ts";

/** A user's file, checked and ready to run. */
export interface PreparedFile {
  /** A `data:` URL: it needs no folder to be written to, and no package beside the file. */
  readonly url: string;
  /** What the module exports. Loading it has run it once. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly parsed: ParsedFile;
}

/**
 * Reads a user's file and those it imports, takes the types away, refuses what reaches outside, and makes modules of
 * them that import by absolute addresses. Lines and columns stay those of the files.
 * @throws UserProblem, exit 2, with file, line and column of everything that is wrong with the first file that is
 */
export async function prepare(file: string): Promise<PreparedFile> {
  return prepareFile(file, await loadCompiler(), []);
}

async function prepareFile(
  file: string,
  compiler: Compiler,
  importers: readonly string[],
): Promise<PreparedFile> {
  const { ts: api } = compiler;
  const parsed = parseFile(file, read(file), compiler);
  const [imports, strayImports] = importsOf(api, parsed);
  const misnamed = await misnamedOfPackage(api, parsed, imports);
  const scanned = scan(api, parsed.tree, await namesOffered());
  refuseIfAny(inReadingOrder([...strayImports, ...misnamed, ...scanned]));
  refuseIfAny(earlyErrors(api, parsed));
  const rewritten: string[] = [];
  for (const one of imports) rewritten.push(await bind(one, parsed, compiler, [...importers, file]));
  const code = withoutStatements(
    parsed.code,
    imports.map(({ statement }) => statement),
    parsed.tree,
  );
  const module = `${code}\n${rewritten.join("\n")}\n//# sourceURL=${traceUrl(file)}\n`;
  const url = `data:text/javascript;base64,${Buffer.from(module).toString("base64")}`;
  try {
    const exports = (await import(url)) as Readonly<Record<string, unknown>>; // Looked at field by field.
    return { url, exports, parsed };
  } catch (error) {
    throw cannotLoad(file, error);
  }
}

/** What "timonel" exports. */
async function namesOffered(): Promise<readonly string[]> {
  const url = packageUrl("timonel");
  return url === undefined ? [] : Object.keys((await import(url)) as object); // A module is an object.
}

/** Names that the package does not export. Those of the user's own files are told when the file is loaded. */
async function misnamedOfPackage(
  api: typeof ts,
  parsed: ParsedFile,
  imports: readonly Import[],
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const one of imports) {
    if (one.target.kind !== "package") continue;
    const { url } = one.target;
    const bound = rewriteImport(api, parsed, one, url, Object.keys((await import(url)) as object));
    if (typeof bound !== "string") found.push(...bound);
  }
  return found;
}

/** An import by its absolute address, once what it leads to is loaded and has the names it asks for. */
async function bind(
  one: Import,
  parsed: ParsedFile,
  compiler: Compiler,
  importers: readonly string[],
): Promise<string> {
  const { target, statement } = one;
  if (target.kind === "file" && importers.includes(target.file)) {
    throw goesInACircle([...importers.slice(importers.indexOf(target.file)), target.file], statement, parsed);
  }
  const { url, exports } =
    target.kind === "file"
      ? await prepareFile(target.file, compiler, importers)
      : { url: target.url, exports: (await import(target.url)) as object };
  const bound = rewriteImport(compiler.ts, parsed, one, url, Object.keys(exports));
  if (typeof bound === "string") return bound;
  refuseIfAny(bound);
  return "";
}

function goesInACircle(
  circle: readonly string[],
  statement: ts.Statement,
  { file, tree }: ParsedFile,
): Error {
  const start = statement.getStart(tree);
  return refusal({
    where: placeOf(tree, start),
    message: "files that import each other in a circle",
    found: circle.map((one) => relative(dirname(file), one)).join(" -> "),
    allowed: "imports in one direction",
    fix: "move what both need into a third file",
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const found = (error as NodeJS.ErrnoException).code ?? String(error); // Only the file system throws here.
    throw refusal({ where: file, message: "the file cannot be read", found, fix: "make it readable to you" });
  }
}

/** What the parser lets pass and the engine of JavaScript does not: a name declared twice, a return outside of functions. */
function earlyErrors(api: typeof ts, { file, code, tree }: ParsedFile): Finding[] {
  const strict = '"use strict";';
  try {
    new Script(strict + withoutModuleWords(api, code, tree), {
      filename: file,
      columnOffset: -strict.length,
    });
    return [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [head = "", shown = "", marks = ""] = error.stack?.split("\n") ?? [];
    const line = Number(/:(\d+)$/.exec(head)?.[1] ?? 1);
    const column = marks.search(/\S/) + 1 - (line === 1 ? strict.length : 0);
    const start = tree.getLineStarts()[line - 1] ?? 0;
    return [
      {
        where: `${file}:${line}:${Math.max(1, column)}`,
        message: `syntax error: ${error.message}`,
        found: quote(tree, start, start + shown.length),
        allowed: "a module of modern JavaScript",
        fix: "correct it at this place",
      },
    ];
  }
}

function inReadingOrder(findings: readonly Finding[]): Finding[] {
  const at = ({ where }: Finding): readonly number[] =>
    (/:(\d+):(\d+)$/.exec(where ?? "") ?? []).slice(1).map(Number);
  return [...findings].sort((a, b) => {
    const [[line = 0, column = 0], [otherLine = 0, otherColumn = 0]] = [at(a), at(b)];
    return line - otherLine || column - otherColumn;
  });
}
