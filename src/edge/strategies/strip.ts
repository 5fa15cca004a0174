import type ts from "typescript";

/** Blanks statements; whatever stands around them stays on its line and in its column. */
export function withoutStatements(
  code: string,
  statements: readonly ts.Statement[],
  tree: ts.SourceFile,
): string {
  let text = code;
  // A semicolon in their place: without one, the line before may read on into the line after.
  for (const node of statements) text = blank(text, node.getStart(tree), node.end, ";");
  return text;
}

/** The code as a script: no import, no export. Good for nothing but to be compiled. */
export function withoutModuleWords(api: typeof ts, code: string, tree: ts.SourceFile): string {
  let text = code;
  for (const node of tree.statements) {
    const start = node.getStart(tree);
    if (api.isImportDeclaration(node) || api.isExportDeclaration(node))
      text = blank(text, start, node.end, ";");
    else if (api.isExportAssignment(node)) text = blank(text, start, node.expression.getStart(tree), "0,");
    else if (api.canHaveModifiers(node)) {
      const words = api.getModifiers(node)?.filter(({ kind }) => kind !== api.SyntaxKind.AsyncKeyword) ?? [];
      // `export default function () {}` has no name: as an expression it needs none. An arrow function may not follow `void`.
      const isDefault = words.some(({ kind }) => kind === api.SyntaxKind.DefaultKeyword);
      const end = words.at(-1)?.end;
      if (end !== undefined) text = blank(text, start, end, isDefault ? "0," : "");
    }
  }
  return text;
}

function blank(text: string, start: number, end: number, instead: string): string {
  const rest = text.slice(start + instead.length, end).replaceAll(/[^\r\n]/g, " ");
  return text.slice(0, start) + instead + rest + text.slice(end);
}
