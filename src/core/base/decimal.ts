import type { Brand } from "./brand.ts";
import { err, ok, type Result } from "./result.ts";

/**
 * Exact numbers: bigints that count a fixed power of ten.
 *
 * The scales are chosen so that the product a fill needs is exact without a division:
 * price (1e-12) x quantity (1e-8) = amount (1e-20). Every rounding elsewhere is named by its caller.
 */
export type Price = Brand<bigint, "Price">;
export type Quantity = Brand<bigint, "Quantity">;
/** Money or any other asset, in 1e-20 of its unit: balances, fees, cost, profit. */
export type Amount = Brand<bigint, "Amount">;
/** A plain ratio, in 1e-12: fee rates, limits. */
export type Ratio = Brand<bigint, "Ratio">;

export const PRICE_DIGITS = 12;
export const QUANTITY_DIGITS = 8;
export const AMOUNT_DIGITS = 20;
export const RATIO_DIGITS = 12;

export const NO_AMOUNT = 0n as Amount;
export const NO_QUANTITY = 0n as Quantity;
export const NO_PRICE = 0n as Price;

/** Powers of ten as literals: `Math.pow` differs between V8 versions. */
const TEN: readonly bigint[] = [
  1n,
  10n,
  100n,
  1_000n,
  10_000n,
  100_000n,
  1_000_000n,
  10_000_000n,
  100_000_000n,
  1_000_000_000n,
  10_000_000_000n,
  100_000_000_000n,
  1_000_000_000_000n,
  10_000_000_000_000n,
  100_000_000_000_000n,
  1_000_000_000_000_000n,
  10_000_000_000_000_000n,
  100_000_000_000_000_000n,
  1_000_000_000_000_000_000n,
  10_000_000_000_000_000_000n,
  100_000_000_000_000_000_000n,
];
const RATIO_ONE = 1_000_000_000_000n;
/** Added before a division, it rounds away from zero what does not divide. */
const RATIO_LESS_ONE = RATIO_ONE - 1n;
const QUANTITY_TO_AMOUNT = 1_000_000_000_000n;
const QUANTITY_ONE = 100_000_000n;

function powerOfTen(digits: number): bigint {
  const power = TEN[digits];
  if (power === undefined) throw new RangeError(`no power of ten for ${digits} digits`);
  return power;
}

// --- text -----------------------------------------------------------------------------------------------------------

/** Why a text is not a decimal number of the wanted scale. */
export type BadDecimal = { readonly kind: "BadDecimal"; readonly text: string; readonly reason: string };

/** Reads `-12.345` or `1e-5` exactly; refuses what does not fit the scale instead of rounding it. */
export function parseDecimal(text: string, digits: number): Result<bigint, BadDecimal> {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (match === null || whole + fraction === "")
    return err({ kind: "BadDecimal", text, reason: "not a decimal number" });
  const shift = digits - fraction.length + Number(match[4] ?? "0");
  let value = BigInt(whole + fraction);
  if (shift >= 0) {
    if (shift > 40) return err({ kind: "BadDecimal", text, reason: "too large" });
    value *= BigInt(`1${"0".repeat(shift)}`);
  } else {
    const divisor = BigInt(`1${"0".repeat(-shift)}`);
    if (value % divisor !== 0n)
      return err({ kind: "BadDecimal", text, reason: `more than ${digits} decimals` });
    value /= divisor;
  }
  return ok(match[1] === "-" ? -value : value);
}

function orThrow<T extends bigint>(text: string, digits: number): T {
  const parsed = parseDecimal(text, digits);
  if (!parsed.ok) throw new RangeError(`${parsed.error.text}: ${parsed.error.reason}`);
  return parsed.value as T; // A brand is born.
}

/** Literals in code and tables. @throws RangeError when the text is no decimal of the scale */
export const price = (text: string): Price => orThrow(text, PRICE_DIGITS);
export const quantity = (text: string): Quantity => orThrow(text, QUANTITY_DIGITS);
export const amount = (text: string): Amount => orThrow(text, AMOUNT_DIGITS);
export const ratio = (text: string): Ratio => orThrow(text, RATIO_DIGITS);

/** The shortest decimal text that names the value exactly: no exponent, no trailing zeros. */
export function formatDecimal(value: bigint, digits: number): string {
  const negative = value < 0n;
  const text = (negative ? -value : value).toString().padStart(digits + 1, "0");
  const cut = text.length - digits;
  let end = text.length;
  while (end > cut && text.charCodeAt(end - 1) === 48) end--;
  const body = end === cut ? text.slice(0, cut) : `${text.slice(0, cut)}.${text.slice(cut, end)}`;
  return negative ? `-${body}` : body;
}

export const formatPrice = (value: Price): string => formatDecimal(value, PRICE_DIGITS);
export const formatQuantity = (value: Quantity): string => formatDecimal(value, QUANTITY_DIGITS);
export const formatAmount = (value: Amount): string => formatDecimal(value, AMOUNT_DIGITS);
export const formatRatio = (value: Ratio): string => formatDecimal(value, RATIO_DIGITS);

// --- the door to approximate numbers --------------------------------------------------------------------------------

export const priceToNumber = (value: Price): number => Number(value) / 1e12;
export const quantityToNumber = (value: Quantity): number => Number(value) / 1e8;
/**
 * Right but for the last bits, and to the last one for whole units and usual decimals (eight below a million): by the
 * division alone 1000 could come out as 999.9999999999999. Exact division of bigints is nine times as slow, and every
 * fill asks.
 */
export function amountToNumber(value: Amount): number {
  const number = Number(value) / 1e20;
  const size = Math.abs(number);
  const grid = size < 1e6 ? 1e8 : size < 1e10 ? 1e4 : 1; // Coarse enough for the product to keep bits to round with.
  const short = Math.round(number * grid) / grid;
  return Math.abs(short - number) <= size * Number.EPSILON ? short : number;
}
export const ratioToNumber = (value: Ratio): number => Number(value) / 1e12;

/** A ratio from a setting or a statistic, to twelve decimals. */
export const ratioFromNumber = (value: number): Ratio => BigInt(Math.round(value * 1e12)) as Ratio;

/** How a number that lies between two grid points is moved to one. */
export type Rounding = "down" | "up" | "nearest";

/**
 * The number of whole steps of `step` in `value`. A value within the noise of doubles of a grid point is that point, so
 * that 0.29 / 0.01 = 28.999999999999996 never costs a whole tick: 1e-9 of a step, or 1e-12 of the value where that is more.
 */
export function stepsOf(value: number, step: number, rounding: Rounding): number {
  const steps = value / step;
  const nearest = Math.round(steps);
  if (rounding === "nearest" || Math.abs(steps - nearest) <= Math.max(1e-9, 1e-12 * Math.abs(nearest)))
    return nearest;
  return rounding === "down" ? Math.floor(steps) : Math.ceil(steps);
}

/** A price from a number, moved to the tick grid as asked. */
export const priceOnTick = (value: number, tick: Price, rounding: Rounding): Price =>
  (BigInt(stepsOf(value, priceToNumber(tick), rounding)) * tick) as Price;

/** A quantity from a number on the 1e-8 grid, e.g. a share of something computed in floats. */
export function quantityFromNumber(value: number, rounding: Rounding): Quantity {
  return BigInt(stepsOf(value, 1e-8, rounding)) as Quantity;
}

/** An amount from a number: only for what is approximate by nature, such as a starting balance given as a number. */
export const amountFromNumber = (value: number): Amount =>
  (BigInt(Math.round(value * 1e8)) * RATIO_ONE) as Amount;

// --- arithmetic -----------------------------------------------------------------------------------------------------

/** Exact by the choice of scales. */
export const multiply = (price: Price, quantity: Quantity): Amount => (price * quantity) as Amount;

/** The amount of an asset that a traded quantity is: exact. */
export const quantityAsAmount = (quantity: Quantity): Amount => (quantity * QUANTITY_TO_AMOUNT) as Amount;

/** The quantity of an asset that an amount of it is, rounded up to what a quantity can be. */
export function amountAsQuantity(amount: Amount): Quantity {
  const raised = amount > 0n ? amount + QUANTITY_TO_AMOUNT - 1n : amount; // Truncation raises what is below zero.
  return (raised / QUANTITY_TO_AMOUNT) as Quantity;
}

/** `amount x ratio`, rounded away from zero: what we owe or must reserve. */
export function shareUp(amount: Amount, ratio: Ratio): Amount {
  const product = amount * ratio;
  return ((product > 0n ? product + RATIO_LESS_ONE : product - RATIO_LESS_ONE) / RATIO_ONE) as Amount;
}

/** `of x ratio`, rounded towards zero: what we may use. */
export const shareDown = <T extends Amount | Quantity>(of: T, ratio: Ratio): T =>
  ((of * ratio) / RATIO_ONE) as T;

/** `price x ratio` rounded as asked. */
export function scalePrice(price: Price, ratio: Ratio, rounding: "down" | "up"): Price {
  const product = price * ratio;
  return ((rounding === "up" && product > 0n ? product + RATIO_LESS_ONE : product) / RATIO_ONE) as Price;
}

/** Average price of `amount` over `quantity`, truncated: for display and trade records, never for the ledger. */
export const averagePrice = (amount: Amount, quantity: Quantity): Price =>
  (quantity === 0n ? 0n : amount / quantity) as Price;

/** The part of `whole` that belongs to `part` of `total`, truncated towards zero. */
export const proportion = (whole: Amount, part: Quantity, total: Quantity): Amount =>
  (part === total ? whole : (whole * part) / total) as Amount;

/** Moves a price to the tick grid. */
export function roundToTick(price: Price, tick: Price, rounding: "down" | "up"): Price {
  const rest = price % tick;
  if (rest === 0n) return price;
  return (rounding === "down" ? price - rest : price - rest + tick) as Price;
}

/** Moves a quantity down to the step grid: never more than was allowed. */
export function floorToStep(quantity: Quantity, step: Quantity): Quantity {
  const rest = quantity % step;
  return rest === 0n ? quantity : ((quantity - rest) as Quantity);
}

/** Largest quantity whose notional at `price` stays within `budget`. */
export const quantityWithin = (budget: Amount, price: Price): Quantity => (budget / price) as Quantity;

/** Contracts to units of the base asset; exactness is checked when the instrument is made. */
export const contractsToBase = (quantity: Quantity, contractSize: Quantity): Quantity =>
  (contractSize === QUANTITY_ONE ? quantity : (quantity * contractSize) / QUANTITY_ONE) as Quantity;

/** Units of the base asset to contracts, truncated to the quantity scale. */
export const baseToContracts = (base: Quantity, contractSize: Quantity): Quantity =>
  (contractSize === QUANTITY_ONE ? base : (base * QUANTITY_ONE) / contractSize) as Quantity;

/** Decimal places a value uses at its scale: 0.25 at 8 digits uses 2. */
export function decimalsOf(value: bigint, digits: number): number {
  let used = digits;
  while (used > 0 && value % powerOfTen(digits - used + 1) === 0n) used--;
  return used;
}

export const absolute = <T extends bigint>(value: T): T => (value < 0n ? -value : value) as T;
export const smaller = <T extends bigint>(a: T, b: T): T => (a < b ? a : b);
export const larger = <T extends bigint>(a: T, b: T): T => (a > b ? a : b);
