import type ts from "typescript";

/** Tells of a name in a file whether the file declares it there itself, as a parameter called `performance`. */
export interface Scopes {
  isDeclared(identifier: ts.Identifier): boolean;
}

/** Notes every declaration of a tree of plain JavaScript with the scope it holds in. */
export function scopesOf(api: typeof ts, tree: ts.SourceFile): Scopes {
  const names = new Map<ts.Node, Set<string>>();
  const declare = (name: ts.BindingName | undefined, scope: ts.Node): void => {
    if (name === undefined) return;
    if (api.isIdentifier(name)) {
      const known = names.get(scope);
      if (known === undefined) names.set(scope, new Set([name.text]));
      else known.add(name.text);
      return;
    }
    for (const element of name.elements) if (!api.isOmittedExpression(element)) declare(element.name, scope);
  };
  const visit = (node: ts.Node): void => {
    if (api.isVariableDeclaration(node)) {
      const isVar =
        api.isVariableDeclarationList(node.parent) && (node.parent.flags & api.NodeFlags.BlockScoped) === 0;
      declare(node.name, isVar ? functionAround(api, node) : scopeAround(api, node));
    } else if (api.isParameter(node)) declare(node.name, node.parent);
    else if (api.isFunctionDeclaration(node) || api.isClassDeclaration(node)) {
      declare(node.name, scopeAround(api, node));
    } else if (api.isFunctionExpression(node) || api.isClassExpression(node)) declare(node.name, node);
    else if (api.isImportClause(node) || api.isNamespaceImport(node) || api.isImportSpecifier(node)) {
      declare(node.name, tree);
    }
    api.forEachChild(node, visit);
  };
  visit(tree);
  return {
    isDeclared(identifier) {
      let node: ts.Node | undefined = identifier;
      while (node !== undefined) {
        if (names.get(node)?.has(identifier.text) === true) return true;
        node = parentOf(node);
      }
      return false;
    },
  };
}

/** Whether an identifier stands for a value, rather than being the name of a property, a label or an export. */
export function isReference(api: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (api.isPropertyAccessExpression(parent) || api.isMetaProperty(parent)) return parent.name !== node;
  if (api.isBindingElement(parent)) return parent.propertyName !== node;
  if (api.isImportSpecifier(parent) || api.isExportSpecifier(parent) || api.isNamespaceExport(parent))
    return false;
  if (api.isLabeledStatement(parent) || api.isBreakOrContinueStatement(parent)) return parent.label !== node;
  const isMember = api.isObjectLiteralElementLike(parent) || api.isClassElement(parent);
  return !(isMember && !api.isShorthandPropertyAssignment(parent) && parent.name === node);
}

/** The nearest block, function, loop, catch, switch, class or the file itself. */
function scopeAround(api: typeof ts, node: ts.Node): ts.Node {
  let scope: ts.Node = node.parent;
  while (!isScope(api, scope)) scope = scope.parent;
  return scope;
}

const isScope = (api: typeof ts, node: ts.Node): boolean =>
  api.isSourceFile(node) ||
  api.isFunctionLike(node) ||
  api.isBlock(node) ||
  api.isForStatement(node) ||
  api.isForInStatement(node) ||
  api.isForOfStatement(node) ||
  api.isCatchClause(node) ||
  api.isCaseBlock(node) ||
  api.isClassLike(node);

function functionAround(api: typeof ts, node: ts.Node): ts.Node {
  let scope: ts.Node = node.parent;
  while (
    !api.isFunctionLike(scope) &&
    !api.isSourceFile(scope) &&
    !api.isClassStaticBlockDeclaration(scope)
  ) {
    scope = scope.parent;
  }
  return scope;
}

/** The types promise a parent always; the file itself has none. */
const parentOf = (node: ts.Node): ts.Node | undefined => node.parent as ts.Node | undefined;
