import type ts from "typescript";
import { nearest } from "../problem/index.ts";
import type { Finding } from "./findings.ts";
import type { ParsedFile } from "./parse.ts";
import { placeOf, quote } from "./position.ts";
import { isReference } from "./scopes.ts";
import { isTypeScript } from "./source.ts";
import { ALLOWED_IMPORTS, type Target, targetOf } from "./targets.ts";

/** A statement that takes something from another module. */
type FromStatement = (ts.ImportDeclaration | ts.ExportDeclaration) & {
  readonly moduleSpecifier: ts.StringLiteral;
};

export interface Import {
  readonly statement: FromStatement;
  readonly target: Exclude<Target, { kind: "refused" }>;
}

/** The imports of a file, and what is wrong with those that lead outside. */
export function importsOf(api: typeof ts, { file, tree }: ParsedFile): readonly [Import[], Finding[]] {
  const imports: Import[] = [];
  const refused: Finding[] = [];
  for (const statement of tree.statements) {
    if (!isFrom(api, statement)) continue;
    const target = targetOf(statement.moduleSpecifier.text, file);
    if (target.kind === "refused") refused.push(finding(tree, statement, target));
    else imports.push({ statement, target });
  }
  const visit = (node: ts.Node): void => {
    if (api.isCallExpression(node) && node.expression.kind === api.SyntaxKind.ImportKeyword) {
      const fix = 'import at the top of the file: import { ... } from "./helpers.ts"';
      refused.push(finding(tree, node, { message: "a strategy may not import while it runs", fix }));
    }
    api.forEachChild(node, visit);
  };
  visit(tree);
  return [imports, refused];
}

const isFrom = (api: typeof ts, node: ts.Statement): node is FromStatement =>
  (api.isImportDeclaration(node) || api.isExportDeclaration(node)) &&
  node.moduleSpecifier !== undefined &&
  api.isStringLiteral(node.moduleSpecifier);

function finding(tree: ts.SourceFile, node: ts.Node, told: { message: string; fix: string }): Finding {
  const start = node.getStart(tree);
  return {
    where: placeOf(tree, start),
    ...told,
    found: quote(tree, start, node.end),
    allowed: ALLOWED_IMPORTS,
  };
}

/** A name that is imported: as it is called there, and here. */
interface ImportedName {
  readonly there: string;
  readonly here: string;
  readonly node: ts.Node;
}

/** The same import from `url`, or what is wrong with its names. `exported` is what the module at `url` has to give. */
export function rewriteImport(
  api: typeof ts,
  { file, text, tree }: ParsedFile,
  { statement }: Import,
  url: string,
  exported: readonly string[],
): string | readonly [Finding, ...Finding[]] {
  const from = JSON.stringify(url);
  const names = namesIn(api, statement);
  const missing = names.filter(({ there }) => !exported.includes(there));
  const used = usedNames(api, tree);
  // Whoever imports a type as if it were a value means no harm: it is gone, and so is what it was imported for.
  const isOnlyType = (name: ImportedName): boolean =>
    isTypeScript(file) &&
    !used.has(name.here) &&
    text.split(new RegExp(`\\b${name.here.replaceAll("$", "\\$")}\\b`)).length > 2;
  const [first, ...others] = missing
    .filter((name) => !isOnlyType(name))
    .map((name) => {
      return noSuchExport(tree, name, statement.moduleSpecifier.text, exported);
    });
  if (first !== undefined) return [first, ...others];
  if (api.isExportDeclaration(statement)) {
    return `${tree.text.slice(statement.getStart(tree), statement.moduleSpecifier.getStart(tree))}${from};`;
  }
  const kept = names.filter((name) => !missing.includes(name));
  const space = statement.importClause?.namedBindings;
  const clauses = kept.map(({ there, here }) => `${there} as ${here}`);
  const lines = [`import ${clauses.length > 0 ? `{ ${clauses.join(", ")} } from ` : ""}${from};`];
  if (space !== undefined && api.isNamespaceImport(space))
    lines.push(`import * as ${space.name.text} from ${from};`);
  return lines.join("\n");
}

function namesIn(api: typeof ts, statement: FromStatement): ImportedName[] {
  const names: ImportedName[] = [];
  const bindings = api.isImportDeclaration(statement)
    ? statement.importClause?.namedBindings
    : statement.exportClause;
  if (api.isImportDeclaration(statement)) {
    const name = statement.importClause?.name;
    if (name !== undefined) names.push({ there: "default", here: name.text, node: name });
  }
  if (bindings !== undefined && (api.isNamedImports(bindings) || api.isNamedExports(bindings))) {
    for (const element of bindings.elements) {
      const there = (element.propertyName ?? element.name).text;
      names.push({ there, here: element.name.text, node: element });
    }
  }
  return names;
}

/** Names that stand for a value somewhere in the file. */
function usedNames(api: typeof ts, tree: ts.SourceFile): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (api.isImportDeclaration(node)) return;
    if (api.isIdentifier(node) && (isReference(api, node) || api.isExportSpecifier(node.parent)))
      used.add(node.text);
    api.forEachChild(node, visit);
  };
  visit(tree);
  return used;
}

function noSuchExport(
  tree: ts.SourceFile,
  name: ImportedName,
  module: string,
  exported: readonly string[],
): Finding {
  const near = nearest(name.there, exported);
  const found = name.there === "default" ? `a default import, ${name.here}` : name.there;
  return {
    where: placeOf(tree, name.node.getStart(tree)),
    message: `"${module}" exports no such name`,
    found,
    allowed: [...exported].sort().join(", ") || "nothing: it exports nothing",
    fix: near === undefined ? `write import { ... } from "${module}"` : `did you mean ${near}?`,
  };
}
