import { type FileHandle, open, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectoryInTime } from "../files/index.ts";
import { dayOf, fileOf, type LogName, oldFileOf, oldFilesOf } from "./file-names.ts";

/** How a file turns over. */
export interface Rotation {
  readonly bytesMax: number;
  /** Whether it turns over when the UTC day changes. */
  readonly daily: boolean;
  /** Turned-over parts are deleted when they are older; undefined: never. */
  readonly daysKept: number | undefined;
}

export interface RotatingFileOptions {
  readonly directory: string;
  readonly name: LogName;
  readonly rotation: Rotation;
  /** First line of every part. */
  readonly header?: string | undefined;
  /** Wall clock, Unix milliseconds. */
  now(): number;
  /** It cannot be written. Called each time that begins. */
  onFailure(error: unknown): void;
  /** What is written once it can be written again: so many lines are missing. */
  gapLine?(dropped: number): string;
}

/** Lines wait this long for others, so that a burst is one write. */
const GATHER_MS = 100;
/** More than this is not kept waiting: what cannot be written is dropped and counted. */
const WAITING_CHARACTERS_MAX = 4_000_000;
/** So long a file that cannot be written is left alone. */
const RETRY_MS = 10_000;
const DAY_MS = 86_400_000;

/**
 * A file that lines are appended to, from several processes if need be. `write` never waits and never throws: a full
 * disk costs lines, not the run.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #waiting: string[] = [];
  #characters = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #inode = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #isTorn = false;
  #tidiedOn = "";

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /** Lines that were lost so far and not spoken of in the file. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A line without its end. */
  write(line: string): void {
    if (this.#characters + line.length > WAITING_CHARACTERS_MAX) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(line);
    this.#characters += line.length;
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  /** Resolves when what was written before is in the file, or dropped. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#writeOut(this.#take());
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#letGo();
  }

  #take(): readonly string[] {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    return lines;
  }

  async #writeOut(lines: readonly string[]): Promise<void> {
    if (this.#options.now() < this.#retryAt) {
      this.#dropped += lines.length;
      return;
    }
    try {
      const missing = this.#dropped;
      const gap = missing === 0 ? undefined : this.#options.gapLine?.(missing);
      const text = `${[...(gap === undefined ? [] : [gap]), ...lines].join("\n")}\n`;
      const handle = await this.#ready(Buffer.byteLength(text));
      const start = this.#isTorn ? "\n" : "";
      this.#isTorn = true; // Until all of it is written: the next line must not continue half of one.
      await handle.appendFile(start + text);
      this.#isTorn = false;
      if (gap !== undefined) this.#dropped -= missing;
    } catch (error) {
      this.#dropped += lines.length;
      this.#retryAt = this.#options.now() + RETRY_MS;
      await this.#letGo();
      this.#options.onFailure(error);
    }
  }

  /** The file, turned over where that is due. Others may have turned it over, or deleted it, meanwhile. */
  async #ready(bytes: number): Promise<FileHandle> {
    const { directory, name, rotation, now, header } = this.#options;
    const path = join(directory, fileOf(name));
    const found = await stat(path).catch(() => undefined);
    if (found?.ino !== this.#inode) await this.#letGo();
    if (found !== undefined && found.size > 0) {
      const isFull = found.size + bytes > rotation.bytesMax;
      if (isFull || (rotation.daily && dayOf(found.mtimeMs) !== dayOf(now()))) {
        await this.#letGo();
        await this.#turnOver(path, dayOf(found.mtimeMs));
      }
    }
    this.#tidy();
    if (this.#handle !== undefined) return this.#handle;
    await makeDirectoryInTime(directory);
    this.#handle = await open(path, "a", 0o640);
    const { ino, size } = await this.#handle.stat();
    this.#inode = ino;
    if (size === 0 && header !== undefined) await this.#handle.appendFile(`${header}\n`);
    return this.#handle;
  }

  /** Whoever reserves the new name turns it over; no part is ever written over. */
  async #turnOver(path: string, day: string): Promise<void> {
    const { directory, name } = this.#options;
    const last =
      oldFilesOf(name, directory)
        .filter((one) => one.day === day)
        .at(-1)?.number ?? 0;
    for (let number = last + 1; ; number++) {
      const target = join(directory, oldFileOf(name, day, number));
      try {
        await (await open(target, "wx", 0o640)).close();
      } catch (error) {
        if (codeOf(error) === "EEXIST") continue;
        throw error;
      }
      try {
        await rename(path, target);
      } catch (error) {
        await unlink(target).catch(() => undefined);
        if (codeOf(error) !== "ENOENT") throw error; // Another process was faster.
      }
      return;
    }
  }

  /** Once a day: what is too old goes. What cannot be deleted is tried again tomorrow. */
  #tidy(): void {
    const { directory, name, rotation, now } = this.#options;
    const today = dayOf(now());
    if (rotation.daysKept === undefined || this.#tidiedOn === today) return;
    this.#tidiedOn = today;
    const oldest = dayOf(now() - rotation.daysKept * DAY_MS);
    for (const { file, day } of oldFilesOf(name, directory))
      if (day < oldest) void unlink(join(directory, file)).catch(() => undefined);
  }

  async #letGo(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#inode = 0;
    await handle?.close().catch(() => undefined);
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;
