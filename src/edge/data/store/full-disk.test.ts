import { existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { loadBars } from "../index.ts";
import { asOnlyWriter, writeDataset } from "./commit.ts";
import { freshen, openDataset, pathsOf } from "./dataset.ts";
import { type DatasetKey, instrumentDirectory, stemOf } from "./dataset-key.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-full-"));
afterAll(() => rmSync(root, { recursive: true }));

const T = 1_704_067_200_000;
const KEY: DatasetKey = { venue: "binance", symbol: "BTC/USDT", content: "bars", interval: "1h" };
const names = ["time", "open", "high", "low", "close"];

let store = "";
/** What the raw columns are written to first. */
let unfinished = "";
beforeEach(() => {
  store = mkdtempSync(join(root, "store-"));
  const { columns } = pathsOf(instrumentDirectory(store, KEY), stemOf(KEY));
  unfinished = `${columns}.${process.pid}.part`;
});

const write = () => {
  const paths = pathsOf(instrumentDirectory(store, KEY), stemOf(KEY));
  const table = { names, columns: [T, 1, 1, 1, 1].map((value) => Float64Array.of(value)), rows: 1 };
  const facts = { kind: "spot", from: T, to: T, gaps: 0, missing: 0, sources: [], repairs: [] } as const;
  return asOnlyWriter(paths, () => writeDataset(paths, { ...KEY, ...facts }, table));
};

/** A disk that is full when the columns come to it. */
const fillDisk = (): void => {
  mkdirSync(dirname(unfinished), { recursive: true });
  symlinkSync("/dev/full", unfinished);
};

const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

describe.skipIf(!existsSync("/dev/full"))("on a disk without room for the raw columns", () => {
  test("an import that has written its rows is done: the columns are made by whoever reads them", async () => {
    fillDisk();
    const { manifest } = await write();
    expect(openDataset(store, KEY)?.manifest).toEqual(manifest);
    expect(isThere(unfinished)).toBe(false);
    const dataset = openDataset(store, KEY);
    expect(dataset && loadBars(await freshen(dataset)).rows).toBe(1);
  });

  test("a run says so, and leaves nothing half-written", async () => {
    const dataset = await write();
    rmSync(dataset.paths.columns);
    fillDisk();
    await expect(freshen(dataset)).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(
        /1h\.columns: the file cannot be written; found: ENOSPC; .*free some space/,
      ),
    });
    expect(isThere(unfinished)).toBe(false);
  });
});
