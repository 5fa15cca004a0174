/** How the simulated exchange fills, and what a report says about it. */
import { describe, expect, test } from "vitest";
import { IB_FEES, perpetual, share } from "../../../../tests/builders/instrument.ts";
import { amount, ratio } from "../../../core/base/index.ts";
import type { LoadedBars } from "../../data/index.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { fillModelOf, fillNotices, withFees } from "./simulation-plan.ts";

const plain: Config = await loadConfig({ path: "", explicit: false });
const config = (simulation: Partial<Config["simulation"]>): Config => ({
  ...plain,
  simulation: { ...plain.simulation, ...simulation },
});

/** All that notices look at. */
const bars = (volume: number, intervalMs = 60_000): LoadedBars =>
  ({
    symbol: "EUR/USD",
    intervalMs,
    columns: { volume: Float64Array.of(0, volume) },
  }) as unknown as LoadedBars;

describe("the fill model", () => {
  test("is two basis points and nothing else by default, which needs no notice", () => {
    expect(fillModelOf(plain)).toEqual({
      slippage: { kind: "fixed-bps", bps: 2 },
      limitFill: "through",
      volumeShareMax: Number.POSITIVE_INFINITY,
      latency: { feedMs: 0, orderMs: 0, cancelMs: 0 },
    });
    expect(fillNotices(plain, [bars(0)])).toEqual([]);
  });

  test.each([
    [{ slippage: "none" }, { kind: "none" }, "no slippage"],
    [
      { slippage: "half_spread", spreadBps: 6 },
      { kind: "half-spread", spreadBps: 6 },
      "spread of 6 basis points",
    ],
    [
      { slippage: "square_root", impactCoefficient: 0.7, impactBars: 30 },
      { kind: "square-root", coefficient: 0.7, bars: 30 },
      "0.7 x volatility x the root of the share of volume, both over 30 bars",
    ],
  ] as const)("has the slippage of %o, and the report names it", (simulation, slippage, notice) => {
    expect(fillModelOf(config(simulation)).slippage).toEqual(slippage);
    expect(fillNotices(config(simulation), [bars(1)])).toEqual([expect.stringContaining(notice)]);
  });

  test("takes fees out of what a trade brings, and the report names it", () => {
    expect([fillModelOf(config({})).feesIn, fillModelOf(config({ feesIn: "received" })).feesIn]).toEqual([
      undefined,
      "received",
    ]);
    expect(fillNotices(config({ feesIn: "received" }), [bars(1)])).toEqual([
      "fees of spot purchases come out of what is bought (simulation.fees_in)",
    ]);
  });

  test("names a bound on volume, and bars that have none", () => {
    expect(fillNotices(config({ volumeShareMax: 0.07 }), [bars(1)])).toEqual([
      "fills take at most 7 % of the volume of a bar (simulation.volume_share_max)",
    ]);
    expect(fillNotices(config({ volumeShareMax: 0.07 }), [bars(0)])[1]).toBe(
      "EUR/USD: the bars have no volume: nothing fills with simulation.volume_share_max",
    );
    expect(fillNotices(config({ slippage: "square_root" }), [bars(0)])[1]).toMatch(
      /square_root charges nothing/,
    );
  });

  test("names latencies, and says where they change nothing", () => {
    const slow = config({ latency: { feedMs: 1_000, orderMs: 59_000, cancelMs: 0 } });
    const text =
      "latency is 1000 ms to the strategy, 59000 ms for orders, 0 ms for cancels (simulation.latency)";
    expect(fillNotices(slow, [bars(1, 60_000)])).toEqual([text]);
    expect(fillNotices(slow, [bars(1, 60_001)])).toEqual([
      `${text}: less than a bar, so it changes no fill on these bars`,
    ]);
  });
});

describe("fees", () => {
  test("are the instrument's own, where the config says nothing", () => {
    expect(withFees(share(), plain).fees).toEqual(IB_FEES);
  });

  test("by tiers take the place of whatever the instrument had", () => {
    const feeTiers = [
      { volume: 0, maker: 0.0002, taker: 0.0005 },
      { volume: 1_000_000, maker: -0.0001, taker: 0.0004 },
    ];
    expect(withFees(perpetual(), config({ feeTiers })).fees).toEqual({
      kind: "tiers",
      tiers: [
        { volume: amount("0"), maker: ratio("0.0002"), taker: ratio("0.0005") },
        { volume: amount("1000000"), maker: ratio("-0.0001"), taker: ratio("0.0004") },
      ],
    });
  });

  test("of one kind leave the other as it was; where that is no rate, one stands for both", () => {
    const one = config({ takerFeeBps: 10 });
    expect(withFees(perpetual({ maker: "0.0001" }), one).fees).toEqual({
      ...{ kind: "percent", maker: ratio("0.0001"), taker: ratio("0.001") },
    });
    expect(withFees(share(), one).fees).toEqual({
      kind: "percent",
      maker: ratio("0.001"),
      taker: ratio("0.001"),
    });
  });
});
