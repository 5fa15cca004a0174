import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DataProblem, loadBars } from "../index.ts";
import { readCatalog } from "./catalog.ts";
import { asOnlyWriter, writeDataset } from "./commit.ts";
import { freshenForRun } from "./companion-caches.ts";
import { freshen, openDataset, pathsOf, readDataset } from "./dataset.ts";
import { type DatasetKey, instrumentDirectory, stemOf } from "./dataset-key.ts";
import { decimalText } from "./decimal-text.ts";
import { findDataset } from "./find.ts";
import { mergeTables } from "./merge.ts";
import { readParquet, storedColumns, writeParquet } from "./parquet.ts";
import { COLUMNS_OF, type Table } from "./table.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-store-"));
afterAll(() => rmSync(root, { recursive: true }));
let store = "";
beforeEach(() => {
  store = mkdtempSync(join(root, "store-"));
});

const T = 1_704_067_200_000;
const H = 3_600_000;
const names = ["time", "open", "high", "low", "close", "volume"];
const tableOf = (rows: readonly (readonly number[])[], columns = names): Table => ({
  names: columns,
  columns: columns.map((_, i) => Float64Array.from(rows, (row) => row[i] ?? Number.NaN)),
  rows: rows.length,
});
const bars = (hours: readonly number[], close = 11): Table =>
  tableOf(hours.map((hour) => [T + hour * H, 10, 12, 9, close, 5]));
const cellsOf = ({ columns }: Table): number[][] => columns.map((column) => [...column]);

const KEY: DatasetKey = { venue: "binance", symbol: "BTC/USDT", content: "bars", interval: "1h" };

async function write(table: Table, key = KEY) {
  const paths = pathsOf(instrumentDirectory(store, key), stemOf(key));
  const about = {
    ...{
      ...key,
      kind: "spot" as const,
      from: table.columns[0]?.[0] ?? 0,
      to: table.columns[0]?.[table.rows - 1] ?? 0,
    },
    ...{ gaps: 0, missing: 0, sources: [], repairs: [] },
  };
  return asOnlyWriter(paths, () => writeDataset(paths, about, table));
}

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (problem) {
    if (problem instanceof DataProblem)
      return `${problem.exitCode} ${problem.message.replaceAll(`${store}/`, "")}`;
    throw problem;
  }
  throw new Error("nothing was wrong");
}

describe("numbers come back as they were", () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true });

  test("through Parquet: every double, and the absence of one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.oneof(double, fc.constant(Number.NaN)), double), {
          minLength: 1,
          maxLength: 50,
        }),
        async (pairs) => {
          const table = tableOf(
            pairs.map(([a, b], i) => [T + i, a, b]),
            ["time", "open", "volume"],
          );
          const file = join(store, "numbers.parquet");
          await writeParquet(file, table);
          const back = await readParquet(file, storedColumns(table.names));
          expect(cellsOf(back)).toEqual(cellsOf(table));
          rmSync(file);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("as decimal text, which has no exponent", () => {
    fc.assert(
      fc.property(double, (value) => {
        const text = decimalText(value);
        expect(text).toMatch(/^-?\d+(?:\.\d+)?$/);
        expect(Number(text) === value).toBe(true);
      }),
    );
    expect([0.1, 1e-7, 1.5e-9, 1e21, 1.25e22, -3e-8].map(decimalText)).toEqual([
      ...[
        "0.1",
        "0.0000001",
        "0.0000000015",
        "1000000000000000000000",
        "12500000000000000000000",
        "-0.00000003",
      ],
    ]);
  });

  test("more rows than DuckDB takes at a time", async () => {
    const table = bars(Array.from({ length: 5_000 }, (_, hour) => hour));
    const dataset = await write(table);
    expect(cellsOf(await readDataset(dataset))).toEqual(cellsOf(table));
  });
});

describe("a dataset", () => {
  test("is loaded by way of its raw columns, like the file that it came from", async () => {
    const dataset = await write(bars([0, 1, 2, 5]));
    const loaded = loadBars(await freshen(dataset));
    expect(loaded).toMatchObject({
      symbol: "BTC/USDT",
      venue: "binance",
      interval: "1h",
      rows: 4,
      gaps: 1,
      missing: 2,
    });
    expect(loaded.columns.volume[3]).toBe(5);
  });

  test("without volume is loaded with a volume of 0, and says so", async () => {
    const dataset = await write(
      tableOf(
        [0, 1].map((hour) => [T + hour * H, 10, 12, 9, 11]),
        COLUMNS_OF.bars.needed.slice(),
      ),
    );
    const loaded = loadBars(await freshen(dataset));
    expect([...loaded.columns.volume]).toEqual([0, 0]);
    expect(loaded.warnings).toContain("no volume column: volume is taken as 0");
  });

  test("with fresh raw columns is loaded without DuckDB", async () => {
    const dataset = await write(bars([0, 1]));
    vi.doMock("@duckdb/node-api", () => {
      throw new Error("loaded");
    });
    try {
      await expect(freshen(dataset)).resolves.toBe(dataset.paths.columns);
      rmSync(dataset.paths.columns);
      await expect(freshen(dataset)).rejects.toThrow("@duckdb/node-api does not load");
    } finally {
      vi.doUnmock("@duckdb/node-api");
    }
  });

  test.each([
    ["missing", (file: string) => rmSync(file)],
    ["cut off", (file: string) => writeFileSync(file, readFileSync(file).subarray(0, -8))],
    ["longer", (file: string) => appendFileSync(file, Buffer.alloc(8))],
    ["no such file", (file: string) => writeFileSync(file, "nonsense")],
    [
      "wrong in one bit",
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
  ])("whose raw columns are %s gets them again from its Parquet file", async (_what, damage) => {
    const dataset = await write(bars([0, 1, 2]));
    const whole = readFileSync(dataset.paths.columns);
    damage(dataset.paths.columns);
    expect(readFileSync(await freshen(dataset)).equals(whole)).toBe(true);
  });

  test("whose raw columns are those of an older Parquet file gets new ones", async () => {
    const old = await write(bars([0, 1]));
    const stale = readFileSync(old.paths.columns);
    const dataset = await write(bars([0, 1], 11.5));
    writeFileSync(dataset.paths.columns, stale);
    expect([...loadBars(await freshen(dataset)).columns.close]).toEqual([11.5, 11.5]);
  });

  test("of a perpetual is refused for a run where its funding or mark prices are damaged", async () => {
    const perpetual = { ...KEY, symbol: "BTC/USDT:USDT" };
    const dataset = await write(bars([0, 1]), perpetual);
    const own = { ...dataset, manifest: { ...dataset.manifest, kind: "linear-perpetual" as const } };
    const funding = await write(tableOf([[T, 0.0001]], ["time", "funding_rate"]), {
      ...perpetual,
      content: "funding",
      interval: "8h",
    });
    const shorter = await write(bars([0]), { ...perpetual, interval: "5m" });
    writeFileSync(shorter.paths.manifest, "{"); // No matter to the run.
    await freshenForRun(own);
    writeFileSync(funding.paths.manifest, "{");
    expect(await problemOf(() => freshenForRun(own))).toMatch(
      /^5 .*funding\.json: the manifest is damaged: it is not JSON/,
    );
  });

  test("whose Parquet file is damaged is refused, with or without raw columns", async () => {
    const { paths } = await write(bars([0, 1, 2]));
    const bytes = readFileSync(paths.parquet);
    const open = () => openDataset(store, KEY) as NonNullable<ReturnType<typeof openDataset>>; // It was just written.
    writeFileSync(paths.parquet, bytes.subarray(0, -1));
    expect(await problemOf(() => freshen(open()))).toMatch(
      /^5 binance\/BTC-USDT\/1h\.parquet: the Parquet file is damaged or was changed.*found: \d+ bytes, not \d+.*fix: remove the dataset and import it again/,
    );
    bytes[100] = (bytes[100] as number) ^ 1;
    writeFileSync(paths.parquet, bytes);
    expect(await problemOf(() => readDataset(open()))).toMatch(/^5 .*1h\.parquet: .*its content differs/);
    rmSync(paths.columns);
    expect(await problemOf(() => freshen(open()))).toMatch(/^5 .*its content differs/);
    rmSync(paths.parquet);
    expect(await problemOf(() => freshen(open()))).toMatch(/^5 .*the Parquet file of the dataset is missing/);
  });

  test.each([
    ["{", "it is not JSON"],
    ["[]", "its schema is not timonel.dataset/1"],
    ['{"schema":"timonel.dataset/9"}', "its schema is not timonel.dataset/1"],
    ['{"schema":"timonel.dataset/1","content":"bars","columns":["time"]}', "columns are missing"],
  ])("whose manifest is %s is named by the catalog", async (text, message) => {
    const { paths } = await write(bars([0, 1]));
    writeFileSync(paths.manifest, text);
    const { datasets, problems } = readCatalog(store);
    expect(datasets).toEqual([]);
    expect(problems.map((problem) => problem.message)[0]).toContain(message);
    expect(await problemOf(() => findDataset(store, WANT))).toContain(message);
  });
});

test("a store that may not be read is no empty one", async (context) => {
  if (process.getuid?.() === 0) return context.skip("whoever is root may read everything");
  await write(bars([0, 1]));
  for (const directory of [store, join(store, "binance")]) {
    chmodSync(directory, 0o000);
    const { datasets, problems } = readCatalog(store);
    chmodSync(directory, 0o755);
    expect(datasets).toEqual([]);
    expect(problems.map(({ exitCode, message }) => [exitCode, message])).toEqual([
      [
        5,
        `${directory}: the directory cannot be read; found: EACCES; fix: check its path and its permissions`,
      ],
    ]);
  }
});

const WANT = { symbol: "BTC/USDT", timeframe: undefined, venue: undefined, preferredVenue: "binance" };

describe("an import that was interrupted", () => {
  test("between its two renames is finished by whoever opens the dataset", async () => {
    const { paths } = await write(bars([0, 1]));
    const oldManifest = readFileSync(paths.manifest);
    await write(bars([0, 1, 2]));
    // The new Parquet file is in place, its manifest is not.
    renameSync(paths.manifest, paths.nextManifest);
    writeFileSync(paths.manifest, oldManifest);
    expect(openDataset(store, KEY)?.manifest.rows).toBe(3);
    expect(existsSync(paths.nextManifest)).toBe(false);
  });

  test("before them leaves the old dataset", async () => {
    const { paths, manifest } = await write(bars([0, 1]));
    writeFileSync(paths.nextParquet, "half");
    writeFileSync(paths.nextManifest, "half");
    expect(openDataset(store, KEY)?.manifest.sha256).toBe(manifest.sha256);
    expect((await readDataset({ paths, manifest })).rows).toBe(2);
  });

  test("leaves a lock that the next import takes over; one that runs keeps others out", async () => {
    const { paths } = await write(bars([0, 1]));
    writeFileSync(paths.lock, "999999999");
    await write(bars([0, 1, 2]));
    expect(existsSync(paths.lock)).toBe(false);
    writeFileSync(paths.lock, String(process.pid));
    await expect(write(bars([0]))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("another import is writing"),
    });
  });

  test("is not mistaken for one that has only begun, and has not yet said who it is", async () => {
    const { paths } = await write(bars([0, 1]));
    writeFileSync(paths.lock, "");
    await expect(write(bars([0]))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("found: a process that has only begun"),
    });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(paths.lock, longAgo, longAgo);
    await write(bars([0, 1, 2]));
    expect(existsSync(paths.lock)).toBe(false);
  });
});

describe("merging", () => {
  test("keeps every row once, whatever is merged with what", () => {
    const hours = fc.uniqueArray(fc.nat(40), { minLength: 1 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(hours, hours, (a, b) => {
        const merged = mergeTables(bars(a), bars(b), "refuse");
        const all = [...new Set([...a, ...b])].sort((x, y) => x - y);
        expect(cellsOf(merged.table)).toEqual(cellsOf(bars(all)));
        expect(merged).toMatchObject({
          added: all.length - a.length,
          same: a.length + b.length - all.length,
          differing: 0,
        });
      }),
    );
  });

  test.each([
    ["refuse", 11],
    ["keep", 11],
    ["replace", 12],
  ] as const)("under %s a row that differs closes at %i", (policy, close) => {
    const merged = mergeTables(bars([0, 1]), bars([1, 2], 12), policy);
    expect([...(merged.table.columns[4] ?? [])]).toEqual([11, close, 12]);
    expect(merged.conflicts).toEqual([{ time: T + H, column: "close", before: 11, now: 12, row: 0 }]);
  });

  test("no quote is the same as no quote", () => {
    const quote = tableOf([[T, Number.NaN, 5]], ["time", "bid_open", "ask_open"]);
    expect(mergeTables(quote, quote, "refuse")).toMatchObject({ same: 1, differing: 0 });
  });
});

describe("looking up a symbol", () => {
  test("takes the only dataset there is, and names what there is where it cannot choose", async () => {
    await write(bars([0, 1]));
    expect(findDataset(store, WANT).manifest.venue).toBe("binance");
    await write(bars([0, 1]), { ...KEY, venue: "kraken" });
    expect(findDataset(store, WANT).manifest.venue).toBe("binance");
    expect(findDataset(store, { ...WANT, venue: "kraken" }).manifest.venue).toBe("kraken");
    expect(await problemOf(() => findDataset(store, { ...WANT, preferredVenue: "okx" }))).toMatch(
      /several datasets of BTC\/USDT; found: binance:BTC\/USDT 1h and kraken:BTC\/USDT 1h; .*fix: name the venue/,
    );
    await write(tableOf([0, 4].map((hour) => [T + hour * H, 10, 12, 9, 11, 5])), { ...KEY, interval: "4h" });
    expect(await problemOf(() => findDataset(store, WANT))).toContain(
      "fix: name the timeframe: --timeframe 1h",
    );
    expect(findDataset(store, { ...WANT, timeframe: "240m" }).manifest.interval).toBe("4h");
    expect(await problemOf(() => findDataset(store, { ...WANT, timeframe: "1d" }))).toMatch(
      /no 1d bars.*set the timeframe to one of 1h and 4h/,
    );
    expect(await problemOf(() => findDataset(store, { ...WANT, venue: "okx" }))).toMatch(
      /has no BTC\/USDT of okx; found: binance:BTC\/USDT 1h/,
    );
    expect(await problemOf(() => findDataset(store, { ...WANT, symbol: "BTC/USDC" }))).toMatch(
      /fix: did you mean BTC\/USDT\?.*timonel data import FILE/,
    );
  });
});
