import { amountToNumber, type UnixMs } from "../base/index.ts";
import { type InstrumentId, isOpenAt, type Refusal } from "../domain/index.ts";
import {
  adx,
  closeVolatility,
  linearRegression,
  natr,
  percentRank,
  type Source,
} from "../indicators/index.ts";
import { at, type BarSeries, type LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { type GateCheck, gateCheck, type Risk } from "../risk/index.ts";
import type { Automation, Condition } from "./automation.ts";
import type { StrategyRun } from "./strategy-run.ts";

interface ConditionParts {
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly series: readonly BarSeries[];
}

type Bound = "above" | "below";

/**
 * A condition of one strategy. `found`: NaN where it is not known yet. Of what the account holds, an upper bound counts what
 * is on its way as well: the entries of one moment must not all pass because none has filled. A lower one counts only
 * what is there.
 */
interface Watched {
  readonly about: string;
  readonly unit: GateCheck["unit"];
  readonly condition: Condition;
  found(bound: Bound): number;
}

/** What was found of all conditions, and the first that does not hold. */
interface ConditionVerdict {
  readonly refusal: Refusal | undefined;
  readonly checks: readonly GateCheck[];
}

/**
 * Conditions for openings, measured for each strategy on the bars that wake it. Their indicators follow its feed, and do
 * not lengthen its warm-up: what is not known yet does not hold.
 */
export class Conditions {
  readonly #watched: ReadonlyMap<StrategyRun, readonly Watched[]>;

  /** Before the first bar. */
  constructor(conditions: readonly Condition[], runs: readonly StrategyRun[], parts: ConditionParts) {
    this.#watched = new Map(
      runs.map((run) => [
        run,
        conditions
          .filter(({ instrument = run.instrument.id }) => instrument === run.instrument.id)
          .map((condition) => watch(condition, run, parts)),
      ]),
    );
  }

  /** Whether a strategy may open anything now. */
  judge(run: StrategyRun, now: UnixMs): ConditionVerdict {
    const checks: GateCheck[] = [];
    let refusal: Refusal | undefined;
    for (const one of this.#watched.get(run) ?? []) {
      const own = checksOf(one, now);
      checks.push(...own);
      const shut = own.find(({ passed }) => !passed);
      if (shut !== undefined) refusal ??= notMet(shut);
    }
    return { refusal, checks };
  }
}

/** Undefined where openings have none. */
export const conditionsOf = (
  automation: Automation | undefined,
  ...parts: readonly [runs: readonly StrategyRun[], parts: ConditionParts]
): Conditions | undefined =>
  automation?.level === "conditional" ? new Conditions(automation.conditions, ...parts) : undefined;

const notMet = ({ about = "", found, rule, allowed }: GateCheck): Refusal => ({
  kind: "ConditionNotMet",
  condition: about,
  found,
  allowed: rule === "is" ? String(allowed) : `${rule} ${allowed}`,
});

function checksOf({ about, unit, condition, found }: Watched, now: UnixMs): readonly GateCheck[] {
  if (condition.name === "hours") {
    const { sessions, words } = condition;
    const isWithin = isOpenAt(sessions, now);
    const said = isWithin ? words : "outside";
    return [gateCheck("ConditionNotMet", said, words, isWithin, { about, unit, rule: "is" })];
  }
  const { above, below } = condition;
  const check = (rule: Bound, bound: number | undefined): readonly GateCheck[] => {
    if (bound === undefined) return [];
    const value = found(rule);
    const shown = Number.isNaN(value) ? "not known yet" : value;
    const holds = rule === "above" ? value > bound : value < bound; // NaN is neither.
    return [gateCheck("ConditionNotMet", shown, bound, holds, { about, unit, rule })];
  };
  return [...check("above", above), ...check("below", below)];
}

function watch(condition: Condition, run: StrategyRun, parts: ConditionParts): Watched {
  const { feed, instrument } = run;
  const { prices, risk } = parts;
  const measured = (about: string, unit: GateCheck["unit"], found: Watched["found"]): Watched => {
    return { about, unit, condition, found };
  };
  switch (condition.name) {
    case "volatility": {
      const { of, length, window } = condition;
      const measure = of === "atr" ? natr(feed, length) : closeVolatility(feed, length);
      const rank: Source = percentRank(measure, window);
      return measured(`volatility of ${of}(${length}) in ${window}`, "share", () => rank.now / 100);
    }
    case "trend": {
      const { by, length } = condition;
      const about = `trend by ${by}(${length})`;
      if (by === "adx") {
        const strength: Source = adx(feed, length);
        return measured(about, "times", () => strength.now);
      }
      const line = linearRegression(feed.close, length);
      return measured(about, "share", () => line.slope.now / line.now);
    }
    case "spread": {
      const quoted = parts.series.find((one) => one.instrument === instrument.id && one.quotes !== undefined);
      return measured("spread in bps", "times", () => spreadOf(quoted));
    }
    case "price":
      return measured("price", "price", () => prices.number(instrument.id));
    case "drawdown":
      return measured("drawdown", "share", () => risk.watch.drawdown);
    case "open_positions":
      return measured("open positions", "count", (bound) => positionsOf(instrument.id, bound, parts));
    case "exposure":
      return measured("exposure", "share", (bound) => exposureOf(bound, parts));
    case "hours":
      return measured("hours", "words", () => Number.NaN);
  }
}

/** In basis points of the middle, at the newest closed bar; NaN without both sides. */
function spreadOf(series: BarSeries | undefined): number {
  if (series?.quotes === undefined || series.visible === 0) return Number.NaN;
  const row = series.visible - 1;
  const [bid, ask] = [at(series.quotes.bidClose, row), at(series.quotes.askClose, row)];
  return ((ask - bid) / ((ask + bid) / 2)) * 10_000;
}

/** An entry of this very instrument on its way is no other position: it may not stand in its own way when it is amended. */
function positionsOf(id: InstrumentId, bound: Bound, { portfolio, risk }: ConditionParts): number {
  if (bound === "above") return portfolio.open.length;
  return risk.exposure.othersBusy(id) + (portfolio.position(id).isFlat ? 0 : 1);
}

/** Value of what is held, whichever way, as a share of equity. */
function exposureOf(bound: Bound, { portfolio, prices, risk }: ConditionParts): number {
  let value = 0;
  if (bound === "below") value = amountToNumber(risk.exposure.ofAll());
  else
    for (const { units, instrument } of portfolio.open)
      value += Math.abs(units * prices.number(instrument.id));
  const equity = amountToNumber(risk.exposure.equity());
  return equity > 0 ? value / equity : Number.POSITIVE_INFINITY;
}
