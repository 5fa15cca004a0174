import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { DurationMs } from "../../core/base/index.ts";
import { intervalMs, marketOf } from "../../core/domain/index.ts";
import type { BarColumns } from "../../core/market/index.ts";
import { damaged, list, misused } from "./data-problem.ts";
import { hasKnownExtension, parseFileName } from "./file-name.ts";
import { type FundingHistory, readFunding } from "./funding.ts";
import { settleInterval } from "./interval.ts";
import { readBars } from "./read-bars.ts";
import { namesIn } from "./sources.ts";

/** Recorded mark prices of one instrument: bars without volume. */
export interface MarkHistory {
  readonly file: string;
  readonly intervalMs: DurationMs;
  readonly columns: BarColumns;
}

/** The bars whose companions are wanted. */
export interface Owner {
  readonly symbol: string;
  readonly venue: string;
  /** The file of the bars: companions are looked for beside it. */
  readonly file: string;
}

/** A companion that the config names, relative to the --data directories, or else to the config. */
export interface NamedFile {
  readonly file: string;
  readonly directories: readonly string[];
}

/** Funding of a perpetual: the file that is named, or the one beside its bars. @throws DataProblem as `readFunding` does */
export function fundingFor(owner: Owner, named: NamedFile | undefined): FundingHistory | undefined {
  const file = companion("funding", owner, named);
  return file === undefined ? undefined : readFunding(file);
}

/** Mark prices of a perpetual, found in the same way. @throws DataProblem when the file is damaged */
export function marksFor(owner: Owner, named: NamedFile | undefined): MarkHistory | undefined {
  const file = companion("mark", owner, named);
  if (file === undefined) return undefined;
  const { columns, header } = readBars(file);
  const told = header?.interval ?? parseFileName(file)?.interval;
  const grid = settleInterval({ file, named: told, time: columns.time });
  return { file, intervalMs: grid.intervalMs, columns };
}

function companion(
  content: "funding" | "mark",
  { symbol, venue, file: bars }: Owner,
  named: NamedFile | undefined,
): string | undefined {
  if (named !== undefined) return locate(`symbols.${symbol}.${content}`, named);
  const directory = dirname(bars);
  const stored = storedCompanion(content, directory);
  if (stored !== undefined) return stored;
  const found = namesIn(directory).filter((entry) => {
    const name = hasKnownExtension(entry) ? parseFileName(entry) : undefined;
    return name?.content === content && name.symbol === marketOf(symbol) && name.venue === venue;
  });
  const [file] = found;
  if (found.length < 2) return file === undefined ? undefined : join(directory, file);
  throw misused({
    message: `several files hold ${content === "mark" ? "mark prices" : "funding rates"} of ${symbol}`,
    found: list(found),
    allowed: "one file",
    fix: `pick one with symbols.${symbol}.${content}: ${basename(file ?? "")}`,
  });
}

/** In a store all files of a directory are of one instrument: `funding.columns`, and the shortest `mark-8h.columns`. */
function storedCompanion(content: "funding" | "mark", directory: string): string | undefined {
  const found = namesIn(directory).flatMap((name) => {
    const [, what, interval = ""] = /^(funding|mark)(?:-(\w+))?\.columns$/.exec(name) ?? [];
    return what === content ? [{ name, length: intervalMs(interval) ?? 0 }] : [];
  });
  const [first] = found.sort((a, b) => a.length - b.length);
  return first === undefined ? undefined : join(directory, first.name);
}

function locate(where: string, { file, directories }: NamedFile): string {
  if (isAbsolute(file)) return file;
  const found = directories.map((directory) => join(directory, file)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw damaged({
    where,
    message: `there is no file ${file} in ${list(directories)}`,
    fix: "check the path",
  });
}
