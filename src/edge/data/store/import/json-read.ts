import { damaged, list, misused } from "../../data-problem.ts";
import { allocateTable, ORDER } from "../table.ts";
import { isEmpty, numberIn } from "./cells.ts";
import { badNumber, zoneOf } from "./csv-read.ts";
import { type DecimalSign, type NumberCell, settleDecimals } from "./decimals.ts";
import { findRows, type JsonRows } from "./json-rows.ts";
import { type ColumnMap, chooseColumns, mapHeader } from "./names.ts";
import type { RawRows, ReadHints } from "./source.ts";
import { clocksOf, describeTimes, type TimeForm, timeFormOf, timeOf } from "./times.ts";

const OHLC = ["time", "open", "high", "low", "close", "volume"];
/** Bitfinex writes MTS, OPEN, CLOSE, HIGH, LOW, VOLUME. */
const OCHL = ["time", "open", "close", "high", "low", "volume"];

/** Reads rows out of a JSON document. @throws DataProblem with line and column of the first cell that cannot be read */
export function readJson(file: string, bytes: Uint8Array, hints: ReadHints): RawRows {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const found = findRows(file, text);
  const map = mapOf(file, found, hints);
  const names =
    map.content === "ticks"
      ? ["time", "bid", "ask"]
      : ORDER[map.content].filter((name) => map.cells.has(name));
  const timeCell = map.cells.get("time") ?? 0;
  const form = timesOf(file, found, timeCell, hints);
  const zone = zoneOf(hints.timeZone);
  const table = allocateTable(names, found.rows.length);
  const wanted = names.map((name) => map.cells.get(name) ?? 0);
  const { decimal, notes } =
    hints.decimal === undefined
      ? settleDecimals(wordsIn(found, names, wanted), true, ([row, cell]) => found.whereIs(row, cell))
      : { decimal: hints.decimal, notes: [] };
  for (const [row, cells] of found.rows.entries()) {
    for (const [i, cell] of wanted.entries()) {
      const raw = cells[cell];
      const value = i === 0 ? timeOf(wordOf(raw), form, zone) : numberOf(raw, decimal);
      const name = names[i] ?? "";
      const isAbsent = Number.isNaN(value) && isEmpty(wordOf(raw)) && i > 0;
      if (Number.isNaN(value) && !(isAbsent && (map.content === "quotes" || name === "volume")))
        throw i === 0
          ? badTime(found.whereIs(row, cell), raw, form)
          : badNumber(found.whereIs(row, cell), name, wordOf(raw));
      (table.columns[i] as Float64Array)[row] = isAbsent && name === "volume" ? 0 : value; // One for each name.
    }
  }
  const isBitfinex = !found.isNamed && map.cells.get("close") === 2;
  return {
    content: map.content,
    table,
    format: `JSON, ${found.isNamed ? "named values" : "plain lists"}${decimal === "," ? ", decimal commas" : ""}${isBitfinex ? ", close before high as Bitfinex writes them" : ""}`,
    columns: [...map.cells].map(([name, cell]) => {
      const theirs = found.isNamed ? (found.names[cell] ?? "") : `cell ${cell + 1}`;
      return name === theirs ? name : `${name}=${theirs}`;
    }),
    times: describeTimes(form, hints.timeZone),
    zone: clocksOf(form, zone),
    notes: [...(map.ignored.length === 0 ? [] : [`not kept: ${map.ignored.join(", ")}`]), ...notes],
    symbol: found.symbol,
    locate: (row, column) => found.whereIs(row, map.cells.get(column) ?? 0),
  };
}

const wordOf = (raw: unknown): string =>
  typeof raw === "string"
    ? raw.trim()
    : raw === undefined || raw === null
      ? ""
      : typeof raw === "object"
        ? JSON.stringify(raw)
        : String(raw);

const numberOf = (raw: unknown, decimal: DecimalSign): number =>
  typeof raw === "number" ? raw : numberIn(wordOf(raw), decimal);

/** Numbers that are written as text. */
function* wordsIn(
  { rows }: JsonRows,
  names: readonly string[],
  wanted: readonly number[],
): Generator<NumberCell<readonly [row: number, cell: number]>> {
  for (const [row, cells] of rows.entries())
    for (const [i, cell] of wanted.entries()) {
      const text = cells[cell];
      if (i > 0 && typeof text === "string")
        yield { name: names[i] ?? "", text: text.trim(), place: [row, cell] };
    }
}

function mapOf(file: string, found: JsonRows, { columns }: ReadHints): ColumnMap {
  const { names, rows } = found;
  if (columns !== undefined) return chooseColumns(`${file}:1:1`, names, columns);
  if (found.isNamed) {
    const map = mapHeader(names);
    if (map !== undefined) return map;
    throw damaged({
      where: found.whereIs(0, 0),
      message: "the columns are not recognised",
      found: list(names),
      allowed: "time, open, high, low, close and perhaps volume, under any of their usual names",
      fix: "name them: --columns time=NAME,open=NAME,high=NAME,low=NAME,close=NAME",
    });
  }
  const wide = rows[0]?.length ?? 0;
  if (wide < 5)
    throw damaged({
      where: found.whereIs(0, 0),
      message: `the rows have ${wide} cells`,
      allowed: "time, open, high, low, close and perhaps volume",
      fix: "export all of them",
    });
  // Both orders are tried: in the wrong one most bars have a close outside of high and low.
  const order = faults(rows, OCHL) < faults(rows, OHLC) ? OCHL : OHLC;
  return {
    content: "bars",
    cells: new Map(order.slice(0, Math.min(wide, 6)).map((name, i) => [name, i])),
    clockCell: undefined,
    symbolCell: undefined,
    ignored: wide > 6 ? [`${wide - 6} more after the volume`] : [],
  };
}

function faults(rows: JsonRows["rows"], order: readonly string[]): number {
  const value = (row: readonly unknown[], name: string): number => numberOf(row[order.indexOf(name)], ".");
  return rows.filter((row) => {
    const [open, high, low, close] = ["open", "high", "low", "close"].map((name) => value(row, name)) as [
      number,
      number,
      number,
      number,
    ]; // Four of them.
    return !(low <= open && low <= close && open <= high && close <= high);
  }).length;
}

function timesOf(file: string, found: JsonRows, cell: number, hints: ReadHints): TimeForm {
  const form = timeFormOf(
    found.rows.map((row) => wordOf(row[cell])),
    hints.dateOrder,
  );
  if (form === "ambiguous")
    throw misused({
      where: found.whereIs(0, cell),
      message: "days and months cannot be told apart",
      found: wordOf(found.rows[0]?.[cell]),
      allowed: "a day after the 12th somewhere in the file, or --date-order",
      fix: "add --date-order dmy or --date-order mdy",
    });
  if (form !== undefined) return form;
  if (found.rows.length === 0)
    throw damaged({ where: file, message: "the file holds no rows", fix: "download it again" });
  throw badTime(found.whereIs(0, cell), found.rows[0]?.[cell], undefined);
}

const badTime = (where: string, raw: unknown, form: TimeForm | undefined): Error =>
  damaged({
    where,
    message:
      wordOf(raw) === ""
        ? "time is missing"
        : `time ${wordOf(raw).slice(0, 40)} is ${form === undefined ? "no date and time" : "not like the others"}`,
    allowed:
      form === undefined
        ? "Unix time in s, ms, us or ns, or a date with or without a time"
        : describeTimes(form, undefined),
    fix: "write every time the same way, or remove the row",
  });
