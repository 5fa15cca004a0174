import {
  type Chance,
  type DurationMs,
  price,
  quantity,
  type Ratio,
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

/** A contract that can be sold short, of round numbers. Symbols are sorted as they are made. */
export function contract(place: number): Instrument {
  const base = `D${String(place).padStart(2, "0")}`;
  return defineInstrument({
    id: place as InstrumentId, // A brand is born: the place in the list.
    symbol: `${base}/USDT:USDT`,
    venue: "drill",
    kind: "linear-perpetual",
    settlement: "margin",
    base,
    quote: "USDT",
    contractSize: quantity("1"),
    rules: [
      {
        from: 0 as UnixMs, // A brand is born: from ever.
        tick: price("0.01"),
        step: quantity("0.1"),
        minQuantity: quantity("0.1"),
        minNotional: 0n as never,
      },
    ],
    fees: { kind: "percent", maker: FEE, taker: FEE as Ratio },
    leverageMax: 20,
    session: CONTINUOUS,
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
