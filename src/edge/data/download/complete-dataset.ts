import { moment } from "../data-problem.ts";
import { asOnlyWriter } from "../store/commit.ts";
import { nameOf } from "../store/dataset-key.ts";
import { allocateTable, columnOf, sliceTable, type Table } from "../store/table.ts";
import { coverOf, type Job } from "./cover.ts";
import { type DatasetResult, holesIn, iso } from "./dataset-result.ts";
import { fetchBars } from "./fetch-bars.ts";
import { fetchFunding } from "./fetch-funding.ts";
import type { VenueHistory } from "./history.ts";
import { COLUMNS_OF, type Dataset, filesOf, keepRows, readKept } from "./keep.ts";
import { type FetchedPage, PartialFile } from "./partial-file.ts";
import type { Pace, Patience } from "./patience.ts";
import { lengthOf, type Span, without } from "./spans.ts";
import { thousands } from "./words.ts";

/** What a download needs from whoever runs it. */
export interface Hooks {
  readonly signal: AbortSignal;
  readonly pace: Pace;
  readonly note: (text: string) => void;
  readonly progress: (done: number, total: number, elapsedMs: number, unit: string) => void;
}

/** Who fetches, and for whom. */
interface Means {
  readonly history: VenueHistory;
  readonly patience: Patience;
  readonly hooks: Hooks;
}

/** Fetches what a dataset lacks and writes it whole; where it is stopped or fails, what was fetched stays for the next time. */
export async function completeDataset(job: Job, means: Means): Promise<DatasetResult> {
  const { store, dataset } = job;
  const { paths, unfinished } = filesOf(store, dataset);
  // One download at a time; the lock of the dataset itself is taken only to write it.
  return asOnlyWriter({ ...paths, lock: `${unfinished}.lock` }, async () => {
    const kept = await readKept(store, dataset);
    const { hull, covered } = coverOf(job, kept && columnOf(kept.table, "time"));
    const partial = new PartialFile(unfinished, nameOf(dataset));
    try {
      await fetchMissing(job, without(hull, [...covered, ...partial.spans]), means, partial);
      const { table, flaws, outside } = gather(partial, dataset, hull);
      if (outside > 0)
        means.hooks.note(
          `${titleOf(dataset)}: ${thousands(outside)} rows of an unfinished download lie outside: left out`,
        );
      const { replace } = job;
      const whole = await keepRows(store, dataset, kept, table, { replace, now: Date.now() });
      partial.discard();
      return resultOf(job, whole, { added: whole.rows - (kept?.table.rows ?? 0), flaws, status: "complete" });
    } catch (error) {
      leave(partial, dataset, means.hooks);
      if (!means.hooks.signal.aborted) throw error;
      return resultOf(job, undefined, { added: partial.rows, flaws: [], status: "interrupted" });
    }
  });
}

/** What is fetched stays; what is empty goes. */
function leave(partial: PartialFile, dataset: Dataset, hooks: Hooks): void {
  if (partial.spans.length === 0) {
    partial.discard();
    return;
  }
  partial.close();
  const rows = `${thousands(partial.rows)} ${unitOf(dataset)}`;
  hooks.note(`${titleOf(dataset)}: ${rows} are kept in ${partial.path}: the same command goes on from there`);
}

const unitOf = ({ content }: Dataset): string => (content === "funding" ? "payments" : "bars");
const titleOf = ({ symbol, content, interval }: Dataset): string =>
  content === "funding" ? `${symbol} funding` : `${symbol} ${content === "mark" ? "mark " : ""}${interval}`;

const FUNDING_MS = 28_800_000;

async function fetchMissing(
  { dataset, intervalMs }: Job,
  missing: readonly Span[],
  { history, patience, hooks }: Means,
  partial: PartialFile,
): Promise<void> {
  const { symbol, content } = dataset;
  const unit = unitOf(dataset);
  if (partial.rows > 0)
    hooks.note(
      `${titleOf(dataset)}: going on with ${thousands(partial.rows)} ${unit} of an unfinished download`,
    );
  const [first] = missing;
  const last = missing.at(-1);
  if (first === undefined || last === undefined) return;
  const step = content === "funding" ? FUNDING_MS : intervalMs;
  const total = Math.max(Math.round(lengthOf(missing) / step), 1);
  const span = `${moment(first.from)} to ${moment(last.to)}`;
  hooks.note(`${titleOf(dataset)}: up to ${thousands(total)} ${unit} to get, ${span}`);
  const startedAt = hooks.pace.now();
  let done = 0;
  const keep = (page: FetchedPage): void => {
    partial.append(page);
    done += (page.to - page.from) / step;
    hooks.progress(Math.round(done), total, hooks.pace.now() - startedAt, unit);
  };
  for (const span of missing) {
    if (content === "funding") await fetchFunding(history, { symbol, span }, patience, keep);
    else await fetchBars(history, { symbol, intervalMs, content, span }, patience, keep);
  }
}

/** The rows of all pages inside `hull`, in order; pages overlap where downloads of different times met. */
function gather(
  partial: PartialFile,
  { content }: Dataset,
  hull: Span,
): { readonly table: Table; readonly flaws: readonly number[]; readonly outside: number } {
  const table = allocateTable(COLUMNS_OF[content], partial.rows);
  const flaws = new Set<number>();
  let outside = 0;
  let rows = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const page of partial.pages()) {
    for (const flaw of page.flaws) flaws.add(flaw);
    for (const row of page.rows) {
      const time = row[0] ?? Number.NaN;
      if (!(time >= hull.from && time < hull.to)) outside++;
      else if (time > last) {
        for (const [i, column] of table.columns.entries()) column[rows] = row[i] ?? Number.NaN;
        last = time;
        rows++;
      }
    }
  }
  return { table: sliceTable(table, 0, rows), flaws: [...flaws].sort((a, b) => a - b), outside };
}

function resultOf(
  { store, dataset, intervalMs }: Job,
  table: Table | undefined,
  about: {
    readonly added: number;
    readonly flaws: readonly number[];
    readonly status: DatasetResult["status"];
  },
): DatasetResult {
  const { symbol, content, interval } = dataset;
  const time = (table && columnOf(table, "time")) ?? new Float64Array(0);
  const first = time[0];
  const last = time.at(-1);
  return {
    symbol,
    content,
    interval,
    file: filesOf(store, dataset).paths.parquet,
    status: about.status,
    rows: time.length,
    added: about.added,
    from: first === undefined ? null : iso(first),
    to: last === undefined ? null : iso(last),
    holes: content === "funding" ? [] : holesIn(time, intervalMs),
    leftOut: about.flaws.map(iso),
  };
}
