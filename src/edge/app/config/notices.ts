import type { Config } from "./config.ts";
import { NOT_ENFORCED } from "./keys.ts";
import type { Layer } from "./layers.ts";
import { replacedStrategy } from "./resolve.ts";

type Resolved = Omit<Config, "notices" | "places" | "sources">;

/** What is allowed, but not what somebody may think it is. */
export function noticesFor(config: Resolved, { leaves }: Layer): string[] {
  const notices: string[] = [];
  for (const key of NOT_ENFORCED) {
    const leaf = leaves.get(key);
    if (leaf !== undefined)
      notices.push(`${leaf.where}: ${key} is not enforced in this version: nothing limits it`);
  }
  for (const { symbol } of config.symbols) {
    const replaced = replacedStrategy(symbol, leaves);
    if (replaced === undefined) continue;
    const instead = String(leaves.get("symbols.*.strategy")?.value);
    notices.push(
      `${symbol}: --strategy ${instead} takes the place of ${replaced}; the parameters of ${replaced} are not used`,
    );
  }
  return [
    ...notices,
    ...shadowedLimits(config, leaves),
    ...stopNotices(config),
    ...levelNotices(config),
    ...activationNotices(config, leaves),
    ...symbolNotices(config),
    ...idleTriggers(config, leaves),
  ];
}

/** A trigger without what pulls it does nothing, whatever else is said of it. */
function idleTriggers({ emergency }: Resolved, leaves: Layer["leaves"]): string[] {
  const { drawdown, flashCrash, disconnect, overload } = emergency;
  const triggers: readonly (readonly [string, string, number | null])[] = [
    ["drawdown", "above", drawdown.above],
    ["flash_crash", "drop", flashCrash.drop],
    ["disconnect", "after_seconds", disconnect.afterSeconds],
    ["overload", "loop_lag_ms", overload.loopLagMs],
  ];
  return triggers.flatMap(([name, pulls, value]) => {
    const said = [...leaves].find(([path]) => path.startsWith(`emergency.${name}.`));
    if (value !== null || said === undefined || said[0].endsWith(`.${pulls}`)) return [];
    return [`${said[1].where}: ${said[0]} does nothing without emergency.${name}.${pulls}`];
  });
}

/** What hangs on which symbols are traded: data files may tell more of them. */
export const symbolNotices = (config: Resolved): string[] => [
  ...conditionNotices(config),
  ...diversificationNotices(config),
];

/** Until N symbols are configured, `min_diversification: N` cannot do what its name says. */
function diversificationNotices({ riskLimits, symbols }: Resolved): string[] {
  const wanted = riskLimits.portfolio.minDiversification;
  if (symbols.length === 0 || symbols.length >= wanted) return [];
  return [
    `risk_limits.portfolio.min_diversification is ${wanted}, but the run has ${symbols.length}: it limits nothing until there are ${wanted} symbols`,
  ];
}

/** A limit that a tighter one hides: safe, but somebody set it for a reason. */
function shadowedLimits({ riskLimits }: Resolved, leaves: Layer["leaves"]): string[] {
  const { perTrade, portfolio, session } = riskLimits;
  const pairs: readonly [string, number | null, string, number | null][] = [
    ["risk_limits.per_trade.max_risk", perTrade.maxRisk, "risk_limits.portfolio.max_risk", portfolio.maxRisk],
    [
      "risk_limits.per_trade.max_position_size",
      perTrade.maxPositionSize,
      "risk_limits.portfolio.max_exposure",
      portfolio.maxExposure,
    ],
    [
      "risk_limits.per_trade.max_position_size",
      perTrade.maxPositionSize,
      "risk_limits.portfolio.max_symbol_exposure",
      portfolio.maxSymbolExposure,
    ],
    [
      "risk_limits.session.max_daily_loss",
      session.maxDailyLoss,
      "risk_limits.session.max_weekly_loss",
      session.maxWeeklyLoss,
    ],
  ];
  return pairs.flatMap(([key, value, bound, limit]) => {
    const isSaid = leaves.has(key) || leaves.has(bound);
    if (!isSaid || value === null || limit === null || value <= limit) return [];
    return [`${key} is ${value}, but ${bound} is ${limit}: the second one decides`];
  });
}

/** A default stop that our own limit refuses would refuse every trade that relies on it. */
function stopNotices({ riskLimits, positionManagement }: Resolved): string[] {
  const { minStopDistance } = riskLimits.perTrade;
  const { defaultStopLoss } = positionManagement;
  if (minStopDistance === null || defaultStopLoss === null || defaultStopLoss >= minStopDistance) return [];
  return [
    `position_management.default_stop_loss is ${defaultStopLoss}, nearer than risk_limits.per_trade.min_stop_distance ${minStopDistance}: every trade that relies on it will be refused`,
  ];
}

/** Somebody believes in a condition that nobody looks at. */
const conditionNotices = ({ automation: { level, conditions }, symbols }: Resolved): string[] => {
  if (conditions === null) return [];
  if (level !== "conditional")
    return [
      `automation.conditions does nothing while automation.level is ${level}: only conditional asks for it`,
    ];
  return conditions.flatMap(({ name, symbol }) =>
    symbol === undefined || symbols.length === 0 || symbols.some((one) => one.symbol === symbol)
      ? []
      : [
          `automation.conditions: ${name} is about ${symbol}, which this run does not trade: it asks for nothing`,
        ],
  );
};

/** What is left of a position after its last level stays until something else closes it. */
const levelNotices = ({ symbols }: Resolved): string[] =>
  symbols.flatMap(({ symbol, takeProfitLevels }) => {
    const last = takeProfitLevels?.at(-1);
    if (last === undefined || last.closeShare === 1) return [];
    return [
      `symbols.${symbol}.take_profit_levels ends with a close_share of ${last.closeShare}: the rest stays until a stop or a signal closes it`,
    ];
  });

/** A profit from which on nothing trails. */
function activationNotices({ symbols }: Resolved, leaves: Layer["leaves"]): string[] {
  const trails = symbols.filter((one) => one.trailingStop !== null || one.trailingStopAtr !== null);
  const general = "position_management.trailing_stop_activation";
  const keys = [
    ...(trails.length === 0 ? [general] : []),
    ...symbols
      .filter((one) => !trails.includes(one))
      .map(({ symbol }) => `symbols.${symbol}.trailing_stop_activation`),
  ];
  return keys.flatMap((key) => {
    const leaf = leaves.get(key);
    if (leaf === undefined || leaf.value === 0) return [];
    return [`${leaf.where}: ${key} does nothing without symbols.S.trailing_stop or trailing_stop_atr`];
  });
}
