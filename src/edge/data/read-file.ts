import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type DataProblem, damaged } from "./data-problem.ts";

const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
const LINE_FEED = 10;

/** A text file in memory. */
export interface SourceText {
  /** Unpacked; without byte order mark; always ends with a line feed. */
  readonly bytes: Uint8Array;
  /** Size of the file on the disk, in bytes. */
  readonly fileBytes: number;
}

/**
 * Reads a text file, unpacking gzip wherever its first bytes say so.
 * @throws DataProblem when there is no such file, it cannot be read, is empty, no gzip or cut off
 */
export function readText(file: string): SourceText {
  const raw = readBytes(file);
  const unpacked = unpack(file, raw);
  const hasMark = BYTE_ORDER_MARK.every((byte, i) => unpacked[i] === byte);
  const text = hasMark ? unpacked.subarray(3) : unpacked;
  if (text.length === 0)
    throw damaged({
      where: file,
      message: "the file is empty",
      fix: "download it again",
    });
  // The scanner relies on a last line feed to end its loops.
  const bytes = text[text.length - 1] === LINE_FEED ? text : Buffer.concat([text, Buffer.from("\n")]);
  return { bytes, fileBytes: raw.length };
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

export const noSuchFile = (file: string): DataProblem =>
  damaged({
    where: file,
    message: "there is no such file",
    fix: "check the path, and the directory that it starts from",
  });

export const notAFile = (directory: string): DataProblem =>
  damaged({
    where: directory,
    message: "this is a directory, not a file",
    fix: "name a file in it",
  });

/** What the operating system said, in words. */
export function unreadable(file: string, error: unknown, what: "file" | "directory" = "file"): DataProblem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") return noSuchFile(file);
  if (code === "EISDIR") return notAFile(file);
  return damaged({
    where: file,
    message: `the ${what} cannot be read`,
    found: code,
    fix: what === "file" ? "check its permissions and its size" : "check its path and its permissions",
  });
}

function unpack(file: string, raw: Buffer): Buffer {
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) {
    if (!file.toLowerCase().endsWith(".gz") || raw.length === 0) return raw;
    throw damaged({
      where: file,
      message: "the file is not gzip",
      allowed: "a gzip file, as its name says",
      fix: "remove .gz from its name if it is plain text, else download it again",
    });
  }
  try {
    return gunzipSync(raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isCutOff = /unexpected end/i.test(reason);
    throw damaged({
      where: file,
      message: isCutOff ? "the gzip file is cut off" : "the gzip file is damaged",
      found: reason,
      fix: "download it again",
    });
  }
}
