import { amount, type DurationMs, price, quantity, ratio, type UnixMs } from "../base/index.ts";
import { CONTINUOUS, defineInstrument, type Instrument, type InstrumentId } from "../domain/index.ts";
import { at, type BarColumns } from "../market/index.ts";
import type { ReportData } from "../views/index.ts";
import type { InstrumentTerms } from "./options.ts";

const COLUMNS = ["time", "open", "high", "low", "close", "volume"] as const;

/** @throws RangeError for a symbol that is no pair and no perpetual, and for terms that are no decimals */
export function instrumentOf(symbol: string, id: number, terms: InstrumentTerms): Instrument {
  const parts = /^([^/:]+)\/([^/:]+)(?::([^/:]+))?$/.exec(symbol);
  const [, base = "", quote = "", settle] = parts ?? [];
  if (parts === null || (settle !== undefined && settle !== quote))
    throw new RangeError(`data.${symbol}: no symbol; allowed: BTC/USDT, or BTC/USDT:USDT for a perpetual`);
  const isSpot = settle === undefined;
  const step = quantity(terms.step ?? "0.00000001");
  return defineInstrument({
    id: id as InstrumentId, // A brand is born: the place in the list.
    symbol,
    venue: "simulated",
    kind: isSpot ? "spot" : "linear-perpetual",
    settlement: isSpot ? "asset" : "margin",
    base,
    quote,
    contractSize: quantity("1"),
    rules: [
      {
        from: 0 as UnixMs, // A brand is born: from ever.
        tick: price(terms.tick ?? "0.01"),
        step,
        minQuantity: step,
        minNotional: amount(terms.minNotional ?? "0"),
      },
    ],
    fees: { kind: "percent", maker: ratio(terms.maker ?? "0.001"), taker: ratio(terms.taker ?? "0.001") },
    leverageMax: isSpot ? 1 : (terms.leverageMax ?? 20),
    session: CONTINUOUS,
  });
}

/** Checks what everything else relies on. @throws RangeError naming the symbol, the row and what is wrong with it */
export function checkColumns(
  symbol: string,
  columns: BarColumns,
  { timeframe, everyMs }: { readonly timeframe: string; readonly everyMs: DurationMs },
): void {
  const refuse = (what: string): never => {
    throw new RangeError(`data.${symbol}: ${what}`);
  };
  for (const name of COLUMNS)
    if (!(columns[name] instanceof Float64Array)) refuse(`${name}: no column of doubles`);
  const rows = columns.time.length;
  if (rows === 0) refuse("no bars");
  for (const name of COLUMNS)
    if (columns[name].length !== rows) refuse(`${name} has ${columns[name].length} rows, time has ${rows}`);
  let before = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const [open, high, low, close] = [columns.open, columns.high, columns.low, columns.close].map((column) =>
      at(column, row),
    ) as [number, number, number, number];
    const isSound =
      low > 0 && low <= open && low <= close && open <= high && close <= high && high < Infinity;
    if (!isSound) refuse(`row ${row} is no bar: open ${open}, high ${high}, low ${low}, close ${close}`);
    if (!(at(columns.volume, row) >= 0)) refuse(`row ${row} has volume ${at(columns.volume, row)}`);
    const time = at(columns.time, row);
    if (!(time > before)) refuse(`row ${row} starts at ${time}, not after the row before it`);
    before = time;
  }
  for (let row = 0; row < rows; row++) {
    const time = at(columns.time, row);
    if (!Number.isSafeInteger(time)) refuse(`row ${row} starts at ${time}, no whole millisecond`);
    const apart = row === 0 ? everyMs : time - at(columns.time, row - 1);
    if (apart < everyMs)
      refuse(
        `row ${row} starts ${apart} ms after the row before it; bars of ${timeframe} are ${everyMs} ms long`,
      );
  }
}

/** What a report says of a series: a market that never closes has a hole wherever a bar is missing. */
export function describe(
  symbol: string,
  timeframe: string,
  { time }: BarColumns,
  everyMs: DurationMs,
): ReportData {
  let gaps = 0;
  let missing = 0;
  for (let row = 1; row < time.length; row++) {
    const skipped = Math.round((at(time, row) - at(time, row - 1)) / everyMs) - 1;
    if (skipped <= 0) continue;
    gaps++;
    missing += skipped;
  }
  const [from, to] = [at(time, 0), at(time, time.length - 1)];
  return { instrument: symbol, timeframe, bars: time.length, from, to, gaps, missing, warnings: [] };
}
