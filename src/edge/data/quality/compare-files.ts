import type { DurationMs } from "../../../core/base/index.ts";
import { parseSymbol } from "../../../core/domain/index.ts";
import { at, type BarColumns, longerBars } from "../../../core/market/index.ts";
import { count, list, moment } from "../data-problem.ts";
import { type CheckedFile, withFindings } from "./check-file.ts";
import { type Finding, finding } from "./findings.ts";
import { asHalts, silencesOf } from "./shared-holes.ts";

const DAY_MS = 86_400_000;
/** Volumes are sums of decimals in doubles. */
const VOLUME_NOISE = 1e-9;
/** Spot, perpetual and other venues of one pair lie closer together than this. */
const SAME_PAIR = 0.1;
/** ... and one instrument's own prices closer than this to those of a file that holds it. */
const SAME_PRICES = 0.01;

/**
 * What only several files together can tell: the same hole in several markets of a venue is a halt, a longer bar must be
 * made of the shorter ones, and files of one pair must have its prices. Only for markets that never close.
 */
export function compareFiles(files: readonly CheckedFile[]): readonly CheckedFile[] {
  const extra = new Map<CheckedFile, Finding[]>(files.map((file) => [file, []]));
  const comparable = files.filter(isComparable);
  for (const one of comparable) {
    for (const other of comparable) {
      if (one === other || !isSameMarket(one, other)) continue;
      const found = disagreements(one, other);
      if (found !== undefined) extra.get(one)?.push(found);
    }
  }
  for (const [file, found] of strangers(comparable)) extra.get(file)?.push(found);
  const silences = comparable.map(({ check }) => silencesOf(check));
  return files.map((file) => {
    const findings = asHalts(file.check, silences);
    return { ...file, check: withFindings(file.check, [...findings, ...(extra.get(file) ?? [])]) };
  });
}

const isComparable = ({ check, subject }: CheckedFile): boolean =>
  check.content === "bars" &&
  check.bars > 1 &&
  (subject?.kind === "spot" || subject?.kind === "linear-perpetual") &&
  check.symbol !== null &&
  check.venue !== null &&
  check.interval !== null &&
  check.interval !== "1Mo" &&
  check.counts.interval === undefined;

const isSameMarket = ({ check: a }: CheckedFile, { check: b }: CheckedFile): boolean =>
  a.venue === b.venue && a.symbol === b.symbol;

/** Where the bars of a file differ from those made of a file of the same market with shorter, or equal, bars. */
function disagreements(longer: CheckedFile, shorter: CheckedFile): Finding | undefined {
  const long = longer.subject?.intervalMs ?? 0;
  const short = shorter.subject?.intervalMs ?? 0;
  // Of two files with equal intervals the later name is compared with the earlier one, and not the other way round.
  if (long < short || long % short !== 0 || (long === short && longer.check.file <= shorter.check.file))
    return;
  const theirs = longer.series.columns;
  const bars = shorter.series.columns;
  const isApart =
    (longer.check.to ?? 0) < (shorter.check.from ?? 0) || (longer.check.from ?? 0) > (shorter.check.to ?? 0);
  if (isApart) return;
  const ours = long === short ? bars : longerBars(bars, short as DurationMs, long as DurationMs).columns; // Brands are born.
  const different: number[] = [];
  let other = 0;
  // The first bar may lack what came before the data.
  for (let row = long === short ? 0 : 1; row < ours.time.length; row++) {
    const start = at(ours.time, row);
    while (other < theirs.time.length && at(theirs.time, other) < start) other++;
    if (other === theirs.time.length) break;
    if (at(theirs.time, other) === start && !isEqualBar(ours, row, theirs, other)) different.push(other);
  }
  const [first] = different;
  if (first === undefined) return;
  const last = theirs.time.length - 1;
  const place = { at: at(theirs.time, first), line: longer.series.lines[first], bars: different.length };
  if (different.length === 1 && first === last)
    return finding("unfinished", { ...place, found: `${nameOf(shorter)} shows how it went on` });
  const made = ours.time.indexOf(at(theirs.time, first));
  const differs = (["open", "high", "low", "close", "volume"] as const).filter((name) => {
    const noise = name === "volume" ? VOLUME_NOISE * at(theirs.volume, first) : 0;
    return Math.abs(at(theirs[name], first) - at(ours[name], made)) > noise;
  });
  const values = differs.map((name) => `${name} ${at(theirs[name], first)}, not ${at(ours[name], made)}`);
  const bare = `${count(different.length, "bar")} differ${different.length === 1 ? "s" : ""} from ${nameOf(shorter)}`;
  return finding("disagree", {
    ...place,
    found: `${bare}, the first ${moment(place.at)}: ${list(values, 2)}`,
  });
}

const nameOf = ({ check }: CheckedFile): string => check.file.slice(check.file.lastIndexOf("/") + 1);

function isEqualBar(a: BarColumns, row: number, b: BarColumns, other: number): boolean {
  const isSum =
    Math.abs(at(a.volume, row) - at(b.volume, other)) <= VOLUME_NOISE * at(b.volume, other) + 1e-12;
  return (
    isSum &&
    at(a.open, row) === at(b.open, other) &&
    at(a.high, row) === at(b.high, other) &&
    at(a.low, row) === at(b.low, other) &&
    at(a.close, row) === at(b.close, other)
  );
}

/** Closes of the days of a file. */
type DailyCloses = ReadonlyMap<number, number>;

function dailyCloses({ series, subject }: CheckedFile): DailyCloses {
  const closes = new Map<number, number>();
  const { time, close } = series.columns;
  if ((subject?.intervalMs ?? 0) > DAY_MS) return closes;
  for (let row = 0; row < time.length; row++) closes.set(Math.floor(at(time, row) / DAY_MS), at(close, row));
  return closes;
}

/** Median of one file's closes over the other's on the days they share; undefined where there are none. */
function ratioOf(a: DailyCloses, b: DailyCloses): number | undefined {
  const ratios: number[] = [];
  for (const [day, close] of a) {
    const other = b.get(day);
    if (other !== undefined) ratios.push(close / other);
  }
  ratios.sort((x, y) => x - y);
  return ratios[ratios.length >> 1];
}

const isClose = (ratio: number | undefined, tolerance: number): boolean =>
  ratio !== undefined && Math.abs(ratio - 1) < tolerance;

/** Files whose prices are not those of the pair they are named after, told by the other files of that pair. */
function strangers(files: readonly CheckedFile[]): readonly (readonly [CheckedFile, Finding])[] {
  const closes = new Map(files.map((file) => [file, dailyCloses(file)]));
  const pairOf = ({ check }: CheckedFile): string => {
    const parts = parseSymbol(check.symbol ?? "");
    return parts === undefined ? "" : `${parts.base}/${parts.quote}`;
  };
  const ratio = (a: CheckedFile, b: CheckedFile): number | undefined =>
    ratioOf(closes.get(a) ?? new Map(), closes.get(b) ?? new Map());
  return files.flatMap((file) => {
    const family = files.filter((other) => other !== file && pairOf(other) === pairOf(file));
    const unlike = family.filter((other) => {
      const one = ratio(file, other);
      return one !== undefined && !isClose(one, SAME_PAIR);
    });
    const [first] = unlike;
    if (first === undefined) return [];
    const alike = family.filter((other) => isClose(ratio(file, other), SAME_PAIR));
    const twin = files.find(
      (other) => pairOf(other) !== pairOf(file) && isClose(ratio(file, other), SAME_PRICES),
    );
    const isOutvoted = unlike.length > alike.length + 1;
    if (twin === undefined && !isOutvoted) return [];
    const times = Number((ratio(file, first) ?? 0).toPrecision(3));
    const whose = twin === undefined ? "" : `, and equal those of ${twin.check.symbol} in ${nameOf(twin)}`;
    const found = `prices are ${times} times those of ${nameOf(first)}${whose}`;
    return [
      [file, finding("symbol", { found, bars: file.check.bars, at: file.check.from ?? undefined })] as const,
    ];
  });
}
