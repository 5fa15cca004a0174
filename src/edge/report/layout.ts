import type { Paint, Tone } from "./ansi.ts";
import { count } from "./format.ts";

/** A painted piece of text of known width. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

const GAP = 2;
const INDENT = "  ";
/** Narrower, a name says nothing. */
const NAME_MIN = 8;

/** Cuts a text to a width, and shows that something is missing. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0)).trimEnd()}…`;

/** Text from outside (strategy names, warnings) on one line: no control characters, so no escape codes of its own. */
export const plainText = (text: string): string => text.replace(/\p{Cc}+/gu, " ").trim();

const NO_BREAK = "\u00a0";

/** Breaks a text at spaces into lines of at most `width`; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  return wrapped(text, width).map((line) => line.replaceAll(NO_BREAK, " "));
}

/** Words that stand on one line: a number and its unit. */
export const unbroken = (text: string): string => text.replaceAll(" ", NO_BREAK);

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plainText(text).split(/ +/)) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** A wrapped text behind a mark, its further lines below its first. */
export function bullet(paint: Paint, tone: Tone, mark: string, text: string, width: number): string[] {
  const lead = `${INDENT}${mark} `;
  return wrap(text, width - lead.length).map((line, i) =>
    paint(tone, i === 0 ? `${lead}${line}` : `${" ".repeat(lead.length)}${line}`),
  );
}

const widthsOf = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] =>
  columns.map(({ title }, i) =>
    rows.reduce((widest, row) => Math.max(widest, row[i]?.text.length ?? 0), title.length),
  );
const sum = (widths: readonly number[]): number =>
  widths.reduce((total, each) => total + each, INDENT.length + GAP * (widths.length - 1));

/** What a table needs at least to show all of its columns: the widest one of names may give way. */
export function tableWidth(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number {
  const widths = widthsOf(columns, rows);
  const names = widths.filter((_, i) => columns[i]?.align === "left");
  return sum(widths) - Math.max(Math.max(0, ...names) - NAME_MIN, 0);
}

/**
 * Rows under titles, each column as wide as its widest cell; numbers belong into right-aligned columns. When a line would
 * be too long the widest column of names gives way, and if that is not enough the last columns go: a number is never cut.
 */
export function table(
  paint: Paint,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): string[] {
  const widths = widthsOf(columns, rows);
  const overflow = (): number => sum(widths) - width;
  if (overflow() > 0) {
    const names = widths.map((each, i) => (columns[i]?.align === "left" ? each : 0));
    const widest = names.indexOf(Math.max(...names));
    widths[widest] = Math.max((widths[widest] ?? 0) - overflow(), Math.min(widths[widest] ?? 0, NAME_MIN));
    while (overflow() > 0 && widths.length > 2) widths.pop();
  }

  const lineOf = (cells: readonly Cell[]): string =>
    INDENT +
    widths
      .map((room, i) => {
        const { text, tone = "plain" } = cells[i] ?? { text: "" };
        const shown = cut(text, room);
        // Blanks at the end of a line would only show up in a diff.
        const blank = " ".repeat(room - shown.length);
        if (columns[i]?.align === "right") return blank + paint(tone, shown);
        return paint(tone, shown) + (i === widths.length - 1 ? "" : blank);
      })
      .join(" ".repeat(GAP));

  return [lineOf(columns.map(({ title }) => ({ text: title, tone: "dim" }))), ...rows.map(lineOf)];
}

/** The lines of a table whose last column is mostly empty, without the blanks before it. */
export const unpadded = (lines: readonly string[]): string[] => lines.map((line) => line.trimEnd());

/** A bold title, and what it is about behind it. */
export function headed(paint: Paint, title: string, text: string, width: number): string[] {
  const lead = `${title}  `;
  return wrap(text, width - lead.length).map((line, i) =>
    i === 0 ? `${paint("bold", title)}  ${line}` : `${" ".repeat(lead.length)}${line}`,
  );
}

/** Names to the left, numbers to the right. */
export const titled = (titles: readonly string[]): Column[] =>
  titles.map((title, i) => ({ title, align: i === 0 || title === "Side" ? "left" : "right" }));

/** Says how much a list leaves out. */
export const leftOut = (paint: Paint, more: number): string[] =>
  more > 0 ? [paint("dim", `  and ${count(more)} more`)] : [];

/** A label with its value. */
export interface Pair extends Cell {
  readonly label: string;
}

/** Two lists of labelled values side by side, values right-aligned in both. */
export function pairs(paint: Paint, left: readonly Pair[], right: readonly Pair[], width: number): string[] {
  const gutter = 6;
  const half = Math.floor((width - 2 * INDENT.length - gutter) / 2);
  const side = (pair: Pair | undefined): string => {
    if (pair === undefined) return " ".repeat(half);
    const value = cut(pair.text, half - 8);
    const label = cut(pair.label, half - value.length - 1);
    return `${paint("dim", label)}${" ".repeat(half - label.length - value.length)}${paint(pair.tone ?? "plain", value)}`;
  };
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, i) => {
    const second = right[i];
    return `${INDENT}${side(left[i])}${second === undefined ? "" : `${" ".repeat(gutter)}${side(second)}`}`;
  });
}
