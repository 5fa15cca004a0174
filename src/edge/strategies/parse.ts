import type ts from "typescript";
import type { Compiler } from "./compiler.ts";
import { type Finding, refuseIfAny } from "./findings.ts";
import { placeOf, quote } from "./position.ts";
import { isTypeScript } from "./source.ts";
import { unsupportedSyntax } from "./unsupported-syntax.ts";

/** A file without its types: every character that is left stands where the author put it. */
export interface ParsedFile {
  readonly file: string;
  /** As the author wrote it. */
  readonly text: string;
  readonly code: string;
  /** Of `code`: plain JavaScript. */
  readonly tree: ts.SourceFile;
}

/** Parses a file and takes its types away. @throws UserProblem, exit 2, on what is no JavaScript without its types */
export function parseFile(file: string, text: string, { ts, blank }: Compiler): ParsedFile {
  const parse = (content: string, kind: ts.ScriptKind): ts.SourceFile => {
    const tree = ts.createSourceFile(file, content, ts.ScriptTarget.ESNext, true, kind);
    refuseIfAny(syntaxError(ts, tree));
    return tree;
  };
  const hasTypes = isTypeScript(file);
  const source = parse(text, hasTypes ? ts.ScriptKind.TS : ts.ScriptKind.JS);
  const unsupported: Finding[] = [];
  const code = blank(source, (node) => unsupported.push(unsupportedSyntax(ts, node, source)));
  refuseIfAny([...unsupported, ...decorators(ts, source)]);
  if (!hasTypes) refuseIfAny(typesInJavaScript(source, code));
  return { file, text, code, tree: parse(code, ts.ScriptKind.JS) };
}

/** The first only: the others mostly follow from it. */
function syntaxError(api: typeof ts, tree: ts.SourceFile): Finding[] {
  // Not in the public types, but the one place where a parser without a program keeps what it found.
  const { parseDiagnostics } = tree as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
  const [first] = parseDiagnostics;
  if (first === undefined) return [];
  const { start = 0 } = first;
  return [
    {
      where: placeOf(tree, start),
      message: `syntax error: ${api.flattenDiagnosticMessageText(first.messageText, " ").replace(/\.$/, "")}`,
      found: lineAt(tree, start) || "the end of the file",
      allowed: isTypeScript(tree.fileName) ? "a TypeScript module" : "a JavaScript module",
      fix: "correct it at this place, or a little before it",
    },
  ];
}

function typesInJavaScript(tree: ts.SourceFile, code: string): Finding[] {
  const { text } = tree;
  if (code === text) return [];
  let at = 0;
  while (code[at] === text[at]) at++;
  return [
    {
      where: placeOf(tree, at),
      message: "types in a JavaScript file",
      found: lineAt(tree, at),
      allowed: "types in files ending in .ts or .mts",
      fix: "rename the file to end in .ts, or remove the types",
    },
  ];
}

function lineAt(tree: ts.SourceFile, position: number): string {
  const { line } = tree.getLineAndCharacterOfPosition(position);
  const starts = tree.getLineStarts();
  return quote(tree, starts[line] ?? 0, starts[line + 1] ?? tree.end);
}

function decorators(api: typeof ts, tree: ts.SourceFile): Finding[] {
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isDecorator(node)) {
      found.push({
        where: placeOf(tree, node.getStart(tree)),
        message: "a decorator is code that only a compiler can make",
        found: quote(tree, node.getStart(tree), node.end),
        allowed: "JavaScript with types that vanish",
        fix: "remove it, and call the function by name",
      });
    }
    api.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
