import { firstWhere, price, type UnixMs } from "../../core/base/index.ts";
import type { DividendDue, SplitDue, SplitRatio } from "../../core/domain/index.ts";
import { at } from "../../core/market/index.ts";
import { damaged, misused } from "./data-problem.ts";
import { dayOfBar, type Factors, factorsOn, readFactors } from "./factor-file.ts";
import { Zone } from "./zone.ts";

const DAY_MS = 86_400_000;
/** Factors are written with six digits at least; two of them are off by less than this together. */
const FACTOR_NOISE = 1e-5;
/** Companies split by small numbers: one side of a ratio is at most this. */
const SMALL_SIDE = 20;
const FIX = "download it again, or remove the key that names it";

/** A split or a dividend, before its instrument has a place in the run. */
export type DatedAction = Omit<SplitDue, "instrument"> | Omit<DividendDue, "instrument">;

/** What a factor file says about bars that stay as they were traded. */
export interface ShareActions {
  readonly actions: readonly DatedAction[];
  /** Closes with all dividends reinvested: what holding the share was worth. */
  readonly adjustedClose: Float64Array;
}

/** Bars that a factor file goes with, as they were traded. */
interface RawBars {
  readonly time: Float64Array;
  readonly close: Float64Array;
  readonly intervalMs: number;
}

/**
 * Reads a factor file in LEAN's form as splits and dividends. The factors of a row hold up to and including its day, so
 * what changes with the next row happens before the first bar of a later day (the ex-date). Split: the ratio of the two
 * split factors. Dividend of an old share: reference price x (1 - price factor / next price factor), rounded to the
 * cent, where the reference price is the close of the row's day (LEAN, `CorporateFactorRow.GetDividend`).
 * @throws DataProblem for a factor file that cannot be read, or bars longer than a day
 */
export function readShareActions(file: string, { time, close, intervalMs }: RawBars): ShareActions {
  if (intervalMs > DAY_MS)
    throw misused({
      where: file,
      message: "a bar longer than a day would hold prices of old shares and of new ones",
      allowed: "bars of a day at most",
      fix: "use shorter bars, or adjusted ones",
    });
  const rows = readFactors(file);
  const zone = new Zone("America/New_York");
  const dayAt = (row: number): number => dayOfBar(zone, at(time, row), intervalMs);
  const actions = rows.slice(1).flatMap((next, place) => {
    const row = rows[place] as Factors; // The one before `next`.
    const first = firstWhere(time.length, (bar) => dayAt(bar) > row.until);
    if (first === 0 || first === time.length) return []; // In the prices already, or after the data.
    const moment = at(time, first) as UnixMs; // A brand is born.
    return [...dividendOf(row, next, moment), ...splitOf(row, next, moment)];
  });
  const adjustedClose = close.map((value, row) => {
    const { price: byPrice, split } = factorsOn(rows, dayAt(row));
    return value * byPrice * split;
  });
  return { actions, adjustedClose };
}

function dividendOf(row: Factors, next: Factors, moment: UnixMs): readonly DatedAction[] {
  if (row.price === next.price) return [];
  const cents = Math.round(row.reference * (1 - row.price / next.price) * 100);
  if (!(row.reference > 0) || cents < 0)
    throw damaged({
      where: row.where,
      message: row.reference > 0 ? "the price factor falls" : "a dividend needs a reference price",
      found: `${row.price}, then ${next.price}; reference price ${row.reference}`,
      allowed: "price factors that rise, each with the close of its day",
      fix: FIX,
    });
  if (cents === 0) return [];
  return [{ kind: "dividend", at: moment, perShare: price((cents / 100).toFixed(2)) }];
}

const splitOf = (row: Factors, next: Factors, moment: UnixMs): readonly DatedAction[] =>
  row.split === next.split ? [] : [{ kind: "split", at: moment, ratio: splitRatioOf(row.split, next.split) }];

/** New shares for old ones: the small numbers that the factors stand for, else the factors as they are written. */
export function splitRatioOf(before: number, after: number): SplitRatio {
  const isMerger = after < before;
  const many = isMerger ? before / after : after / before;
  for (let few = 1; few <= SMALL_SIDE; few++) {
    const whole = Math.round(many * few);
    if (Math.abs(whole / few / many - 1) >= FACTOR_NOISE) continue;
    return isMerger ? { to: BigInt(few), from: BigInt(whole) } : { to: BigInt(whole), from: BigInt(few) };
  }
  const [to, from] = [digitsOf(after), digitsOf(before)];
  const common = commonDivisor(to, from);
  return { to: to / common, from: from / common };
}

const digitsOf = (factor: number): bigint => BigInt(Math.round(factor * 1e10));
const commonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : commonDivisor(b, a % b));
