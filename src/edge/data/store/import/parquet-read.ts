import { damaged, list, misused } from "../../data-problem.ts";
import type { Zone } from "../../zone.ts";
import { identifier } from "../duckdb.ts";
import { describeParquet, type ParquetColumn, readParquet } from "../parquet.ts";
import { neededColumn, ORDER, type Table } from "../table.ts";
import { zoneOf } from "./csv-read.ts";
import { type ColumnMap, chooseColumns, mapHeader } from "./names.ts";
import type { RawRows, ReadHints } from "./source.ts";
import { describeTimes, type TimeForm, timeFormOf, unixTime } from "./times.ts";

/** Reads rows out of a Parquet file of anybody's. @throws DataProblem for what is no Parquet file or holds no such rows */
export async function readParquetRows(file: string, hints: ReadHints): Promise<RawRows> {
  const described = await describeParquet(file);
  const names = described.map(({ name }) => name);
  const map = hints.columns === undefined ? mapHeader(names) : chooseColumns(file, names, hints.columns);
  if (map === undefined)
    throw damaged({
      where: file,
      message: "the columns are not recognised",
      found: list(names),
      allowed: "time, open, high, low, close and perhaps volume, under any of their usual names",
      fix: "name them: --columns time=NAME,open=NAME,high=NAME,low=NAME,close=NAME",
    });
  const wanted =
    map.content === "ticks"
      ? ["time", "bid", "ask"]
      : ORDER[map.content].filter((name) => map.cells.has(name));
  const columns = wanted.map((name): ParquetColumn => {
    const column = described[map.cells.get(name) ?? 0] ?? { name, type: "" };
    return { name, sql: name === "time" ? timeSql(file, column) : numberSql(file, column) };
  });
  const time = described[map.cells.get("time") ?? 0] ?? { name: "", type: "" };
  const read = await readParquet(file, [...columns, { name: ON_A_WALL, sql: onAWallSql(time) }]);
  if (read.rows === 0)
    throw damaged({ where: file, message: "the file holds no rows", fix: "download it again" });
  const zone = movedFromWall(read, zoneOf(hints.timeZone));
  const table = { ...read, names: wanted, columns: read.columns.slice(0, -1) };
  const form = isNumeric(time.type) ? settleUnix(file, table) : undefined;
  refuseMissing(file, table, map);
  return {
    content: map.content,
    table,
    format: "Parquet",
    columns: [...map.cells].map(([name, cell]) => (name === names[cell] ? name : `${name}=${names[cell]}`)),
    times: form === undefined ? describeTyped(time.type, zone, hints) : describeTimes(form, undefined),
    zone,
    notes: map.ignored.length === 0 ? [] : [`not kept: ${map.ignored.join(", ")}`],
    symbol: undefined,
    locate: (row, column) => `${file}:row ${row + 1}:${column}`,
  };
}

const isNumeric = (type: string): boolean =>
  /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL)/.test(type);

interface Described {
  readonly name: string;
  readonly type: string;
}

function timeSql(file: string, { name, type }: Described): string {
  const column = identifier(name);
  if (isNumeric(type)) return `cast(${column} as double)`;
  if (type.startsWith("TIMESTAMP")) return `cast(epoch_ms(${column}) as double)`;
  const asIs = `epoch_ms(cast(${column} as timestamp))`;
  if (type === "DATE") return `cast(${asIs} as double)`;
  // As a timestamp a text would lose its offset without a word.
  if (type === "VARCHAR")
    return `cast(case when ${namesOffsetSql(column)} then epoch_ms(cast(${column} as timestamptz)) else ${asIs} end as double)`;
  throw misused({
    where: file,
    message: `column ${name} holds no times`,
    found: type,
    allowed: "timestamps, dates, Unix times or ISO text",
    fix: "choose another column with --columns time=NAME",
  });
}

/** A column beside those of the rows: 1 where the time names no zone. */
const ON_A_WALL = "on_a_wall";

/** Days are labels, wherever the exchange stands. */
function onAWallSql({ name, type }: Described): string {
  if (type === "VARCHAR") {
    const text = identifier(name);
    return `cast(contains(${text}, ':') and not ${namesOffsetSql(text)} as double)`;
  }
  return type.startsWith("TIMESTAMP") && !type.endsWith("TIME ZONE") ? "1.0" : "0.0";
}

/** Whether a text says behind its time how far that is from UTC. */
const namesOffsetSql = (text: string): string =>
  `regexp_matches(trim(${text}), ':.*(?:[Zz]|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)$')`;

/**
 * Reads what stands on a wall as times of a zone, in place, and returns the zone where it did. Midnights alone are days, as
 * a data frame of days has them.
 */
function movedFromWall(table: Table, zone: Zone | undefined): Zone | undefined {
  const time = neededColumn(table, "time");
  const isOnWall = neededColumn(table, ON_A_WALL);
  const isClock = time.some((wall, row) => isOnWall[row] === 1 && wall % DAY_MS !== 0);
  if (zone === undefined || !isClock) return undefined;
  for (const [row, wall] of time.entries()) {
    if (isOnWall[row] !== 1 || Number.isNaN(wall)) continue;
    const day = Math.floor(wall / DAY_MS);
    time[row] = zone.momentOf(day, wall - day * DAY_MS);
  }
  return zone;
}

const DAY_MS = 86_400_000;

function describeTyped(type: string, zone: Zone | undefined, { timeZone }: ReadHints): string {
  return zone === undefined ? `${type.toLowerCase()}, UTC` : `dates and times of ${timeZone}`;
}

function numberSql(file: string, { name, type }: Described): string {
  const column = identifier(name);
  // 0.1 in single precision is meant to be 0.1, not 0.10000000149011612.
  if (type === "FLOAT") return `cast(cast(${column} as varchar) as double)`;
  if (isNumeric(type) || type === "VARCHAR") return `cast(${column} as double)`;
  throw misused({
    where: file,
    message: `column ${name} holds no numbers`,
    found: type,
    allowed: "numbers",
    fix: `choose another column with --columns`,
  });
}

/** Turns Unix times of any unit into milliseconds, in place. */
function settleUnix(file: string, table: Table): TimeForm {
  const time = neededColumn(table, "time");
  const form = timeFormOf([String(time[0])], undefined);
  if (form === undefined || form === "ambiguous" || form.kind !== "unix")
    throw damaged({
      where: `${file}:row 1:time`,
      message: `time ${time[0]} is no Unix time`,
      allowed: "Unix time in s, ms, us or ns since 1973",
      fix: "choose another column with --columns time=NAME",
    });
  for (let row = 0; row < table.rows; row++) time[row] = unixTime(time[row] as number, form.unitMs); // In range.
  return form;
}

/** A null where a number is needed. */
function refuseMissing(file: string, table: Table, { content }: ColumnMap): void {
  for (const [i, name] of table.names.entries()) {
    const column = table.columns[i] as Float64Array; // One for each name.
    if (content === "quotes" && name !== "time") continue;
    const row = column.findIndex(Number.isNaN);
    if (row < 0) continue;
    throw damaged({
      where: `${file}:row ${row + 1}:${name}`,
      message: `${name} is missing`,
      allowed: name === "time" ? "a time like the others" : "a number",
      fix: "remove the row and let it count as a gap",
    });
  }
}
