import type ts from "typescript";
import { loadCompiler } from "./compiler.ts";
import type { ParsedFile } from "./parse.ts";
import { placeOf } from "./position.ts";

/**
 * Where the keys of a strategy stand in the text: of the call `strategy({ ... })` that has just these keys. Without a
 * key, where the strategy begins; the file alone, where the text does not show it.
 */
export async function declarationIn(
  { file, tree }: ParsedFile,
  found: object,
): Promise<(key?: string) => string> {
  const { ts: api } = await loadCompiler();
  const wanted = Object.keys(found).sort().join();
  const literals: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (api.isObjectLiteralExpression(node) && keysOf(node).sort().join() === wanted) literals.push(node);
    api.forEachChild(node, visit);
  };
  visit(tree);
  const [literal] = literals;
  if (literal === undefined || literals.length > 1) return () => file;
  const whole = api.isCallExpression(literal.parent) ? literal.parent : literal;
  return (key) => {
    const property = literal.properties.find(({ name }) => key !== undefined && nameIn(name) === key);
    return placeOf(tree, (property ?? whole).getStart(tree));
  };
}

const keysOf = (literal: ts.ObjectLiteralExpression): string[] =>
  literal.properties.map(({ name }) => nameIn(name) ?? "");

const nameIn = (name: ts.PropertyName | undefined): string | undefined =>
  name !== undefined && "text" in name ? name.text : undefined;
