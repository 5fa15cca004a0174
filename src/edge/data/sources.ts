import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { intervalMs, marketOf, parseSymbol } from "../../core/domain/index.ts";
import { readColumnsHeader } from "./columns-file.ts";
import { damaged, list, misused } from "./data-problem.ts";
import { parseFeedName } from "./feeds/feed-name.ts";
import { EXTENSIONS, hasKnownExtension, isTradable, parseFileName } from "./file-name.ts";
import { refuseContent, refuseMarket } from "./kinds-to-come.ts";
import { noSuchFile, unreadable } from "./read-file.ts";

/** A file of bars and what its name (or header) says. */
export interface Candidate {
  readonly file: string;
  /** Undefined when nothing tells it. */
  readonly symbol: string | undefined;
  readonly interval: string | undefined;
}

/** The `--data` values, told apart. */
export interface Sources {
  /** `SYMBOL=FILE`, by unified symbol. */
  readonly assigned: ReadonlyMap<string, string>;
  readonly files: readonly Candidate[];
  readonly directories: readonly string[];
}

/** @throws DataProblem for what neither exists nor assigns a file to a symbol */
export function sortSources(sources: readonly string[]): Sources {
  const assigned = new Map<string, string>();
  const files: Candidate[] = [];
  const directories: string[] = [];
  for (const source of sources) {
    const kind = kindOf(source);
    if (kind === "directory") directories.push(source);
    else if (kind === "file") files.push(describe(source));
    else assign(source, assigned);
  }
  return { assigned, files, directories };
}

function kindOf(path: string): "file" | "directory" | undefined {
  try {
    return statSync(path).isDirectory() ? "directory" : "file";
  } catch {
    return undefined; // What is missing may still be SYMBOL=FILE; if not, `assign` says so.
  }
}

function assign(source: string, assigned: Map<string, string>): void {
  const cut = source.indexOf("=");
  if (cut < 0) throw noSuchFile(source);
  const spelling = source.slice(0, cut);
  const { symbol, leg } = parseSymbol(spelling) ?? {};
  if (symbol !== undefined && leg !== undefined)
    throw misused({
      where: `--data ${source}`,
      message: `${symbol} is one leg of a market, and bars are of all of it`,
      allowed: `${marketOf(symbol)}=FILE`,
      fix: `write ${marketOf(symbol)}=FILE, and name the legs under symbols or with --symbols`,
    });
  if (symbol === undefined)
    throw misused({
      where: `--data ${source}`,
      message: `symbol ${spelling} is not understood`,
      allowed: "BTC/USDT, BTCUSDT, tBTCUSD or BTC/USDT:USDT",
      fix: "write SYMBOL=FILE, as in BTC/USDT=bars.csv",
    });
  const other = assigned.get(symbol);
  const file = source.slice(cut + 1);
  if (other !== undefined && other !== file)
    throw misused({
      where: `--data ${source}`,
      message: `${symbol} has two files`,
      found: `${other} and ${file}`,
      fix: "keep one",
    });
  assigned.set(symbol, file);
}

/** A file that was named on its own: refused at once when it is nothing this version trades. */
function describe(file: string): Candidate {
  const feed = parseFeedName(file);
  if (feed !== undefined) return { file, symbol: feed.symbol, interval: undefined };
  const name = parseFileName(file);
  if (name !== undefined) {
    refuseContent(file, name);
    refuseMarket(file, name);
  }
  const header = file.toLowerCase().endsWith(".columns") ? readColumnsHeader(file) : undefined;
  return {
    file,
    symbol: header?.symbol ?? name?.symbol,
    interval: header?.interval ?? name?.interval,
  };
}

/** The files of bars in a directory whose names tell what they hold, in the order of their names. */
export function candidatesIn(directory: string): readonly Candidate[] {
  const names = namesIn(directory).filter(hasKnownExtension);
  const candidates = names.flatMap((entry) => {
    const name = parseFileName(entry);
    return name !== undefined && isTradable(name)
      ? [
          {
            file: join(directory, entry),
            symbol: name.symbol,
            interval: name.interval,
          },
        ]
      : [];
  });
  if (candidates.length > 0) return candidates;
  throw damaged({
    where: directory,
    message: "the directory holds no file of bars whose name tells its instrument",
    found: list(names),
    allowed: `names such as binance-spot_BTCUSDT_1h_2024.csv.gz (${EXTENSIONS.join(", ")})`,
    fix: "rename the files, or say SYMBOL=FILE",
  });
}

/** What lies in a directory, in code-unit order: the order of the file system is chance. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    throw unreadable(directory, error, "directory");
  }
}

/** Whether a candidate fits a timeframe; one that does not tell its interval may fit. */
export const fits = (candidate: Candidate, timeframe: string | undefined): boolean =>
  timeframe === undefined ||
  candidate.interval === undefined ||
  intervalMs(candidate.interval) === intervalMs(timeframe);
