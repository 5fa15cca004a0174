import { at, type BarColumns } from "../../core/market/index.ts";
import { type ColumnName, headOf } from "./columns.ts";
import { damaged, moment } from "./data-problem.ts";

/** Tells where a value of a row stands, for messages: asked only when something is wrong. */
export type Locate = (row: number, column: string) => string;

/** Times beyond the year 3000 come from a wrong unit. */
const TIME_MAX = 32_503_680_000_000;

/** Bars that are sorted, positive, whole and unique, and what had to be dropped for that. */
export interface CheckedBars {
  readonly columns: BarColumns;
  /** Rows that repeated the row before them exactly. */
  readonly duplicates: number;
}

/**
 * Checks what everything else relies on: times rise, prices are positive, high and low enclose open and close, volumes
 * are not negative. Exact repetitions of a row are dropped, in place.
 * @throws DataProblem at the first row that breaks a rule
 */
export function checkBars(columns: BarColumns, locate: Locate): CheckedBars {
  const { time, open, high, low, close, volume } = columns;
  const rows = time.length;
  let kept = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const t = at(time, row);
    const o = at(open, row);
    const h = at(high, row);
    const l = at(low, row);
    const c = at(close, row);
    const v = at(volume, row);
    // Written so that NaN fails it, whatever column it stands in.
    const isSound =
      l > 0 &&
      l <= o &&
      l <= c &&
      o <= h &&
      c <= h &&
      h < Infinity &&
      v >= 0 &&
      v < Infinity &&
      Math.abs(t) < TIME_MAX;
    if (!isSound) refuseRow(columns, row, locate);
    if (!(t > before)) {
      if (t !== before) refuseOrder(columns, row, locate);
      if (!equalRows(columns, kept - 1, row)) refuseConflict(columns, kept - 1, row, locate);
      continue; // Said twice: kept once.
    }
    if (kept !== row) {
      time[kept] = t;
      open[kept] = o;
      high[kept] = h;
      low[kept] = l;
      close[kept] = c;
      volume[kept] = v;
    }
    kept++;
    before = t;
  }
  return {
    columns: kept === rows ? columns : headOf(columns, kept),
    duplicates: rows - kept,
  };
}

function equalRows({ open, high, low, close, volume }: BarColumns, a: number, b: number): boolean {
  return [open, high, low, close, volume].every((column) => at(column, a) === at(column, b));
}

/** Says which rule a row breaks. */
function refuseRow(columns: BarColumns, row: number, locate: Locate): never {
  const value = (name: ColumnName): number => at(columns[name], row);
  const fix = "download the bar again, or remove the row and let it count as a gap";
  if (!(Math.abs(value("time")) < TIME_MAX))
    throw damaged({
      where: locate(row, "time"),
      message: `time ${value("time")} is out of range`,
      allowed: "Unix ms before the year 3000",
      fix,
    });
  for (const name of ["open", "high", "low", "close"] as const) {
    if (value(name) > 0 && value(name) < Infinity) continue;
    const what =
      value(name) === 0 ? "is zero" : value(name) < 0 ? `${value(name)} is negative` : "is not a number";
    throw damaged({
      where: locate(row, name),
      message: `${name} ${what}`,
      allowed: "prices > 0",
      fix,
    });
  }
  const volume = value("volume");
  if (!(volume >= 0 && volume < Infinity)) {
    const what = volume < 0 ? `${volume} is negative` : "is not a number";
    throw damaged({
      where: locate(row, "volume"),
      message: `volume ${what}`,
      allowed: "volume >= 0",
      fix,
    });
  }
  const high = value("high");
  const low = value("low");
  const allowed = "high >= open, close, low and low <= open, close";
  if (high < low)
    throw damaged({
      where: locate(row, "high"),
      message: `high ${high} is below low ${low}`,
      allowed,
      fix,
    });
  for (const name of ["open", "close"] as const) {
    const price = value(name);
    if (price > high)
      throw damaged({
        where: locate(row, name),
        message: `${name} ${price} is above high ${high}`,
        allowed,
        fix,
      });
    if (price < low)
      throw damaged({
        where: locate(row, name),
        message: `${name} ${price} is below low ${low}`,
        allowed,
        fix,
      });
  }
  throw damaged({
    where: locate(row, "time"),
    message: "the row is no bar",
    allowed,
    fix,
  });
}

/** Says where the order breaks, and whether the whole file is upside down. */
function refuseOrder({ time }: BarColumns, row: number, locate: Locate): never {
  let falling = 0;
  for (let i = 1; i < time.length; i++) if (at(time, i) < at(time, i - 1)) falling++;
  const isNewestFirst = falling > (time.length - 1) / 2;
  throw damaged({
    where: locate(row, "time"),
    message: `rows are not sorted: ${moment(at(time, row))} comes after ${moment(at(time, row - 1))}`,
    found: isNewestFirst
      ? "a file that is newest first"
      : `${falling} of ${time.length - 1} steps go back in time`,
    allowed: "oldest first",
    fix: isNewestFirst
      ? "reverse the rows, keeping the header line first, or let `timonel data check FILE --repair --out OTHER` do it"
      : "sort the rows by time, or let `timonel data check FILE --repair --out OTHER` do it",
  });
}

function refuseConflict(columns: BarColumns, kept: number, row: number, locate: Locate): never {
  const names = (["open", "high", "low", "close", "volume"] as const).filter(
    (name) => at(columns[name], kept) !== at(columns[name], row),
  );
  const name = names[0] ?? "open";
  throw damaged({
    where: locate(row, name),
    message: `two rows of ${moment(at(columns.time, row))} contradict each other: ${name} ${at(columns[name], row)} after ${at(columns[name], kept)}`,
    allowed: "one row for each time",
    fix: "remove the wrong one of the two",
  });
}
