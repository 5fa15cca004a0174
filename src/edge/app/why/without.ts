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
const withRisk = (plan: RunPlan, change: Partial<RiskSettings>): RunPlan => ({
  ...plan,
  risk: { ...plan.risk, ...change },
});

/** How each limit is switched off. */
const OFF: Readonly<Partial<Record<RefusalKind, Switch>>> = {
  StaleMarketData: signals({ dataAgeMsMax: Number.POSITIVE_INFINITY }),
  LowConfidence: signals({ confidenceMin: 0 }),
  WeakSignal: signals({ strengthMin: "WEAK" }),
  SessionTimeLimit: session({ minutesMax: undefined }),
  DailyTradesLimit: session({ dailyTradesMax: undefined }),
  TradingHalted: (plan) =>
    session({ dailyLossMax: undefined, weeklyLossMax: undefined })(
      portfolio({ drawdownMax: undefined })(plan),
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
};

/** The latches, by the key of each. */
const LATCHES: Readonly<Record<string, Switch>> = {
  [latchKey("drawdown") ?? ""]: portfolio({ drawdownMax: undefined }),
  [latchKey("daily-loss") ?? ""]: session({ dailyLossMax: undefined }),
  [latchKey("weekly-loss") ?? ""]: session({ weeklyLossMax: undefined }),
};

/** Why the others cannot be switched off. */
const FIXED: Readonly<Partial<Record<RefusalKind, string>>> = {
  LeverageLimit: "an account without a bound on leverage has no worst case; raise leverage.max and run again",
  InsufficientBalance: "what is not there cannot be spent",
  BelowMinimum: "it is the venue's rule, not a setting",
  PriceBelowTick: "it is the venue's rule, not a setting",
  ShortOnSpot: "what is not held cannot be sold",
  WrongLeg: "it is what hedge mode means",
  StopOnWrongSide: "such a stop would be hit at once",
  TargetOnWrongSide: "such a target would be reached at once",
  TrailNotMeasured: "there is nothing to trail by",
  DuplicateSignal: "the same entry would be sent twice",
  SignalExpired: "an opinion that has expired is none",
  NothingToClose: "there is nothing to close",
  UnknownTag: "there is no such order",
  TagInUse: "two orders would share a name",
};

/** Other spellings: the keys of a config, and their last words where no other key has them. */
const named = (limit: string): readonly string[] => [
  limit,
  ...(keyOf(limit) === null ? [] : [keyOf(limit) ?? ""]),
];
const keyOf = (limit: string): string | null => LIMIT_KEYS[limit as RefusalKind] ?? null;

/**
 * The plan without one limit, off from the first bar on. @param word as it is printed, or as the config spells it
 * @throws UserProblem, exit 2, for a word that is no limit, or one that cannot be or already is switched off
 */
export function withoutLimit(plan: RunPlan, word: string): PlanWithout {
  const latch = LATCHES[word];
  const limit = latch === undefined ? limitOf(word) : "TradingHalted";
  const key = latch === undefined ? keyOf(limit) : word;
  const off = latch ?? OFF[limit as RefusalKind];
  if (off === undefined)
    throw wrongUsage(
      `${limit} cannot be switched off: ${FIXED[limit as RefusalKind] ?? "it is no limit"}`,
      word,
      Object.keys(OFF).join(", "),
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

function limitOf(word: string): string {
  const limits = [...Object.keys(OFF), ...Object.keys(FIXED)];
  const wanted = word.toLowerCase().replace(/^symbols\.[^*]+\.(?=[a-z_.]+$)/, "symbols.*.");
  const found = limits.find((limit) => named(limit).some((name) => name.toLowerCase() === wanted));
  if (found !== undefined) return found;
  const near = nearest(word, [...limits.flatMap(named), ...Object.keys(LATCHES)]);
  throw wrongUsage(
    "there is no such limit",
    word,
    Object.keys(OFF).join(", "),
    near === undefined ? "write it as `timonel why` prints it" : `did you mean ${near}?`,
  );
}

/** What a switch may touch. */
const touched = ({ risk, runs }: RunPlan): string =>
  JSON.stringify([risk, runs.map((run) => run.signals)], (_, value: unknown) =>
    typeof value === "bigint" || value === Number.POSITIVE_INFINITY ? String(value) : value,
  );
const isSame = (a: RunPlan, b: RunPlan): boolean => touched(a) === touched(b);
