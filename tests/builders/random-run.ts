/** Random runs: three markets of different kinds and clocks, wild strategies, limits that bind. */
import fc from "fast-check";
import { price, quantity, type Ratio, ratio } from "../../src/core/base/index.ts";
import type { CorporateAction, InstrumentId } from "../../src/core/domain/index.ts";
import type { FundingSchedule } from "../../src/core/engine/index.ts";
import type { MarginMode } from "../../src/core/exchange/index.ts";
import { none } from "../../src/core/strategy/index.ts";
import { Audit } from "./audit.ts";
import { DAY, HOUR, MINUTE, perpetual, START, spot } from "./instrument.ts";
import { type PlayTerms, Run } from "./play.ts";
import { type MarketStep, marketColumns, randomMarket } from "./random-market.ts";
import { intentOf, randomWishes, type Wish } from "./random-strategy.ts";
import { every } from "./script.ts";
import type { RiskTerms } from "./settings.ts";

const BARS = 60;
const FOUR_HOURS = (4 * HOUR) as typeof HOUR;

export interface Scenario {
  readonly markets: readonly { readonly steps: readonly MarketStep[]; readonly wishes: readonly Wish[] }[];
  readonly risk: RiskTerms;
  readonly leverage: number;
  readonly slippageBps: number;
  readonly limitFill: "through" | "touch";
  /** Hours after a Monday at which the data begins. */
  readonly startHour: number;
  /** Moments at which the operator steps in. */
  readonly halts: readonly number[];
  readonly resumes: readonly number[];
  /** Splits and dividends; left out: none. */
  readonly actions?: readonly ActionTerms[];
  /** Left out: fees are paid in the quote. */
  readonly feesIn?: "received";
  readonly margin: {
    readonly mode: MarginMode;
    readonly liquidationFee: Ratio;
    /** What each hour's funding comes to on the two perpetuals; hours without one pay none. */
    readonly funding: readonly {
      readonly market: number;
      readonly minute: number;
      readonly rate: number;
    }[];
    readonly borrowRate: Ratio;
  };
}

export interface ActionTerms {
  readonly market: number;
  readonly minute: number;
  readonly terms:
    | { readonly kind: "split"; readonly to: number; readonly from: number }
    | { readonly kind: "dividend"; readonly cents: number };
}

const splitTerms = fc
  .constantFrom([2, 1], [7, 1], [3, 2], [1, 8], [1, 3], [1_000_000, 997_307])
  .map(([to = 1, from = 1]) => ({ kind: "split" as const, to, from }));
const dividendTerms = fc.integer({ min: 1, max: 300 }).map((cents) => ({ kind: "dividend" as const, cents }));

/** The same markets, whose things are split and pay dividends as shares do. */
export const withActions = (of: fc.Arbitrary<Scenario>): fc.Arbitrary<Scenario> =>
  fc
    .tuple(
      of,
      fc.array(
        fc
          .record({
            market: fc.nat(1), // Shares have no contract size.
            minute: fc.integer({ min: 1, max: 60 * BARS }),
            terms: fc.oneof(splitTerms, dividendTerms),
          })
          // Splits happen between two bars: inside of one, the venue has seen an open that nobody was told.
          .map((one) =>
            one.terms.kind === "split" ? { ...one, minute: Math.ceil(one.minute / 60) * 60 } : one,
          ),
        { minLength: 3, maxLength: 12 },
      ),
    )
    .map(([scenario, actions]) => ({ ...scenario, actions }));

/** Ratios from tenths of a percent, so that a failure reads well. */
const share = (min: number, max: number): fc.Arbitrary<Ratio | undefined> =>
  maybe(fc.integer({ min, max }).map((tenths) => ratio(`${tenths}e-3`)));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const loss = maybe(fc.integer({ min: 1, max: 20 }).map((percent) => percent / 100));

const limits: fc.Arbitrary<RiskTerms> = fc.record({
  own: fc.record({
    positionSizeMax: share(20, 1_500),
    positionQuantityMax: maybe(fc.integer({ min: 1, max: 2_000 }).map((units) => quantity(String(units)))),
    riskMax: share(2, 100),
    collar: fc.integer({ min: 0, max: 50 }).map((tenths) => ratio(`${tenths}e-3`)),
    slippageMax: maybe(fc.constantFrom(0.001, 0.01, 0.05)),
    defaultStop: maybe(fc.constantFrom(0.01, 0.05)),
    stopLoss: maybe(fc.constantFrom(0.005, 0.03)),
    takeProfit: maybe(fc.constantFrom(0.01, 0.04)),
  }),
  portfolio: fc.record({
    drawdownMax: loss,
    exposureMax: share(50, 3_000),
    symbolExposureMax: share(50, 1_500),
    riskMax: share(5, 200),
    concurrentTradesMax: maybe(fc.integer({ min: 1, max: 3 })),
    diversificationMin: fc.integer({ min: 1, max: 3 }),
    sameDirection: fc.constantFrom("allow", "refuse"),
  }),
  session: fc.record({
    dailyLossMax: loss,
    weeklyLossMax: loss,
    dailyTradesMax: maybe(fc.integer({ min: 1, max: 5 })),
    minutesMax: maybe(fc.constantFrom(600, 1_200)),
  }),
  sizing: fc.record({
    method: fc.constantFrom("fixed_percent", "risk_per_stop"),
    balanceShareMax: fc.constantFrom(ratio("0.2"), ratio("0.95"), ratio("1")),
  }),
  leverage: fc.record({ max: fc.constantFrom(1, 3, 1_000) }),
  isStopRequired: fc.boolean(),
});

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  markets: fc.array(fc.record({ steps: randomMarket(BARS), wishes: randomWishes(BARS) }), {
    minLength: 3,
    maxLength: 3,
  }),
  risk: limits,
  leverage: fc.constantFrom(1, 3, 10),
  slippageBps: fc.constantFrom(0, 5, 50),
  limitFill: fc.constantFrom("through", "touch"),
  startHour: fc.integer({ min: 0, max: 167 }),
  halts: fc.array(fc.nat(2 * BARS), { maxLength: 1 }),
  resumes: fc.array(fc.nat(2 * BARS), { maxLength: 2 }),
  margin: fc.record({
    mode: fc.constantFrom("isolated", "isolated", "cross"),
    liquidationFee: fc.constantFrom("0", "0.0125", "0.2").map(ratio),
    funding: fc.array(
      fc.record({
        market: fc.integer({ min: 1, max: 2 }),
        minute: fc.nat(60 * BARS),
        rate: fc.integer({ min: -100, max: 100 }).map((bps) => bps / 10_000),
      }),
      { maxLength: 20 },
    ),
    borrowRate: fc.constantFrom("0", "0", "0.5").map(ratio),
  }),
});

/** The same at a venue that takes its fees out of what a trade brings. */
export const scenariosInKind: fc.Arbitrary<Scenario> = scenarios.map((scenario) => ({
  ...scenario,
  feesIn: "received",
}));

/** The same without stops, without limits but what the account can pay, and at leverages that end badly. */
export const recklessScenarios: fc.Arbitrary<Scenario> = fc
  .tuple(scenarios, fc.constantFrom(2, 10, 25, 50), fc.constantFrom("1", "3", "8"))
  .map(([scenario, leverage, size]) => ({
    ...scenario,
    leverage,
    risk: {
      own: { collar: ratio("0.01"), positionSizeMax: ratio(size) },
      portfolio: { sameDirection: "allow" as const },
      leverage: { max: 1_000 },
    },
    markets: scenario.markets.map(({ steps, wishes }) => ({
      steps,
      wishes: wishes.map((wish) => ({ ...wish, stop: undefined, target: undefined })),
    })),
    halts: [],
  }));

const INSTRUMENTS = [
  { instrument: spot({ symbol: "AAA/USDT", minNotional: "5" }), from: 10_000, every: HOUR },
  { instrument: perpetual({ symbol: "BBB/USDT:USDT" }), from: 5_000, every: HOUR },
  {
    instrument: perpetual({ symbol: "CCC/USDT:USDT", contractSize: "0.1", step: "1" }),
    from: 200_000,
    every: FOUR_HOURS,
  },
];

/** A run that is being audited; play it with `playThrough`. */
export function prepareScenario<A extends Audit = Audit>(
  scenario: Scenario,
  audit: A = new Audit() as A,
  more: Pick<PlayTerms, "automation" | "after" | "abilities" | "outbox"> = {},
): { readonly run: Run; readonly audit: A } {
  const lines = INSTRUMENTS.map(({ instrument, from, every: interval }, place) => {
    const { steps = [], wishes = [] } = scenario.markets[place] ?? {};
    const start = START + scenario.startHour * HOUR + (place === 1 ? 2 * HOUR : 0);
    return {
      instrument: place === 0 ? instrument : { ...instrument, borrowRate: scenario.margin.borrowRate },
      bars: marketColumns(steps, { from, start, every: interval }),
      every: interval,
      strategy: every(place === 2 ? "alpha" : "wild", ({ feeds, position }) => {
        const wish = wishes[feeds.main.bars - 1];
        return wish === undefined ? none : intentOf(wish, feeds.main.close.now, position.side);
      }),
    };
  });
  const { risk, leverage, slippageBps, limitFill, margin } = scenario;
  const run = new Run(lines, {
    risk,
    leverage,
    slippageBps,
    limitFill,
    ...(scenario.feesIn && { feesIn: scenario.feesIn }),
    margin: { mode: margin.mode, liquidationFee: margin.liquidationFee },
    funding: fundingOf(scenario),
    actions: (scenario.actions ?? []).map((one) => actionOf(one, scenario.startHour)),
    record: audit,
    ...(more.automation && { automation: more.automation }),
    abilities: more.abilities,
    outbox: more.outbox,
    after: (event, played) => {
      audit.heard(event);
      more.after?.(event, played);
    },
  });
  audit.watch(run);
  return { run, audit };
}

function actionOf({ market, minute, terms }: ActionTerms, startHour: number): CorporateAction {
  const base = {
    instrument: market as InstrumentId,
    at: (START + startHour * HOUR + minute * MINUTE) as CorporateAction["at"],
  };
  if (terms.kind === "dividend")
    return { ...base, kind: "dividend", perShare: price((terms.cents / 100).toFixed(2)) };
  return { ...base, kind: "split", ratio: { to: BigInt(terms.to), from: BigInt(terms.from) } };
}

/** Sorted by time; of two payments at one minute the first stays. */
function fundingOf({ margin, startHour }: Scenario): readonly FundingSchedule[] {
  return [1, 2].map((market) => {
    const own = new Map(
      margin.funding.filter((one) => one.market === market).map((one) => [one.minute, one.rate]),
    );
    const sorted = [...own].sort(([a], [b]) => a - b);
    return {
      instrument: market as InstrumentId, // Places are in the order of the symbols.
      time: Float64Array.from(sorted, ([minute]) => START + startHour * HOUR + minute * MINUTE),
      rate: Float64Array.from(sorted, ([, rate]) => rate),
    };
  });
}

/** Plays to the end, with the operator's commands. `between` looks at the run when everything has settled. */
export function playThrough(scenario: Scenario, run: Run, between: () => void = () => undefined): void {
  for (let moment = 0; Number.isFinite(run.playback.nextAt); moment++) {
    run.play(1);
    between();
    if (scenario.halts.includes(moment)) run.command("TradingHalted");
    if (scenario.resumes.includes(moment)) run.command("TradingResumed");
  }
}

export const utcDay = (at: number): number => Math.floor(at / DAY);
/** Weeks begin on Monday; START is one. */
export const utcWeek = (at: number): number => Math.floor((at - START) / (7 * DAY));
