/** US shares out of ../shared: LEAN's calendar against the days its bars have, its factors and quotes against its results. */
import { expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../tests/shared-data.ts";
import { price } from "../../core/base/index.ts";
import { CONTINUOUS } from "../../core/domain/index.ts";
import { at, longerBars } from "../../core/market/index.ts";
import { instrumentFor, type LoadedBars, type LoadOptions, loadBars } from "./index.ts";
import { readMarketHours } from "./market-hours-file.ts";
import { sessionsOf } from "./trading-hours.ts";

const DAY = 86_400_000;

describeWithShared("US shares", () => {
  const database = sharedFile("data", "reference", "lean_market-hours-database.json.gz");
  const factors = (name: string): string =>
    sharedFile("data", "reference", "us-equity", `factor_${name}.csv`);
  const candles = (group: string, name: string): string => sharedFile("data", "candles", group, name);
  const calendar = { session: { calendar: { file: database, entry: undefined } } };
  const load = (name: string, options: LoadOptions = {}): LoadedBars =>
    loadBars(candles("us-equity", name), { ...calendar, ...options });
  const rowOf = ({ columns }: LoadedBars, text: string): number => columns.time.indexOf(Date.parse(text));

  test("SPY has a bar on every session of LEAN's calendar from 2013 to 2021, and on no other day", () => {
    const bars = load("SPY_1d.csv.gz");
    const from = Date.UTC(2013, 0, 1, 12);
    const sessions = sessionsOf(
      readMarketHours(database, ["Equity-usa-[*]"]),
      { from, to: bars.to },
      { isExtended: false, whenClosed: "queue" },
    );
    expect(sessions.opens.length).toBe(2076);
    expect(bars.columns.time.filter((time) => time >= from)).toEqual(sessions.opens.slice());
  });

  test("a bar of a day spans its regular session: summer, winter, and a day that closes early", () => {
    const bars = load("SPY_1d.csv.gz");
    const span = (open: string) => {
      const row = rowOf(bars, `${open}Z`);
      return new Date(at(bars.closes as Float64Array, row)).toISOString().slice(0, 16);
    };
    expect(span("2013-10-07T13:30")).toBe("2013-10-07T20:00");
    expect(span("2013-11-29T14:30")).toBe("2013-11-29T18:00");
    expect(span("2013-12-02T14:30")).toBe("2013-12-02T21:00");
    expect([bars.gaps, bars.missing]).toEqual([0, 0]);
    expect(bars.warnings.join()).not.toMatch(/session|grid/);
  });

  test("the first bar of an hour begins when the session does", () => {
    const bars = load("SPY_1h_1998-2021.csv.gz");
    const row = rowOf(bars, "2013-10-07T13:30Z");
    expect(at(bars.closes as Float64Array, row)).toBe(Date.parse("2013-10-07T14:00Z"));
    expect(at(bars.columns.time, row + 1)).toBe(Date.parse("2013-10-07T14:00Z"));
    expect(bars.missing).toBeLessThan(20); // Real holes, none of them a night or a weekend.
  });

  test("bars of an hour add up to the bars of their day, on all 5,849 days", () => {
    const hours = load("SPY_1h_1998-2021.csv.gz");
    const days = load("SPY_1d.csv.gz");
    const { columns } = longerBars(hours.columns, hours.intervalMs, days.intervalMs);
    // The last day is not over by UTC: its boundary lies beyond the data.
    const rows = columns.time.length;
    expect(rows).toBe(5848);
    expect(columns.time).toEqual(days.columns.time.slice(0, rows).map((time) => time - (time % DAY)));
    for (const name of ["open", "high", "low", "close", "volume"] as const)
      expect([name, columns[name]]).toEqual([name, days.columns[name].slice(0, rows)]);
  });

  test("the minute after the first regular one of 2013-10-07 is offered at 167.45, adjusted 144.7817", () => {
    const options = { quotes: candles("us-equity", "SPY_1m-quotes_2013-10_6days.csv.gz") };
    const raw = load("SPY_1m_2013-10_6days.csv.gz", options);
    const adjusted = load("SPY_1m_2013-10_6days.csv.gz", { ...options, adjust: factors("spy") });
    const row = rowOf(raw, "2013-10-07T13:31Z");
    expect([raw.quotes?.askOpen[row], raw.quotes?.askClose[row - 1]]).toEqual([167.45, 167.45]);
    expect(adjusted.quotes?.askOpen[row]).toBeCloseTo(144.78172417, 10);
    expect(adjusted.columns.close[row]).toBeCloseTo(at(raw.columns.close, row) * 0.8646266, 10);
    const { instrument } = instrumentFor(adjusted);
    expect(instrument).toMatchObject({ kind: "equity", quote: "USD", settlement: "asset" });
    expect(instrument.rules[0]?.tick).toBe(price("0.00000001"));
  });

  test("bars of a week of minutes miss none of the session, and nobody trades in every minute outside of it", () => {
    const bars = load("SPY_1m_2019-02_1week.csv.gz");
    expect([bars.rows, bars.missing]).toEqual([1950, 0]);
    expect(load("TSLA_1m_2019-02_1week.csv.gz")).toMatchObject({ gaps: 4, missing: 4 });
  });

  test("after adjustment the split of AAPL is no jump any more", () => {
    const raw = load("AAPL_1d.csv.gz");
    const adjusted = load("AAPL_1d.csv.gz", { adjust: factors("aapl") });
    expect(raw.warnings.join()).toMatch(/jumps: .* 5 times/);
    // What is left is a real fall, after a profit warning.
    expect(adjusted.warnings.join()).toMatch(/jumps: [^:]*, 1 time: 2000-09-29 00:00Z \(x 0.526\)$/);
    const friday = rowOf(raw, "2014-06-06T13:30Z");
    // 645.57 x 0.9011818 x 0.0357143; bought before the split, a seventh of a share each.
    expect(adjusted.columns.close[friday]).toBeCloseTo(645.57 * 0.9011818 * 0.0357143, 9);
    expect(adjusted.columns.volume[friday]).toBeCloseTo(at(raw.columns.volume, friday) / 0.0357143, 3);
    expect(adjusted.columns.close.at(-1)).toBe(raw.columns.close.at(-1));
  });

  test("currencies trade from Sunday evening to Friday evening, through both changes of clocks", () => {
    const bars = loadBars(candles("fx", "EURUSD_1h_oanda_2007-2018.csv.gz"));
    expect(bars.session).toMatchObject({ kind: "sessions", whenClosed: "reject" });
    expect(bars).toMatchObject({ kind: "fx", symbol: "EUR/USD" });
    const { instrument } = instrumentFor({ ...bars, lot: "mini" });
    expect(instrument).toMatchObject({ settlement: "margin", pip: price("0.0001"), leverageMax: 50 });
    const { quotes, columns } = bars;
    expect([quotes?.bidOpen[0], quotes?.askOpen[0], columns.open[0]]).toEqual([1.31927, 1.32027, 1.31977]);
  });

  test("LEAN's hours of currencies have a break a day, holidays and late opens", () => {
    const { session } = loadBars(candles("fx", "EURUSD_1m_oanda_2014-05.csv.gz"), calendar);
    if (session.kind !== "sessions") throw new Error("currencies have sessions");
    const text = (at: number | undefined) => new Date(at ?? 0).toISOString().slice(0, 16);
    const sunday = session.opens.indexOf(Date.parse("2014-05-04T21:03Z"));
    expect(text(session.closes[sunday])).toBe("2014-05-05T20:58");
    expect(text(session.opens[sunday + 1])).toBe("2014-05-05T21:03");
    expect(text(session.closes[sunday + 4])).toBe("2014-05-09T20:58");
    expect(text(session.opens[sunday + 5])).toBe("2014-05-11T21:03");
  });

  test.each(["SPY", "AAPL"])("days of %s without a calendar miss nothing: holidays are no gaps", (name) => {
    const { gaps, missing } = loadBars(candles("us-equity", `${name}_1d.csv.gz`));
    expect([gaps, missing]).toEqual([0, 0]);
  });

  test("without a calendar the usual hours are assumed, and said", () => {
    const bars = loadBars(candles("us-equity", "SPY_1d.csv.gz"));
    expect(bars.session).not.toBe(CONTINUOUS);
    expect(bars.warnings.join()).toMatch(/sessions 09:30-16:00 New York assumed, without holidays/);
  });
});
