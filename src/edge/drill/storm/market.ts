import {
  type Amount,
  amount,
  type Chance,
  type DurationMs,
  price,
  quantity,
  ratio,
  type UnixMs,
} from "../../../core/base/index.ts";
import {
  CONTINUOUS,
  defineInstrument,
  type Instrument,
  type InstrumentId,
} from "../../../core/domain/index.ts";
import type { BarColumns } from "../../../core/market/index.ts";

/** Contracts that are traded in every bar. */
export const BAR_VOLUME = 1_000;

/** 2024-01-01, 00:00 UTC: when every drill begins. */
export const BEGIN = 1_704_067_200_000;
const FEE = ratio("0.0005");
/** The least that anything is traded in. */
export const STEP = quantity("0.1");

/** The least that an order for a thing has to come to, in USDT: a fifth of one at the price that the walk begins with. */
const WORTH_MIN = amount("20");

/** A contract that can be sold short. */
export const contract = (place: number): Instrument =>
  traded(place, {
    symbol: `${baseOf(place)}/USDT:USDT`,
    kind: "linear-perpetual",
    settlement: "margin",
    leverageMax: 20,
    worthMin: amount("0"),
  });

/** A thing that changes hands: what is not there cannot be sold, nor bought with cash that is not. */
export const thing = (place: number): Instrument =>
  traded(place, {
    symbol: `${baseOf(place)}/USDT`,
    kind: "spot",
    settlement: "asset",
    leverageMax: 1,
    worthMin: WORTH_MIN,
  });

const baseOf = (place: number): string => `D${String(place).padStart(2, "0")}`;

/** Of round numbers. Symbols are sorted as they are made. */
function traded(
  place: number,
  {
    worthMin,
    ...own
  }: Pick<Instrument, "symbol" | "kind" | "settlement" | "leverageMax"> & { readonly worthMin: Amount },
): Instrument {
  return defineInstrument({
    id: place as InstrumentId, // A brand is born: the place in the list.
    venue: "drill",
    base: baseOf(place),
    quote: "USDT",
    contractSize: quantity("1"),
    rules: [
      {
        from: 0 as UnixMs, // A brand is born: from ever.
        tick: price("0.01"),
        step: STEP,
        minQuantity: quantity("0.1"),
        minNotional: worthMin,
      },
    ],
    fees: { kind: "percent", maker: FEE, taker: FEE },
    session: CONTINUOUS,
    ...own,
  });
}

/**
 * A walk in ticks of 0.01, with a jump now and then: stops have to be passed by sometimes. `jumpMax`: share of the price
 * that a jump may come to.
 */
export function walk(chance: Chance, rows: number, intervalMs: DurationMs, jumpMax: number): BarColumns {
  const column = (): Float64Array => new Float64Array(rows);
  const columns = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let last = 10_000; // In ticks.
  const step = (size: number): number => Math.round((chance.next() - 0.5) * 2 * size);
  for (let row = 0; row < rows; row++) {
    const jump = chance.int(200) === 0 ? step(last * jumpMax) : 0;
    const open = Math.max(1_000, last + jump + step(3));
    const close = Math.max(1_000, open + step(open * 0.002));
    columns.time[row] = BEGIN + row * intervalMs;
    columns.open[row] = open / 100;
    columns.close[row] = close / 100;
    columns.high[row] = (Math.max(open, close) + chance.int(20)) / 100;
    columns.low[row] = (Math.min(open, close) - chance.int(20)) / 100;
    columns.volume[row] = BAR_VOLUME;
    last = close;
  }
  return columns;
}
