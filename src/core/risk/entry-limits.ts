import {
  type Amount,
  larger,
  NO_AMOUNT,
  NO_PRICE,
  NO_QUANTITY,
  type Price,
  type Quantity,
  type Ratio,
  ratio,
  ratioFromNumber,
  scalePrice,
} from "../base/index.ts";
import { feeBound, type Instrument, type Refusal, type Side } from "../domain/index.ts";
import { AMOUNT_ONE, type Exposure } from "./exposure.ts";
import {
  Estimated,
  fits,
  type Measured,
  measured,
  refuseSize,
  type ShareLimit,
  type SizeLimit,
  type SizeLimitKind,
  shareLimit,
  tightest,
} from "./limits.ts";
import type { RiskSettings } from "./settings.ts";

const ONE = ratio("1");
const CONTRACT_ONE = 100_000_000n;

/** An entry at its worst: what the size limits judge. Prices in quote units per unit of the base asset. */
export interface WorstCase {
  readonly instrument: Instrument;
  readonly side: Side;
  /** Highest price the order can be valued at. */
  readonly worst: Price;
  /** Worst price it can enter at: its collar or limit. */
  readonly entry: Price;
  readonly stop: Price | undefined;
  /** The stop that all of its side will have once it fills; undefined: what they have. */
  readonly heldStop: Price | undefined;
  readonly equity: Measured<Amount>;
  /** The sums over all instruments. */
  readonly estimate: ReturnType<Exposure["estimate"]>;
}

/** The size limits of one instrument, by what they measure. Made once. */
export interface EntryLimits {
  /** Value of the position. */
  readonly position: ShareLimit | undefined;
  /** Value of both legs of a market in hedge mode. */
  readonly symbol: ShareLimit | undefined;
  /** Value of all positions. */
  readonly exposure: ShareLimit;
  /** Loss of this position, and of all, when the stops are hit. */
  readonly tradeRisk: ShareLimit | undefined;
  readonly portfolioRisk: ShareLimit | undefined;
  /** Cost, as a share of the free balance. */
  readonly balance: ShareLimit;
  /** By the limit that is judged, those of the same measure that it is tighter than: they bind nothing, but are told. */
  readonly looser: ReadonlyMap<ShareLimit, readonly ShareLimit[]>;
}

export function entryLimitsOf(settings: RiskSettings): readonly EntryLimits[] {
  const { portfolio, leverage, sizing } = settings;
  const count = settings.instruments.length;
  const isDiversified = portfolio.diversificationMin > 1 && count >= portfolio.diversificationMin;
  const diversification = isDiversified ? ratioFromNumber(1 / portfolio.diversificationMin) : undefined;
  return settings.instruments.map((own) => {
    const looser = new Map<ShareLimit, readonly ShareLimit[]>();
    const tightestOf = (...limits: readonly (ShareLimit | undefined)[]): ShareLimit | undefined => {
      const tight = tightest(limits);
      const set = limits.filter((one) => one !== undefined && one !== tight) as ShareLimit[];
      if (tight !== undefined) looser.set(tight, set);
      return tight;
    };
    return {
      position: tightestOf(
        limit("PositionSizeLimit", own.positionSizeMax),
        limit("SymbolExposureLimit", portfolio.symbolExposureMax),
        limit("DiversificationLimit", diversification),
      ),
      symbol: limit("SymbolExposureLimit", portfolio.symbolExposureMax),
      exposure: tightestOf(
        limit("ExposureLimit", portfolio.exposureMax),
        shareLimit("LeverageLimit", ratioFromNumber(leverage.max)),
      ) as ShareLimit, // Leverage is always limited.
      tradeRisk: limit("TradeRiskLimit", own.riskMax),
      portfolioRisk: limit("PortfolioRiskLimit", portfolio.riskMax),
      balance: tightestOf(
        limit("BalanceShareLimit", sizing.balanceShareMax),
        shareLimit("InsufficientBalance", ONE),
      ) as ShareLimit, // What is not there cannot be spent.
      looser,
    };
  });
}

const limit = (kind: SizeLimitKind, share: Ratio | undefined): ShareLimit | undefined =>
  share === undefined ? undefined : shareLimit(kind, share);

const NOTHING = measured(NO_AMOUNT);
const FREE = measured(NO_PRICE);

/**
 * The limits as they stand for one entry, in the order they are reported. Sums over other instruments are estimated, and
 * worked out exactly only where a limit is near.
 */
export function judgedLimits(of: WorstCase, limits: EntryLimits, exposure: Exposure): readonly SizeLimit[] {
  const { instrument, side, equity, estimate } = of;
  const { id } = instrument;
  const judged: SizeLimit[] = [];
  const value = measured(perContract(instrument, larger(of.worst, exposure.worstPrice(id))));
  const worthOf = (quantity: Quantity): Amount => (quantity * value.exact) as Amount;
  const held = exposure.worstQuantity(id, side);
  const own = held === 0n ? NOTHING : measured(worthOf(held));
  if (limits.position !== undefined)
    judged.push({ limit: limits.position, of: equity, used: own, unit: value });
  if (limits.symbol !== undefined && instrument.leg !== undefined) {
    const used = measured((own.exact + exposure.ofOtherLeg(id)) as Amount);
    judged.push({ limit: limits.symbol, of: equity, used, unit: value });
  }
  const withOthers = (mine: Measured<Amount>): Measured<Amount> =>
    new Estimated(
      estimate.others * AMOUNT_ONE + mine.near,
      () => (exposure.ofOthers(id) + mine.exact) as Amount,
    );
  judged.push({ limit: limits.exposure, of: equity, used: withOthers(own), unit: value });
  // What stands on the other side does not grow by this order, but it counts until it is gone.
  const opposite = exposure.worstQuantity(id, side === "buy" ? "sell" : "buy");
  if (opposite > 0n)
    judged.push({
      limit: limits.exposure,
      of: equity,
      used: withOthers(measured(worthOf(opposite))),
      unit: FREE,
    });
  if (limits.tradeRisk !== undefined || limits.portfolioRisk !== undefined)
    judgeRisks(of, limits, exposure, judged);
  const cost = exposure.costPerUnit(id, side, of.worst);
  if (cost > 0n) {
    const free = new Estimated(estimate.free * AMOUNT_ONE, () => exposure.freeBalance());
    judged.push({
      limit: limits.balance,
      of: free,
      measure: "free balance",
      used: measured(exposure.feePerOrder(id)),
      unit: measured(perContract(instrument, cost)),
    });
  }
  return judged;
}

function judgeRisks(of: WorstCase, limits: EntryLimits, exposure: Exposure, judged: SizeLimit[]): void {
  const { instrument, side, equity, estimate } = of;
  const { id } = instrument;
  const unit = measured(perContract(instrument, riskPerUnit(of)));
  // An addition brings its stop for all of the position: the looser of the two counts, since either may be hit.
  const before = exposure.riskOf(id);
  const risked = larger(before, exposure.riskOf(id, { side, stop: of.heldStop }));
  const own = measured((risked + feesOfBothOrders(instrument)) as Amount);
  if (limits.tradeRisk !== undefined) judged.push({ limit: limits.tradeRisk, of: equity, used: own, unit });
  if (limits.portfolioRisk === undefined) return;
  const used = new Estimated(
    estimate.risk * AMOUNT_ONE + own.near,
    () => (exposure.riskOfAll() - before + own.exact) as Amount,
  );
  judged.push({ limit: limits.portfolioRisk, of: equity, used, unit });
}

/** Which risk limit a position breaks that would lose `own`, and all positions together `all`. */
export function refuseRisk(
  limits: EntryLimits,
  equity: Amount,
  own: Amount,
  all: Amount,
): Refusal | undefined {
  const nothing = measured(NO_QUANTITY);
  for (const [share, used] of [[limits.tradeRisk, own] as const, [limits.portfolioRisk, all] as const]) {
    if (share === undefined) continue;
    const limit = { limit: share, of: measured(equity), used: measured(used), unit: FREE };
    if (!fits(limit, nothing)) return refuseSize(limit, NO_QUANTITY);
  }
  return undefined;
}

/** Loss of one unit from the worst entry to the stop, with both fees; everything where there is no stop. */
export function riskPerUnit(of: WorstCase): Price {
  const { share, perUnit } = feeBound(of.instrument.fees);
  const twice = perUnit * 2n; // In and out.
  if (of.stop === undefined) return (scalePrice(of.worst, (ONE + share) as Ratio, "up") + twice) as Price;
  const distance = of.side === "buy" ? of.entry - of.stop : of.stop - of.entry;
  const fees = scalePrice((of.worst + of.stop) as Price, share, "up");
  return ((distance > 0n ? distance : 0n) + fees + twice) as Price;
}

/** What entry and exit pay at most beside what `riskPerUnit` counts. */
export const feesOfBothOrders = ({ fees }: Instrument): Amount => (feeBound(fees).perOrder * 2n) as Amount;

/** A price of one unit of the base asset, as the price of one contract: rounded up. */
export function perContract({ contractSize }: Instrument, price: Price): Price {
  if (contractSize === (CONTRACT_ONE as Quantity)) return price;
  const product = price * contractSize;
  return (product / CONTRACT_ONE + (product % CONTRACT_ONE === 0n ? 0n : 1n)) as Price;
}
