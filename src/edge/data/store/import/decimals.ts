import { misused } from "../../data-problem.ts";
import { numberIn } from "./cells.ts";

/** What stands before the decimals of a file. */
export type DecimalSign = "." | ",";

/** A cell that should hold a number. */
export interface NumberCell<Place> {
  /** Our name of its column. */
  readonly name: string;
  readonly text: string;
  readonly place: Place;
}

/** How the numbers of a file are read. */
export interface Decimals {
  readonly decimal: DecimalSign;
  /** What was concluded rather than told. */
  readonly notes: readonly string[];
}

/** Cells that are looked at; the first one that leaves no doubt ends the search. */
const CELLS_LOOKED_AT = 100_000;

/** What a cell that is a number in both readings is: the sign that it has, or none where thousands would have one. */
type Kind = "price comma" | "volume comma" | "point" | "plain price" | "plain volume" | "other";

function kindOf({ name, text }: Pick<NumberCell<unknown>, "name" | "text">): Kind {
  const what = name === "volume" ? "volume" : "price";
  if (text.includes(",")) return `${what} comma`;
  if (text.includes(".")) return "point";
  return /^[+-]?\d{4,}$/.test(text) ? `plain ${what}` : "other";
}

/**
 * Whether decimals stand behind a point or a comma: told by the first cell that is a number in one of the two readings
 * alone, as 0,123 and 1,08551 are. 145,120 and 1.234 are numbers in both, a thousand times apart; where nothing else
 * stands in a file, a price of 1000 without a sign tells that prices have no thousands, and a volume that volumes have
 * none. Points are decimals where nothing speaks against it: prices of three decimals are common, points between thousands
 * of nothing else are not.
 * @param isPointUsual nothing needs to be said about points: between commas, a comma would be the stranger one
 * @throws DataProblem, exit 2, where both readings are possible
 */
export function settleDecimals<Place>(
  cells: Iterable<NumberCell<Place>>,
  isPointUsual: boolean,
  whereIs: (place: Place) => string,
): Decimals {
  const firsts = new Map<Kind, NumberCell<Place>>();
  let left = CELLS_LOOKED_AT;
  for (const cell of cells) {
    if (left-- === 0) break;
    const isOfPoints = !Number.isNaN(numberIn(cell.text, "."));
    const isOfCommas = !Number.isNaN(numberIn(cell.text, ","));
    if (isOfPoints !== isOfCommas) return { decimal: isOfPoints ? "." : ",", notes: [] };
    const kind = kindOf(cell);
    if (isOfPoints && !firsts.has(kind)) firsts.set(kind, cell);
  }
  return concluded(firsts, isPointUsual, whereIs);
}

/** From the first cell of each kind. Prices may go without thousands while volumes have them, and the other way round. */
function concluded<Place>(
  firsts: ReadonlyMap<Kind, NumberCell<Place>>,
  isPointUsual: boolean,
  whereIs: (place: Place) => string,
): Decimals {
  const [priceComma, volumeComma] = [firsts.get("price comma"), firsts.get("volume comma")];
  const [plainPrice, plainVolume] = [firsts.get("plain price"), firsts.get("plain volume")];
  const point = firsts.get("point");
  const comma = priceComma ?? volumeComma;
  const assumed = point === undefined || isPointUsual ? [] : [pointsAssumed(point.text)];
  if (comma === undefined)
    return { decimal: ".", notes: plainPrice === undefined && plainVolume === undefined ? assumed : [] };
  if (point !== undefined && priceComma === undefined) return { decimal: ".", notes: assumed };
  const plain = priceComma === undefined ? plainVolume : plainPrice;
  if (point !== undefined || plain === undefined) throw ambiguous(whereIs(comma.place), comma.text);
  return { decimal: ",", notes: [commasConcluded(comma.text, plain.text)] };
}

const reading = (text: string, decimal: DecimalSign): string => String(numberIn(text, decimal));

const pointsAssumed = (text: string): string =>
  `${text} is taken for ${reading(text, ".")}; --decimal comma would read ${reading(text, ",")}`;

const commasConcluded = (text: string, plain: string): string =>
  `${text} is taken for ${reading(text, ",")}, as ${plain} beside it has no thousands; --decimal point would read ${reading(text, ".")}`;

const ambiguous = (where: string, text: string): Error =>
  misused({
    where,
    message: "decimals and thousands cannot be told apart",
    found: text,
    allowed: "a number somewhere in the file that can be read in one way only, or --decimal",
    fix: `add --decimal point for ${reading(text, ".")}, or --decimal comma for ${reading(text, ",")}`,
  });
