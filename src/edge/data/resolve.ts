import { marketOf, parseSymbol } from "../../core/domain/index.ts";
import { nearest } from "../problem/index.ts";
import { chooseFile, type Wanted } from "./choose-file.ts";
import { list, misused } from "./data-problem.ts";
import { type Candidate, candidatesIn, type Sources, sortSources } from "./sources.ts";
import { readCatalog } from "./store/catalog.ts";
import type { StoredDataset } from "./store/dataset.ts";
import { storedNames } from "./store/find.ts";

/** One symbol of the run. */
export interface SymbolRequest {
  /** Any spelling of `parseSymbol`. */
  readonly symbol: string;
  /** `symbols.S.data` of the config: relative to the --data directory if given, else to the config's directory. */
  readonly data?: string | undefined;
  /** `symbols.S.timeframe`; wins over the timeframe of the whole request. */
  readonly timeframe?: string | undefined;
  /** `symbols.S.venue`, where somebody said it: a store may have the symbol of several venues. */
  readonly venue?: string | undefined;
}

export interface DataRequest {
  /** The --data values: FILE, DIR or SYMBOL=FILE. */
  readonly sources: readonly string[];
  /** Empty: the sources tell the symbols. */
  readonly symbols: readonly SymbolRequest[];
  readonly timeframe?: string | undefined;
  /** Directory of the config file. */
  readonly configDirectory: string;
  /** Where a symbol is looked up that nothing names a file for, and the venue that wins where several have it. */
  readonly store?: { readonly directory: string; readonly preferredVenue: string } | undefined;
}

/** Which file holds the bars of a symbol. */
export interface DataFile {
  /** The unified symbol. */
  readonly symbol: string;
  readonly file: string;
  readonly timeframe: string | undefined;
  /** Where the bars come from a store: its raw columns must be made fresh before they are read. */
  readonly dataset?: StoredDataset;
}

/**
 * Finds one file for each symbol. What is said most precisely wins: SYMBOL=FILE, then FILE, then `symbols.S.data`,
 * then a DIR that is searched by file names, then the store. Without symbols, the files (or else the directories) name them.
 * @throws DataProblem, exit 2, when the choice is ambiguous or a symbol is unknown; exit 5 when there is nothing there
 */
export function resolveData(request: DataRequest): readonly DataFile[] {
  const sources = sortSources(request.sources);
  let listed: readonly Candidate[] | undefined;
  // Listed only when a symbol needs it: a directory may serve for `symbols.S.data` alone.
  const inDirectories = (): readonly Candidate[] => (listed ??= sources.directories.flatMap(candidatesIn));
  const wanted = request.symbols.length > 0 ? requested(request) : told(request, sources, inDirectories);
  refuseUnused(sources, wanted);
  const { configDirectory, store } = request;
  const isOnly = new Set(wanted.map(({ symbol }) => marketOf(symbol))).size === 1;
  return wanted.map(({ symbol, ...rest }) => {
    const want = { ...rest, symbol: marketOf(symbol) }; // The legs of a market have the same bars.
    const chosen = chooseFile({ want, isOnly, sources, configDirectory, inDirectories, store });
    return { symbol, timeframe: want.timeframe, ...chosen };
  });
}

function requested(request: DataRequest): readonly Wanted[] {
  const seen = new Set<string>();
  return request.symbols.map((each) => {
    const symbol = parseSymbol(each.symbol)?.symbol;
    if (symbol === undefined)
      throw misused({
        where: `symbols.${each.symbol}`,
        message: `symbol ${each.symbol} is not understood`,
        allowed: "BTC/USDT, BTCUSDT, tBTCUSD or BTC/USDT:USDT",
        fix: "write it in the form BASE/QUOTE",
      });
    if (seen.has(symbol))
      throw misused({
        where: `symbols.${each.symbol}`,
        message: `${symbol} is named twice`,
        fix: "keep one of them",
      });
    seen.add(symbol);
    return {
      symbol,
      data: each.data,
      timeframe: each.timeframe ?? request.timeframe,
      venue: each.venue,
    };
  });
}

/** The symbols that the sources tell: those named one by one, else all of the directories. */
function told(
  request: DataRequest,
  sources: Sources,
  inDirectories: () => readonly Candidate[],
): readonly Wanted[] {
  const symbols = new Set(sources.assigned.keys());
  for (const { file, symbol } of sources.files) {
    if (symbol === undefined)
      throw misused({
        where: file,
        message: "the name does not tell the instrument",
        allowed: "names such as binance-spot_BTCUSDT_1h_2024.csv.gz or BTCUSDT_1h.csv",
        fix: `say SYMBOL=FILE, as in BTC/USDT=${file}`,
      });
    symbols.add(symbol);
  }
  if (symbols.size === 0)
    for (const { symbol } of inDirectories()) if (symbol !== undefined) symbols.add(symbol);
  if (symbols.size === 0) throw nothingGiven(request.store?.directory);
  return [...symbols].map((symbol) => ({
    symbol,
    data: undefined,
    timeframe: request.timeframe,
    venue: undefined,
  }));
}

function nothingGiven(store: string | undefined): Error {
  const stored = store === undefined ? undefined : readCatalog(store).datasets[0]?.manifest.symbol;
  return misused({
    message: "no data is given",
    found:
      stored === undefined || store === undefined
        ? undefined
        : `the store ${store} has ${storedNames(store)}`,
    allowed: `--data FILE, --data DIR or --data SYMBOL=FILE${store === undefined ? "" : ", or --symbols with data in the store"}`,
    fix: stored === undefined ? "add --data" : `add --symbols ${stored}, or --data`,
  });
}

/** A file that nobody asked for is a misunderstanding: say so rather than run on other data. */
function refuseUnused(sources: Sources, wanted: readonly Wanted[]): void {
  const symbols = wanted.map(({ symbol }) => marketOf(symbol));
  const named = [
    ...[...sources.assigned].map(([symbol, file]) => ({ symbol, file })),
    ...sources.files.flatMap(({ symbol, file }) => (symbol === undefined ? [] : [{ symbol, file }])),
  ];
  for (const { symbol, file } of named) {
    if (symbols.includes(symbol)) continue;
    throw misused({
      where: file,
      message: `the file is ${symbol}, which is not among the symbols of this run`,
      found: list(symbols),
      fix: `add ${symbol} to the symbols, or say ${nearest(symbol, symbols) ?? symbols[0] ?? "SYMBOL"}=${file}`,
    });
  }
}
