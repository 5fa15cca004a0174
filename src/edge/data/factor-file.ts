import { damaged } from "./data-problem.ts";
import { readText } from "./read-file.ts";
import type { Zone } from "./zone.ts";

const DAY_MS = 86_400_000;

/** What makes prices of a day comparable with those of the newest one. */
export interface Factors {
  /** Last day that they hold for, since 1970. */
  readonly until: number;
  /** For dividends paid later, and for splits made later. */
  readonly price: number;
  readonly split: number;
  /** The raw close of the last day; zero where the file says none. */
  readonly reference: number;
  /** File and line. */
  readonly where: string;
}

/**
 * Reads a factor file in LEAN's form: `20131219,0.8646266,1,181.5` is the last day, the price factor, the split factor
 * and the reference price. Rows rise by day. @throws DataProblem, exit 5, for anything else
 */
export function readFactors(file: string): readonly Factors[] {
  const lines = new TextDecoder()
    .decode(readText(file).bytes)
    .split(/\r\n|\n|\r/)
    .map((text, line) => ({ text: text.trim(), where: `${file}:${line + 1}` }))
    .filter(({ text }) => text !== "");
  let before = Number.NEGATIVE_INFINITY;
  const rows = lines.map(({ text, where }) => {
    const match = /^(\d{4})(\d\d)(\d\d),(\d[\d.]*),(\d[\d.]*)(?:,([\d.]*))?$/.exec(text);
    const [, year, month, day, price, split, reference] = match ?? [];
    const row = {
      until: Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS,
      price: Number(price),
      split: Number(split),
      reference: Number(reference ?? 0),
      where,
    };
    const fix = "download it again, or remove the key that names it";
    const allowed = "YYYYMMDD,price factor,split factor,reference price, oldest first";
    if (match === null || !(row.price > 0) || !(row.split > 0))
      throw damaged({ where, message: "no row of a factor file", found: text, allowed, fix });
    if (row.until <= before)
      throw damaged({ where, message: "rows are not sorted by day", found: text, allowed, fix });
    before = row.until;
    return row;
  });
  if (rows.length === 0)
    throw damaged({ where: file, message: "the file is empty", fix: "download it again" });
  return rows;
}

/** The factors of a day, given since 1970 on the exchange's calendar; after the last row nothing is adjusted. */
export function factorsOn(
  rows: readonly Factors[],
  day: number,
): { readonly price: number; readonly split: number } {
  return rows.find(({ until }) => day <= until) ?? { price: 1, split: 1 };
}

/** The day that a bar belongs to, since 1970: its label where it is one of a day, else the day in New York. */
export const dayOfBar = (zone: Zone, start: number, intervalMs: number): number =>
  intervalMs % DAY_MS === 0 && start % DAY_MS === 0 ? start / DAY_MS : zone.dayOf(start);
