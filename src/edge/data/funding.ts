import { readBlock } from "./columns-file.ts";
import { numberOf } from "./csv-cells.ts";
import { damaged, list, misused } from "./data-problem.ts";
import { readText } from "./read-file.ts";
import { millisecondsOf } from "./time-cell.ts";

/** Funding of one perpetual as a venue recorded it, oldest first. */
export interface FundingHistory {
  readonly file: string;
  /** Unix milliseconds, as stamped: venues are some milliseconds late. */
  readonly time: Float64Array;
  /** Share of the value that a long pays a short. */
  readonly rate: Float64Array;
}

const TIME_NAMES: readonly string[] = ["time", "timestamp", "funding_time", "fundingtime", "calc_time"];
const RATE_NAMES: readonly string[] = ["funding_rate", "fundingrate", "last_funding_rate", "rate"];
/** No venue pays more at a time; a larger number is a percentage. */
const RATE_MAX = 0.1;

/**
 * Reads `time,funding_rate` from a CSV file, packed or not.
 * @throws DataProblem, exit 5, with the line of the first row that is wrong; exit 2 for a file that holds something else
 */
export function readFunding(file: string): FundingHistory {
  if (file.toLowerCase().endsWith(".columns")) return readStored(file);
  const text = Buffer.from(readText(file).bytes).toString("utf8");
  const lines = text.split(/\r\n?|\n/);
  const names = (lines[0] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const timeCell = names.findIndex((name) => TIME_NAMES.includes(name));
  const rateCell = names.findIndex((name) => RATE_NAMES.includes(name));
  if (timeCell === -1 || rateCell === -1)
    throw misused({
      where: `${file}:1`,
      message: "this file holds no funding rates",
      found: list(names),
      allowed: "a first line with time and funding_rate",
      fix: "name a file of funding rates",
    });
  const times: number[] = [];
  const rates: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === "") continue;
    const cells = line.split(",");
    const where = `${file}:${i + 1}`;
    const time = timeOf(cells[timeCell] ?? "");
    const rate = numberOf((cells[rateCell] ?? "").trim());
    if (Number.isNaN(time))
      throw damaged({ where, message: "the time is no Unix time", found: line, fix: "download it again" });
    if (!(Math.abs(rate) <= RATE_MAX))
      throw damaged({
        where,
        message: "the rate is none",
        found: line,
        allowed: `a ratio from -${RATE_MAX} up to ${RATE_MAX} (0.0001 is one basis point)`,
        fix: "write ratios, not percent",
      });
    if (times.length > 0 && time <= (times[times.length - 1] as number))
      throw damaged({
        where,
        message: "the times do not rise",
        found: line,
        fix: "sort the rows, and keep each once",
      });
    times.push(time);
    rates.push(rate);
  }
  if (times.length === 0)
    throw damaged({ where: file, message: "the file has a header but no rows", fix: "download it again" });
  return { file, time: Float64Array.from(times), rate: Float64Array.from(rates) };
}

/** The funding of a store, checked when it was imported. */
function readStored(file: string): FundingHistory {
  const { header, shared } = readBlock(file);
  if (header.holds !== "funding")
    throw misused({
      where: file,
      message: "this file holds no funding rates",
      found: header.holds,
      fix: "name a file of funding rates",
    });
  const block = new Float64Array(shared);
  return { file, time: block.subarray(0, header.rows), rate: block.subarray(header.rows, 2 * header.rows) };
}

/** Unix milliseconds of a number in ms or s; NaN for anything else. */
function timeOf(cell: string): number {
  const value = numberOf(cell.trim());
  const inMs = millisecondsOf(value, 1);
  return Number.isNaN(inMs) ? millisecondsOf(value, 1_000) : inMs;
}
