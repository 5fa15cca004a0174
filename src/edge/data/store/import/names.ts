import { nearest } from "../../../problem/index.ts";
import { list, misused } from "../../data-problem.ts";
import type { Content } from "../table.ts";

/** Which columns a file has, and where. */
export interface ColumnMap {
  readonly content: Content | "ticks";
  /** Our name and the place of its cell. */
  readonly cells: ReadonlyMap<string, number>;
  /** A second cell of the time, as in `<DATE>` and `<TIME>`. */
  readonly clockCell: number | undefined;
  /** The cell that names the instrument of each row. */
  readonly symbolCell: number | undefined;
  /** Columns of the file that are not kept. */
  readonly ignored: readonly string[];
}

/** Names of columns as the usual exporters write them, best first, in the form of `plain`. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  time: [
    ...["time", "timestamp", "timestamp utc", "open time", "opentime", "time utc", "unix", "unix timestamp"],
    ...["unix time", "datetime", "date time", "datetime utc", "date utc", "gmt time", "local time", "utc"],
    ...[
      "date",
      "date gmt",
      "dt",
      "mts",
      "ts",
      "t",
      "start",
      "bar time",
      "time period start",
      "index level 0",
    ],
  ],
  open: ["open", "o", "open price", "price open"],
  high: ["high", "h", "high price", "price high", "max"],
  low: ["low", "l", "low price", "price low", "min"],
  close: ["close", "c", "close price", "price close", "last", "close last"],
  volume: [
    "volume",
    "vol",
    "v",
    "volumefrom",
    "base volume",
    "volume traded",
    "tick volume",
    "tickvol",
    "amount",
    "qty",
  ],
  bid: ["bid", "bid price", "best bid", "b"],
  ask: ["ask", "ask price", "best ask", "offer", "a"],
  funding_rate: ["funding rate", "fundingrate", "last funding rate", "rate"],
  funding_time: ["funding time", "fundingtime", "calc time", ...["time", "timestamp", "date", "datetime"]],
};

const SYMBOL_NAMES: readonly string[] = ["symbol", "ticker", "pair", "instrument", "product"];

/** `<OPEN>`, `Open_Price`, ` "Close" `: what is compared. */
export const plain = (name: string): string =>
  name
    .replaceAll(/[<>"]/g, "")
    .replaceAll(/[_\s]+/g, " ")
    .trim()
    .replace(/\s*\((?:utc|usd|usdt)\)$/i, "")
    .toLowerCase();

/** Whether a line of cells could be a header of some kind of rows that can be imported. */
export const mapHeader = (header: readonly string[]): ColumnMap | undefined => {
  const names = header.map(plain);
  const place = (column: string): number => firstOf(names, ALIASES[column] ?? [column.replaceAll("_", " ")]);
  if (names.includes("bid open")) return mapQuotes(names, header);
  const prices = ["open", "high", "low", "close"].map((name) => [name, place(name)] as const);
  const price = names.indexOf("price");
  // investing.com calls the close "Price".
  const all = prices.map(([name, cell]) => [name, name === "close" && cell < 0 ? price : cell] as const);
  if (all.every(([, cell]) => cell >= 0)) return mapBars(names, header, all);
  const rate = place("funding_rate");
  if (rate >= 0 && names.some((name) => name.includes("funding")))
    return build(
      "funding",
      [
        ["time", place("funding_time")],
        ["funding_rate", rate],
      ],
      names,
      header,
    );
  const [bid, ask] = [place("bid"), place("ask")];
  if (bid >= 0 && ask >= 0)
    return build(
      "ticks",
      [
        ["time", timeCell(names)],
        ["bid", bid],
        ["ask", ask],
      ],
      names,
      header,
    );
  return undefined;
};

function mapBars(
  names: readonly string[],
  header: readonly string[],
  prices: readonly (readonly [string, number])[],
): ColumnMap | undefined {
  const date = names.indexOf("date");
  const clock = names.indexOf("time");
  // A date and a time beside each other are one moment in two cells.
  const isSplit = date >= 0 && clock === date + 1;
  const time = isSplit ? date : timeCell(names);
  const volume = volumeCell(names);
  const cells = [["time", time] as const, ...prices, ...(volume < 0 ? [] : [["volume", volume] as const])];
  return build("bars", cells, names, header, isSplit ? clock : undefined);
}

function mapQuotes(names: readonly string[], header: readonly string[]): ColumnMap | undefined {
  const sides = ["bid", "ask"].flatMap((side) =>
    ["open", "high", "low", "close", "size"].map(
      (part) => [`${side}_${part}`, names.indexOf(`${side} ${part}`)] as const,
    ),
  );
  const cells = sides.filter(([name, cell]) => cell >= 0 || !name.endsWith("size"));
  return build("quotes", [["time", timeCell(names)], ...cells], names, header);
}

function build(
  content: ColumnMap["content"],
  cells: readonly (readonly [string, number])[],
  names: readonly string[],
  header: readonly string[],
  clockCell?: number,
): ColumnMap | undefined {
  if (cells.some(([, cell]) => cell < 0)) return undefined;
  const taken = new Set([...cells.map(([, cell]) => cell), clockCell]);
  const symbol = firstOf(names, SYMBOL_NAMES);
  return {
    content,
    cells: new Map(cells),
    clockCell,
    symbolCell: symbol < 0 ? undefined : symbol,
    ignored: header.filter((name, i) => !taken.has(i) && i !== symbol && name.trim() !== ""),
  };
}

/** A data frame writes its dates as an index without a name, yfinance under "Price": the first column. */
const timeCell = (names: readonly string[]): number => {
  const told = firstOf(names, ALIASES["time"] ?? []);
  const isIndex = names[0] === "" || (names[0] === "price" && names.includes("close"));
  return told < 0 && isIndex ? 0 : told;
};

/** `Volume BTC` and `Volume USDT` stand beside each other: the first one counts the base. */
const volumeCell = (names: readonly string[]): number => {
  const told = firstOf(names, ALIASES["volume"] ?? []);
  return told >= 0 ? told : names.findIndex((name) => /^(?:volume|vol\.?) ?[a-z0-9]{0,8}\.?$/.test(name));
};

function firstOf(names: readonly string[], aliases: readonly string[]): number {
  for (const alias of aliases) {
    const place = names.indexOf(alias);
    if (place >= 0) return place;
  }
  return -1;
}

/** What --columns says: our name and the name or the number, from 1, of a column of the file. */
export type ColumnChoice = ReadonlyMap<string, string>;

/** The columns that a person named; what is left out is found by its name. @throws DataProblem for a column that is not there */
export function chooseColumns(where: string, header: readonly string[], choice: ColumnChoice): ColumnMap {
  const cellOf = (text: string): number => {
    const byName = header.findIndex((name) => plain(name) === plain(text));
    const number = /^\d+$/.test(text) ? Number(text) : 0;
    const cell = byName >= 0 ? byName : number - 1;
    if (cell >= 0 && cell < header.length) return cell;
    const near = nearest(text, header);
    throw misused({
      where,
      message: `there is no column ${text}`,
      found: list(header.map((name, i) => (name === "" ? `(column ${i + 1})` : name))),
      allowed: `a name of the header, or a number from 1 to ${header.length}`,
      fix: near === undefined ? "correct --columns" : `did you mean ${near}?`,
    });
  };
  const names = header.map(plain);
  const found = (column: string): number | undefined => {
    const told = choice.get(column);
    if (told !== undefined) return cellOf(told);
    const cell =
      column === "time"
        ? timeCell(names)
        : column === "volume"
          ? volumeCell(names)
          : firstOf(names, ALIASES[column] ?? []);
    return cell < 0 ? undefined : cell;
  };
  const cells = ["time", "open", "high", "low", "close"].map((column) => {
    const cell = found(column);
    if (cell !== undefined) return [column, cell] as const;
    throw misused({
      where,
      message: `nothing tells which column is ${column}`,
      found: list(header),
      allowed: "time, open, high, low and close",
      fix: `add ${column}=NAME or ${column}=NUMBER to --columns`,
    });
  });
  const volume = found("volume");
  const all = volume === undefined ? cells : [...cells, ["volume", volume] as const];
  const symbol = choice.get("symbol");
  const clock = choice.get("clock");
  const map = build("bars", all, names, header, clock === undefined ? undefined : cellOf(clock)) as ColumnMap; // Every cell was found.
  return symbol === undefined ? map : { ...map, symbolCell: cellOf(symbol) };
}
