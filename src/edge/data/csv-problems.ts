import { byteAt, cellEnd, cellText, positionOf } from "./csv-cells.ts";
import type { CsvLayout } from "./csv-header.ts";
import { count, type DataProblem, damaged } from "./data-problem.ts";
import type { TimeFormat } from "./time-cell.ts";

interface Place {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly layout: CsvLayout;
  /** First byte of the cell. */
  readonly from: number;
}

/** `file:line:column` of a byte. */
export function whereIs(file: string, bytes: Uint8Array, offset: number): string {
  const { line, column } = positionOf(bytes, offset);
  return `${file}:${line}:${column}`;
}

/** A cell that is no number or no time. `format` is how the first time of the file was written. */
export function badCell(
  place: Place & {
    readonly cell: number;
    readonly format: TimeFormat | undefined;
  },
): DataProblem {
  const { file, bytes, layout, from, cell } = place;
  const text = cellText(bytes, from, cellEnd(bytes, from, layout.delimiter));
  const name = layout.cells[cell] ?? "cell";
  const where = whereIs(file, bytes, from);
  const found = text === "" ? "an empty cell" : clip(text);
  if (name === "time")
    return damaged({
      where,
      message: text === "" ? "time is missing" : `time ${found} is no date and time`,
      allowed: allowedTime(place.format),
      fix: "write every time the same way, or remove the row",
    });
  return damaged({
    where,
    message: text === "" ? `${name} is missing` : `${name} ${found} is not a number`,
    allowed: name === "volume" ? "a decimal number >= 0" : "a decimal number > 0",
    fix: "download the bar again, or remove the row and let it count as a gap",
  });
}

function allowedTime(format: TimeFormat | undefined): string {
  if (format === "iso") return "an ISO date or date-time like the first one of the file";
  if (format === 1) return "Unix milliseconds like the first one of the file";
  if (format !== undefined)
    return `Unix ${format === 1_000 ? "seconds" : "microseconds"} like the first one of the file`;
  return "Unix time in ms, s or us since 1973, or an ISO date or date-time";
}

/** A row that ends too early or too late. */
export function wrongCellCount({ file, bytes, layout, from }: Place): DataProblem {
  const lineStart = bytes.lastIndexOf(10, from - 1) + 1;
  let cells = 1;
  let end = cellEnd(bytes, lineStart, layout.delimiter);
  for (; byteAt(bytes, end) === layout.delimiter; cells++) end = cellEnd(bytes, end + 1, layout.delimiter);
  return damaged({
    where: whereIs(file, bytes, from),
    message: `the row has ${count(cells, "cell")}`,
    allowed: `${layout.cells.length}, as in the header`,
    fix:
      cells < layout.cells.length
        ? "complete or remove the row; the file may be cut off"
        : "remove the extra cells",
  });
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}...` : text);
