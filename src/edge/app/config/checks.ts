import { basename } from "node:path";
import { parseSymbol } from "../../../core/domain/index.ts";
import { type Checked, type Contradiction, DEFAULT, type WhereOf } from "./contradiction.ts";
import { SYMBOL_DEFAULTS } from "./defaults.ts";
import { percentToRatio } from "./fits.ts";
import { environmentName } from "./overrides.ts";
import { doubleProtection } from "./protection-checks.ts";
import { toBps } from "./resolve.ts";
import { simulationContradictions } from "./simulation-checks.ts";

/** What no single key can tell: values that fit alone, but not together. */
export function contradictions(config: Checked, where: WhereOf): Contradiction[] {
  return [
    ...leverageBound(config, where),
    ...exposuresWithinLeverage(config, where),
    ...slippageBound(config, where),
    ...sizingBasis(config, where),
    ...unconditional(config, where),
    ...simulationContradictions(config, where),
    ...doubleWebhook(config, where),
    ...symbolContradictions(config, where),
  ];
}

/** The checks that need symbols, for symbols that become known later too. */
export const symbolContradictions = (config: Checked, where: WhereOf): Contradiction[] => [
  ...leverageOnSpot(config, where),
  ...foreignQuotes(config, where),
  ...looserSymbols(config, where),
  ...doubleProtection(config, where),
  ...doubleHours(config, where),
  ...doubleFactors(config, where),
  ...shortSpot(config, where),
  ...marginOnSpot(config, where),
  ...lotOfOthers(config, where),
];

const LEVERAGE = "account.leverage";

function leverageBound({ account, leverage }: Checked, where: WhereOf): Contradiction[] {
  if (account.leverage <= leverage.max) return [];
  return [
    {
      where: where(LEVERAGE) ?? where("leverage.max") ?? DEFAULT,
      key: LEVERAGE,
      message: `more than leverage.max, which is ${leverage.max} (${where("leverage.max") ?? DEFAULT})`,
      found: String(account.leverage),
      allowed: leverage.max === 1 ? "1" : `1 up to ${leverage.max}`,
      fix: `lower it, or set leverage: { max: ${account.leverage} } on purpose`,
      between: [LEVERAGE, "leverage.max"],
    },
  ];
}

/** Sizes are shares of equity on notional, so they may pass 1 only as far as leverage does. */
function exposuresWithinLeverage(
  { riskLimits, leverage, symbols }: Checked,
  where: WhereOf,
): Contradiction[] {
  const sizes: readonly (readonly [string, number | null])[] = [
    ["risk_limits.per_trade.max_position_size", riskLimits.perTrade.maxPositionSize],
    ["risk_limits.portfolio.max_exposure", riskLimits.portfolio.maxExposure],
    ["risk_limits.portfolio.max_symbol_exposure", riskLimits.portfolio.maxSymbolExposure],
    // Where the general limit is on, a symbol is held to it instead, which is never wider.
    ...(riskLimits.perTrade.maxPositionSize === null
      ? symbols.map(
          ({ symbol, maxPositionSize }) => [`symbols.${symbol}.max_position_size`, maxPositionSize] as const,
        )
      : []),
  ];
  return sizes.flatMap(([key, size]) => {
    const said = where(key);
    if (said === undefined || size === null || size <= leverage.max) return [];
    return [
      {
        where: said,
        key,
        message: `more than leverage.max, which is ${leverage.max}; or is it percent?`,
        found: String(size),
        allowed: `a share of equity above 0 up to ${leverage.max} (0.02 is 2 %)`,
        fix: `write ${percentToRatio(size)} for ${size} %, or raise leverage.max`,
        between: [key, "leverage.max"],
      },
    ];
  });
}

function slippageBound({ execution, riskLimits }: Checked, where: WhereOf): Contradiction[] {
  const [collar, bound] = ["execution.max_slippage_bps", "risk_limits.per_trade.max_slippage"];
  const { maxSlippage } = riskLimits.perTrade;
  if (maxSlippage === null || execution.maxSlippageBps <= toBps(maxSlippage)) return [];
  return [
    {
      where: where(collar) ?? DEFAULT,
      key: collar,
      message: `an order may intend more slippage than ${bound} (${where(bound) ?? DEFAULT}) tolerates`,
      found: String(execution.maxSlippageBps),
      allowed: `0 up to ${toBps(maxSlippage)}`,
      fix: `write ${toBps(maxSlippage)} or less, or raise ${bound}`,
      between: [collar, bound],
    },
  ];
}

/** Where alerts go is said once. */
function doubleWebhook({ alerts: { webhook } }: Checked, where: WhereOf): Contradiction[] {
  if (webhook.url === "off" || webhook.urlEnv === "off") return [];
  const [key, other] = ["alerts.webhook.url", "alerts.webhook.url_env"];
  const message = `url and url_env are both set (${where(other) ?? DEFAULT})`;
  const place = { where: where(key) ?? DEFAULT, key, found: "both", between: [key, other] };
  return [{ ...place, message, allowed: "one of the two", fix: "remove one of them" }];
}

/** Each method sizes by one limit, so that one cannot be off. */
function sizingBasis({ sizing, riskLimits }: Checked, where: WhereOf): Contradiction[] {
  const { maxRisk, maxPositionSize } = riskLimits.perTrade;
  const isByRisk = sizing.method === "risk_per_stop";
  if ((isByRisk ? maxRisk : maxPositionSize) !== null) return [];
  const key = `risk_limits.per_trade.${isByRisk ? "max_risk" : "max_position_size"}`;
  return [
    {
      where: where(key) ?? DEFAULT,
      key,
      message: `sizing.method ${sizing.method} needs it to know how much to trade`,
      found: "off",
      allowed: "a number",
      fix: `write ${isByRisk ? 0.01 : 0.25}, or choose another sizing.method`,
      between: [key, "sizing.method"],
    },
  ];
}

/** A level that asks for nothing is the one that somebody wanted to leave. */
function unconditional({ automation: { level, conditions } }: Checked, where: WhereOf): Contradiction[] {
  const [key, list] = ["automation.level", "automation.conditions"];
  if (level !== "conditional" || conditions !== null) return [];
  return [
    {
      where: where(list) ?? where(key) ?? DEFAULT,
      key: list,
      message: `automation.level is conditional (${where(key) ?? DEFAULT}), and there is no condition`,
      found: "none",
      allowed: "at least one condition",
      fix: "write conditions: [{ name: trend, by: adx, above: 25 }], or level: full",
      between: [key, list],
    },
  ];
}

function leverageOnSpot({ account, symbols }: Checked, where: WhereOf): Contradiction[] {
  if (account.leverage === 1) return [];
  const spot = symbols
    .filter(({ symbol }) => parseSymbol(symbol)?.kind === "spot")
    .map(({ symbol }) => symbol);
  if (spot.length === 0) return [];
  return [
    {
      where: where(LEVERAGE) ?? DEFAULT,
      key: LEVERAGE,
      message: `leverage on spot: ${spot.join(", ")} cannot be traded on borrowed money`,
      found: String(account.leverage),
      allowed: "1 with spot symbols",
      fix: `set leverage to 1, or name the perpetual: ${spot[0] ?? ""}:${account.currency}`,
      between: [LEVERAGE],
    },
  ];
}

function foreignQuotes({ account, symbols }: Checked, where: WhereOf): Contradiction[] {
  return symbols.flatMap(({ symbol }) => {
    const quote = parseSymbol(symbol)?.quote;
    if (quote === undefined || quote === account.currency) return [];
    const said = where("account.currency") ?? DEFAULT;
    return [
      {
        where: where(`symbols.${symbol}`) ?? said,
        key: `symbols.${symbol}`,
        message: `is priced in ${quote}, but the account holds ${account.currency} (${said})`,
        found: symbol,
        allowed: `symbols priced in ${account.currency}`,
        fix: `set account: { currency: ${quote} } or ${environmentName("account.currency")}=${quote}, or remove the symbol`,
        between: [`symbols.${symbol}`, "account.currency"],
      },
    ];
  });
}

function looserSymbols({ symbols, riskLimits }: Checked, where: WhereOf): Contradiction[] {
  const general = riskLimits.perTrade.maxPositionSize;
  const bound = "risk_limits.per_trade.max_position_size";
  return symbols.flatMap(({ symbol, maxPositionSize }) => {
    if (general === null || maxPositionSize === null || maxPositionSize <= general) return [];
    const key = `symbols.${symbol}.max_position_size`;
    return [
      {
        where: where(key) ?? DEFAULT,
        key,
        message: `looser than ${bound}, which is ${general} (${where(bound) ?? DEFAULT})`,
        found: String(maxPositionSize),
        allowed: `above 0 up to ${general}`,
        fix: `write ${general} or less, or raise ${bound}`,
        between: [key, bound],
      },
    ];
  });
}

/** A calendar knows its hours. */
function doubleHours({ symbols }: Checked, where: WhereOf): Contradiction[] {
  return symbols.flatMap(({ symbol, session, calendar }) => {
    if (session.hours === null || calendar === null) return [];
    const key = `symbols.${symbol}.session.hours`;
    const place = { where: where(key) ?? DEFAULT, key, found: session.hours, between: [key] };
    const message = "calendar and session.hours are both set";
    return [{ ...place, message, allowed: "one of the two", fix: "remove session.hours or calendar" }];
  });
}

/** Adjusted prices hold splits and dividends already; only shares have any. */
function doubleFactors({ symbols }: Checked, where: WhereOf): Contradiction[] {
  return symbols.flatMap(({ symbol, adjust, actions }) => {
    if (actions === null) return [];
    const key = `symbols.${symbol}.actions`;
    const place = { where: where(key) ?? DEFAULT, key, found: basename(actions), between: [key] };
    const isShare = parseSymbol(symbol)?.kind === "equity";
    if (!isShare) {
      const message = `${symbol} is no share: it has no splits or dividends`;
      return [{ ...place, message, allowed: "shares such as SPY", fix: "remove it" }];
    }
    if (adjust === null) return [];
    const message = "adjust and actions are both set: splits and dividends would count twice";
    return [{ ...place, message, allowed: "one of the two", fix: "remove adjust or actions" }];
  });
}

/** What is bought with cash cannot be owed; contracts and currencies need no leave. */
function shortSpot({ symbols }: Checked, where: WhereOf): Contradiction[] {
  return symbols.flatMap(({ symbol, shortSelling }) => {
    if (!shortSelling || parseSymbol(symbol)?.kind !== "spot") return [];
    const key = `symbols.${symbol}.short_selling`;
    const place = { where: where(key) ?? DEFAULT, key, found: "true", between: [key] };
    const message = `${symbol} is spot: what is not held cannot be sold`;
    return [{ ...place, message, allowed: "false", fix: `remove it, or name the perpetual` }];
  });
}

/** Spot has no margin, pays no funding and cannot be sold short: such a key would do nothing. */
function marginOnSpot({ symbols, account }: Checked, where: WhereOf): Contradiction[] {
  return symbols.flatMap(({ symbol, funding, mark, marginTiers, borrowRate }) => {
    if (parseSymbol(symbol)?.kind !== "spot") return [];
    const said = [
      ["funding", funding],
      ["mark", mark],
      ["margin_tiers", marginTiers],
      ["borrow_rate", borrowRate],
    ] as const;
    return said.flatMap(([name, value]) => {
      if (value === null) return [];
      const key = `symbols.${symbol}.${name}`;
      return [
        {
          where: where(key) ?? DEFAULT,
          key,
          message: `${symbol} is spot, which has none of it`,
          found: name,
          allowed: "symbols on margin",
          fix: `remove it, or name the perpetual: ${symbol}:${account.currency}`,
          between: [key],
        },
      ];
    });
  });
}

/** Everywhere else the exchange says what quantities are multiples of: such a key would do nothing. */
function lotOfOthers({ symbols }: Checked, where: WhereOf): Contradiction[] {
  return symbols.flatMap(({ symbol, lot }) => {
    const kind = parseSymbol(symbol)?.kind;
    if (lot === SYMBOL_DEFAULTS.lot || kind === undefined || kind === "fx") return [];
    const key = `symbols.${symbol}.lot`;
    const message = `${symbol} is no pair of currencies: its exchange says what quantities are multiples of`;
    const place = { where: where(key) ?? DEFAULT, key, found: lot, between: [key] };
    return [{ ...place, message, allowed: "currencies such as EUR/USD", fix: "remove it" }];
  });
}
