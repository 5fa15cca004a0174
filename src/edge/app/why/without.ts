import { ratio } from "../../../core/base/index.ts";
import type { RefusalKind } from "../../../core/domain/index.ts";
import { type InstrumentLimits, LIMIT_KEYS, latchKey, type RiskSettings } from "../../../core/risk/index.ts";
import { nearest } from "../../problem/index.ts";
import type { RunPlan } from "../../research/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";

/** A plan that lacks one limit. */
export interface PlanWithout {
  readonly limit: string;
  readonly key: string | null;
  readonly plan: RunPlan;
}

type Switch = (plan: RunPlan) => RunPlan;

const own =
  (change: (limits: InstrumentLimits) => Partial<InstrumentLimits>): Switch =>
  (plan) =>
    withRisk(plan, { instruments: plan.risk.instruments.map((one) => ({ ...one, ...change(one) })) });
const portfolio =
  (change: Partial<RiskSettings["portfolio"]>): Switch =>
  (plan) =>
    withRisk(plan, { portfolio: { ...plan.risk.portfolio, ...change } });
const session =
  (change: Partial<RiskSettings["session"]>): Switch =>
  (plan) =>
    withRisk(plan, { session: { ...plan.risk.session, ...change } });
const signals =
  (change: Partial<RunPlan["runs"][number]["signals"]>): Switch =>
  (plan) => ({
    ...plan,
    runs: plan.runs.map((run) => ({ ...run, signals: { ...run.signals, ...change } })),
  });
const triggers =
  (change: Partial<NonNullable<RiskSettings["triggers"]>>): Switch =>
  (plan) =>
    plan.risk.triggers === undefined
      ? plan
      : withRisk(plan, { triggers: { ...plan.risk.triggers, ...change } });
const withRisk = (plan: RunPlan, change: Partial<RiskSettings>): RunPlan => ({
  ...plan,
  risk: { ...plan.risk, ...change },
});

/** How each limit is switched off, or why it cannot be. A new kind of refusal fails the build here. */
const OFF: Readonly<Record<RefusalKind, Switch | string>> = {
  StaleMarketData: signals({ dataAgeMsMax: Number.POSITIVE_INFINITY }),
  LowConfidence: signals({ confidenceMin: 0 }),
  WeakSignal: signals({ strengthMin: "WEAK" }),
  SessionTimeLimit: session({ minutesMax: undefined }),
  DailyTradesLimit: session({ dailyTradesMax: undefined }),
  TradingHalted: (plan) =>
    triggers({ drawdown: undefined, flashCrash: undefined })(
      session({ dailyLossMax: undefined, weeklyLossMax: undefined })(
        portfolio({ drawdownMax: undefined })(plan),
      ),
    ),
  CoolingDown: own(({ management }) => ({
    management: management && { ...management, coolDownMs: undefined },
  })),
  SymbolPaused: own(() => ({ slippageMax: undefined })),
  SessionEnding: own(() => ({ exitBeforeCloseMs: undefined })),
  SameDirection: portfolio({ sameDirection: "allow" }),
  ConcurrentTradesLimit: portfolio({ concurrentTradesMax: undefined }),
  NoProtectiveStop: (plan) => withRisk(plan, { isStopRequired: false }),
  StopTooNear: own(() => ({ stopDistanceMin: undefined })),
  StopWithinNoise: own(() => ({ stopAtrMin: undefined })),
  RewardTooSmall: own(() => ({ rewardRiskMin: undefined })),
  PositionSizeLimit: own(() => ({ positionSizeMax: undefined })),
  PositionQuantityLimit: own(() => ({ positionQuantityMax: undefined })),
  TradeRiskLimit: own(() => ({ riskMax: undefined })),
  SymbolExposureLimit: portfolio({ symbolExposureMax: undefined }),
  DiversificationLimit: portfolio({ diversificationMin: 1 }),
  ExposureLimit: portfolio({ exposureMax: undefined }),
  PortfolioRiskLimit: portfolio({ riskMax: undefined }),
  BalanceShareLimit: (plan) =>
    withRisk(plan, { sizing: { ...plan.risk.sizing, balanceShareMax: ratio("1") } }),
  LeverageLimit: "an account without a bound on leverage has no worst case; raise leverage.max and run again",
  InsufficientBalance: "what is not there cannot be spent",
  BelowMinimum: "it is the venue's rule, not a setting",
  PriceBelowTick: "it is the venue's rule, not a setting",
  DataNotWhole: "nobody vouches for bars that did not come whole",
  ShortOnSpot: "what is not held cannot be sold",
  WrongLeg: "it is what hedge mode means",
  StopOnWrongSide: "such a stop would be hit at once",
  TargetOnWrongSide: "such a target would be reached at once",
  TrailNotMeasured: "there is nothing to trail by",
  DuplicateSignal: "the same entry would be sent twice",
  SignalExpired: "an opinion that has expired is none",
  NothingToClose: "there is nothing to close",
  ConditionNotMet: (plan) =>
    plan.automation?.level === "conditional" ? { ...plan, automation: undefined } : plan,
  ConfidenceUnchanged: "nothing has moved; set automation.confidence_step and run again",
  ApprovalRejected: "a person said no; set automation.level: full and run again",
  ApprovalExpired: "nobody said yes; set automation.level: full and run again",
  ApprovalWithdrawn: "it was not wanted any more; set automation.level: full and run again",
  UnknownTag: "there is no such order",
  TagInUse: "two orders would share a name",
};

/** The latches, by the key of each. */
const LATCHES: Readonly<Record<string, Switch>> = {
  [latchKey("drawdown") ?? ""]: portfolio({ drawdownMax: undefined }),
  [latchKey("daily-loss") ?? ""]: session({ dailyLossMax: undefined }),
  [latchKey("weekly-loss") ?? ""]: session({ weeklyLossMax: undefined }),
  [latchKey("emergency-drawdown") ?? ""]: triggers({ drawdown: undefined }),
  [latchKey("flash-crash") ?? ""]: triggers({ flashCrash: undefined }),
};

/** What can be switched off, as it is printed. */
export const SWITCHABLE: readonly string[] = Object.entries(OFF).flatMap(([limit, off]) =>
  typeof off === "string" ? [] : [limit],
);

/** Keys of a symbol that tighten a limit which has a key of its own. */
const OWN_KEYS: Readonly<Partial<Record<RefusalKind, string>>> = {
  PositionSizeLimit: "symbols.*.max_position_size",
  CoolingDown: "symbols.*.cool_down_minutes",
};

/** How a limit may be spelled: as it is printed, or as its key in a config. */
const named = (limit: RefusalKind): readonly string[] =>
  [limit, keyOf(limit), OWN_KEYS[limit]].filter((name) => typeof name === "string");
const keyOf = (limit: RefusalKind): string | null => LIMIT_KEYS[limit] ?? null;

/**
 * The plan without one limit, off from the first bar on. @param word as it is printed, or as the config spells it
 * @throws UserProblem, exit 2, for a word that is no limit, or one that cannot be or already is switched off
 */
export function withoutLimit(plan: RunPlan, word: string): PlanWithout {
  const latch = Object.hasOwn(LATCHES, word) ? LATCHES[word] : undefined;
  const limit = latch === undefined ? limitOf(word) : "TradingHalted";
  const key = latch === undefined ? keyOf(limit) : word;
  const off = latch ?? OFF[limit];
  if (typeof off === "string")
    throw wrongUsage(
      `${limit} cannot be switched off: ${off}`,
      word,
      SWITCHABLE.join(", "),
      "leave --without out, or name another limit",
    );
  const without = off(plan);
  if (isSame(plan, without))
    throw wrongUsage(
      `${limit} is off in this run already`,
      word,
      "a limit that is in force",
      "leave --without out, or name another limit",
    );
  return { limit, key, plan: without };
}

function limitOf(word: string): RefusalKind {
  const limits = Object.keys(OFF) as RefusalKind[]; // They are all of them.
  const wanted = word.toLowerCase().replace(/^symbols\.[^*]+?\.(?=[a-z_.]+$)/, "symbols.*.");
  const found = limits.find((limit) => named(limit).some((name) => name.toLowerCase() === wanted));
  if (found !== undefined) return found;
  const near = nearest(word, [...limits.flatMap(named), ...Object.keys(LATCHES)]);
  throw wrongUsage(
    "there is no such limit",
    word,
    SWITCHABLE.join(", "),
    near === undefined ? "write it as `timonel why` prints it" : `did you mean ${near}?`,
  );
}

/** What a switch may touch. */
const touched = ({ risk, runs, automation }: RunPlan): string =>
  JSON.stringify([risk, automation, runs.map((run) => run.signals)], (_, value: unknown) =>
    typeof value === "bigint" || value === Number.POSITIVE_INFINITY ? String(value) : value,
  );
const isSame = (a: RunPlan, b: RunPlan): boolean => touched(a) === touched(b);
