import { damaged, misused, moment } from "../data-problem.ts";
import { openHistory } from "./ccxt-history.ts";
import { completeDataset, type Hooks } from "./complete-dataset.ts";
import type { DatasetResult } from "./dataset-result.ts";
import { Patience } from "./patience.ts";
import {
  type Asked,
  knownInterval,
  knownVenue,
  refuseUnlisted,
  wantedDatasets,
  wantedSymbols,
} from "./plan.ts";
import { isTried } from "./venue-rules.ts";
import { whenOf } from "./when.ts";

export { realPace } from "./patience.ts";

/** What `timonel data download` was told, as text. */
export interface DownloadRequest extends Asked {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly replace: boolean;
  /** How often a request is made that fails in passing. */
  readonly attempts: number;
  readonly url: string | undefined;
  readonly store: string;
}

/** What became of a download. */
export interface DownloadDocument {
  readonly schema: "timonel.download/1";
  readonly venue: string;
  /** False where somebody stopped it: running it again goes on. */
  readonly complete: boolean;
  readonly datasets: readonly DatasetResult[];
  readonly requests: number;
  readonly retries: number;
  readonly elapsedMs: number;
}

/**
 * Downloads history into a store: everything is checked before the first bar is asked for, then one dataset after the
 * other is completed. @throws UserProblem: exit 2 for what cannot be asked, 4 where the venue fails, 5 for the disk
 */
export async function download(request: DownloadRequest, hooks: Hooks): Promise<DownloadDocument> {
  const startedAt = hooks.pace.now();
  const venue = knownVenue(request.venue);
  const symbols = wantedSymbols(request);
  timeOf(request, Date.now()); // A slip of the hand needs no venue to be seen.
  const kinds = new Set(symbols.map((symbol) => (symbol.includes(":") ? "perpetual" : "spot")));
  const history = await openHistory({ venue, kinds, url: request.url });
  const { signal, pace, note } = hooks;
  const patience = new Patience({ venue, attempts: request.attempts, signal, pace, onWait: note });
  const datasets: DatasetResult[] = [];
  try {
    const interval = knownInterval(history, request.timeframe);
    const wanted = wantedDatasets(history, symbols, interval.name, request);
    refuseUnlisted(venue, symbols, await patience.ask(() => history.symbols()));
    const now = await patience.ask(() => history.now());
    const time = { now, ...timeOf(request, now) };
    if (!isTried(venue))
      note(`${venue}: nobody tried this venue yet; look at what you get with timonel data check`);
    for (const dataset of wanted) {
      if (signal.aborted) break;
      const job = {
        store: request.store,
        dataset,
        intervalMs: interval.ms,
        replace: request.replace,
        ...time,
      };
      datasets.push(await completeDataset(job, { history, patience, hooks }));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await history.close();
  }
  const complete = !signal.aborted && datasets.every(({ status }) => status === "complete");
  const empty = datasets.find(({ rows }) => rows === 0);
  if (complete && empty !== undefined)
    throw damaged({
      where: venue,
      message: `the venue has nothing of ${empty.symbol} ${empty.interval} in the asked time`,
      found:
        request.from === undefined ? "no bars" : `no bars from ${request.from} to ${request.to ?? "now"}`,
      fix: "ask for another time: --from 2023-01-01 --to 2024-01-01",
    });
  return {
    schema: "timonel.download/1",
    venue,
    complete,
    datasets,
    requests: patience.requests,
    retries: patience.retries,
    elapsedMs: Math.round(hooks.pace.now() - startedAt),
  };
}

/** The asked time by the clock of the venue. @throws DataProblem, exit 2 */
function timeOf({ from, to }: DownloadRequest, now: number) {
  const times = {
    from: from === undefined ? undefined : whenOf("--from", from, now),
    to: whenOf("--to", to ?? "now", now),
  };
  if (times.from !== undefined && times.from >= times.to)
    throw misused({
      where: "--from",
      message: `the time ends (${moment(times.to)}) before it begins (${moment(times.from)})`,
      found: `--from ${from}${to === undefined ? "" : ` --to ${to}`}`,
      allowed: "--from before --to, and both in the past",
      fix: "write the earlier date behind --from",
    });
  return times;
}
