import { asPerpetual, type Interval, intervalMs, parseSymbol } from "../../../../core/domain/index.ts";
import { damaged, misused } from "../../data-problem.ts";
import { settleInterval } from "../../interval.ts";
import { type DatasetKey, isVenueName, kindOf } from "../dataset-key.ts";
import { type Content, neededColumn, type Table } from "../table.ts";
import type { ReadSource } from "./source.ts";
import { barsOfTicks } from "./ticks.ts";

/** What a person says about what is imported; it wins over what the files say. */
export interface Identity {
  readonly symbol: string | undefined;
  readonly venue: string | undefined;
  readonly timeframe: string | undefined;
  /** For pairs of coins where nothing names a venue. */
  readonly fallbackVenue: string;
}

/** A file whose dataset is known. */
export interface Identified {
  readonly source: ReadSource;
  readonly key: DatasetKey;
  readonly table: Table;
  /** What was assumed, one sentence each. */
  readonly notes: readonly string[];
}

/** @throws DataProblem where instrument or interval are not told, or contradict the rows */
export function identify(source: ReadSource, identity: Identity): Identified {
  const { file, told } = source;
  if (told.isMonthly === true && identity.timeframe === undefined)
    throw misused({
      where: file,
      message: "months differ in length, so a month is no interval here",
      allowed: "bars such as 1m, 15m, 1h, 1d or 1w",
      fix: "import the 1d bars",
    });
  const content = contentOf(source);
  const table = source.content === "ticks" ? barsOfTicks(file, source, identity.timeframe) : source.table;
  const symbol = symbolOf(source, identity.symbol, content);
  const { venue, isAssumed } = venueOf(source, identity, symbol);
  const interval = intervalOf(source, table, content, identity.timeframe);
  const toldSymbol = source.told.symbol ?? source.symbol;
  return {
    source,
    key: { venue, symbol, content, interval },
    table,
    notes: [
      ...(isAssumed ? [`venue ${venue} assumed (--venue names another)`] : []),
      ...(toldSymbol !== undefined &&
      parseSymbol(toldSymbol) !== undefined &&
      parseSymbol(toldSymbol)?.symbol !== symbol
        ? [`the file says ${toldSymbol}, its rows are kept as ${symbol}`]
        : []),
    ],
  };
}

function contentOf({ content, told, file }: ReadSource): Content {
  if (content === "ticks") return "quotes";
  if (content === "bars" && told.content === "mark") return "mark";
  const isFunding = content === "funding";
  if (told.content !== undefined && (told.content === "funding") !== isFunding)
    throw damaged({
      where: file,
      message: `the name says ${told.content === "funding" ? "funding rates" : told.content}, but the columns are those of ${isFunding ? "funding rates" : "bars"}`,
      fix: "rename the file, or choose another",
    });
  return content;
}

function symbolOf(
  { file, told, symbol: column }: ReadSource,
  said: string | undefined,
  content: Content,
): string {
  const text = said ?? told.symbol ?? column;
  if (text === undefined)
    throw misused({
      where: file,
      message: "nothing says which instrument this is",
      allowed: "a name such as BTCUSDT_1h.csv, or --symbol",
      fix: "add --symbol BTC/USDT",
    });
  const parts = parseSymbol(text);
  // Funding and mark prices belong to perpetuals, whatever their file calls them.
  const isPerpetual = content === "funding" || content === "mark";
  if (parts !== undefined)
    return isPerpetual && parts.kind === "spot" ? asPerpetual(parts).symbol : parts.symbol;
  if (said === undefined && told.symbol === undefined && column !== undefined) {
    const cut = parseSymbol(column.replace(/^.*:/, "")); // BINANCE:BTCUSDT
    if (cut !== undefined) return cut.symbol;
  }
  // A future is kept under the name it has: 6EH4.
  if (/^[A-Z0-9]{1,6}[FGHJKMNQUVXZ]\d{1,2}$/.test(text)) return text;
  throw misused({
    where: said === undefined ? file : "--symbol",
    message: `symbol ${text} is not understood`,
    allowed: "BTC/USDT, BTCUSDT, tBTCUSD, BTC/USDT:USDT, EUR/USD, SPY, or a future such as 6EH4",
    fix: "write --symbol BASE/QUOTE",
  });
}

function venueOf(
  { told }: ReadSource,
  { venue: said, fallbackVenue }: Identity,
  symbol: string,
): { readonly venue: string; readonly isAssumed: boolean } {
  if (said !== undefined && !isVenueName(said))
    throw misused({
      where: "--venue",
      message: "no name of a venue",
      found: said,
      allowed: "small letters, digits, - and _: binance",
      fix: `write --venue ${said.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "") || "binance"}`,
    });
  const venue = said ?? told.venue;
  if (venue !== undefined) return { venue, isAssumed: false };
  const kind = kindOf(symbol);
  const usual =
    kind === "equity" ? "us" : kind === "fx" ? "fx" : kind === "future" ? "futures" : fallbackVenue;
  return { venue: usual, isAssumed: true };
}

function intervalOf(
  { file, told }: ReadSource,
  table: Table,
  content: Content,
  timeframe: string | undefined,
): string {
  const time = neededColumn(table, "time");
  if (timeframe !== undefined && intervalMs(timeframe) === undefined)
    throw misused({
      where: "--timeframe",
      message: `${timeframe} is no interval`,
      allowed: "such as 1m, 15m, 1h, 4h, 1d, 1w",
      fix: "write --timeframe 1h",
    });
  if (content === "funding") return paymentsApart(time);
  if (timeframe !== undefined) {
    const distances = new Set<number>();
    for (let row = 1; row < time.length; row++)
      distances.add((time[row] as number) - (time[row - 1] as number)); // In range.
    const length = intervalMs(timeframe) as number; // Checked above.
    if (distances.size === 0 || distances.has(length)) return timeframe;
    throw misused({
      where: file,
      message: `--timeframe says ${timeframe}, but no two rows are that far apart`,
      fix: "leave --timeframe out: the rows tell their interval",
    });
  }
  const isSorted = time.every((t, row) => row === 0 || t >= (time[row - 1] as number)); // In range.
  const named = told.interval as Interval | undefined; // A brand is born: `told` names intervals only.
  // Unsorted rows are refused by the check, which names the first of them.
  if (!isSorted && named !== undefined) return named;
  return settleInterval({ file, named, time: isSorted ? time : time.slice().sort() }).interval;
}

const HOUR_MS = 3_600_000;

/** The usual distance of funding payments, whose stamps are some milliseconds off. */
function paymentsApart(time: Float64Array): string {
  const hours = Array.from(time.subarray(1), (t, i) => Math.round((t - (time[i] as number)) / HOUR_MS)) // In range.
    .filter((distance) => distance > 0)
    .sort((a, b) => a - b);
  return `${hours[hours.length >> 1] ?? 8}h`;
}
