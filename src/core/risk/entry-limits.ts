import {
  type Amount,
  larger,
  NO_AMOUNT,
  type Price,
  type Quantity,
  ratio,
  type Ratio,
  ratioFromNumber,
  scalePrice,
} from "../base/index.ts";
import type { Instrument, Side } from "../domain/index.ts";
import type { Exposure } from "./exposure.ts";
import { type SizeLimit, sizeLimit, type SizeLimitKind } from "./limits.ts";
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
  readonly equity: Amount;
}

/** Every size limit that is on, in the order they are reported. */
export function entryLimits(of: WorstCase, exposure: Exposure, settings: RiskSettings): readonly SizeLimit[] {
  const { instrument, side, equity } = of;
  const { id } = instrument;
  const own = settings.instruments[id];
  const { portfolio } = settings;
  const limits: SizeLimit[] = [];
  const add = (kind: SizeLimitKind, share: Ratio | undefined, unit: Price, used: Amount, whole: Amount = equity): void => {
    if (share !== undefined) limits.push(sizeLimit(kind, { share, of: whole, used, unit: perContract(instrument, unit) }));
  };
  const value = larger(of.worst, exposure.worstPrice(id));
  const held = valueOf(instrument, exposure.worstQuantity(id, side), value);
  add("PositionSizeLimit", own?.positionSizeMax, value, held);
  add("SymbolExposureLimit", portfolio.symbolExposureMax, value, held);
  if (portfolio.diversificationMin > 1 && settings.instruments.length >= portfolio.diversificationMin)
    add("DiversificationLimit", ratioFromNumber(1 / portfolio.diversificationMin), value, held);
  const all = (exposure.ofOthers(id) + held) as Amount;
  add("ExposureLimit", portfolio.exposureMax, value, all);
  add("LeverageLimit", ratioFromNumber(settings.leverage.max), value, all);
  if (own?.riskMax !== undefined || portfolio.riskMax !== undefined) {
    const risk = riskPerUnit(of);
    add("TradeRiskLimit", own?.riskMax, risk, exposure.riskOf(id));
    add("PortfolioRiskLimit", portfolio.riskMax, risk, exposure.riskOfAll());
  }
  const cost = exposure.costPerUnit(id, side, of.worst);
  if (cost > 0n) {
    const free = exposure.freeBalance();
    add("BalanceShareLimit", settings.sizing.balanceShareMax, cost, NO_AMOUNT, free);
    add("InsufficientBalance", ONE, cost, NO_AMOUNT, free);
  }
  return limits;
}

/** Loss of one unit from the worst entry to the stop, with both fees; everything where there is no stop. */
export function riskPerUnit(of: WorstCase): Price {
  const fee = larger(of.instrument.fees.taker, 0n as Ratio);
  if (of.stop === undefined) return scalePrice(of.worst, (ONE + fee) as Ratio, "up");
  const distance = of.side === "buy" ? of.entry - of.stop : of.stop - of.entry;
  const fees = scalePrice((of.worst + of.stop) as Price, fee, "up");
  return ((distance > 0n ? distance : 0n) + fees) as Price;
}

/** A price of one unit of the base asset, as the price of one contract: rounded up. */
export function perContract({ contractSize }: Instrument, price: Price): Price {
  if (contractSize === CONTRACT_ONE) return price;
  const product = price * contractSize;
  return (product / CONTRACT_ONE + (product % CONTRACT_ONE === 0n ? 0n : 1n)) as Price;
}

const valueOf = (instrument: Instrument, quantity: Quantity, price: Price): Amount =>
  (quantity * perContract(instrument, price)) as Amount;
