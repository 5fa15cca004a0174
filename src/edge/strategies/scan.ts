import type ts from "typescript";
import type { Finding } from "./findings.ts";
import {
  ALLOWED,
  FORBIDDEN,
  INSTEAD_OF_ASYNC,
  INSTEAD_OF_ENVIRONMENT,
  INSTEAD_OF_IMPORT_META,
  INSTEAD_OF_LET,
  INSTEAD_OF_RANDOM,
} from "./forbidden.ts";
import { placeOf, quote } from "./position.ts";
import { isReference, scopesOf } from "./scopes.ts";

/**
 * Everything in a file that would make its decisions depend on more than what the engine hands it, and every name that
 * nothing stands behind. `offered` is what "timonel" exports, for the advice.
 */
export function scan(api: typeof ts, tree: ts.SourceFile, offered: readonly string[] = []): Finding[] {
  const scopes = scopesOf(api, tree);
  const found: Finding[] = [];
  const note = (message: string, node: ts.Node, fix: string, allowed = ALLOWED): void => {
    const start = node.getStart(tree);
    found.push({ where: placeOf(tree, start), message, found: quote(tree, start, node.end), allowed, fix });
  };
  const visit = (node: ts.Node): void => {
    if (api.isIdentifier(node)) {
      const instead = FORBIDDEN.get(node.text);
      if (instead !== undefined && isReference(api, node) && !scopes.isDeclared(node)) {
        const use = wholeUse(api, node);
        const isEnvironment = /^process\s*\??\.\s*env\b/.test(use.getText(tree));
        note(notAvailable(node.text), use, isEnvironment ? INSTEAD_OF_ENVIRONMENT : instead);
      } else if (isUnknown(api, node) && !scopes.isDeclared(node)) {
        const isOffered = offered.includes(node.text);
        const fix = isOffered
          ? `add ${node.text} to import { ... } from "timonel"`
          : "declare it, import it, or correct its spelling";
        note(
          "nothing has this name",
          node,
          fix,
          "names that are declared here, imported, or part of JavaScript",
        );
      } else if (node.text === "Math" && takesRandom(api, node) && !scopes.isDeclared(node)) {
        note(notAvailable("Math.random"), wholeUse(api, node), INSTEAD_OF_RANDOM);
      }
    } else if (isAsync(api, node)) {
      const start = node.getStart(tree);
      const end = Math.max(start, bodyOf(node)?.getStart(tree) ?? node.end);
      found.push({
        where: placeOf(tree, start),
        message: "a strategy is synchronous",
        found: quote(tree, start, end),
        allowed: "functions that return at once",
        fix: INSTEAD_OF_ASYNC,
      });
    } else if (api.isMetaProperty(node) && node.keywordToken === api.SyntaxKind.ImportKeyword) {
      note(notAvailable("import.meta"), wholeUse(api, node), INSTEAD_OF_IMPORT_META);
    }
    api.forEachChild(node, visit);
  };
  visit(tree);
  for (const statement of tree.statements) {
    if (!api.isVariableStatement(statement)) continue;
    const { declarationList } = statement;
    if ((declarationList.flags & api.NodeFlags.Const) !== 0) continue;
    note(
      "a variable of the module",
      declarationList,
      INSTEAD_OF_LET,
      "const outside of functions; `state` for what changes",
    );
  }
  return found;
}

const notAvailable = (name: string): string => `${name} is not available to a strategy`;

/** `Date.now()` rather than `Date`, as the author wrote it. */
function wholeUse(api: typeof ts, node: ts.Node): ts.Node {
  const { parent } = node;
  const goesOn =
    (api.isPropertyAccessExpression(parent) ||
      api.isElementAccessExpression(parent) ||
      api.isCallExpression(parent) ||
      api.isNewExpression(parent)) &&
    parent.expression === node;
  return goesOn ? wholeUse(api, parent) : node;
}

/** `Math.random`, `Math["random"]` and `const { random } = Math`. */
function takesRandom(api: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (api.isPropertyAccessExpression(parent))
    return parent.expression === node && parent.name.text === "random";
  if (api.isElementAccessExpression(parent)) {
    const { argumentExpression: key } = parent;
    return parent.expression === node && api.isStringLiteralLike(key) && key.text === "random";
  }
  if (!api.isVariableDeclaration(parent) || !api.isObjectBindingPattern(parent.name)) return false;
  return parent.name.elements.some(({ name, propertyName }) => {
    const key = propertyName ?? name;
    return api.isIdentifier(key) && key.text === "random";
  });
}

function isAsync(api: typeof ts, node: ts.Node): boolean {
  if (api.isAwaitExpression(node) || (api.isForOfStatement(node) && node.awaitModifier !== undefined))
    return !isInAsync(api, node);
  if (!api.isFunctionLike(node) || !api.canHaveModifiers(node)) return false;
  return api.getModifiers(node)?.some(({ kind }) => kind === api.SyntaxKind.AsyncKeyword) ?? false;
}

/** Inside an async function, which is told already. */
const isInAsync = (api: typeof ts, node: ts.Node): boolean =>
  api.findAncestor(node, (around) => api.isFunctionLike(around)) !== undefined;

const bodyOf = (node: ts.Node): ts.Node | undefined => (node as { readonly body?: ts.Node }).body;

/** A name of no declaration this file could be blamed for: JavaScript has none such either. `typeof x` may ask for any. */
const isUnknown = (api: typeof ts, node: ts.Identifier): boolean =>
  isReference(api, node) &&
  !(node.text in globalThis) &&
  node.text !== "arguments" &&
  !api.isTypeOfExpression(node.parent);
