import { positionOf } from "../../csv-cells.ts";
import { count, damaged, misused } from "../../data-problem.ts";
import { Zone } from "../../zone.ts";
import { allocateTable, ORDER, sliceTable, type Table } from "../table.ts";
import { cutLine, isEmpty, type LineCells, newLine, numberIn, plainNumber, textOf } from "./cells.ts";
import { delimiterName, recogniseText, type TextLayout } from "./csv-layout.ts";
import type { RawRows, ReadHints } from "./source.ts";
import { clocksOf, describeTimes, type TimeForm, timeFormOf, timeOf, unixTime } from "./times.ts";

/** Times that are looked at to tell days from months. */
const TIMES_LOOKED_AT = 20_000;

/** Reads a text file of rows. @throws DataProblem with line and column of the first cell that cannot be read */
export function readCsv(file: string, bytes: Uint8Array, hints: ReadHints): RawRows {
  const text = withoutMark(bytes);
  const layout = recogniseText(file, text, hints);
  const form = timesOf(file, text, layout, hints);
  const zone = zoneOf(hints.timeZone);
  const { table, starts, left, symbol, emptyVolumes } = scan(file, text, layout, form, zone);
  if (table.rows === 0)
    throw damaged({ where: file, message: "no row holds prices", fix: "download the file again" });
  const { map, header } = layout;
  return {
    content: map.content,
    table,
    format: [
      "CSV",
      delimiterName(layout.delimiter),
      ...(layout.decimal === "," ? ["decimal commas"] : []),
      ...(header.length === 0 ? ["no header"] : []),
    ].join(", "),
    columns: [...map.cells].map(([name, cell]) => {
      const theirs = header[cell] || `column ${cell + 1}`;
      const clock =
        name === "time" && map.clockCell !== undefined
          ? ` ${header[map.clockCell] ?? `column ${map.clockCell + 1}`}`
          : "";
      return name === theirs ? name : `${name}=${theirs}${clock}`;
    }),
    times: describeTimes(form, hints.timeZone),
    zone: clocksOf(form, zone),
    notes: [
      ...layout.notes,
      ...(map.ignored.length === 0 ? [] : [`not kept: ${map.ignored.join(", ")}`]),
      ...(left === 0 ? [] : [`${count(left, "row")} without prices left out`]),
      ...(emptyVolumes === 0 ? [] : [`${count(emptyVolumes, "empty volume")} taken as 0`]),
    ],
    symbol: layout.symbol ?? symbol,
    locate: (row, column) => {
      const line = newLine();
      cutLine(text, starts[row] ?? 0, layout.delimiter, line);
      return whereIs(file, text, line.from[map.cells.get(column) ?? 0] ?? 0);
    },
  };
}

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

/** @throws DataProblem, exit 2, for a name that no zone has */
export function zoneOf(name: string | undefined): Zone | undefined {
  if (name === undefined) return undefined;
  try {
    return new Zone(name);
  } catch {
    throw misused({
      where: "--time-zone",
      message: "no time zone has this name",
      found: name,
      allowed: "IANA names such as Europe/Berlin, America/New_York or UTC",
      fix: "write the name of a city of that zone",
    });
  }
}

function timesOf(file: string, bytes: Uint8Array, layout: TextLayout, hints: ReadHints): TimeForm {
  const form = timeFormOf(timeTexts(bytes, layout), hints.dateOrder);
  const line = newLine();
  cutLine(bytes, layout.dataFrom, layout.delimiter, line);
  const where = whereIs(file, bytes, line.from[layout.map.cells.get("time") ?? 0] ?? 0);
  const found = timeText(bytes, layout, line);
  if (form === "ambiguous")
    throw misused({
      where,
      message: "days and months cannot be told apart",
      found,
      allowed: "a day after the 12th somewhere in the file, or --date-order",
      fix: "add --date-order dmy or --date-order mdy",
    });
  if (form !== undefined) return form;
  throw damaged({
    where,
    message: found === "" ? "time is missing" : `time ${found.slice(0, 40)} is no date and time`,
    allowed: "Unix time in s, ms, us or ns, or a date with or without a time",
    fix: "choose another column with --columns time=NAME",
  });
}

function timeText(bytes: Uint8Array, { map }: TextLayout, line: LineCells): string {
  const text = (cell: number): string =>
    cell < line.count ? textOf(bytes, line.from[cell] as number, line.to[cell] as number) : ""; // In range.
  const first = text(map.cells.get("time") ?? 0);
  return map.clockCell === undefined ? first : `${first} ${text(map.clockCell)}`;
}

function* timeTexts(bytes: Uint8Array, layout: TextLayout): Generator<string> {
  const line = newLine();
  for (let at = layout.dataFrom, row = 0; at < bytes.length && row < TIMES_LOOKED_AT; row++) {
    at = cutLine(bytes, at, layout.delimiter, line);
    const text = timeText(bytes, layout, line);
    if (text.trim() !== "") yield text;
  }
}

interface Scanned {
  readonly table: Table;
  /** First byte of each row, for messages. */
  readonly starts: Float64Array;
  /** Rows without any price. */
  readonly left: number;
  readonly symbol: string | undefined;
  readonly emptyVolumes: number;
}

function scan(
  file: string,
  bytes: Uint8Array,
  layout: TextLayout,
  form: TimeForm,
  zone: Zone | undefined,
): Scanned {
  const { map, decimal, cellCount } = layout;
  const names =
    map.content === "ticks"
      ? ["time", "bid", "ask"]
      : ORDER[map.content].filter((name) => map.cells.has(name));
  const capacity = countLines(bytes, layout.dataFrom);
  const table = allocateTable(names, capacity);
  const starts = new Float64Array(capacity);
  const wanted = names.slice(1).map((name, i) => ({
    name,
    cell: map.cells.get(name) ?? 0,
    column: table.columns[i + 1] as Float64Array, // One for each name.
  }));
  const time = table.columns[0] as Float64Array; // As above.
  const mayBeEmpty = map.content === "quotes";
  const line = newLine();
  const timeCell = map.cells.get("time") ?? 0;
  const isPlainUnix = form.kind === "unix" && map.clockCell === undefined;
  let [rows, left, emptyVolumes] = [0, 0, 0];
  let symbol: string | undefined;
  for (let at = layout.dataFrom; at < bytes.length; ) {
    const from = at;
    at = cutLine(bytes, at, layout.delimiter, line);
    if (line.count === 1 && textOf(bytes, from, line.to[0] as number) === "") continue; // A blank line.
    if (line.count !== cellCount && !isTrailing(bytes, line, cellCount))
      throw wrongCount(file, bytes, from, line.count, cellCount);
    const cell = (index: number): string =>
      textOf(bytes, line.from[index] as number, line.to[index] as number); // Counted above.
    starts[rows] = from;
    time[rows] = Number.NaN;
    if (isPlainUnix)
      time[rows] = unixTime(
        plainNumber(bytes, line.from[timeCell] as number, line.to[timeCell] as number),
        form.unitMs,
      ); // As above.
    if (Number.isNaN(time[rows])) time[rows] = timeOf(timeText(bytes, layout, line), form, zone);
    let empty = 0;
    for (const { cell: index, column } of wanted) {
      const value =
        decimal === "."
          ? plainNumber(bytes, line.from[index] as number, line.to[index] as number)
          : Number.NaN; // As above.
      column[rows] = Number.isNaN(value) ? numberIn(cell(index), decimal) : value;
      if (Number.isNaN(column[rows])) empty++;
    }
    if (empty > 0) {
      const isLeft =
        !mayBeEmpty && wanted.every(({ name, cell: index }) => name === "volume" || isEmpty(cell(index)));
      if (isLeft) {
        left++;
        continue;
      }
      for (const { name, cell: index, column } of wanted) {
        if (!Number.isNaN(column[rows])) continue;
        const text = cell(index);
        if (!isEmpty(text) || !(mayBeEmpty || name === "volume"))
          throw badNumber(whereIs(file, bytes, line.from[index] ?? from), name, text);
        if (mayBeEmpty) continue;
        column[rows] = 0;
        emptyVolumes++;
      }
    }
    if (Number.isNaN(time[rows])) throw badTime(file, bytes, layout, line, form);
    if (map.symbolCell !== undefined) {
      const told = cell(map.symbolCell);
      symbol ??= told;
      if (told !== symbol)
        throw misused({
          where: whereIs(file, bytes, line.from[map.symbolCell] ?? from),
          message: "the file holds several instruments",
          found: `${symbol} and ${told}`,
          allowed: "one instrument in each file",
          fix: "split the file by instrument",
        });
    }
    rows++;
  }
  return { table: sliceTable(table, 0, rows), starts, left, symbol, emptyVolumes };
}

/** A delimiter at the end of each row makes an empty cell that the header lacks. */
const isTrailing = (bytes: Uint8Array, line: LineCells, cellCount: number): boolean =>
  line.count === cellCount + 1 &&
  textOf(bytes, line.from[cellCount] as number, line.to[cellCount] as number) === ""; // Counted.

function countLines(bytes: Uint8Array, from: number): number {
  let lines = 1;
  for (let at = from; at < bytes.length; at++) if (bytes[at] === 10 || bytes[at] === 13) lines++;
  return lines;
}

function whereIs(file: string, bytes: Uint8Array, offset: number): string {
  const { line, column } = positionOf(bytes, offset);
  return `${file}:${line}:${column}`;
}

const wrongCount = (file: string, bytes: Uint8Array, from: number, found: number, expected: number): Error =>
  damaged({
    where: whereIs(file, bytes, from),
    message: `the row has ${count(found, "cell")}`,
    allowed: `${expected}, as in the rows before`,
    fix: found < expected ? "complete or remove the row; the file may be cut off" : "remove the extra cells",
  });

function badTime(
  file: string,
  bytes: Uint8Array,
  layout: TextLayout,
  line: LineCells,
  form: TimeForm,
): Error {
  const text = timeText(bytes, layout, line);
  return damaged({
    where: whereIs(file, bytes, line.from[layout.map.cells.get("time") ?? 0] ?? 0),
    message: text.trim() === "" ? "time is missing" : `time ${text.slice(0, 40)} is not like the others`,
    allowed: describeTimes(form, undefined),
    fix: "write every time the same way, or remove the row",
  });
}

/** A cell that is no number. */
export const badNumber = (where: string, name: string, text: string): Error =>
  damaged({
    where,
    message: text === "" ? `${name} is missing` : `${name} ${text.slice(0, 40)} is not a number`,
    allowed:
      name === "volume"
        ? "a decimal number >= 0"
        : name === "funding_rate"
          ? "a ratio such as 0.0001"
          : "a decimal number > 0",
    fix: "download the row again, or remove it and let it count as a gap",
  });
