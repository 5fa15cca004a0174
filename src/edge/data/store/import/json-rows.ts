import { damaged, list } from "../../data-problem.ts";
import { lineAndColumn, placeIn, type Step } from "./json-place.ts";

/** Rows found in a JSON document: cells by row, as they stand there. */
export interface JsonRows {
  /** Names of the cells; numbers as text where the rows are plain lists. */
  readonly names: readonly string[];
  readonly isNamed: boolean;
  readonly rows: readonly (readonly unknown[])[];
  /** `file:line:column` of a cell. */
  readonly whereIs: (row: number, cell: number) => string;
  /** What else the document says, such as a symbol. */
  readonly symbol: string | undefined;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How deep the list of rows may lie in the answer of a venue. */
const DEPTH_MAX = 4;

/**
 * Finds the rows of a JSON document: a list of lists, a list of objects, objects line by line, or one list for each
 * column. @throws DataProblem, exit 5, for what is no JSON or holds no rows
 */
export function findRows(file: string, text: string): JsonRows {
  const { value, lines } = parse(file, text);
  const found = search(value, [], 0);
  if (found === undefined)
    throw damaged({
      where: `${file}:1:1`,
      message: "the JSON holds no rows",
      found: shapeOf(value),
      allowed: '[[time,open,high,low,close,volume],...] or [{"time":...,"open":...},...]',
      fix: "export the bars in one of these forms, or as CSV",
    });
  const { names, isNamed, rows, stepsTo } = found;
  return {
    names,
    isNamed,
    rows,
    whereIs: (row, cell) =>
      lines === undefined
        ? `${file}:${lineAndColumn(text, placeIn(text, stepsTo(row, cell)))}`
        : `${file}:${lines[row]}:1`,
    symbol: symbolIn(value),
  };
}

function parse(file: string, text: string): { readonly value: Json; readonly lines?: readonly number[] } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) as Json }; // What JSON.parse gives.
  } catch (error) {
    const lines = text.split("\n");
    const numbers = lines.flatMap((line, i) => (line.trim() === "" ? [] : [i + 1]));
    if (
      numbers.length > 1 &&
      lines.slice(0, 50).every((line) => line.trim() === "" || /^\s*[{[].*[}\]]\s*$/.test(line))
    )
      return { value: parseLines(file, lines), lines: numbers };
    const reason = error instanceof Error ? error.message : String(error);
    const at = Number(/position (\d+)/.exec(reason)?.[1] ?? text.length);
    const isCutOff = /Unexpected end|Unterminated/i.test(reason) || at >= text.trimEnd().length;
    throw damaged({
      where: `${file}:${lineAndColumn(text, at)}`,
      message: isCutOff ? "the JSON is cut off" : "this is not valid JSON",
      found: JSON.stringify(text.slice(at, at + 20)),
      fix: "download the file again",
    });
  }
}

function parseLines(file: string, lines: readonly string[]): Json {
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as Json]; // As above.
    } catch {
      throw damaged({
        where: `${file}:${i + 1}:1`,
        message: "this line is not valid JSON",
        found: line.slice(0, 40),
        fix: "download the file again",
      });
    }
  });
}

interface Found extends Pick<JsonRows, "names" | "isNamed" | "rows"> {
  readonly stepsTo: (row: number, cell: number) => readonly Step[];
}

const isGroup = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

function search(value: Json, path: readonly Step[], depth: number): Found | undefined {
  const found = isList(value) ? rowsOf(value, path) : isGroup(value) ? columnsOf(value, path) : undefined;
  if (found !== undefined || depth === DEPTH_MAX || !isGroup(value)) return found;
  for (const [key, inner] of Object.entries(value)) {
    const deeper = search(inner, [...path, key], depth + 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function rowsOf(value: readonly Json[], path: readonly Step[]): Found | undefined {
  const [first] = value;
  if (isList(first)) {
    if (first.length < 2) return undefined;
    const rows = value.map((row) => (isList(row) ? row : []));
    return {
      names: first.map((_, i) => `${i + 1}`),
      isNamed: false,
      rows,
      stepsTo: (row, cell) => [...path, row, cell],
    };
  }
  if (!isGroup(first)) return undefined;
  const names = Object.keys(first);
  const rows = value.map((row) => names.map((name) => (isGroup(row) ? row[name] : undefined)));
  return { names, isNamed: true, rows, stepsTo: (row, cell) => [...path, row, names[cell] ?? ""] };
}

/** One list for each column, as charts ask for them: {"t":[...],"o":[...]}. */
function columnsOf(value: { readonly [key: string]: Json }, path: readonly Step[]): Found | undefined {
  const columns = Object.entries(value).filter((entry): entry is [string, readonly Json[]] =>
    isList(entry[1]),
  );
  const length = columns[0]?.[1].length ?? 0;
  const isTable =
    columns.length >= 2 &&
    length > 0 &&
    columns.every(([, cells]) => cells.length === length && !isList(cells[0]) && !isGroup(cells[0]));
  if (!isTable) return undefined;
  const names = columns.map(([name]) => name);
  const rows = Array.from({ length }, (_, row) => columns.map(([, cells]) => cells[row]));
  return { names, isNamed: true, rows, stepsTo: (row, cell) => [...path, names[cell] ?? "", row] };
}

function symbolIn(value: Json): string | undefined {
  const symbol = isGroup(value) ? (value["symbol"] ?? value["s"] ?? value["pair"]) : undefined;
  return typeof symbol === "string" && symbol !== "ok" ? symbol : undefined;
}

function shapeOf(value: Json): string {
  if (isList(value))
    return value.length === 0
      ? "an empty list"
      : `a list of ${isGroup(value[0]) ? "objects" : typeof value[0]}`;
  return isGroup(value) ? `an object with ${list(Object.keys(value))}` : String(value);
}
