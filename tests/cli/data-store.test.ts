/** Files into the store, out of it again, and runs that find their bars there. */
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedFile, testWithShared } from "../shared-data.ts";
import { readReport } from "./report-document.ts";
import { DEMO, demoFile, FIXTURES, runCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-store-cli-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const STORE = join(place, "store");

interface Imported {
  readonly datasets: readonly {
    readonly symbol: string;
    readonly venue: string;
    readonly content: string;
    readonly interval: string;
    readonly rows: number;
    readonly added: number;
    readonly same: number;
    readonly written: boolean;
  }[];
}

/** Runs `timonel data ...` in a directory of its own. */
const data = (...args: readonly string[]) => runCli(["data", ...args], { cwd: place, env: FIXTURES });

async function importJson(store: string, ...args: readonly string[]): Promise<Imported["datasets"]> {
  const { code, stdout, stderr } = await data("import", ...args, "--store", store, "--json");
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as Imported).datasets;
}

interface RunDocument {
  readonly hash: string;
  readonly dataHash: string;
  readonly configHash: string;
  readonly account: object;
  readonly trades: readonly object[];
}

/** The decision hash of a backtest, with what else must not hang on where the bars came from. */
async function runOf(args: readonly string[], cwd = place) {
  const { code, stdout, stderr } = await runCli(["backtest", "--json", ...args], { cwd, env: FIXTURES });
  expect(code, stderr).toBe(0);
  const { hash, dataHash, configHash, account, trades } = JSON.parse(stdout) as RunDocument;
  return { hash, dataHash, configHash, account, trades: trades.length };
}

/** The cells of a CSV file as numbers; NaN for an empty one. */
const numbersOf = (
  csv: string,
): { readonly names: readonly string[]; readonly rows: readonly (readonly number[])[] } => {
  const [head = "", ...lines] = csv.trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(",").map((cell) => (cell === "" ? Number.NaN : Number(cell))));
  return { names: head.split(","), rows };
};

describe("the demo data in a store", () => {
  beforeAll(async () => {
    const datasets = await importJson(STORE, DEMO);
    expect(datasets.map(({ venue, symbol, interval }) => `${venue}:${symbol} ${interval}`)).toEqual([
      "binance:BNB/USDT 15m",
      "binance:BTC/USDT 15m",
      "binance:ETH/USDT 15m",
    ]);
  });

  test("decides as the files do, without naming one", async () => {
    const options = ["--strategy", "ema-cross"];
    const fromFiles = await runOf([...options, "--data", DEMO]);
    expect(fromFiles.trades).toBeGreaterThan(10);
    expect(await runOf([...options, "--symbols", "BTC/USDT,ETH/USDT,BNB/USDT", "--store", STORE])).toEqual(
      fromFiles,
    );
    // Where the config says it, relative to the config.
    const config = "store: { directory: store }\nsymbols: { BTC/USDT: , ETH/USDT: , BNB/USDT: }\n";
    writeFileSync(join(place, "there.yaml"), config);
    expect(await runOf([...options, "--config", join(place, "there.yaml")], tmpdir())).toEqual(fromFiles);
  });

  test("serves paper runs and checks", async () => {
    const paper = await runCli(
      [
        ...["run", "--symbols", "BTC/USDT", "--strategy", "ema-cross"],
        ...["--store", STORE, "--speed", "max", "--json"],
      ],
      { env: FIXTURES },
    );
    expect(paper.code, paper.stderr).toBe(0);
    expect(readReport(paper.stdout).data[0]).toMatchObject({ instrument: "BTC/USDT", timeframe: "15m" });
    expect(paper.stderr).not.toContain("demo data");
    const check = await runCli(
      ["check", "warmup", "--symbols", "BTC/USDT", "--store", STORE, "--strategy", "ema-cross", "--json"],
      { env: FIXTURES },
    );
    expect(check.code, check.stderr).toBe(0);
  });

  test("is listed in an aligned table, and as JSON", async () => {
    const { code, stdout } = await data("list", "--store", STORE);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^VENUE +SYMBOL +DATA +ROWS +FROM \(UTC\) +TO \(UTC\) +GAPS +SIZE +SOURCE$/);
    const end = (lines[0] ?? "").indexOf("ROWS") + "ROWS".length;
    for (const line of lines.slice(1))
      expect(line.slice(0, end)).toMatch(/^binance +\w+\/USDT +15m +[\d,]+$/);
    const listed = JSON.parse((await data("list", "--store", STORE, "--json")).stdout) as {
      datasets: { symbol: string; sources: { file: string }[] }[];
    };
    expect(listed.datasets.map(({ symbol, sources }) => [symbol, sources[0]?.file])).toEqual([
      ["BNB/USDT", basename(demoFile("BNB"))],
      ["BTC/USDT", basename(demoFile("BTC"))],
      ["ETH/USDT", basename(demoFile("ETH"))],
    ]);
  });

  test.each(["csv", "json", "csv.gz", "parquet"])(
    "comes out as %s and in again to the same numbers",
    async (form) => {
      const out = join(place, `BTCUSDT_15m.${form}`);
      const exported = await data("export", "binance:BTC/USDT", "15m", "--out", out, "--store", STORE);
      expect(exported.code, exported.stderr).toBe(0);
      if (form === "csv")
        expect(numbersOf(readFileSync(out, "utf8"))).toEqual(
          numbersOf(gunzipSync(readFileSync(demoFile("BTC"))).toString()),
        );
      // Into the same dataset: every row is the same, so nothing is written.
      const [again] = await importJson(STORE, out);
      expect(again).toMatchObject({ added: 0, written: false, symbol: "BTC/USDT", interval: "15m" });
      expect(again?.same).toBe(again?.rows);
    },
  );

  test.each(["csv", "parquet"])("comes out as %s where a link leads, and the link stays", async (form) => {
    const link = join(place, `link.${form}`);
    const target = join(place, `target.${form}`);
    symlinkSync(`target.${form}`, link);
    const args = ["export", "binance:BTC/USDT", "15m", "--out", link, "--store", STORE];
    expect(await data(...args)).toMatchObject({ code: 0 });
    expect([lstatSync(link).isSymbolicLink(), lstatSync(target).isFile()]).toEqual([true, true]);
    // What stands there now is not written over.
    expect(await data(...args)).toMatchObject({ code: 2 });
  });

  test("comes out in the place of no pipe, which stays one", async () => {
    const pipe = join(place, "pipe");
    execFileSync("mkfifo", [pipe]);
    const one = ["export", "binance:BTC/USDT", "15m", "--store", STORE, "--out", pipe];
    const longer = ["resample", demoFile("BTC"), "--to", "1h", "--out", pipe];
    for (const args of [one, [...one, "--format", "parquet"], longer]) {
      const { code, stderr } = await data(...args);
      expect([code, stderr]).toEqual([
        2,
        `${pipe}: it is no ordinary file; nothing was written; allowed: a name that is not taken; fix: name a file, or leave --out away and send standard output there\n`,
      ]);
      expect(lstatSync(pipe).isFIFO()).toBe(true);
    }
  });

  test("comes out in parts, on standard output", async () => {
    const { code, stdout } = await data(
      "export",
      "BTC/USDT",
      "15m",
      "--from",
      "2023-02-01",
      "--to",
      "2023-02-02",
      "--store",
      STORE,
    );
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect([lines[0], lines.length]).toEqual(["time,open,high,low,close,volume", 97]);
    expect(lines[1]).toMatch(/^1675209600000,/);
  });

  test("is read again from Parquet where the raw columns are damaged, and refused where that is", async () => {
    const directory = join(STORE, "binance", "ETH-USDT");
    const options = ["--strategy", "ema-cross", "--symbols", "ETH/USDT", "--store", STORE];
    const before = await runOf(options);
    writeFileSync(join(directory, "15m.columns"), "damaged");
    expect(await runOf(options)).toEqual(before);
    const parquet = join(directory, "15m.parquet");
    const whole = readFileSync(parquet);
    writeFileSync(parquet, whole.subarray(0, 1_000));
    const { code, stderr, stdout } = await runCli(["backtest", "--json", ...options], { env: FIXTURES });
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toMatch(
      /15m\.parquet: the Parquet file is damaged or was changed.*; fix: remove the dataset and import it again/,
    );
    writeFileSync(parquet, whole);
  });
});

describe("importing again", () => {
  const T = 1_704_067_200_000;
  const csv = (rows: readonly (readonly [hour: number, close: number])[]): string =>
    `time,open,high,low,close,volume\n${rows.map(([hour, close]) => `${T + hour * 3_600_000},10,20,5,${close},1\n`).join("")}`;
  const write = (name: string, content: string): string => {
    mkdirSync(join(place, name), { recursive: true });
    const file = join(place, name, "BTCUSDT_1h.csv");
    writeFileSync(file, content);
    return file;
  };
  const store = join(place, "again");
  const closes = async (): Promise<string[]> =>
    (await data("export", "BTC/USDT", "1h", "--store", store)).stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[4] ?? "");

  test("adds what is new, and lets a person choose where rows differ", async () => {
    await importJson(
      store,
      write(
        "a",
        csv([
          [0, 11],
          [1, 11],
        ]),
      ),
    );
    expect(
      await importJson(
        store,
        write(
          "b",
          csv([
            [1, 11],
            [2, 11],
          ]),
        ),
      ),
    ).toMatchObject([{ added: 1, same: 1 }]);
    const other = write(
      "c",
      csv([
        [2, 12],
        [3, 12],
      ]),
    );
    const refused = await data("import", other, "--store", store);
    expect([refused.code, refused.stdout]).toEqual([5, ""]);
    expect(refused.stderr).toMatch(
      /BTCUSDT_1h\.csv:2:\d+: 1 row differs from .*1h\.parquet; found: 2024-01-01 02:00Z close 11, now 12; .*fix: add --replace to let the new rows win, or --keep/,
    );
    expect(await closes()).toEqual(["11", "11", "11"]);
    const dry = await data("import", other, "--store", store, "--replace", "--dry-run");
    expect(dry.stdout).toContain("would be stored (--dry-run): binance:BTC/USDT 1h: 1 new row, 1 replaced");
    expect(await closes()).toEqual(["11", "11", "11"]);
    await importJson(store, other, "--keep");
    expect(await closes()).toEqual(["11", "11", "11", "12"]);
    await importJson(store, other, "--replace");
    expect(await closes()).toEqual(["11", "11", "12", "12"]);
  });

  test("leaves everything as it was when one of several files is wrong", async () => {
    const sound = write(
      "d",
      csv([
        [9, 11],
        [10, 11],
      ]),
    );
    const bad = write(
      "e",
      csv([
        [11, 99],
        [12, 11],
      ]),
    );
    const { code, stderr } = await data("import", sound, bad, "--store", store);
    expect(code).toBe(5);
    expect(stderr).toMatch(/BTCUSDT_1h\.csv:2:\d+: close 99 is above high 20/);
    expect(await closes()).toHaveLength(4);
    expect(readdirSync(join(store, "binance", "BTC-USDT")).sort()).toEqual([
      "1h.columns",
      "1h.json",
      "1h.parquet",
    ]);
  });
});

describe("what a newcomer tries", () => {
  test("an empty store says what to do", async () => {
    const { code, stdout } = await data("list", "--store", join(place, "nothing"));
    expect([code, stdout]).toEqual([0, expect.stringContaining("bring some in: timonel data import FILE")]);
  });

  test("the preview shows what was recognised", async () => {
    writeFileSync(
      join(place, "prices.csv"),
      "Date;Open;High;Low;Close\n01.02.2024;1,5;2;1;1,75\n02.02.2024;1,75;2;1;1,5\n",
    );
    const { code, stdout } = await data(
      "import",
      "prices.csv",
      "--symbol",
      "SPY",
      "--dry-run",
      "--store",
      STORE,
    );
    expect(code).toBe(0);
    for (const text of [
      "CSV, semicolons, decimal commas",
      "time=Date",
      "us:SPY 1d",
      "2 from 2024-02-01 00:00 to 2024-02-02 00:00 UTC",
      "venue us assumed",
      "no volume column",
    ])
      expect(stdout).toContain(text);
    expect(readdirSync(STORE)).toEqual(["binance"]);
  });

  test("--quiet prints one line for each dataset", async () => {
    const { stdout, stderr } = await data("import", demoFile("BTC"), "--store", STORE, "--quiet");
    expect([stdout.trimEnd().split("\n").length, stderr]).toEqual([1, ""]);
  });
});

testWithShared(
  "runs over recorded shares, currencies, quotes and perpetuals decide alike from file and store",
  async () => {
    const store = join(place, "kinds");
    const file = (kind: string, name: string): string => sharedFile("data", "candles", kind, name);
    const perpetual = join(place, "perpetual");
    mkdirSync(perpetual);
    for (const what of ["1h", "funding_8h", "mark_8h"]) {
      const name = `binance-usdm_BTCUSDT_${what}_2025.csv.gz`;
      copyFileSync(file("crypto", name), join(perpetual, name));
    }
    const cases = [
      ["SPY", file("us-equity", "SPY_1m_2013-10_6days.csv.gz"), []],
      ["EUR/USD", file("fx", "EURUSD_1h_2017-2026.csv.gz"), ["--balance", "100000"]],
      ["BTC/USD", file("crypto", "coinbase_BTCUSD_1m-quotes_2018-04-04_2days.csv.gz"), []],
      ["BTC/USDT:USDT", perpetual, ["--leverage", "2", "--config", "perpetual.yaml"]],
    ] as const;
    writeFileSync(join(place, "perpetual.yaml"), "leverage: { max: 2 }\n");
    for (const [symbol, from, more] of cases) {
      await importJson(store, from);
      const currency = symbol.includes("USDT") ? [] : ["--config", "dollars.yaml"];
      writeFileSync(join(place, "dollars.yaml"), "account: { currency: USD }\n");
      const options = ["--strategy", "ema-cross", ...more, ...currency];
      const fromFile = await runOf([...options, "--data", symbol === "BTC/USD" ? `${symbol}=${from}` : from]);
      expect([symbol, fromFile.trades > 0]).toEqual([symbol, true]);
      expect([symbol, await runOf([...options, "--symbols", symbol, "--store", store])]).toEqual([
        symbol,
        fromFile,
      ]);
    }
  },
  600_000,
);

test("the help of each verb has an example", async () => {
  for (const verb of [[], ["import"], ["list"], ["export"]]) {
    const { code, stdout } = await data(...verb, "--help");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Examples:\n {2}timonel data /)]);
  }
});
