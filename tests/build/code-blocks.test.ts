/** What the documentation shows compiles as it stands there: each block of TypeScript, in one program for all of them. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const DOCUMENTS = ["README.md", "docs/STRATEGIES.md", "docs/MIGRATING.md"] as const;

interface Block {
  /** Where it would lie: in a folder of its document, so that one block can import another. */
  readonly file: string;
  readonly text: string;
  /** Line of the document above its first line. */
  readonly line: number;
  readonly document: string;
}

/** A block that begins with `// mine.ts` is a file of that name. */
function blocksOf(document: string, text = readFileSync(join(ROOT, document), "utf8")): Block[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code = "", index }) => {
    const line = text.slice(0, index).split("\n").length;
    const name = /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1] ?? `line-${line}.ts`;
    return { file: join(ROOT, "code-blocks", document, name), text: code, line, document };
  });
}

/** What the compiler says about these, each with the line of the document. */
function complaintsAbout(blocks: readonly Block[]): string[] {
  const byFile = new Map(blocks.map((block) => [block.file, block]));
  const folders = new Set(blocks.map(({ file }) => dirname(file)));
  const options = optionsOfStrategies();
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, directoryExists } = host;
  host.fileExists = (file) => byFile.has(file) || fileExists(file);
  host.directoryExists = (folder) => folders.has(folder) || (directoryExists?.(folder) ?? existsSync(folder));
  host.getSourceFile = (file, version, ...others) => {
    const block = byFile.get(file);
    return block === undefined
      ? getSourceFile(file, version, ...others)
      : ts.createSourceFile(file, block.text, version);
  };
  const program = ts.createProgram([...byFile.keys()], options, host);
  return [...byFile].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText, start = 0 }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1 + block.line;
      return `${block.document}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}

/** Those that the strategies of the house are held to. */
function optionsOfStrategies(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return { ...options, noEmit: true, composite: false, declaration: false, rootDir: ROOT };
}

const blocks = DOCUMENTS.flatMap((document) => blocksOf(document));

test.each(DOCUMENTS)("%s has blocks to compile", (document) => {
  expect(blocks.filter((block) => block.document === document)).not.toEqual([]);
});

test("every block compiles, and one that does not would be noticed", () => {
  const wrong =
    'Text.\n\n```ts\nimport { open } from "timonel";\n\nexport const intent = open("up", {});\n```\n';
  const complaints = complaintsAbout([...blocks, ...blocksOf("WRONG.md", wrong)]);
  expect(complaints).toEqual([expect.stringMatching(/^WRONG\.md:6: .*"up"/)]);
});
