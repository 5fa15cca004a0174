import { Buffer } from "node:buffer";
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { UserProblem } from "../../problem/index.ts";
import type { JsonObject } from "./fields.ts";

/** What it asks of the system, so that a test lets a write fail. */
export interface TruthFileParts {
  /** @returns how many bytes were taken, perhaps fewer than there are from `from` on */
  readonly write?: (fd: number, bytes: Uint8Array, from: number) => number;
  readonly sync?: (fd: number) => void;
  /** Says a line to whoever looks after the venue. */
  readonly tell?: (line: string) => void;
}

/** The kind of the last line of a venue that has ended: it counts the events before it, and vouches for them. */
const END = "end";

/**
 * The venue's own record of what happened to the account, one line an event, on the disk before anybody is told. Where
 * the disk refuses it ends, and the venue goes on: its memory is the truth while it lives, and dying would take every
 * position and stop along. Such a file never gets its last line.
 */
export class TruthFile {
  readonly #path: string;
  readonly #parts: Required<TruthFileParts>;
  #file: number | undefined;
  /** Events since its last line; undefined: it has none yet. */
  #events: number | undefined;

  /** @throws UserProblem, exit 4, for a file that cannot be written */
  constructor(path: string, parts: TruthFileParts = {}) {
    this.#path = path;
    this.#parts = {
      write: (fd, bytes, from) => writeSync(fd, bytes, from),
      sync: fdatasyncSync,
      tell: (line) => void process.stderr.write(`${line}\n`),
      ...parts,
    };
    try {
      this.#file = openSync(path, "a");
    } catch (error) {
      throw new UserProblem({
        exitCode: 4,
        where: path,
        message: `the truth of the venue cannot be written: ${messageOf(error)}`,
        fix: "name a file in a directory that is there and can be written to",
      });
    }
    this.#events = 0;
  }

  append(event: JsonObject): void {
    // Bars and moments are in the data; what cannot be found anywhere else is kept.
    if (event["e"] === "bar" || event["e"] === "time") return;
    this.#write(event);
    this.#events = (this.#events ?? 0) + 1;
  }

  /** The venue ends: everything is written. What happens after it all the same is counted by another such line. */
  end(): void {
    if (this.#events === undefined) return;
    this.#write({ e: END, events: this.#events });
    this.#events = undefined;
  }

  close(): void {
    this.end();
    this.#giveBack();
  }

  #write(line: JsonObject): void {
    const file = this.#file;
    if (file === undefined) return;
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let done = 0; done < bytes.length; ) {
        const taken = this.#parts.write(file, bytes, done);
        if (taken <= 0) throw new Error("the disk takes no more bytes");
        done += taken;
      }
      this.#parts.sync(file);
    } catch (error) {
      this.#giveBack(); // For good: a line behind one that is missing would look as if nothing were.
      this.#parts.tell(
        `${this.#path}: what happens to the account is not written down any more: ${messageOf(error)}; the venue goes on, and what it remembers is lost when it ends`,
      );
    }
  }

  #giveBack(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      closeSync(file);
    } catch {
      // Every line of it was synced, or it is known not to be whole.
    }
  }
}

/**
 * What a venue that has ended wrote down: every event of the account, in its order.
 * @throws UserProblem, exit 5, for a file that is not whole: its venue could not write it to the end, was killed, or still lives
 */
export function readTruth(path: string): readonly JsonObject[] {
  const events: JsonObject[] = [];
  let counted = 0;
  let hasEnded = false;
  for (const [index, line] of textOf(path).split("\n").entries()) {
    if (line === "") continue;
    const event = parsed(line);
    if (event === undefined) throw notWhole(path, `line ${index + 1} cannot be read`);
    hasEnded = event["e"] === END;
    if (hasEnded) counted += Number(event["events"]);
    else events.push(event);
  }
  if (!hasEnded) throw notWhole(path, "the last line of a venue that ended is missing");
  if (counted !== events.length)
    throw notWhole(path, `it has ${events.length} events, where ${counted} were counted`);
  return events;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw notWhole(path, messageOf(error));
  }
}

function parsed(line: string): JsonObject | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null ? (event as JsonObject) : undefined; // Came out of JSON.parse.
  } catch {
    return undefined;
  }
}

const notWhole = (where: string, why: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message: `the truth of the venue is not whole: ${why}`,
    fix: "what is there did happen, but what is not there may have happened as well: see docs/VENUE-PROTOCOL.md",
  });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
