import { type Price, priceOnTick, type UnixMs } from "../base/index.ts";
import {
  type AdjustIntent,
  type PositionRules,
  type PositionWishes,
  type Refusal,
  rulesAt,
} from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { planRules, type Risk } from "../risk/index.ts";
import type { Desk } from "./desk.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** What an adjustment moved, on the tick grid. */
interface Adjusted {
  readonly stop: Price | undefined;
  readonly target: Price | undefined;
  readonly rules: PositionRules | undefined;
}

interface AdjustParts {
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly desk: Desk;
}

/** Plans new protection of what is held, as far as risk lets it; nothing is asked of the venue yet. */
export function adjustProtection(
  { portfolio, prices, risk, desk: { protector } }: AdjustParts,
  run: StrategyRun,
  intent: AdjustIntent,
  now: UnixMs,
): Adjusted | Refusal {
  const { instrument } = run;
  const { quantity } = portfolio.position(instrument.id);
  const unmeasured = refuseTrail(run, intent);
  if (unmeasured !== undefined) return unmeasured;
  if (quantity === 0n) return { kind: "NothingToClose" };
  const { tick } = rulesAt(instrument, now);
  const isLong = quantity > 0n;
  const to = {
    stop: intent.stop === undefined ? undefined : priceOnTick(intent.stop, tick, isLong ? "down" : "up"),
    target:
      intent.target === undefined ? undefined : priceOnTick(intent.target, tick, isLong ? "up" : "down"),
  };
  const direction = isLong ? "long" : "short";
  const facts = { direction, reference: prices.number(instrument.id), tick, wishes: intent } as const;
  const rules = wantsRules(intent) ? planRules({ ...facts, atr: run.atrFor(intent) }, undefined) : undefined;
  const levels = rules?.levels ?? [];
  for (const one of [to, ...levels.map(({ price }) => ({ stop: undefined, target: price }))]) {
    const refusal = risk.judgeAdjustment(instrument.id, one, now);
    if (refusal !== undefined) return refusal;
  }
  const { stop, target } = to; // Not by spreading: a name that is added to a copy costs twenty times the copy.
  const adjusted = { stop, target, rules };
  protector.plan.set(instrument.id, adjusted);
  return adjusted;
}

/** A trail in average true ranges, before there are enough bars for one or in a market that stands still. */
export function refuseTrail(run: StrategyRun, wishes: PositionWishes): Refusal | undefined {
  const atrs = wishes.trail?.atrs;
  return atrs === undefined || atrs * run.atrFor(wishes) > 0 ? undefined : { kind: "TrailNotMeasured" };
}

/** Most adjustments move a price and nothing else. */
const wantsRules = ({ targets, trail, breakEven, exitAfterBars }: AdjustIntent): boolean =>
  targets !== undefined || trail !== undefined || breakEven !== undefined || exitAfterBars !== undefined;
