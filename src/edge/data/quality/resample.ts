import type { DurationMs } from "../../../core/base/index.ts";
import { intervalMs as millisecondsOf } from "../../../core/domain/index.ts";
import { at, longerBars } from "../../../core/market/index.ts";
import { count, damaged, misused, moment } from "../data-problem.ts";
import { ExactSum, plainNumber } from "./exact-sum.ts";
import { byWeight } from "./findings.ts";
import { type RawRows, readRawRows, volumeText } from "./raw-rows.ts";
import { type Plan, planOf } from "./resample-plan.ts";
import { seriesOf } from "./series.ts";
import { soundRows } from "./sound-rows.ts";
import { type CheckOptions, type Subject, subjectOf } from "./subject.ts";

const DAY_MS = 86_400_000;

/** Longer bars as text, and what there is to say about them. */
export interface ResampledBars {
  readonly csv: string;
  readonly interval: string;
  readonly bars: number;
  readonly from: number | null;
  readonly to: number | null;
  /** Left out because the data begins or ends inside of them; bars with holes in them; hours that were left out. */
  readonly warnings: readonly string[];
}

/**
 * Makes longer bars of a file: first open, highest high, lowest low, last close, sum of volumes in exact decimals. Bars
 * begin at multiples of their length since 1970 UTC, weeks on Monday; days and weeks of a market with sessions are made of
 * its regular hours and are labelled by their day. What the data only begins or ends inside of is left out.
 * @throws DataProblem for files that are not sound bars, and for lengths that cannot be made of theirs
 */
export function resampleFile(file: string, to: string, options: CheckOptions): ResampledBars {
  const longer = millisecondsOf(to);
  if (longer === undefined)
    throw misused({
      where: `--to ${to}`,
      message: `${to} is no interval`,
      allowed: "such as 5m, 15m, 1h, 4h, 1d, 1w",
      fix: "write --to 1h",
    });
  const raw = readRawRows(file);
  if (raw.holds !== "bars")
    throw misused({
      where: file,
      message: "quote bars are not resampled",
      allowed: "bars: time,open,high,low,close,volume",
      fix: "choose a file of bars",
    });
  const { kept, findings } = soundRows(raw);
  const [worst] = findings.filter(({ severity }) => severity === "error").sort(byWeight);
  if (worst !== undefined)
    throw damaged({
      where: worst.line === null ? file : `${file}:${worst.line}`,
      message: worst.means,
      found: worst.found,
      fix: `timonel data check ${file} --repair --out REPAIRED.csv, then resample that`,
    });
  const series = seriesOf(raw, kept);
  const subject = subjectOf(raw, series, options);
  const shorter = requireShorter(file, subject, to, longer);
  const plan = planOf(series.columns, subject, shorter, longer);
  if (!plan.isByDay && longer < DAY_MS) refuseStraddling(file, to, plan.columns.time, { shorter, longer });
  const made = longerBars(plan.columns, shorter as DurationMs, longer); // A brand is born.
  return asText({ raw, kept, plan, made, longer, to });
}

function requireShorter(
  file: string,
  { interval, intervalMs, findings }: Subject,
  to: string,
  longer: number,
): number {
  const [wrong] = findings;
  if (wrong !== undefined || interval === null)
    throw damaged({
      where: file,
      message: wrong?.means ?? "nothing tells the interval of the bars",
      found: wrong?.found,
      fix: "say it with --timeframe, or name it in the file name as in BTCUSDT_1h.csv",
    });
  if (interval !== "1Mo" && longer > intervalMs && longer % intervalMs === 0) return intervalMs;
  throw misused({
    where: `--to ${to}`,
    message: `${to} bars cannot be made of ${interval} bars`,
    allowed: `multiples of ${interval}`,
    fix: longer <= intervalMs ? "choose a longer interval, or a file of shorter bars" : "choose a multiple",
  });
}

/** A bar that ends behind the longer one it begins in would tell that one what nobody knew at its close. */
function refuseStraddling(
  file: string,
  to: string,
  time: Float64Array,
  { shorter, longer }: { readonly shorter: number; readonly longer: number },
): void {
  const straddling = time.find((start) => (start % longer) + shorter > longer);
  if (straddling === undefined) return;
  throw misused({
    where: file,
    message: `the bar of ${moment(straddling)} reaches beyond the end of its ${to} bar, which would know what comes after it`,
    allowed: `bars that lie whole in a ${to} bar, counted from 00:00 UTC`,
    fix: "resample shorter bars, or resample to 1d",
  });
}

function asText(args: {
  readonly raw: RawRows;
  readonly kept: Uint32Array;
  readonly plan: Plan;
  readonly made: ReturnType<typeof longerBars>;
  readonly longer: number;
  readonly to: string;
}): ResampledBars {
  const { raw, kept, plan, made, longer, to } = args;
  const { columns } = made;
  const { time } = plan.columns;
  const lines: string[] = [];
  const warnings = [...plan.warnings];
  const written: number[] = [];
  const holed: number[] = [];
  let row = 0;
  for (let i = 0; i < columns.time.length; i++) {
    const start = at(columns.time, i);
    while (row < time.length && at(time, row) < start) row++;
    const volume = new ExactSum();
    let present = 0;
    for (; row < time.length && at(time, row) < start + longer; row++) {
      volume.add(volumeText(raw, kept[plan.places[row] as number] as number)); // In range by the loop.
      if (plan.due?.isDue(row) === true) present++;
    }
    if (start < plan.wholeFrom) {
      warnings.push(`the bar of ${label(start, plan.isByDay)} left out: the data begins inside of it`);
      continue;
    }
    const isHoled = plan.due === undefined ? made.incomplete[i] === 1 : present < plan.due.barsIn(start);
    if (isHoled) holed.push(start);
    written.push(start);
    const prices = [columns.open, columns.high, columns.low, columns.close].map((column) =>
      plainNumber(at(column, i)),
    );
    const stamp = plan.isByDay ? label(start, true) : String(start);
    lines.push([stamp, ...prices, ...(raw.hasVolume ? [volume.text()] : [])].join(","));
  }
  if (row < time.length) warnings.push(`the last ${to} bar left out: it had not closed when the data ended`);
  const [first] = holed;
  if (first !== undefined)
    warnings.push(
      `${count(holed.length, "bar")} with holes in ${holed.length === 1 ? "it" : "them"}, the first ${label(first, plan.isByDay)}: made of the bars there are`,
    );
  const header = `${plan.isByDay ? "date" : "time"},open,high,low,close${raw.hasVolume ? ",volume" : ""}`;
  return {
    csv: `${[header, ...lines].join("\n")}\n`,
    interval: to,
    bars: written.length,
    from: written[0] ?? null,
    to: written[written.length - 1] ?? null,
    warnings,
  };
}

const label = (start: number, isByDay: boolean): string =>
  isByDay ? new Date(start).toISOString().slice(0, 10) : moment(start);
