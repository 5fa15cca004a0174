import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { makeDirectory } from "../../files/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { damaged } from "../data-problem.ts";
import type { Row } from "./history.ts";
import type { Span } from "./spans.ts";

const SCHEMA = "timonel.download/1";
const LINE_FEED = 10;

/** What a venue answered for a stretch of time: all it has there, perhaps nothing. */
export interface FetchedPage extends Span {
  readonly rows: readonly Row[];
  /** Times of rows that the venue has, but that no run could use. */
  readonly flaws: readonly number[];
}

/**
 * What is fetched and not yet in its dataset. A page is a line of JSON with its checksum, on the disk before the next is
 * asked for: whatever stops a download costs the page on its way. Rows stay on the disk until they are wanted.
 */
export class PartialFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #spans: Span[] = [];
  #rows = 0;

  /** Opens what an earlier download left, or begins anew. @throws DataProblem, exit 5, for a file of something else */
  constructor(path: string, dataset: string) {
    this.path = path;
    const head = `${JSON.stringify({ schema: SCHEMA, dataset })}\n`;
    try {
      makeDirectory(dirname(path));
      const isThere = existsSync(path) && this.#restore(head);
      this.#descriptor = openSync(path, "a");
      if (!isThere) {
        truncateSync(path);
        this.#write(head);
      }
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** The time that its pages cover. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Returns when the page is on the disk. */
  append(page: FetchedPage): void {
    const { from, to, rows, flaws } = page;
    const json = JSON.stringify([from, to, rows, flaws]);
    try {
      this.#write(`${json}\t${crc32(json)}\n`);
    } catch (error) {
      throw unwritable(this.path, error);
    }
    this.#note(page);
  }

  /** Every page, in the order of their times. */
  *pages(): Generator<FetchedPage> {
    const lines = [...linesIn(readFileSync(this.path))].slice(1);
    const order = lines
      .map((line, i) => ({ line, from: this.#spans[i]?.from ?? 0 }))
      .sort((a, b) => a.from - b.from);
    for (const { line } of order) {
      const page = pageOf(line);
      if (page !== undefined) yield page;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Closes and removes it: its rows are in the dataset. */
  discard(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  #note({ from, to, rows }: FetchedPage): void {
    this.#spans.push({ from, to });
    this.#rows += rows.length;
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    fsyncSync(this.#descriptor);
  }

  /** Reads the whole pages; what was being written when it all stopped is cut off. @returns false where nothing is left */
  #restore(head: string): boolean {
    const bytes = readFileSync(this.path);
    const [first, ...lines] = linesIn(bytes);
    if (first === undefined) return false;
    if (`${first.toString()}\n` !== head)
      throw damaged({
        where: `${this.path}:1`,
        message: "this is no unfinished download of the dataset it lies beside",
        found: first.toString().slice(0, TEXT_MAX),
        allowed: head.trimEnd(),
        fix: "remove the file",
      });
    let whole = first.length + 1;
    for (const line of lines) {
      const page = pageOf(line);
      if (page === undefined) break;
      this.#note(page);
      whole += line.length + 1;
    }
    if (whole < bytes.length) truncateSync(this.path, whole);
    return true;
  }
}

const TEXT_MAX = 80;

/** Lines that end; one that does not was never finished. */
function* linesIn(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; ; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0) return;
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

function pageOf(line: Buffer): FetchedPage | undefined {
  const tab = line.lastIndexOf("\t");
  const json = line.subarray(0, Math.max(tab, 0));
  if (tab < 0 || String(crc32(json)) !== line.subarray(tab + 1).toString()) return undefined;
  // We wrote it: the checksum says so.
  const [from, to, rows, flaws] = JSON.parse(json.toString()) as [number, number, Row[], number[]];
  return { from, to, rows, flaws };
}

function unwritable(path: string, error: unknown): unknown {
  if (error instanceof UserProblem || !(error instanceof Error) || !("code" in error)) return error;
  return damaged({
    where: path,
    message: "the file cannot be written",
    found: String(error.code),
    fix:
      error.code === "ENOSPC"
        ? "free some space on the disk, then run the same command again"
        : "check that the directory can be written to, or name another one with --store DIR",
  });
}
