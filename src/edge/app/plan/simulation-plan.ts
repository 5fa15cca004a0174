import { amountFromNumber, type Ratio, ratioFromNumber } from "../../../core/base/index.ts";
import { defineInstrument, type FeeModel, type Instrument } from "../../../core/domain/index.ts";
import type { FillModel } from "../../../core/exchange/index.ts";
import type { LoadedBars } from "../../data/index.ts";
import type { Config } from "../config/index.ts";

/** How the simulated exchange fills, as the config wants it. */
export function fillModelOf({ simulation }: Config): FillModel {
  const { volumeShareMax, limitFill, latency, feesIn } = simulation;
  return {
    slippage: slippageModelOf(simulation),
    limitFill,
    volumeShareMax: volumeShareMax ?? Number.POSITIVE_INFINITY,
    latency,
    ...(feesIn === "received" && { feesIn }),
  };
}

function slippageModelOf(simulation: Config["simulation"]): FillModel["slippage"] {
  switch (simulation.slippage) {
    case "none":
      return { kind: "none" };
    case "fixed_bps":
      return { kind: "fixed-bps", bps: simulation.slippageBps };
    case "half_spread":
      return { kind: "half-spread", spreadBps: simulation.spreadBps };
    case "square_root": {
      const { impactCoefficient: coefficient, impactBars } = simulation;
      return { kind: "square-root", coefficient, bars: impactBars };
    }
  }
}

/** Rates of the config take the place of the instrument's own model; where that knows no rates, one stands for both. */
export function withFees(instrument: Instrument, { simulation }: Config): Instrument {
  const fees = feesOf(instrument.fees, simulation);
  return defineInstrument(fees === undefined ? instrument : { ...instrument, fees });
}

function feesOf(
  model: FeeModel,
  { makerFeeBps, takerFeeBps, feeTiers }: Config["simulation"],
): FeeModel | undefined {
  if (feeTiers !== null) {
    const tiers = feeTiers.map(({ volume, maker, taker }) => ({
      volume: amountFromNumber(volume),
      maker: ratioFromNumber(maker),
      taker: ratioFromNumber(taker),
    }));
    return { kind: "tiers", tiers };
  }
  if (makerFeeBps === null && takerFeeBps === null) return undefined;
  const own = model.kind === "percent" ? model : undefined;
  const rate = (bps: number | null, other: number | null, rateOfOwn: Ratio | undefined): Ratio =>
    bps === null && rateOfOwn !== undefined ? rateOfOwn : ratioFromNumber((bps ?? other ?? 0) / 10_000);
  return {
    kind: "percent",
    maker: rate(makerFeeBps, takerFeeBps, own?.maker),
    taker: rate(takerFeeBps, makerFeeBps, own?.taker),
  };
}

/** The models that a result rests on, where they are not the built-in ones. */
export function fillNotices({ simulation }: Config, bars: readonly LoadedBars[]): readonly string[] {
  const { slippage, volumeShareMax, latency, feesIn } = simulation;
  const isOnBars = bars.every(({ tape }) => tape === undefined); // Of recordings others tell.
  const notices = isOnBars ? slippageNotices(simulation) : [];
  if (feesIn === "received")
    notices.push("fees of spot purchases come out of what is bought (simulation.fees_in)");
  if (volumeShareMax !== null && isOnBars)
    notices.push(
      `fills take at most ${percent(volumeShareMax)} of the volume of a bar (simulation.volume_share_max)`,
    );
  if (latency.feedMs > 0 || latency.orderMs > 0 || latency.cancelMs > 0)
    notices.push(latencyNotice(latency, bars));
  const needsVolume = isOnBars && (volumeShareMax !== null || slippage === "square_root");
  const without = needsVolume ? bars.filter(({ columns }) => !columns.volume.some((units) => units > 0)) : [];
  if (without.length > 0) notices.push(volumeNotice(without, volumeShareMax !== null));
  return notices;
}

function slippageNotices(simulation: Config["simulation"]): string[] {
  const { slippage, spreadBps, impactCoefficient, impactBars } = simulation;
  switch (slippage) {
    case "fixed_bps":
      return [];
    case "none":
      return ["no slippage: market orders fill at the price of the bar itself (simulation.slippage)"];
    case "half_spread":
      return [
        `slippage is half of a spread of ${spreadBps} basis points where bars have no quote for the side that fills (simulation.slippage)`,
      ];
    case "square_root":
      return [
        `slippage is ${impactCoefficient} x volatility x the root of the share of volume, both over ${impactBars} bars (simulation.slippage)`,
      ];
  }
}

/** What takes less than a bar changes nothing on bars: that is said too. */
function latencyNotice(
  { feedMs, orderMs, cancelMs }: FillModel["latency"],
  bars: readonly LoadedBars[],
): string {
  const times = `${feedMs} ms to the strategy, ${orderMs} ms for orders, ${cancelMs} ms for cancels`;
  const longest = feedMs + Math.max(orderMs, cancelMs);
  const isShort = bars.every(({ intervalMs, tape }) => tape === undefined && longest < intervalMs);
  const effect = isShort ? ": less than a bar, so it changes no fill on these bars" : "";
  return `latency is ${times} (simulation.latency)${effect}`;
}

function volumeNotice(bars: readonly LoadedBars[], isBound: boolean): string {
  const symbols = bars.map(({ symbol }) => symbol).join(", ");
  const effect = isBound
    ? "nothing fills with simulation.volume_share_max"
    : "simulation.slippage square_root charges nothing";
  return `${symbols}: the bars have no volume: ${effect}`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;
