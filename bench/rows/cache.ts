/** cache: the column file of 1,000,000 bars into memory, its checksum computed, against a bare read of the same bytes. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { BarColumns } from "../../src/core/market/index.ts";
import { COLUMN_NAMES, hashColumns, readColumns } from "../../src/edge/data/index.ts";
import { requireSame } from "../digest.ts";
import { clocked, interleaved, median, pairwise, spreadOf } from "../measure.ts";
import { candles } from "../reference/candles.ts";
import type { Row } from "../row.ts";
import { withColumnsFile } from "../task/columns-file.ts";
import { requireSameColumns } from "../task/same-columns.ts";

const BARS = 1_000_000;
const SEED = 42;
const ROUNDS = 9;
const WARM_UP = 2;

export const cache: Row = {
  name: "cache",
  about: "1,000,000 bars of a column file into memory with a checksum, against a bare read of the same bytes",
  limit: { of: "ratio", goal: 1.6, floor: 3 },
  run: () =>
    withColumnsFile(BARS, SEED, (file) => {
      let read = readColumns(file);
      requireSameColumns(read.columns, candles(BARS, SEED));
      const hash = hashColumns(read.columns);
      let checksum = checksumOf(read.columns);
      const expected = checksum;
      let bare = readBare(file);
      requireSame("bytes of the file", bare.length, read.fileBytes);
      const times = interleaved(
        {
          bare: () =>
            clocked(() => {
              bare = readBare(file);
            }),
          cache: () =>
            clocked(() => {
              read = readColumns(file);
              checksum = checksumOf(read.columns);
            }),
        },
        { rounds: ROUNDS, warmUp: WARM_UP },
      );
      requireSame("checksum of the last read", checksum, expected);
      requireSame("hash of the last read", hashColumns(read.columns), hash);
      const perSecond = (ms: number): number => (BARS / ms) * 1_000;
      return {
        value: perSecond(median(times.cache)),
        unit: "rows/s",
        reference: "bare read",
        referenceValue: perSecond(median(times.bare)),
        ratio: median(times.cache) / median(times.bare),
        spread: spreadOf(pairwise(times.cache, times.bare, (a, b) => a / b)),
        digest: `${read.header.rows} rows, ${read.fileBytes} bytes, SHA-256 ${hash.slice(0, 16)}, every value that was written`,
      };
    }),
};

/** CRC-32 over the columns, one after the other. */
const checksumOf = (columns: BarColumns): number =>
  COLUMN_NAMES.reduce((sum, name) => {
    const { buffer, byteOffset, byteLength } = columns[name];
    return crc32(new Uint8Array(buffer, byteOffset, byteLength), sum);
  }, 0);

/** One read into memory that any thread may share, as the reader of the house does; nothing is looked at. */
function readBare(file: string): Uint8Array {
  const target = new Uint8Array(new SharedArrayBuffer(statSync(file).size));
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, target, 0, target.length, 0);
    return target;
  } finally {
    closeSync(descriptor);
  }
}
