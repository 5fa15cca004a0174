import { checkFields, numberRule, OBJECT, type Rule, type Rules, refused, TEXT } from "./rules.ts";

const orOff = ({ allowed, fits }: Rule): Rule => ({
  allowed: `${allowed}, or null`,
  fits: (value) => value === null || fits(value),
});
/** A decimal text; one that is no number is left to the exact parser, which says why. */
const decimal = (allowed: string, fits: (value: number) => boolean): Rule => ({
  allowed: `a decimal text ${allowed}`,
  fits: (value) => typeof value === "string" && (Number.isNaN(Number(value)) || fits(Number(value))),
});
const share = orOff(numberRule("above 0, up to 1 (0.01 is 1 %)", (value) => value > 0 && value <= 1));
const exposure = orOff(numberRule("above 0, up to 125 (0.25 is 25 %)", (value) => value > 0 && value <= 125));
const leverage = numberRule("from 1 to 125", (value) => value >= 1 && value <= 125);
const aboveNone = decimal("above 0", (value) => value > 0);
/** -1 % to 10 %. */
const fee = decimal("from -0.01 to 0.1", (value) => value >= -0.01 && value <= 0.1);

/** The ranges of the same keys of `timonel.yaml`. */
const LIMITS: Rules = {
  maxPositionSize: exposure,
  maxRisk: share,
  minStopDistance: orOff(numberRule("from 0, below 1", (value) => value >= 0 && value < 1)),
  maxExposure: exposure,
  maxPortfolioRisk: share,
  maxConcurrentTrades: orOff(
    numberRule(
      "a whole number from 1 to 10000",
      (value) => Number.isInteger(value) && value >= 1 && value <= 1e4,
    ),
  ),
  maxSymbolExposure: exposure,
  maxDrawdown: share,
  defaultStop: orOff(numberRule("above 0, below 1", (value) => value > 0 && value < 1)),
  isStopRequired: { allowed: "true or false", fits: (value) => typeof value === "boolean" },
};
const ACCOUNT: Rules = {
  currency: TEXT,
  balance: numberRule("from 1e-8 to 1e12", (value) => value >= 1e-8 && value <= 1e12),
  leverage,
};
const TERMS: Rules = {
  tick: aboveNone,
  step: aboveNone,
  minNotional: decimal("from 0", (value) => value >= 0),
  maker: fee,
  taker: fee,
  leverageMax: leverage,
};
const STRATEGY: Rule = {
  allowed: "what strategy({ ... }) returns",
  fits: (value) => typeof value === "object" && value !== null && "onBar" in value,
};
const DATA: Rule = { ...OBJECT, allowed: "columns by symbol" };
const OPTIONS: Rules = {
  strategy: STRATEGY,
  params: OBJECT,
  timeframe: TEXT,
  data: DATA,
  trade: { allowed: "a list of symbols", fits: Array.isArray },
  account: OBJECT,
  instruments: OBJECT,
  limits: OBJECT,
  slippageBps: numberRule("from 0 to 1000", (value) => value >= 0 && value <= 1_000),
  seed: TEXT,
};

/**
 * Everything but the bars: a limit by another name, or one that is no number, would protect nobody.
 * @throws RangeError naming the option, what was found and what is allowed
 */
export function checkOptions(options: {
  readonly strategy: unknown;
  readonly data: object;
  readonly account?: object;
  readonly instruments?: object;
  readonly limits?: object;
}): void {
  const { data, account = {}, instruments = {}, limits = {} } = options;
  // Neither has a default: undefined would count as left out.
  if (!STRATEGY.fits(options.strategy)) throw refused("strategy", options.strategy, STRATEGY);
  if (!DATA.fits(data)) throw refused("data", data, DATA);
  checkFields("", options, OPTIONS);
  checkFields("account.", account, ACCOUNT);
  checkFields("limits.", limits, LIMITS);
  checkFields(
    "instruments.",
    instruments,
    Object.fromEntries(Object.keys(data).map((symbol) => [symbol, OBJECT])),
  );
  for (const [symbol, terms] of Object.entries(instruments))
    checkFields(`instruments.${symbol}.`, terms, TERMS);
}
