/** Files beside the bars: factors, quotes and calendars, sound and damaged. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataProblem } from "./data-problem.ts";
import { factorsOn, readFactors } from "./factor-file.ts";
import { type LoadOptions, loadBars } from "./index.ts";
import { readMarketHours } from "./market-hours-file.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-sessions-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}
function problem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
    return `${error.exitCode} ${error.message.replaceAll(`${directory}/`, "")}`;
  }
  return "nothing was wrong";
}
const day = (text: string): number => Date.parse(`${text}T00:00Z`) / 86_400_000;

describe("a factor file", () => {
  const rows = readFactors(
    file("good.csv", "20140606,0.9,0.25,645.57\n20140806,0.9,1,94.97\r\n20501231,1,1,0"),
  );

  test("holds factors until a day, that day included", () => {
    const on = (text: string) => factorsOn(rows, day(text));
    expect(on("1999-01-01")).toMatchObject({ price: 0.9, split: 0.25 });
    expect(on("2014-06-06")).toMatchObject({ price: 0.9, split: 0.25 });
    expect(on("2014-06-07")).toMatchObject({ price: 0.9, split: 1 });
    expect(on("2014-08-07")).toMatchObject({ price: 1, split: 1 });
    expect(on("2060-01-01")).toMatchObject({ price: 1, split: 1 });
  });

  test.each([
    ["date,price,split\n", /^5 bad.csv:1: no row of a factor file/],
    ["20140606,0.9,0.25,1\n20140605,1,1,1\n", /^5 bad.csv:2: rows are not sorted/],
    ["20140606,0,1,1\n", /^5 bad.csv:1: no row/],
    ["20140606,1.2.3,1,1\n", /^5 bad.csv:1: no row/],
    ["\n\n", /^5 bad.csv: the file is empty/],
  ])("that is none is damage: %j", (text, message) => {
    expect(problem(() => readFactors(file("bad.csv", text)))).toMatch(message);
  });
});

const BARS = `time,open,high,low,close,volume
${Date.UTC(2024, 0, 2, 14, 30)},10,12,9,11,100
${Date.UTC(2024, 0, 2, 14, 31)},11,12,10,11,100
${Date.UTC(2024, 0, 2, 14, 33)},11,12,10,11,100
${Date.UTC(2024, 0, 2, 22, 0)},11,12,10,11,100
`;
const QUOTES = `time,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size
${Date.UTC(2024, 0, 2, 14, 29)},1,1,1,1,5,2,2,2,2,5
${Date.UTC(2024, 0, 2, 14, 31)},10.5,11,10,10.75,5,11,11.5,10.5,11.25,5
${Date.UTC(2024, 0, 2, 14, 33)},,,,,,11,11.5,10.5,11.25,5
`;
const load = (options: LoadOptions = {}) => loadBars(file("SPY_1m.csv", BARS), options);

describe("quotes", () => {
  test("beside bars are found by time; what a bar has no quote for stays open", () => {
    const { quotes } = load({ quotes: file("q.csv", QUOTES) });
    expect([...(quotes?.bidOpen ?? [])]).toEqual([Number.NaN, 10.5, Number.NaN, Number.NaN]);
    expect([...(quotes?.askHigh ?? [])]).toEqual([Number.NaN, 11.5, 11.5, Number.NaN]);
  });

  test("alone make bars in the middle; a row with one side is left out, and said", () => {
    const bars = loadBars(file("SPY_2m-quotes.csv", QUOTES));
    expect([...bars.columns.open]).toEqual([1.5, 10.75]);
    expect([...bars.columns.high]).toEqual([1.5, 11.25]);
    expect([...bars.columns.close]).toEqual([1.5, 11]);
    expect([...(bars.quotes?.askClose ?? [])]).toEqual([2, 11.25]);
    expect(bars.warnings.join()).toMatch(/1 row without a quote on one side left out/);
  });

  test.each([
    ["11,11.5,10.5,11.25", "11,11.5,12,11.25", /^5 q.csv:3:1: the quotes of a side are no bar/],
    [",,,,,,11", ",,,1,,,11", /^5 q.csv:4:1: the quotes of a side are no bar/],
    ["10.5,11,10,10.75", "10.5,x,10,10.75", /^5 q.csv:3:\d+: bid_high x is not a number/],
    ["ask_close", "ask_last", /^5 q.csv:1: column ask_close is missing/],
  ])("that are none are damage: %s -> %s", (from, to, message) => {
    const damaged = file("q.csv", QUOTES.replace(from, to));
    expect(problem(() => load({ quotes: damaged }))).toMatch(message);
  });

  test("out of order are damage, and bars are no quotes", () => {
    const lines = QUOTES.trim().split("\n");
    const turned = [lines[0], lines[2], lines[1]].join("\n");
    expect(problem(() => load({ quotes: file("q.csv", turned) }))).toMatch(
      /^5 q.csv:3:1: rows are not sorted/,
    );
    expect(problem(() => load({ quotes: file("b.csv", BARS) }))).toMatch(
      /^2 b.csv: the file holds no quotes/,
    );
  });
});

describe("bars and sessions", () => {
  test("holes count while the market is open only", () => {
    expect(load()).toMatchObject({ rows: 4, gaps: 1, missing: 1 });
  });

  test("bars of the evening may be dropped; then the report ends with the session", () => {
    const bars = load({ session: { extended: "drop" }, quotes: file("q.csv", QUOTES) });
    expect(bars).toMatchObject({ rows: 3, to: Date.UTC(2024, 0, 2, 14, 33) });
    expect([...(bars.quotes?.bidOpen ?? [])]).toEqual([Number.NaN, 10.5, Number.NaN]);
    expect(bars.columns.close).toEqual(load().columns.close.slice(0, 3));
  });

  test("bars that all lie outside are exit 2", () => {
    const hours = { open: 3_600_000, close: 7_200_000, zone: "UTC" };
    expect(problem(() => load({ session: { hours, extended: "drop" } }))).toMatch(
      /^2 .*no bar lies within a session/,
    );
  });

  test("a day without a session is kept, and said", () => {
    const days =
      "date,open,high,low,close,volume\n2024-01-05,1,1,1,1,1\n2024-01-06,1,1,1,1,1\n2024-01-08,1,1,1,1,1\n";
    const bars = loadBars(file("SPY_1d.csv", days));
    expect(bars.warnings.join()).toMatch(/1 bar of days without a session, first 2024-01-06/);
    expect(bars).toMatchObject({ rows: 3, gaps: 0, missing: 0 });
  });
});

describe("a market-hours database", () => {
  const entry = {
    exchangeTimeZone: "UTC",
    monday: [{ start: "09:30:00", end: "1.00:00:00", state: "market" }],
  };
  const read = (content: unknown, name = "A") =>
    readMarketHours(file("hours.json", typeof content === "string" ? content : JSON.stringify(content)), [
      name,
    ]);
  const withEntry = (more: object) => ({ entries: { A: { ...entry, ...more } } });

  test("gives hours by weekday, and the days that differ", () => {
    const hours = read(withEntry({ holidays: ["1/2/2024"], earlyCloses: { "12/24/2024": "13:00:00" } }));
    expect(hours.week[1]).toEqual([{ from: 34_200_000, to: 86_400_000, state: "regular" }]);
    expect([...hours.holidays]).toEqual([day("2024-01-02")]);
    expect([...hours.earlyCloses]).toEqual([[day("2024-12-24"), 46_800_000]]);
  });

  test.each<[unknown, string, RegExp]>([
    ["{", "A", /^5 hours.json: not JSON/],
    [{ entries: [] }, "A", /^5 hours.json: entries: it is not what/],
    [withEntry({}), "B", /^2 hours.json: the market-hours database has no entry B/],
    [withEntry({ holidays: ["2024-01-02"] }), "A", /^5 hours.json: A: a date is not what/],
    [withEntry({ monday: [{ start: "9:30", end: "16:00:00" }] }), "A", /a time of day is not what/],
    [withEntry({ exchangeTimeZone: 5 }), "A", /exchangeTimeZone is not what/],
  ])("that is none is refused: %j", (content, name, message) => {
    expect(problem(() => read(content, name))).toMatch(message);
  });
});
