import { closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from "node:fs";
import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import type { BarColumns } from "../../core/market/index.ts";
import { BYTES_PER_VALUE, bytesOf, COLUMN_NAMES, viewColumns } from "./columns.ts";
import { CACHE_VERSION, COLUMNS_VERSION, type ColumnsHeader, parseColumnsHeader } from "./columns-header.ts";
import { damaged } from "./data-problem.ts";
import { unreadable } from "./read-file.ts";
import { discard, unwritable } from "./store/atomic.ts";

/**
 * A `.columns` file: eight bytes of magic, the length of the header (uint32, little-endian), the header as JSON, zero
 * bytes up to a multiple of eight, then the six columns of COLUMN_NAMES one after the other, each value a little-endian
 * Float64. Made for reading: one read into shared memory, and the columns are views of it.
 */
const MAGIC = "TIMONCOL";
const LENGTH_AT = MAGIC.length;
const HEADER_AT = LENGTH_AT + 4;
const HEADER_MAX = 65_536;

const dataOffset = (headerBytes: number): number =>
  Math.ceil((HEADER_AT + headerBytes) / BYTES_PER_VALUE) * BYTES_PER_VALUE;

/**
 * Writes a `.columns` file; an older one of that name is replaced only when the new one is whole.
 * @throws DataProblem, exit 5, where it cannot be written, leaving nothing
 */
export function writeColumns(
  file: string,
  content: Pick<ColumnsHeader, "symbol" | "venue" | "kind" | "interval"> & {
    readonly columns: BarColumns;
  },
): void {
  const { columns, symbol, venue, kind, interval } = content;
  writeBlock(
    file,
    { version: COLUMNS_VERSION, symbol, venue, kind, interval, rows: columns.time.length },
    COLUMN_NAMES.map((name) => columns[name]),
  );
}

/** Writes the `.columns` file of a store: any columns of equal length, their checksum, and what they were made of. */
export function writeColumnsFile(
  file: string,
  about: Pick<ColumnsHeader, "symbol" | "venue" | "kind" | "interval" | "holds" | "columns" | "source">,
  columns: readonly Float64Array[],
): void {
  const checksum = columns.reduce((sum, column) => crc32(bytesOf(column), sum), 0);
  writeBlock(
    file,
    { version: CACHE_VERSION, ...about, rows: columns[0]?.length ?? 0, crc32: checksum },
    columns,
  );
}

function writeBlock(file: string, header: object, columns: readonly Float64Array[]): void {
  requireLittleEndian(file);
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(dataOffset(json.length));
  head.write(MAGIC, "latin1");
  head.writeUInt32LE(json.length, LENGTH_AT);
  json.copy(head, HEADER_AT);
  const unfinished = `${file}.${process.pid}.part`; // Two processes may make the same cache.
  try {
    writeFileSync(unfinished, Buffer.concat([head, ...columns.map(bytesOf)]));
    renameSync(unfinished, file);
  } catch (error) {
    discard(unfinished);
    throw unwritable(file, error);
  }
}

/** Reads the header alone. @throws DataProblem when the file is missing or no `.columns` file of this version */
export function readColumnsHeader(file: string): ColumnsHeader {
  return withFile(file, (descriptor) => readHead(file, descriptor).header);
}

/**
 * Reads a `.columns` file into shared memory. Header and size are checked, the rows are not: see `checkBars`.
 * @throws DataProblem when the file is missing, cut off, or no `.columns` file of this version
 */
export function readColumns(file: string): {
  readonly header: ColumnsHeader;
  readonly columns: BarColumns;
  readonly fileBytes: number;
} {
  requireLittleEndian(file);
  const { header, shared, fileBytes } = readBlock(file, COLUMN_NAMES.length);
  const { rows, columns } = header;
  // Bars without a volume have one column less: its place in the block stays 0.
  if (columns.some((name, i) => name !== COLUMN_NAMES[i]) || columns.length < COLUMN_NAMES.length - 1)
    throw damaged({
      where: file,
      message: "the file holds no bars",
      found: columns.join(", "),
      allowed: COLUMN_NAMES.join(", "),
      fix: "choose a file of bars",
    });
  return {
    header,
    columns: viewColumns({ buffer: shared, byteOffset: 0, stride: rows, rows }),
    fileBytes,
  };
}

/** The columns of any `.columns` file in one shared block, with room for at least `columnsMin`. @throws as `readColumns` */
export function readBlock(
  file: string,
  columnsMin = 0,
): { readonly header: ColumnsHeader; readonly shared: SharedArrayBuffer; readonly fileBytes: number } {
  requireLittleEndian(file);
  return withFile(file, (descriptor) => {
    const { header, offset } = readHead(file, descriptor);
    const { rows, columns } = header;
    const fileBytes = fstatSync(descriptor).size;
    const dataBytes = rows * columns.length * BYTES_PER_VALUE;
    const expected = offset + dataBytes;
    if (fileBytes !== expected)
      throw damaged({
        where: file,
        message: fileBytes < expected ? "the file is cut off" : "the file is longer than its header says",
        found: `${fileBytes} bytes`,
        allowed: `${expected} bytes for ${rows} rows`,
        fix: "write it again from its source",
      });
    const shared = new SharedArrayBuffer(Math.max(columns.length, columnsMin) * rows * BYTES_PER_VALUE);
    readWhole(descriptor, new Uint8Array(shared, 0, dataBytes), offset);
    return { header, shared, fileBytes };
  });
}

/** Whether the columns of a store's file are those it was written with; only its header and checksum are kept in memory. */
export function checkColumnsFile(file: string): boolean {
  return withFile(file, (descriptor) => {
    const { header, offset } = readHead(file, descriptor);
    const part = Buffer.alloc(1 << 20);
    let sum = 0;
    let at = offset;
    for (;;) {
      const read = readWhole(descriptor, part, at);
      sum = crc32(part.subarray(0, read), sum);
      at += read;
      if (read < part.length) break;
    }
    const isWhole = at === offset + header.rows * header.columns.length * BYTES_PER_VALUE;
    return isWhole && sum === header.crc32;
  });
}

function withFile<T>(file: string, use: (descriptor: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    return use(descriptor);
  } catch (error) {
    throw error instanceof Error && "code" in error ? unreadable(file, error) : error;
  } finally {
    closeSync(descriptor);
  }
}

/** Fills `target` from `offset` on; fewer bytes only at the end of the file. One read call returns at most 2 GiB. */
function readWhole(descriptor: number, target: Uint8Array, offset: number): number {
  let done = 0;
  while (done < target.length) {
    const read = readSync(descriptor, target, done, Math.min(target.length - done, 1 << 30), offset + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}

function readHead(
  file: string,
  descriptor: number,
): { readonly header: ColumnsHeader; readonly offset: number } {
  const fix = "write it again from its source";
  const start = Buffer.alloc(HEADER_AT);
  const read = readWhole(descriptor, start, 0);
  if (read < HEADER_AT || start.toString("latin1", 0, LENGTH_AT) !== MAGIC)
    throw damaged({
      where: file,
      message: "this is not a .columns file",
      allowed: `a file that begins with ${MAGIC}`,
      fix,
    });
  const length = start.readUInt32LE(LENGTH_AT);
  const json = Buffer.alloc(Math.min(length, HEADER_MAX));
  if (length > HEADER_MAX || readWhole(descriptor, json, HEADER_AT) < length)
    throw damaged({
      where: file,
      message: "the header is cut off",
      found: `a header of ${length} bytes`,
      fix,
    });
  return {
    header: parseColumnsHeader(file, json.toString("utf8")),
    offset: dataOffset(length),
  };
}

/** Every machine this is made for is little-endian; on another one the numbers would be silently wrong. */
function requireLittleEndian(file: string): void {
  if (endianness() !== "LE")
    throw damaged({
      where: file,
      message: "this machine is big-endian",
      allowed: "little-endian machines",
    });
}
