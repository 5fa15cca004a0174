import type { FeedPlan, PlannedFeeds } from "../engine/index.ts";
import { type ParamValue, resolveParams, type Strategy } from "../strategy/index.ts";

type Params = Readonly<Record<string, ParamValue>>;

/** The parameters of a strategy, its own defaults where none is given. @throws RangeError naming each that does not fit */
export function paramsFor({ params }: Pick<Strategy, "params">, given: Params): Params {
  const resolved = resolveParams(params, given);
  if (resolved.ok) return resolved.value;
  const lines = resolved.error.map(
    ({ name, found, allowed, isUnknown = false }) =>
      `params.${name}: ${isUnknown ? "no such parameter" : found}; allowed: ${allowed || "none"}`,
  );
  throw new RangeError(lines.join("\n"));
}

/**
 * The series that the feeds of a strategy follow. `own`: the place of what it trades; `given`: what the caller calls the
 * bars. @throws RangeError for a feed that there are no bars for
 */
export function feedsFor(
  plan: FeedPlan,
  strategy: Strategy,
  params: Params,
  own: number,
  given: string,
): PlannedFeeds {
  const planned = plan.plan(strategy, params, own);
  if (planned.ok) return planned.value;
  const bad = planned.error;
  switch (bad.kind) {
    case "NotAFeed":
      throw new RangeError(`${bad.key}: found ${bad.found}; allowed: ${bad.allowed}`);
    case "UnknownInstrument":
      throw new RangeError(`${bad.key}: no bars of ${bad.symbol}; give them in \`${given}\``);
    case "NoMultiple":
      throw new RangeError(`${bad.key}: ${bad.timeframe} bars cannot be made of the bars that are given`);
  }
}
