import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  COLUMN_NAMES,
  DataProblem,
  hashColumns,
  type LoadedBars,
  loadBars,
  readColumns,
  readColumnsHeader,
  writeColumns,
} from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-columns-"));
afterAll(() => rmSync(directory, { recursive: true }));

const START = 1_704_067_200_000;
const csv = join(directory, "binance-usdm_ETHUSDT_1h_2024.csv");
const hours = [0, 1, 2, 5, 6];
writeFileSync(
  csv,
  `time,open,high,low,close,volume\n${hours.map((hour) => `${START + hour * 3_600_000},10.1,12.2,9.3,11.4,${hour / 3}`).join("\n")}\n`,
);
const source: LoadedBars = loadBars(csv);
const file = join(directory, "eth.columns");
writeColumns(file, source);

function problemOf(content: Uint8Array): string {
  const damagedFile = join(directory, "damaged.columns");
  writeFileSync(damagedFile, content);
  try {
    loadBars(damagedFile);
  } catch (problem) {
    if (problem instanceof DataProblem)
      return `${problem.exitCode} ${problem.message.replaceAll(`${directory}/`, "")}`;
    throw problem;
  }
  throw new Error("nothing was wrong");
}

/** The good file with another header, of the same length or not. */
function withHeader(change: (header: Record<string, unknown>) => unknown): Buffer {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32LE(8);
  const header: unknown = JSON.parse(bytes.toString("utf8", 12, 12 + length));
  const json = Buffer.from(JSON.stringify(change({ ...(header as Record<string, unknown>) })));
  const head = Buffer.alloc(Math.ceil((12 + json.length) / 8) * 8);
  bytes.copy(head, 0, 0, 8);
  head.writeUInt32LE(json.length, 8);
  json.copy(head, 12);
  return Buffer.concat([head, bytes.subarray(Math.ceil((12 + length) / 8) * 8)]);
}

describe("a .columns file", () => {
  test("gives back the same bars as the CSV they come from", () => {
    const bars = loadBars(file);
    expect(hashColumns(bars.columns)).toBe(hashColumns(source.columns));
    const { file: _file, columns: _columns, bytes, ...facts } = bars;
    expect(source).toMatchObject(facts);
    expect(facts).toMatchObject({
      symbol: "ETH/USDT:USDT",
      venue: "binance",
      kind: "linear-perpetual",
      interval: "1h",
      rows: 5,
      gaps: 1,
      missing: 2,
    });
    expect(bytes).toBe(readFileSync(file).length);
  });

  test("is laid out as documented: magic, header, padding, six columns", () => {
    const bytes = readFileSync(file);
    expect(bytes.toString("latin1", 0, 8)).toBe("TIMONCOL");
    const length = bytes.readUInt32LE(8);
    expect(JSON.parse(bytes.toString("utf8", 12, 12 + length))).toEqual({
      version: 1,
      symbol: "ETH/USDT:USDT",
      venue: "binance",
      kind: "linear-perpetual",
      interval: "1h",
      rows: 5,
    });
    const offset = Math.ceil((12 + length) / 8) * 8;
    expect(bytes.length).toBe(offset + 6 * 5 * 8);
    COLUMN_NAMES.forEach((name, i) => {
      expect(bytes.readDoubleLE(offset + (i * 5 + 4) * 8)).toBe(source.columns[name][4]);
    });
  });

  test("lies in one shared block, as views", () => {
    const { columns } = readColumns(file);
    const buffers = new Set(COLUMN_NAMES.map((name) => columns[name].buffer));
    expect(buffers.size).toBe(1);
    expect(columns.time.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(columns.time.buffer.byteLength).toBe(5 * 48);
  });

  test("tells what it holds without being read whole", () => {
    expect(readColumnsHeader(file)).toMatchObject({ symbol: "ETH/USDT:USDT", interval: "1h", rows: 5 });
  });

  test("can be written from a part of larger columns", () => {
    const { columns } = source;
    const part = Object.fromEntries(COLUMN_NAMES.map((name) => [name, columns[name].subarray(1, 3)]));
    const target = join(directory, "part.columns");
    writeColumns(target, { ...source, columns: { ...columns, ...part } });
    expect([...loadBars(target).columns.time]).toEqual([START + 3_600_000, START + 7_200_000]);
  });
});

describe("a damaged .columns file is exit 5", () => {
  const good = readFileSync(file);

  test.each([
    [
      "empty",
      Buffer.alloc(0),
      /^5 damaged.columns: this is not a .columns file; allowed: a file that begins with TIMONCOL; fix: write it again from its source$/,
    ],
    ["something else", Buffer.from("time,open,high,low,close\n"), /this is not a .columns file/],
    ["cut off in its header", good.subarray(0, 40), /the header is cut off/],
    [
      "a header without end",
      Buffer.concat([good.subarray(0, 8), Buffer.from([255, 255, 255, 255])]),
      /the header is cut off; found: a header of 4294967295 bytes/,
    ],
    [
      "cut off in its columns",
      good.subarray(0, good.length - 8),
      /the file is cut off; found: \d+ bytes; allowed: \d+ bytes for 5 rows/,
    ],
    ["too long", Buffer.concat([good, Buffer.alloc(8)]), /the file is longer than its header says/],
    [
      "of another version",
      withHeader((h) => ({ ...h, version: 3 })),
      /this version of the format is not known; found: 3; allowed: 1 or 2/,
    ],
    ["without rows", withHeader((h) => ({ ...h, rows: 0 })), /the header names no number of rows; found: 0/],
    ["with more rows than it holds", withHeader((h) => ({ ...h, rows: 6 })), /the file is cut off/],
    ["without a symbol", withHeader((h) => ({ ...h, symbol: undefined })), /the header names no symbol/],
    [
      "of no kind",
      withHeader((h) => ({ ...h, kind: "option" })),
      /the header names no known kind; found: "option"/,
    ],
    [
      "of a kind its symbol is not",
      withHeader((h) => ({ ...h, kind: "spot" })),
      /ETH\/USDT:USDT is not spot/,
    ],
    [
      "of no interval",
      withHeader((h) => ({ ...h, interval: "1Mo" })),
      /the header names no known interval; found: "1Mo"/,
    ],
    [
      "of another interval than its rows",
      withHeader((h) => ({ ...h, interval: "5m" })),
      /the name says 5m, but most rows are 1h apart/,
    ],
    ["with a list as header", withHeader(() => null), /the header is not an object/],
  ])("%s", (_, content, message) => {
    expect(problemOf(content)).toMatch(message);
    expect(problemOf(content)).toMatch(/^5 /);
  });

  test("with a header that is not JSON", () => {
    const bytes = Buffer.from(good);
    bytes.write("?", 12);
    expect(problemOf(bytes)).toMatch(/the header is not JSON/);
  });

  test("with a value that is no price, naming its row", () => {
    const bytes = Buffer.from(good);
    const columnsFrom = bytes.length - 5 * 48;
    bytes.writeDoubleLE(Number.NaN, columnsFrom + (2 * 5 + 3) * 8); // high of the fourth row
    expect(problemOf(bytes)).toMatch(
      /^5 damaged.columns:row 4:high: high is not a number; allowed: prices > 0/,
    );
  });

  test("missing", () => {
    expect(() => readColumns(join(directory, "none.columns"))).toThrow(/none.columns: there is no such file/);
    expect(() => readColumnsHeader(directory)).toThrow(/this is a directory, not a file/);
  });
});
