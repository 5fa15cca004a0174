/**
 * LEAN's (Apache-2.0) basic template algorithms on SPY, by our engine: all of the equity into the share at the first bar,
 * held to the end, at prices adjusted for dividends and with the fees of Interactive Brokers.
 */
import { readFileSync } from "node:fs";
import { type DurationMs, ratio } from "../../../src/core/base/index.ts";
import { defineInstrument, type InstrumentId } from "../../../src/core/domain/index.ts";
import { bars, none, open, strategy } from "../../../src/core/strategy/index.ts";
import { instrumentFor, type LoadedBars, loadBars } from "../../../src/edge/data/index.ts";
import { DAY, HOUR } from "../../builders/instrument.ts";
import { Run } from "../../builders/play.ts";
import { sharedFile } from "../../shared-data.ts";

export interface Published {
  readonly algorithm: string;
  readonly start: string;
  readonly end: string;
  readonly cash: string;
  readonly expected: Readonly<Record<string, string>>;
}

export function published(algorithm: string): Published {
  const file = sharedFile("data", "oracles", "backtests", "lean_expected_statistics.json");
  const { algorithms } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly algorithms: readonly Published[];
  };
  const found = algorithms.find((one) => one.algorithm === algorithm);
  if (found === undefined) throw new Error(`LEAN published nothing of ${algorithm}`);
  return found;
}

const hold = strategy({
  name: "hold",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar({ position }) {
    return position.state === "CLOSED" ? open("long", { why: "first bar", stop: "default" }) : none;
  },
});

/**
 * All of the equity, even if the fill is 0.25 % dearer than the decision; dearer it may not be. So 1 / 1.0025 of the equity
 * is bought at the price of the decision: what LEAN keeps back as its buffer of 0.25 %, but for six millionths.
 */
const RISK = { own: { positionSizeMax: ratio("1"), collar: ratio("0.0025") } };

/** What an algorithm is matched on, and the length of the bars it decides on where they are longer. */
export interface Source {
  readonly bars: string;
  readonly quotes?: string;
  readonly decides?: DurationMs;
}

export const MINUTES: Source = {
  bars: "SPY_1m_2013-10_6days.csv.gz",
  quotes: "SPY_1m-quotes_2013-10_6days.csv.gz",
};
export const HOURS: Source = { bars: "SPY_1h_1998-2021.csv.gz" };
export const HOURS_ON_MINUTES: Source = { ...MINUTES, decides: HOUR };
export const DAYS: Source = { bars: "SPY_1d.csv.gz" };

const data = (...parts: readonly string[]): string => sharedFile("data", ...parts);

/** Of the regular session, by LEAN's own calendar and factors. */
function barsOf({ bars: file, quotes }: Source): LoadedBars {
  const calendar = { file: data("reference", "lean_market-hours-database.json.gz"), entry: undefined };
  return loadBars(data("candles", "us-equity", file), {
    session: { calendar, extended: "drop" },
    adjust: data("reference", "us-equity", "factor_spy.csv"),
    ...(quotes === undefined ? {} : { quotes: data("candles", "us-equity", quotes) }),
  });
}

export function playHold({ start, end, cash }: Published, source: Source): Run {
  const loaded = barsOf(source);
  const { time } = loaded.columns;
  const before = (at: number): number => time.filter((one) => one < at).length;
  const [from, to] = [before(Date.parse(start)), before(Date.parse(end) + DAY)];
  const cut = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column]: [string, Float64Array]) => [name, column.slice(from, to)]),
    ) as T;
  const line = {
    instrument: defineInstrument({ ...instrumentFor(loaded).instrument, id: 0 as InstrumentId }),
    bars: cut(loaded.columns),
    quotes: loaded.quotes && cut(loaded.quotes),
    closes: loaded.closes?.slice(from, to),
    every: loaded.intervalMs,
    decides: source.decides,
    strategy: hold,
  };
  return new Run([line], { balance: cash, currency: "USD", risk: RISK }).play();
}
