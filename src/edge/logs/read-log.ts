import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileOf, type LogName, namesIn, oldFilesOf } from "./file-names.ts";
import { type LogLine, parseLogLine } from "./log-line.ts";

/** A place in a log: the file by its inode, and how far it was read. */
export interface LogPlace {
  readonly inode: number;
  readonly offset: number;
}

const nameOf = (component: string): LogName => ({ stem: component, extension: "log" });

/** Components that have a log in a directory, by name. */
export const componentsIn = (directory: string): readonly string[] =>
  [
    ...new Set(
      namesIn(directory).flatMap(
        (name) => /^([\w-]+)(?:\.\d{4}-\d{2}-\d{2}\.\d+)?\.log$/.exec(name)?.[1] ?? [],
      ),
    ),
  ].sort();

/** The latest lines that are accepted, oldest first, from as many parts as it takes; and where the log ends. */
export function lastLines(
  directory: string,
  component: string,
  limit: number,
  accepts: (line: LogLine) => boolean,
): { readonly lines: readonly LogLine[]; readonly end: LogPlace | undefined } {
  const name = nameOf(component);
  const current = readWhole(join(directory, fileOf(name)));
  const lines = linesOf(current?.text ?? "", limit, accepts);
  for (const { file } of [...oldFilesOf(name, directory)].reverse()) {
    if (lines.length >= limit) break;
    const older = readWhole(join(directory, file))?.text ?? "";
    lines.unshift(...linesOf(older, limit - lines.length, accepts));
  }
  return { lines, end: current?.end };
}

/** The last ones of a text, oldest first. Half a line at its end is not one yet. */
function linesOf(text: string, limit: number, accepts: (line: LogLine) => boolean): LogLine[] {
  const found: LogLine[] = [];
  for (let end = text.lastIndexOf("\n"); end >= 0 && found.length < limit; ) {
    const start = end === 0 ? -1 : text.lastIndexOf("\n", end - 1);
    const line = parseLogLine(text.slice(start + 1, end));
    if (line !== undefined && accepts(line)) found.push(line);
    end = start;
  }
  return found.reverse();
}

function readWhole(path: string): { readonly text: string; readonly end: LogPlace } | undefined {
  try {
    const { ino } = statSync(path);
    const content = readFileSync(path);
    const whole = content.lastIndexOf(0x0a) + 1;
    return { text: content.toString(), end: { inode: ino, offset: whole } };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

const LOOK_EVERY_MS = 200;
const CHUNK = 1 << 16;

/** Calls `onLine` for what is written after a place, across turned-over files, until the signal is aborted. */
export async function followLog(
  directory: string,
  component: string,
  from: LogPlace | undefined,
  onLine: (line: LogLine) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = join(directory, fileOf(nameOf(component)));
  let file = openAt(path, from);
  try {
    while (!signal.aborted) {
      file?.readOn(onLine);
      const now = inodeOf(path);
      if (now !== undefined && now !== file?.inode) {
        file?.readOn(onLine); // Nobody writes to it any more: what came since is its last.
        file?.close();
        file = openAt(path, undefined);
        continue;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    file?.close();
  }
}

interface OpenFile {
  readonly inode: number;
  readOn(onLine: (line: LogLine) => void): void;
  close(): void;
}

function openAt(path: string, from: LogPlace | undefined): OpenFile | undefined {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch {
    return undefined; // It will be there once something is written.
  }
  const inode = fstatSync(handle).ino;
  let offset = from?.inode === inode ? from.offset : 0;
  let rest = Buffer.alloc(0);
  const chunk = Buffer.alloc(CHUNK);
  return {
    inode,
    readOn: (onLine) => {
      if (fstatSync(handle).size < offset) offset = 0; // Emptied by somebody.
      for (;;) {
        const read = readSync(handle, chunk, 0, CHUNK, offset);
        if (read === 0) return;
        offset += read;
        rest = Buffer.concat([rest, chunk.subarray(0, read)]);
        for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
          const line = parseLogLine(rest.subarray(0, end).toString());
          rest = rest.subarray(end + 1);
          if (line !== undefined) onLine(line);
        }
      }
    },
    close: () => closeSync(handle),
  };
}

function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}
