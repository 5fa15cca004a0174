import { intervalMs } from "../../../core/domain/index.ts";
import { nearestSymbol } from "../../problem/index.ts";
import { list, misused } from "../data-problem.ts";
import { catalogOf, readCatalog } from "./catalog.ts";
import type { StoredDataset } from "./dataset.ts";
import { nameOf } from "./dataset-key.ts";

/** What a run wants to play. */
export interface Wanted {
  /** The unified symbol. */
  readonly symbol: string;
  readonly timeframe: string | undefined;
  /** The venue that somebody named; otherwise the only one that has the symbol, or else the preferred one. */
  readonly venue: string | undefined;
  readonly preferredVenue: string | undefined;
}

/**
 * The dataset to play for a symbol: bars, or quotes where there are no bars.
 * @throws DataProblem, exit 2, where the store has none or more than one that fits
 */
export function findDataset(store: string, want: Wanted): StoredDataset {
  const { datasets, problems } = catalogOf(store, want.symbol);
  const playable = datasets.filter(isPlayable);
  const here = playable.filter(({ manifest }) => want.venue === undefined || manifest.venue === want.venue);
  if (here.length === 0) throw problems[0] ?? notStored(store, want, playable);
  const fitting = here.filter(
    ({ manifest }) =>
      want.timeframe === undefined || intervalMs(manifest.interval) === intervalMs(want.timeframe),
  );
  if (fitting.length === 0 && problems[0] !== undefined) throw problems[0];
  if (fitting.length === 0)
    throw misused({
      message: `the store ${store} has no ${want.timeframe} bars of ${want.symbol}`,
      found: names(here),
      fix: `set the timeframe to one of ${list([...new Set(here.map(({ manifest }) => manifest.interval))])}, or import such bars: timonel data import FILE`,
    });
  const bars = fitting.filter(({ manifest }) => manifest.content === "bars");
  const candidates = bars.length > 0 ? bars : fitting;
  const preferred = candidates.filter(({ manifest }) => manifest.venue === want.preferredVenue);
  const chosen = preferred.length > 0 ? preferred : candidates;
  const [dataset] = chosen;
  if (dataset !== undefined && chosen.length === 1) return dataset;
  const venues = [...new Set(chosen.map(({ manifest }) => manifest.venue))];
  throw misused({
    message: `the store ${store} has several datasets of ${want.symbol}`,
    found: names(chosen),
    allowed: "one for each symbol of a run",
    fix:
      venues.length > 1
        ? `name the venue: symbols.${want.symbol}.venue: ${venues[0]}`
        : `name the timeframe: --timeframe ${chosen[0]?.manifest.interval}`,
  });
}

/** Whether the store has bars or quotes of a symbol, at any venue and interval. */
export function hasDataset(store: string, symbol: string): boolean {
  const { datasets, problems } = catalogOf(store, symbol);
  return problems.length > 0 || datasets.some(isPlayable); // A damaged one is there, and will be named.
}

const isPlayable = ({ manifest: { content } }: StoredDataset): boolean =>
  content === "bars" || content === "quotes";

/** What a store holds in a few words, for messages: `BTC/USDT 1h and ETH/USDT 1h`. */
export const storedNames = (store: string): string => names(readCatalog(store).datasets);

const names = (datasets: readonly StoredDataset[]): string =>
  list(datasets.map(({ manifest }) => nameOf(manifest)));

function notStored(store: string, want: Wanted, elsewhere: readonly StoredDataset[]): Error {
  const { symbol, venue } = want;
  if (elsewhere.length > 0)
    return misused({
      message: `the store ${store} has no ${symbol} of ${venue}`,
      found: names(elsewhere),
      fix: `set symbols.${symbol}.venue to ${elsewhere[0]?.manifest.venue}, or import it: timonel data import FILE --venue ${venue}`,
    });
  const { datasets } = readCatalog(store);
  const near = nearestSymbol(
    symbol,
    datasets.map(({ manifest }) => manifest.symbol),
  );
  return misused({
    message: `there is no data for ${symbol}: no file is named, and the store ${store} has none`,
    found: datasets.length === 0 ? "an empty store" : names(datasets),
    allowed: `--data FILE, symbols.${symbol}.data, or a dataset of the store`,
    fix:
      near === undefined
        ? `timonel data import FILE, or timonel data download ${symbol}`
        : `did you mean ${near}? Else: timonel data import FILE, or timonel data download ${symbol}`,
  });
}
