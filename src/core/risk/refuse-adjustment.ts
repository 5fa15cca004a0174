import { type Amount, type Price, priceToNumber, type UnixMs } from "../base/index.ts";
import type { InstrumentId, Refusal } from "../domain/index.ts";
import { type EntryLimits, refuseRisk } from "./entry-limits.ts";
import type { Exposure } from "./exposure.ts";
import type { FeedDoubts } from "./feed-doubts.ts";
import type { Protection } from "./protection.ts";
import type { EquityWatch } from "./watch.ts";

/** An open position, and what its new protective prices are held against. */
interface Adjusted {
  readonly id: InstrumentId;
  readonly isLong: boolean;
  readonly mark: Price;
  readonly at: UnixMs;
  readonly limits: EntryLimits;
  readonly exposure: Exposure;
  readonly watch: EquityWatch;
  readonly feeds: FeedDoubts;
}

/** Why new protective prices are not let through; undefined: they are. See `Risk.judgeAdjustment`. */
export function refuseAdjustment(
  { id, isLong, mark, at, limits, exposure, watch, feeds }: Adjusted,
  { stop, target }: Pick<Protection, "stop" | "target">,
): Refusal | undefined {
  const reference = priceToNumber(mark);
  if (target !== undefined && (target <= 0n || (isLong ? target <= mark : target >= mark)))
    return { kind: "TargetOnWrongSide", target: priceToNumber(target), reference };
  if (stop === undefined) return undefined;
  if (stop <= 0n) return { kind: "StopOnWrongSide", stop: priceToNumber(stop), reference };
  const inForce = exposure.stopOf(id);
  const isFarther = inForce !== undefined && (isLong ? stop < inForce : stop > inForce);
  if (!isFarther) return undefined; // Also a stop the market has passed: it leaves at once.
  const before = exposure.riskOf(id);
  const after = exposure.riskOf(id, { side: isLong ? "buy" : "sell", stop });
  // Where an entry that works would bring a looser one this adds nothing to what counts: but that entry may never fill.
  const shut = watch.refusal(at) ?? feeds.refuse(id);
  if (shut !== undefined || after <= before) return shut;
  const all = (exposure.riskOfAll() - before + after) as Amount;
  return refuseRisk(limits, exposure.equity(), after, all);
}
