import type ts from "typescript";

/** `file:line:column` of a position, counted from 1. */
export function placeOf(tree: ts.SourceFile, position: number): string {
  const { line, character } = tree.getLineAndCharacterOfPosition(position);
  return `${tree.fileName}:${line + 1}:${character + 1}`;
}

/** A piece of the text on one line, short enough to be quoted. */
export function quote(tree: ts.SourceFile, start: number, end: number): string {
  const text = tree.text.slice(start, end).replaceAll(/\s+/g, " ").trim().replace(/;+$/, "");
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
