import type ts from "typescript";
import type { Finding } from "./findings.ts";
import { placeOf, quote } from "./position.ts";

const ALLOWED = "JavaScript with types that vanish: type, interface, as, satisfies";

/** TypeScript that is more than types, so that taking the types away would change what it does. */
export function unsupportedSyntax(api: typeof ts, node: ts.Node, tree: ts.SourceFile): Finding {
  const start = node.getStart(tree);
  const [message, fix] = describe(api, node, tree);
  const end = Math.min(
    node.parent.kind === api.SyntaxKind.Parameter ? node.parent.end : node.end,
    lineEnd(tree, start),
  );
  return { where: placeOf(tree, start), message, found: quote(tree, start, end), allowed: ALLOWED, fix };
}

function describe(
  api: typeof ts,
  node: ts.Node,
  tree: ts.SourceFile,
): readonly [message: string, fix: string] {
  if (api.isEnumDeclaration(node)) return ["an enum is code, not a type", howToEnum(node, tree)];
  if (api.isModuleDeclaration(node)) {
    return [
      "a namespace with code in it",
      "export its functions and constants one by one, without the namespace",
    ];
  }
  if (api.isImportEqualsDeclaration(node)) {
    return ["an import of the old kind", 'write import { ... } from "timonel"'];
  }
  if (api.isExportAssignment(node)) {
    return ["an export of the old kind", "write export const mine = strategy({ ... })"];
  }
  if (api.isParameter(node.parent)) {
    const name = node.parent.name.getText(tree);
    return [
      "a parameter property is code, not a type",
      `declare the field ${name} in the class and assign it: this.${name} = ${name}`,
    ];
  }
  if (api.isTypeAssertionExpression(node)) {
    return ["a type in front of a value", "write it behind the value: value as Type"];
  }
  return ["a type here changes how the line is read", "put brackets around it: (value as Type)"];
}

/** The two spellings that do what the enum did, with its own words. */
function howToEnum(node: ts.EnumDeclaration, tree: ts.SourceFile): string {
  const name = node.name.text;
  const words = node.members.slice(0, 3).map((member) => member.name.getText(tree).replaceAll(/["']/g, ""));
  const more = node.members.length > words.length ? ", ..." : "";
  const pairs = words.map((word) => `${word}: "${word}"`).join(", ");
  const union = words.map((word) => `"${word}"`).join(" | ");
  return `write const ${name} = { ${pairs}${more} } as const, or type ${name} = ${union}${more && " | ..."}`;
}

function lineEnd(tree: ts.SourceFile, position: number): number {
  const at = tree.text.indexOf("\n", position);
  return at === -1 ? tree.end : at;
}
