import type { DurationMs } from "../../../core/base/index.ts";
import { at, type BarColumns } from "../../../core/market/index.ts";
import { findJumps, findSpikes, isNear, type Jump, timesUsualVolume } from "../spikes.ts";
import { type Finding, finding } from "./findings.ts";
import type { MarketKind } from "./market-hours.ts";
import type { Series } from "./series.ts";

/**
 * A wick on this many times the usual volume was traded. The bad prints of the recorded shares have at most 2.3 times, the
 * flash crash of 2010-05-06 has 3.2 times.
 */
const TRADED_TIMES = 3;
/** ... unless it halves or doubles the price: nobody trades that and is back within a bar. */
const ABSURD = 1;
/** News of a day moves several times the usual volume; a split moves none. */
const NEWS_TIMES = 4;
/** Shares are split by small numbers; the price moves a little over the night as well. */
const SPLIT_RATIOS: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100, 1.5, 2.5];
const SPLIT_TOLERANCE = 0.04;

/** Bad prints, wicks, splits and other changes of the price level. */
export function priceFindings(series: Series, kind: MarketKind, intervalMs: number): Finding[] {
  const { columns, lines } = series;
  const placeOf = (row: number) => ({ at: at(columns.time, row), line: lines[row], bars: 1 });
  const spiked = findSpikes(columns);
  const spikes = spiked.map(({ row, side, price, share, opensThere, volumeTimes = 0 }) => {
    const isTraded = volumeTimes >= TRADED_TIMES && share < ABSURD && !opensThere;
    const around = `${side} ${plain(price)}, ${percent(share)} beyond the bars around`;
    const volume = series.hasVolume ? `, ${volumeTimes.toFixed(1)} times the usual volume` : "";
    return finding(isTraded ? "wick" : "spike", { ...placeOf(row), found: `${around}${volume}` });
  });
  const strange = new Set(spiked.map(({ row }) => row));
  const length = intervalMs as DurationMs; // A brand is born.
  const lasting = findJumps(columns, length).flatMap((jump) => lastingJump(columns, strange, jump) ?? []);
  const jumps = lasting.map((jump) => {
    const { row, ratio, isWithin } = jump;
    const words = `x ${plain(Number(ratio.toPrecision(3)))}${isWithin ? " within the bar, which holds both levels" : ""}`;
    const [of, what] = levelChange(jump, kind, timesUsualVolume(columns.volume, row));
    return finding(of, { ...placeOf(row), found: `${words}${what}` });
  });
  return [...spikes, ...jumps];
}

/** A bad print that opens a bar, or ends the one before, is no new level: what is compared is what lies around it. */
function lastingJump(
  { open, close }: BarColumns,
  strange: ReadonlySet<number>,
  jump: Jump,
): Jump | undefined {
  const { row } = jump;
  const isHere = strange.has(row);
  if (row === 0 || !(isHere || strange.has(row - 1))) return jump;
  const before = at(close, strange.has(row - 1) ? Math.max(row - 2, 0) : row - 1);
  const after = at(isHere ? close : open, row);
  return isNear(before, after) ? undefined : { row, ratio: after / before, isWithin: false };
}

function levelChange(
  { ratio }: Jump,
  kind: MarketKind,
  volumeTimes = 0,
): readonly ["split" | "crash" | "jump", string] {
  const many = ratio < 1 ? 1 / ratio : ratio;
  const split = SPLIT_RATIOS.find((one) => Math.abs(many / one - 1) < SPLIT_TOLERANCE);
  if (kind === "equity" && split !== undefined) {
    const [to, from] = Number.isInteger(split) ? [split, 1] : [split * 2, 2];
    return ["split", `: a split ${ratio < 1 ? `${to}:${from}` : `${from}:${to}`}`];
  }
  if (volumeTimes < NEWS_TIMES) return ["jump", ""];
  return ["crash", ` on ${volumeTimes.toFixed(1)} times the usual volume`];
}

const percent = (share: number): string =>
  share >= 10 ? `${share.toFixed(0)} times` : `${(share * 100).toFixed(1)} %`;
/** Without an exponent for what people call a price. */
const plain = (value: number): string => String(Number(value.toPrecision(10)));
