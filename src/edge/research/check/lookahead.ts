import { Chance } from "../../../core/base/index.ts";
import type { RunPlan } from "../run-plan.ts";
import { type Difference, firstDifference, tellDifference } from "./difference.ts";
import { type Choice, type Cut, closesAt, EVERYTHING, Future, isOpening, KINDS, nothing } from "./future.ts";
import { type Decision, type Maker, type Played, type PlayTerms, playDecisions } from "./play-decisions.ts";
import { type Moved, PRICE_COLUMNS, type SubjectResult } from "./task.ts";

/** Moments after which everything is changed. */
const CUTS = 24;
/** Findings that are pinned down, each by some thirty runs: then it is clear enough, and the rest is not played. */
const EXPLAINED_MAX = 3;

export interface CheckHooks extends Omit<PlayTerms, "until"> {
  /** One of `total` parts of the work is done. */
  onPart?(total: number): void;
}

/**
 * Changes every bar that had not closed at `t`, at many t and in several ways, and looks whether a decision up to t moved.
 * Half of the cuts lie at decisions, where even one bar of foresight shows; the rest lie anywhere. Where a fill was
 * answered at t, the bars that open at t are changed once more, all but their opens: the answer may know no more of them.
 * @throws StrategyFault when the strategy breaks its contract on the true data
 */
export function checkLookahead(
  plan: RunPlan,
  makers: readonly Maker[],
  hooks: CheckHooks = {},
): SubjectResult {
  const truth = playDecisions(plan, makers, hooks);
  if (truth.fault !== undefined) throw truth.fault;
  const chance = new Chance("lookahead");
  const cuts = chooseCuts(plan, truth.decisions, chance.fork("cuts"));
  const moved: Moved[] = [];
  let tried = 0;
  let explained = 0;
  for (const cut of cuts) {
    hooks.onPart?.(cuts.length);
    if (explained === EXPLAINED_MAX) continue;
    tried++;
    const found = findAt(plan, makers, hooks, { truth, cut, chance });
    if (found === undefined) continue;
    explained++;
    if (!moved.some((one) => isSameLeak(one, found))) moved.push(found);
  }
  return { cuts: tried, decisions: truth.decisions.length, inconclusive: 0, moved };
}

/** The first kind of another future that shows a leak: the others would show the same one. */
function findAt(
  plan: RunPlan,
  makers: readonly Maker[],
  hooks: CheckHooks,
  { truth, cut, chance }: { readonly truth: Played; readonly cut: number; readonly chance: Chance },
): Moved | undefined {
  const sides: Cut[] = [{ at: cut, hasOpened: false }];
  if (truth.filledAt.has(cut) && isOpening(plan, cut)) sides.push({ at: cut, hasOpened: true });
  for (const side of sides) {
    const known = decidedBy(truth.decisions, side);
    for (const kind of KINDS) {
      const future = new Future(plan, side, kind, chance.fork(`${kind} ${cut}`));
      if (future.bars.length === 0) continue;
      const differs = (choice: Choice): Difference | undefined => {
        const { decisions } = playDecisions(future.changed(choice), makers, { ...hooks, until: cut });
        return firstDifference(known, decidedBy(decisions, side), (one, two) => one.key === two.key);
      };
      if (differs(EVERYTHING) !== undefined) return explain(plan, future, differs);
    }
  }
  return undefined;
}

/** An answer to a fill at the cut itself may know the open it was filled at: it is compared where that stays. */
const decidedBy = (decisions: readonly Decision[], cut: Cut): readonly Decision[] =>
  decisions.filter(
    ({ at, callback }) => at < cut.at || (at === cut.at && (cut.hasOpened || callback !== "onFill")),
  );

function chooseCuts(plan: RunPlan, decisions: readonly Decision[], chance: Chance): readonly number[] {
  const closes = new Set<number>();
  for (const one of plan.series)
    for (let row = 0; row < one.columns.time.length; row++) closes.add(closesAt(one, row));
  const warmAt = decisions[0]?.at ?? 0;
  const anywhere = [...closes].filter((time) => time >= warmAt);
  const cuts = new Set(draw([...new Set(decisions.map(({ at }) => at))], CUTS / 2, chance));
  for (const cut of draw(anywhere, CUTS, chance)) if (cuts.size < CUTS) cuts.add(cut);
  return [...cuts].sort((a, b) => a - b);
}

/** Some of a list, spread over all of it. */
function draw(list: readonly number[], count: number, chance: Chance): readonly number[] {
  if (list.length <= count) return list;
  const stratum = list.length / count;
  return Array.from({ length: count }, (_, i) => list[Math.floor((i + chance.next()) * stratum)] as number);
}

/** The single bar, and of it the single column, that a decision hangs on. */
function explain(plan: RunPlan, future: Future, differs: (choice: Choice) => Difference | undefined): Moved {
  // Changing the first `low` bars moves nothing, the first `high` something: in the end the last of them is the one.
  let low = 0;
  let high = future.bars.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (differs((place) => (place < middle ? PRICE_COLUMNS : [])) === undefined) low = middle;
    else high = middle;
  }
  const only = high - 1;
  const alone: Choice = (place) => (place === only ? PRICE_COLUMNS : []);
  // A threshold may give way only when the bars before have changed as well.
  const around = differs(alone) === undefined ? EVERYTHING : nothing;
  const bar = future.bars[only] as Future["bars"][number];
  const { columns, difference } = fewestColumns((names) =>
    differs((place) => (place === only ? names : place < only ? around(place) : [])),
  );
  const { instrument } = plan.series[bar.series] as RunPlan["series"][number];
  const symbol = plan.instruments[instrument]?.symbol ?? "unknown";
  return {
    ...tellDifference(difference),
    input: { symbol, bar: bar.time, column: columns.join(", ") },
  };
}

type Columns = readonly (typeof PRICE_COLUMNS)[number][];

/** One column where one is enough, else as few as are needed together. */
function fewestColumns(differs: (names: Columns) => Difference | undefined): {
  readonly columns: Columns;
  readonly difference: Difference;
} {
  for (const name of PRICE_COLUMNS) {
    const difference = differs([name]);
    if (difference !== undefined) return { columns: [name], difference };
  }
  let columns: Columns = PRICE_COLUMNS;
  for (const name of PRICE_COLUMNS) {
    const fewer = columns.filter((one) => one !== name);
    if (differs(fewer) !== undefined) columns = fewer;
  }
  return { columns, difference: differs(columns) as Difference }; // They did it before.
}

/** The same column, as far ahead, seen by the same callback: told once is enough. */
const isSameLeak = (one: Moved, two: Moved): boolean =>
  one.run === two.run &&
  one.callback === two.callback &&
  one.input.symbol === two.input.symbol &&
  one.input.column === two.input.column;
