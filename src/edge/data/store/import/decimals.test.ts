/** Decimals and thousands: what cells say about them, and what they leave open. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataProblem } from "../../data-problem.ts";
import { planImport } from "../../index.ts";

const HOUR = 3_600_000;
const T = Date.UTC(2024, 0, 1);
const directory = mkdtempSync(join(tmpdir(), "timonel-decimals-"));
afterAll(() => rmSync(directory, { recursive: true }));

type Decimal = "." | "," | undefined;

async function imported(name: string, text: string, decimal?: Decimal) {
  const file = join(directory, name);
  writeFileSync(file, text);
  const [planned] = await planImport({
    store: join(directory, "none"),
    files: [file],
    identity: { symbol: "USD/JPY", venue: undefined, timeframe: "1h", fallbackVenue: "binance" },
    hints: { columns: undefined, timeZone: undefined, dateOrder: undefined, decimal },
    policy: "refuse",
  });
  if (planned === undefined) throw new Error("nothing was planned");
  const { table, sources } = planned;
  return {
    rows: Array.from({ length: table.rows }, (_, row) => table.columns.slice(1).map((column) => column[row])),
    notes: sources[0]?.from.source.notes ?? [],
  };
}

/** Rows of hours, the cells of each parted by `delimiter`; what holds a comma is in quotes. */
function rowsOf(delimiter: string, ...rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string): string => (cell.includes(delimiter) ? `"${cell}"` : cell);
  const lines = rows.map((row, i) => [String(T + i * HOUR), ...row.map(quoted)].join(delimiter));
  const names = ["time", "open", "high", "low", "close", "volume"].slice(0, (rows[0]?.length ?? 0) + 1);
  return [names.join(delimiter), ...lines, ""].join("\n");
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DataProblem)
      return `${error.exitCode} ${error.message.replaceAll(`${directory}/`, "")}`;
    throw error;
  }
  return "nothing was wrong";
}

const DELIMITERS = [
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
] as const;
const YEN = ["145,120", "145,260", "145,010", "145,130"];

describe.each(DELIMITERS)("between %j (%s)", (delimiter) => {
  const found = async (rows: readonly (readonly string[])[], decimal?: Decimal) =>
    await imported("file.csv", rowsOf(delimiter, ...rows), decimal);

  test.each([
    [
      "no thousands begin with 0",
      ["0,123", "0,126", "0,121", "0,124", "1000"],
      [0.123, 0.126, 0.121, 0.124, 1000],
    ],
    ["thousands are three digits", ["1,08551", "1,086", "1,085", "1,0855"], [1.08551, 1.086, 1.085, 1.0855]],
    [
      "two commas part thousands",
      ["1,319", "1,319", "1,319", "1,319", "1,000,000"],
      [1319, 1319, 1319, 1319, 1e6],
    ],
    [
      "so does one before a point",
      ["1,319.5", "1,320", "1,318", "1,319", "7"],
      [1319.5, 1320, 1318, 1319, 7],
    ],
    [
      "points beside commas in a volume are decimals",
      ["1.319", "1.320", "1.318", "1.319", "1,319"],
      [1.319, 1.32, 1.318, 1.319, 1319],
    ],
    [
      "an apostrophe parts thousands",
      ["42'283.58", "42'300", "42'000.1", "42\u2019100", "1'234'567"],
      [42283.58, 42300, 42000.1, 42100, 1234567],
    ],
    [
      "also before a comma",
      ["42'283,58", "42'300", "42'000,1", "42'100", "7"],
      [42283.58, 42300, 42000.1, 42100, 7],
    ],
  ])("%s", async (_, row, expected) => {
    expect((await found([row])).rows).toEqual([expected]);
  });

  test("one cell that leaves no doubt tells it for all, however late it comes", async () => {
    const rows = [...Array.from({ length: 300 }, () => YEN), ["145,1", ...YEN.slice(1)]];
    const { rows: read, notes } = await found(rows);
    expect([read[0], notes]).toEqual([[145.12, 145.26, 145.01, 145.13], []]);
  });

  test("a price that writes no thousands tells it as well, and that is said", async () => {
    const { rows, notes } = await found([YEN, ["1000", "1000", "1000", "1000"]]);
    expect(rows[0]).toEqual([145.12, 145.26, 145.01, 145.13]);
    expect(notes).toEqual([
      "145,120 is taken for 145.12, as 1000 beside it has no thousands; --decimal point would read 145120",
    ]);
  });

  test.each([
    ["all of them", [YEN]],
    ["a volume of less than a thousand", [[...YEN, "950"]]],
    ["a volume without thousands, which prices may have all the same", [[...YEN, "12345678"]]],
    ["points, which are either", [[...YEN, "1.234"]]],
    ["a volume alone, beside whole prices", [["38915", "38915", "38915", "38915", "1,234"]]],
  ])("what can be read in two ways is asked for: %s", async (_, rows) => {
    expect(await refusal(found(rows))).toMatch(
      /^2 file\.csv:2:\d+: decimals and thousands cannot be told apart.*--decimal point.*--decimal comma/,
    );
  });

  test("whoever is asked settles it", async () => {
    expect((await found([YEN], ",")).rows).toEqual([[145.12, 145.26, 145.01, 145.13]]);
    expect((await found([YEN], ".")).rows).toEqual([[145120, 145260, 145010, 145130]]);
  });

  test("a cell that is written otherwise than the rest is no number a thousand times as high", async () => {
    const comma = ["0,5", "0,7", "0,4", "0.123", "1"];
    expect(await refusal(found([comma]))).toMatch(/^5 .*close 0\.123 is not a number/);
    const point = ["0.5", "0.7", "0.4", "0,123", "1"];
    expect(await refusal(found([point]))).toMatch(/^5 .*close 0,123 is not a number/);
  });
});

test("prices of three decimals behind a point are what they seem, which is said where commas would be as usual", async () => {
  const yen = YEN.map((price) => price.replace(",", "."));
  const expected = [[145.12, 145.26, 145.01, 145.13]];
  expect(await imported("yen.csv", rowsOf(",", yen))).toEqual({ rows: expected, notes: [] });
  expect(await imported("yen.csv", rowsOf(";", [...yen, "1000"]))).toMatchObject({ notes: [] });
  expect(await imported("yen.csv", rowsOf(";", yen))).toEqual({
    rows: expected,
    notes: ["145.120 is taken for 145.12; --decimal comma would read 145120"],
  });
});

test("numbers that JSON writes as text are read alike", async () => {
  const json = (...prices: readonly string[]): string =>
    JSON.stringify([
      [T, ...prices],
      [T + HOUR, ...prices],
    ]);
  expect((await imported("yen.json", json("145,12", ...YEN.slice(1), "3"))).rows[0]).toEqual([
    ...[145.12, 145.26, 145.01, 145.13, 3],
  ]);
  expect(await refusal(imported("yen.json", json(...YEN, "3")))).toMatch(
    /^2 yen\.json:1:\d+: decimals and thousands/,
  );
  expect((await imported("yen.json", json(...YEN, "3"), ",")).rows[0]).toEqual([
    145.12, 145.26, 145.01, 145.13, 3,
  ]);
});
