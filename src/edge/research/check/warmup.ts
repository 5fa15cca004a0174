import { Chance } from "../../../core/base/index.ts";
import { at, type BarColumns, type QuoteColumns } from "../../../core/market/index.ts";
import type { PositionView } from "../../../core/strategy/index.ts";
import type { PlannedRun, RunPlan } from "../run-plan.ts";
import { firstDifference, tellDifference } from "./difference.ts";
import { firstRow } from "./future.ts";
import type { CheckHooks } from "./lookahead.ts";
import { type Decision, type Maker, type Played, playDecisions, type Stance } from "./play-decisions.ts";
import type { DataRoom, Moved, SubjectResult } from "./task.ts";

/** Later starts of the data that are tried. */
const STARTS = 8;
/** An average by exponents never forgets entirely: after ten warm-ups nothing of its start is left that could be seen. */
const WARM_UPS = 10;
/** As far as prices of two decisions that count as equal may differ, relative to the price. */
const PRICE_TOLERANCE = 1e-3;

/** The latest start is ready when so much of the data is over: the rest is there to compare. */
const LATEST_READY = 0.9;
/** So much of the data are starts spread over, however short it is. */
const STARTS_SPAN_MIN = 0.1;

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * Lets the data start later, and looks whether the decisions are the same once both runs are warm: `WARM_UPS` warm-ups
 * after the later start, and after the next Monday, when sums by day and week begin anew; then from the first moment both
 * are flat or hold the same position. Each strategy is played alone and without limits on the account, so that nothing
 * but the start differs.
 * @throws StrategyFault when the strategy breaks its contract on the true data
 */
export function checkWarmup(plan: RunPlan, makers: readonly Maker[], hooks: CheckHooks = {}): SubjectResult {
  const result = { cuts: 0, decisions: 0, inconclusive: 0 };
  const moved: Moved[] = [];
  let room: DataRoom | undefined;
  for (const [run, planned] of plan.runs.entries()) {
    const solo = alone(plan, planned);
    const maker = makers[run] as Maker;
    const whole = playDecisions(solo, [maker], hooks);
    if (whole.fault !== undefined) throw whole.fault;
    const { columns, intervalMs } = plan.series[planned.instrument] as RunPlan["series"][number];
    const symbol = plan.instruments[planned.instrument]?.symbol ?? "unknown";
    room = narrower(room, { symbol, ...roomOf(columns.time, intervalMs, whole.warmUpMs) });
    for (const start of chooseStarts(columns.time, whole.warmUpMs, new Chance(`warm-up ${run}`))) {
      hooks.onPart?.(plan.runs.length * STARTS);
      result.cuts++;
      const late = playDecisions(startingAt(solo, start), [maker], hooks);
      const compared = compare(whole, late, readyAt(start, whole.warmUpMs));
      result.decisions += compared.decisions;
      if (compared.difference !== undefined && moved.every((one) => one.run !== run)) {
        const input = { symbol, bar: start, column: "start" };
        moved.push({ ...tellDifference(compared.difference), run, input });
      }
      if (compared.decisions === 0) result.inconclusive++;
    }
  }
  return { ...result, room, moved };
}

/** How many bars there are, and with how many every start is ready while there is something left to compare. */
function roomOf(times: Float64Array, intervalMs: number, warmUpMs: number): Omit<DataRoom, "symbol"> {
  const bars = times.length;
  // Where markets close, bars are further apart than they are long.
  const apartMs = bars < 2 ? intervalMs : (at(times, bars - 1) - at(times, 0)) / (bars - 1);
  const spanMs = (WARM_UPS * warmUpMs + WEEK_MS) / (LATEST_READY - STARTS_SPAN_MIN);
  return { bars, wanted: Math.ceil(spanMs / apartMs) + 1 };
}

/** Of several symbols the one that has least of what it wants. */
const narrower = (one: DataRoom | undefined, other: DataRoom): DataRoom =>
  one !== undefined && one.bars / one.wanted <= other.bars / other.wanted ? one : other;

function alone(plan: RunPlan, run: PlannedRun): RunPlan {
  const { portfolio, session } = plan.risk;
  const off = { drawdownMax: undefined, exposureMax: undefined, riskMax: undefined };
  return {
    ...plan,
    runs: [run],
    risk: {
      ...plan.risk,
      portfolio: { ...portfolio, ...off, symbolExposureMax: undefined, concurrentTradesMax: undefined },
      session: {
        ...session,
        dailyLossMax: undefined,
        weeklyLossMax: undefined,
        dailyTradesMax: undefined,
        minutesMax: undefined,
      },
    },
  };
}

function chooseStarts(times: Float64Array, warmUpMs: number, chance: Chance): readonly number[] {
  const rows = times.length;
  if (rows < 2) return [];
  const last = at(times, rows - 1);
  const span = last - at(times, 0);
  // Late enough to differ, early enough to leave something to compare.
  const latest = Math.min(0.6 * span, LATEST_READY * span - WARM_UPS * warmUpMs - WEEK_MS);
  const room = Math.max(latest, STARTS_SPAN_MIN * span);
  const starts = Array.from({ length: STARTS }, (_, i) => {
    const after = at(times, 0) + 0.02 * span + ((i + chance.next()) / STARTS) * (room - 0.02 * span);
    return at(times, Math.min(firstRow(times, after), rows - 1));
  });
  return [...new Set(starts)];
}

function readyAt(start: number, warmUpMs: number): number {
  const monday = Math.ceil((start - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  return Math.max(start + WARM_UPS * warmUpMs, monday);
}

const startingAt = (plan: RunPlan, start: number): RunPlan => ({
  ...plan,
  series: plan.series.map((one) => {
    const row = firstRow(one.columns.time, start);
    const { columns, closes, quotes } = one;
    return {
      ...one,
      columns: from(columns, row),
      closes: closes?.subarray(row),
      quotes: quotes && quotesFrom(quotes, row),
    };
  }),
});

const from = ({ time, open, high, low, close, volume }: BarColumns, row: number): BarColumns => ({
  time: time.subarray(row),
  open: open.subarray(row),
  high: high.subarray(row),
  low: low.subarray(row),
  close: close.subarray(row),
  volume: volume.subarray(row),
});

const quotesFrom = (
  { bidOpen, bidHigh, bidLow, bidClose, askOpen, askHigh, askLow, askClose }: QuoteColumns,
  row: number,
): QuoteColumns => ({
  bidOpen: bidOpen.subarray(row),
  bidHigh: bidHigh.subarray(row),
  bidLow: bidLow.subarray(row),
  bidClose: bidClose.subarray(row),
  askOpen: askOpen.subarray(row),
  askHigh: askHigh.subarray(row),
  askLow: askLow.subarray(row),
  askClose: askClose.subarray(row),
});

/** Decisions from the first moment on that finds both runs in the same position. */
function compare(
  whole: Played,
  late: Played,
  readyFrom: number,
): { readonly decisions: number; readonly difference: ReturnType<typeof firstDifference> } {
  const since = meetingPoint(whole.stances[0] ?? [], late.stances[0] ?? [], readyFrom);
  const after = (decisions: readonly Decision[]): readonly Decision[] =>
    decisions.filter(({ at: when }) => when >= since);
  const [truth, other] = [after(whole.decisions), after(late.decisions)];
  const difference = firstDifference(truth, other, isSameDecision);
  return { decisions: difference === undefined ? truth.length : difference.equal + 1, difference };
}

function meetingPoint(whole: readonly Stance[], late: readonly Stance[], readyFrom: number): number {
  const stances = new Map(whole.map(({ at: when, position }) => [when, position]));
  const met = late.find(({ at: when, position }) => {
    const other = stances.get(when);
    return when >= readyFrom && other !== undefined && isSamePosition(position, other);
  });
  return met?.at ?? Number.POSITIVE_INFINITY;
}

const isSamePosition = (one: PositionView, two: PositionView): boolean =>
  one.side === two.side &&
  one.state === two.state &&
  isNear(one.entryPrice, two.entryPrice) &&
  isNear(one.stop, two.stop) &&
  isNear(one.target, two.target);

/** Equal in kind, direction and time, and its numbers nearly so. How it is worded does not matter. */
const isSameDecision = (one: Decision, two: Decision): boolean =>
  one.at === two.at && one.callback === two.callback && areSameTerms(one.intent, two.intent);

/** Parts of an intent: lists and objects in it as well. What is left out and what is undefined are the same. */
function areSameTerms(one: unknown, two: unknown): boolean {
  if (typeof one === "number" && typeof two === "number") return isNear(one, two);
  if (!isNested(one) || !isNested(two)) return one === two;
  const [first, second] = [new Map(Object.entries(one)), new Map(Object.entries(two))];
  const keys = new Set([...first.keys(), ...second.keys()]);
  keys.delete("why");
  return [...keys].every((key) => areSameTerms(first.get(key), second.get(key)));
}

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

const isNear = (one: number, two: number): boolean =>
  Object.is(one, two) || Math.abs(one - two) <= PRICE_TOLERANCE * Math.max(Math.abs(one), Math.abs(two));
