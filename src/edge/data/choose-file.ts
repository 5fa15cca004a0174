import { existsSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { intervalMs } from "../../core/domain/index.ts";
import { nearest, nearestSymbol, shellWord } from "../problem/index.ts";
import { damaged, list, misused } from "./data-problem.ts";
import { type Candidate, fits, namesIn, type Sources } from "./sources.ts";
import type { StoredDataset } from "./store/dataset.ts";
import { findDataset } from "./store/find.ts";

/** A symbol that needs a file. */
export interface Wanted {
  /** The unified symbol. */
  readonly symbol: string;
  readonly data: string | undefined;
  readonly timeframe: string | undefined;
  /** Where somebody named one. */
  readonly venue: string | undefined;
}

/** The one file of a symbol, and its dataset where it lies in a store. */
export interface ChosenFile {
  readonly file: string;
  readonly dataset?: StoredDataset;
}

/** The file of one symbol: what is said most precisely wins. @throws DataProblem when nothing or too much is said */
export function chooseFile(args: {
  readonly want: Wanted;
  /** Whether it is the only symbol of the run. */
  readonly isOnly: boolean;
  readonly sources: Sources;
  readonly configDirectory: string;
  /** The files of bars in the --data directories. */
  readonly inDirectories: () => readonly Candidate[];
  /** Where datasets are kept that nobody needs to name. */
  readonly store: { readonly directory: string; readonly preferredVenue: string } | undefined;
}): ChosenFile {
  const { want, sources, store } = args;
  const named = namedFile(args);
  if (named !== undefined) return { file: named };
  const nameless = sources.files.find(({ symbol }) => symbol === undefined);
  if (store !== undefined && nameless === undefined) {
    const dataset = findDataset(store.directory, { ...want, preferredVenue: store.preferredVenue });
    return { file: dataset.paths.columns, dataset };
  }
  throw misused({
    where: nameless?.file,
    message:
      nameless === undefined
        ? `there is no data for ${want.symbol}`
        : "the name does not tell the instrument",
    allowed: `--data DIR, --data ${want.symbol}=FILE or symbols.${want.symbol}.data`,
    fix: `say ${want.symbol}=${nameless?.file ?? "FILE"}`,
  });
}

/** The file that somebody named, or that lies in a directory that somebody named. */
function namedFile(args: Parameters<typeof chooseFile>[0]): string | undefined {
  const { want, sources } = args;
  const assigned = sources.assigned.get(want.symbol);
  if (assigned !== undefined) return assigned;
  // A name that tells nothing is no riddle when there is one symbol only.
  const files = sources.files.filter(
    ({ symbol }) => symbol === want.symbol || (symbol === undefined && args.isOnly),
  );
  if (files.length > 0) return only(want, files);
  if (want.data !== undefined)
    return configured(want.symbol, want.data, sources.directories, args.configDirectory);
  return sources.directories.length > 0 ? found(want, args.inDirectories()) : undefined;
}

/** `symbols.S.data`: a path as people write it in the config. */
function configured(
  symbol: string,
  data: string,
  directories: readonly string[],
  configDirectory: string,
): string {
  if (isAbsolute(data)) return data;
  const bases = directories.length > 0 ? directories : [configDirectory];
  const file = bases.map((base) => join(base, data)).find((path) => existsSync(path));
  if (file !== undefined) return file;
  const base = bases[0] ?? configDirectory;
  const near = existsSync(base) ? nearest(basename(data), namesIn(base)) : undefined;
  throw damaged({
    where: `symbols.${symbol}.data`,
    message: `there is no file ${data} in ${list(bases)}`,
    allowed:
      directories.length > 0 ? "a path relative to the --data directory" : "a path relative to the config",
    fix: near === undefined ? "check the path" : `did you mean ${near}?`,
  });
}

/** Searches the directories by symbol and timeframe. */
function found(want: Wanted, candidates: readonly Candidate[]): string {
  const ofSymbol = candidates.filter(({ symbol }) => symbol === want.symbol);
  if (ofSymbol.length === 0) {
    const symbols = [...new Set(candidates.flatMap(({ symbol }) => symbol ?? []))];
    const near = nearestSymbol(want.symbol, symbols);
    throw misused({
      message: `the --data directory has no bars of ${want.symbol}`,
      found: list(symbols),
      fix:
        near === undefined
          ? `choose one of these, or another directory; or leave --data out and fetch it: timonel data download ${want.symbol}`
          : `did you mean ${near}?`,
    });
  }
  return only(want, ofSymbol);
}

/** The one file that fits the timeframe. */
function only(want: Wanted, files: readonly Candidate[]): string {
  if (want.timeframe !== undefined && intervalMs(want.timeframe) === undefined)
    throw misused({
      where: `symbols.${want.symbol}.timeframe`,
      message: `${want.timeframe} is no interval`,
      allowed: "such as 1m, 15m, 1h, 4h, 1d, 1w",
    });
  const fitting = files.filter((file) => fits(file, want.timeframe));
  const [file] = fitting;
  if (fitting.length === 1 && file !== undefined) return file.file;
  const names = (each: readonly Candidate[]): string =>
    list(
      each.map((candidate) => candidate.file),
      20,
    );
  if (file === undefined)
    throw misused({
      message: `there are no ${want.timeframe ?? ""} bars of ${want.symbol}`,
      found: names(files),
      fix: `set the timeframe to one of ${list([...new Set(files.flatMap(({ interval }) => interval ?? []))])}${madeOf(files, want.timeframe)}`,
    });
  throw misused({
    message: `several files hold ${want.timeframe === undefined ? "bars" : `${want.timeframe} bars`} of ${want.symbol}`,
    found: names(fitting),
    allowed: "one file for each instrument and interval",
    fix: `pick one with symbols.${want.symbol}.data: ${basename(file.file)}, or --data ${want.symbol}=${file.file}`,
  });
}

/** How bars of this length are made, where those of a file are parts of them. */
function madeOf(files: readonly Candidate[], timeframe: string | undefined): string {
  const whole = timeframe === undefined ? undefined : intervalMs(timeframe);
  const parts = files.find(({ interval }) => {
    const part = interval === undefined ? undefined : intervalMs(interval);
    return whole !== undefined && part !== undefined && part < whole && whole % part === 0;
  });
  return parts === undefined
    ? ""
    : `, or make such bars: timonel data resample ${shellWord(parts.file)} --to ${timeframe} --out FILE`;
}
