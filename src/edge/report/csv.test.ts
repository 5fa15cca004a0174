import { expect, test } from "vitest";
import { DAY, REPORT, START, trade } from "../../../tests/builders/report.ts";
import { csvOf } from "./csv.ts";

/** A second reader: fields between commas, quotes doubled within quotes. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, cell = ""]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
    .slice(0, -1);
const rowsOf = (csv: string): Record<string, string>[] => {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  const names = cellsOf(head);
  return lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, i) => [names[i], cell])));
};

test("trades keep every decimal of the document, and times can be read by people and by programs", () => {
  const exact = {
    ...trade(1, "0.000000000000000001", "signal"),
    quantity: "0.10000000",
    fees: "1234567.89012345678901",
  };
  const [row] = rowsOf(csvOf("trades", { ...REPORT, trades: [exact] }));
  expect(row).toEqual({
    id: "1",
    instrument: "BTC/USDT",
    strategy: "ema-cross",
    side: "long",
    quantity: "0.10000000",
    entry_time: new Date(START + 10 * DAY).toISOString(),
    entry_time_ms: String(START + 10 * DAY),
    entry_price: "1000",
    exit_time: new Date(START + 13 * DAY).toISOString(),
    exit_time_ms: String(START + 13 * DAY),
    exit_price: "1010",
    fees: "1234567.89012345678901",
    funding: "0",
    pnl: "0.000000000000000001",
    return_on_entry: String(exact.returnOnEntry),
    mfe: "0.1",
    mae: "-0.1",
    duration_ms: String(3 * DAY),
    exit_reason: "signal",
  });
});

test.each([
  ["a,b", "a,b"],
  ['say "so"', 'say "so"'],
  ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@x", "'@x"],
  ["plain", "plain"],
])("a strategy called %s is one cell and no formula", (strategy, cell) => {
  const csv = csvOf("trades", { ...REPORT, trades: [{ ...trade(1, "-5", "signal"), strategy }] });
  expect(rowsOf(csv)[0]).toMatchObject({ strategy: cell, pnl: "-5", exit_reason: "signal" });
});

test("equity has a row for each point, with the fall from the highest before it, the start included", () => {
  const equity = [
    [START, 9_000],
    [START + 1, 12_000],
    [START + DAY + 7, 6_000.5],
  ] as const;
  expect(rowsOf(csvOf("equity", { ...REPORT, equity }))).toEqual([
    { time: "2017-08-17T05:00:00.000Z", time_ms: String(START), equity: "9000", drawdown: "0.1" },
    { time: "2017-08-17T05:00:00.001Z", time_ms: String(START + 1), equity: "12000", drawdown: "0" },
    {
      time: "2017-08-18T05:00:00.007Z",
      time_ms: String(START + DAY + 7),
      equity: "6000.5",
      drawdown: String((12_000 - 6_000.5) / 12_000),
    },
  ]);
});

test("times before 1970 and at the last millisecond of a day are those of the calendar", () => {
  const times = [-1, -DAY, 0, DAY - 1, Date.UTC(2024, 1, 29, 23, 59, 59, 999)];
  const csv = csvOf("equity", { ...REPORT, equity: times.map((time) => [time, 1] as const) });
  expect(rowsOf(csv).map(({ time }) => time)).toEqual(times.map((time) => new Date(time).toISOString()));
});

test("a run without trades is a table without rows", () => {
  expect(csvOf("trades", { ...REPORT, trades: [] })).toMatch(/^id,instrument,[^\n]+,exit_reason\n$/);
});
