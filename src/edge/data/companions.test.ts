import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataProblem, fundingFor, marksFor } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-companions-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
/** A directory of files; @returns the bars in it. */
function folder(files: Readonly<Record<string, string>>) {
  const directory = join(root, String(made++));
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return { symbol: "BTC/USDT:USDT", venue: "binance", file: join(directory, "binance-usdm_BTCUSDT_1h.csv") };
}

const FUNDING = "time,funding_rate\n1741276800000,0.00006818\n1741305600001,-0.00000612\n";
const NAME = "binance-usdm_BTCUSDT_funding_8h_2025.csv";

function complaint(run: () => unknown): { readonly exitCode: number; readonly message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof DataProblem)
      return { exitCode: error.exitCode, message: error.message.replaceAll(root, "") };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("funding", () => {
  test("is found beside the bars of its symbol, as it was stamped", () => {
    const own = folder({ [NAME]: FUNDING, "binance-usdm_ETHUSDT_funding_8h_2025.csv": "x" });
    const found = fundingFor(own, undefined);
    expect([...(found?.time ?? [])]).toEqual([1_741_276_800_000, 1_741_305_600_001]);
    expect([...(found?.rate ?? [])]).toEqual([0.00006818, -0.00000612]);
  });

  test("is none where none lies there, of that symbol and that venue", () => {
    expect(fundingFor(folder({}), undefined)).toBeUndefined();
    expect(fundingFor({ ...folder({ [NAME]: FUNDING }), venue: "bitget" }, undefined)).toBeUndefined();
    expect(fundingFor({ ...folder({ [NAME]: FUNDING }), symbol: "BTC/USDT" }, undefined)).toBeUndefined();
  });

  test("of a name is looked for in the directories, and must be there", () => {
    const own = folder({ "mine.csv": FUNDING });
    const directories = [join(own.file, "..")];
    expect(fundingFor(own, { file: "mine.csv", directories })?.time).toHaveLength(2);
    expect(complaint(() => fundingFor(own, { file: "other.csv", directories }))).toMatchObject({
      exitCode: 5,
    });
  });

  test("in two files is a question", () => {
    const own = folder({ [NAME]: FUNDING, "binance-usdm_BTCUSDT_funding_8h_2024.csv": FUNDING });
    const { exitCode, message } = complaint(() => fundingFor(own, undefined));
    expect(exitCode).toBe(2);
    expect(message).toContain("several files hold funding rates of BTC/USDT:USDT");
    expect(message).toContain("symbols.BTC/USDT:USDT.funding");
  });

  test.each([
    ["another header", "time,open\n1741276800000,1\n", 2, ":1: this file holds no funding rates"],
    ["no rows", "time,funding_rate\n", 5, "a header but no rows"],
    ["a time that is none", "time,funding_rate\nnoon,0.0001\n", 5, ":2: the time is no Unix time"],
    ["a rate that is none", "time,funding_rate\n1741276800000,\n", 5, ":2: the rate is none"],
    ["percent", "time,funding_rate\n1741276800000,1.5\n", 5, ":2: the rate is none"],
    ["rows out of order", `${FUNDING}1741276800000,0\n`, 5, ":4: the times do not rise"],
  ])("with %s is refused, with its place", (_what, text, exitCode, part) => {
    const refused = complaint(() => fundingFor(folder({ [NAME]: text }), undefined));
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.message).toContain(part);
  });
});

test("mark prices are bars without volume, found in the same way", () => {
  const rows = [0, 1, 2].map((hour) => `${1_741_276_800_000 + hour * 3_600_000},100,101,99,100`);
  const own = folder({
    "binance-usdm_BTCUSDT_mark_1h_2025.csv": `time,open,high,low,close\n${rows.join("\n")}\n`,
  });
  const found = marksFor(own, undefined);
  expect(found?.intervalMs).toBe(3_600_000);
  expect([...(found?.columns.low ?? [])]).toEqual([99, 99, 99]);
});
