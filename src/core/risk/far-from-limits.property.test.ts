/**
 * What doubles say about an order that is far from every limit is what the exact numbers say: an entry is judged once
 * without a trace, where doubles may answer, and once with one, where they never do.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fill } from "../../../tests/builders/fill.ts";
import { listed, perpetual, START, share, spot } from "../../../tests/builders/instrument.ts";
import { order } from "../../../tests/builders/order.ts";
import { riskSettings } from "../../../tests/builders/settings.ts";
import {
  amount,
  formatQuantity,
  type Price,
  type Quantity,
  quantity,
  ratioFromNumber,
} from "../base/index.ts";
import type { Instrument, InstrumentId, OrderDraft, Side } from "../domain/index.ts";
import { LatestPrices } from "../market/index.ts";
import { Portfolio } from "../portfolio/index.ts";
import { EntryTrace } from "./entry-trace.ts";
import type { EntryProposal } from "./proposal.ts";
import { Risk } from "./risk.ts";

/** From a coin that costs next to nothing to one that costs a house. */
const INSTRUMENTS = listed([
  spot({ symbol: "AAA/USDT", tick: "0.000000000001", step: "1000" }),
  perpetual({ symbol: "BBB/USDT:USDT", tick: "0.1", contractSize: "0.01" }),
  share({ symbol: "CCC" }),
  spot({ symbol: "DDD/USDT", tick: "0.01", taker: "0.01" }),
]);
const OTHER = 3 as InstrumentId;
const MARKS = [0.000_000_012_345, 61_234.5, 512.3, 100] as const;
const STEPS = ["1000", "0.001", "1", "0.001"] as const;
/** So far from what the order comes to lies the limit: on the edge, within the errors of doubles, and far away. */
const distance = fc.constantFrom(-0.5, -1e-5, -1e-9, 0, 1e-12, 1e-9, 1e-7, 9e-7, 1.1e-6, 1e-5, 1e-3, 1);

interface Scene {
  readonly place: number;
  readonly side: Side;
  readonly steps: number;
  readonly stop: number | undefined;
  readonly others: number;
  readonly isBusy: boolean;
  readonly distance: number;
  readonly limit: "position" | "exposure" | "tradeRisk" | "portfolioRisk" | "balance";
}

const scene: fc.Arbitrary<Scene> = fc.record({
  place: fc.integer({ min: 0, max: 2 }),
  side: fc.constantFrom<Side>("buy", "sell"),
  steps: fc.integer({ min: 1, max: 3_000 }),
  stop: fc.option(fc.double({ min: 0.5, max: 0.999, noNaN: true }), { nil: undefined }),
  others: fc.integer({ min: 0, max: 2_000 }),
  isBusy: fc.boolean(),
  distance,
  limit: fc.constantFrom<Scene["limit"]>("position", "exposure", "tradeRisk", "portfolioRisk", "balance"),
});

/** About what the order uses up of what the limit is a share of. */
function shareOf({ place, side, steps, stop, others, isBusy, limit }: Scene): number {
  const { contractSize, fees } = INSTRUMENTS[place] as Instrument;
  const mark = MARKS[place] as number;
  const units = steps * Number(STEPS[place]) * Number(formatQuantity(contractSize));
  const rate = fees.kind === "percent" ? 0.0004 : 0;
  const [perUnit, perOrder] = fees.kind === "percent" ? [0, 0] : [0.005, 1];
  const worst = side === "buy" ? mark * 1.1 : mark;
  const standing = (others + (isBusy ? 100 : 0)) / 1_000;
  const beside = standing * 100;
  const entry = side === "buy" ? worst : mark * 0.9;
  const level = stop === undefined ? undefined : side === "buy" ? mark * stop : mark * (2 - stop);
  const loss =
    level === undefined
      ? units * (worst * (1 + rate) + 2 * perUnit)
      : units * (Math.abs(entry - level) + (worst + level) * rate + 2 * perUnit);
  const lost = loss + 2 * perOrder;
  if (limit === "position") return (units * worst) / 100_000;
  if (limit === "exposure") return (units * worst + beside) / 100_000;
  if (limit === "tradeRisk") return lost / 100_000;
  if (limit === "portfolioRisk") return (lost + beside) / 100_000;
  return (units * (worst * (1 + rate) + perUnit) + perOrder) / 100_000;
}

function judging(drawn: Scene) {
  const share = ratioFromNumber(Math.min(1e6, Math.max(1e-12, shareOf(drawn) * (1 + drawn.distance))));
  const { limit } = drawn;
  const settings = riskSettings(INSTRUMENTS.length, {
    own: {
      positionSizeMax: limit === "position" ? share : undefined,
      riskMax: limit === "tradeRisk" ? share : undefined,
    },
    portfolio: {
      ...(limit === "exposure" && { exposureMax: share }),
      ...(limit === "portfolioRisk" && { riskMax: share }),
    },
    ...(limit === "balance" && { sizing: { balanceShareMax: share } }),
  });
  const prices = new LatestPrices(INSTRUMENTS);
  INSTRUMENTS.forEach(({ id }, place) => {
    prices.note(id, MARKS[place] as number, START);
  });
  const valuation = { priceOf: (): Price | undefined => undefined };
  const account = { currency: "USDT", balance: amount("100000") };
  const portfolio = new Portfolio({ instruments: INSTRUMENTS, ...account, valuation });
  const risk = new Risk({
    instruments: INSTRUMENTS,
    settings,
    portfolio,
    prices,
    equity: 100_000,
    barMs: [0, 0, 0, 0],
  });
  const instrument = INSTRUMENTS[OTHER] as Instrument;
  const why = { strategy: "test", exitReason: "signal" } as const;
  if (drawn.others > 0) portfolio.apply(fill(`buy ${drawn.others / 1_000} at 100`, { instrument }), why);
  return { risk, portfolio };
}

function proposalOf({ place, side, steps, stop }: Scene): EntryProposal {
  const mark = MARKS[place] as number;
  const size = quantity(STEPS[place] as string) * BigInt(steps);
  const draft = { ...order({ instrument: place, side, quantity: formatQuantity(size as Quantity) }) };
  return {
    draft: draft as OrderDraft,
    reference: mark,
    quantity: size as Quantity,
    stop: stop === undefined ? undefined : side === "buy" ? mark * stop : mark * (2 - stop),
    target: undefined,
    atr: 1,
  };
}

const verdictOf = (drawn: Scene, trace: EntryTrace | undefined) => {
  const { risk } = judging(drawn);
  const busy = order({ id: 9, instrument: OTHER, quantity: "0.1", limit: "100" });
  if (drawn.isBusy) {
    const stop = { reference: 100, stop: undefined, target: undefined, atr: 1 };
    risk.judgeEntry({ draft: { ...busy }, quantity: busy.quantity, ...stop });
  }
  const verdict = risk.judgeEntry(proposalOf(drawn), trace);
  return { verdict, reserved: risk.snapshot().reservations };
};

describe("an order from flat", () => {
  test("is judged by doubles as it is by exact numbers, on either side of every limit", () => {
    const seen = { approved: 0, refused: 0 };
    fc.assert(
      fc.property(scene, (drawn) => {
        const near = verdictOf(drawn, undefined);
        const exact = verdictOf(drawn, new EntryTrace());
        expect(near).toEqual(exact);
        seen[near.verdict.kind]++;
      }),
      { numRuns: 2_000 },
    );
    expect(seen.approved).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(200);
  });

  test("ties up its fees as well, however little they are beside what it costs", () => {
    // 0.005 for a share of 563.53: a limit that is 4e-6 too low lies between what it costs with them and without.
    const beside = { place: 2, side: "buy", stop: undefined, others: 0, isBusy: false } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), (steps) => {
        const drawn: Scene = { ...beside, steps, limit: "balance", distance: -4e-6 };
        const near = verdictOf(drawn, undefined);
        expect(near).toEqual(verdictOf(drawn, new EntryTrace()));
        expect(near.verdict.kind).toBe("refused");
      }),
    );
  });

  test("in a leg of a hedged market counts with what the other leg holds", () => {
    const leg = (symbol: string, side: "long" | "short") => ({ ...perpetual({ symbol }), leg: side });
    const legs = listed([leg("BTC/USDT:USDT#long", "long"), leg("BTC/USDT:USDT#short", "short")]);
    const settings = riskSettings(2, {
      own: { collar: ratioFromNumber(0), positionSizeMax: undefined },
      portfolio: { symbolExposureMax: ratioFromNumber(0.1) },
    });
    const prices = new LatestPrices(legs);
    for (const { id } of legs) prices.note(id, 100, START);
    const valuation = { priceOf: (): Price | undefined => undefined };
    const portfolio = new Portfolio({
      ...{ instruments: legs, currency: "USDT", balance: amount("10000"), valuation },
    });
    const risk = new Risk({ instruments: legs, settings, portfolio, prices, equity: 10_000, barMs: [0, 0] });
    const why = { strategy: "test", exitReason: "signal" } as const;
    portfolio.apply(fill("buy 5 at 100", { instrument: legs[0] as Instrument }), why);
    const enter = (units: string) => {
      const draft = { ...order({ instrument: 1, side: "sell", quantity: units }) } as OrderDraft;
      const wanted = { reference: 100, stop: undefined, target: undefined, atr: 1 };
      return risk.judgeEntry({ draft, quantity: quantity(units), ...wanted }).kind;
    };
    expect(enter("6")).toBe("refused"); // 500 and 600 of at most 1,000.
    expect(enter("4")).toBe("approved");
  });
});
