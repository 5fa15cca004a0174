/** What a cross account pays, and what it loses, while the profit of one position stands behind another. */
import { describe, expect, test } from "vitest";
import { flat } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, Run } from "../../../tests/builders/play.ts";
import type { Script } from "../../../tests/builders/script.ts";
import { sentence } from "../../../tests/builders/venue.ts";
import { formatAmount, ratio } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { close, order } from "../strategy/index.ts";

const buy = order({ side: "buy", type: "market", quantity: 100, why: "test" });
/** Takes at 100, within its price. */
const rest = order({ side: "buy", type: "limit", limit: 100, quantity: 100, why: "test" });
const TERMS: PlayTerms = {
  balance: "2500",
  leverage: 20,
  margin: { mode: "cross", liquidationFee: ratio("0.01") },
  risk: { own: { positionSizeMax: ratio("20") }, sizing: { balanceShareMax: ratio("1") } },
};
/** Bought at 100, and worth 5,000 more from the third bar on. */
const WINS = [...flat(100, 2), "100 150 100 150", ...flat(150, 5)];

interface Lines {
  readonly bars: readonly string[];
  readonly script: Script;
  readonly beside?: readonly string[];
  readonly besideScript?: Script;
}

/** One position on `bars`, and another one `beside` it. */
function cross(
  { bars, script, beside = WINS, besideScript = { 1: buy } }: Lines,
  terms: PlayTerms = {},
): Run {
  const [one, other] = [perpetual({ symbol: "A/USDT:USDT" }), perpetual({ symbol: "B/USDT:USDT" })];
  return new Run(
    [
      { instrument: one, bars, strategy: script },
      { instrument: other, bars: beside, strategy: besideScript },
    ],
    { ...TERMS, ...terms },
  ).play();
}

const fees = (run: Run): readonly string[] => run.record.fills.map(({ fill }) => formatAmount(fill.fee));
const cash = (run: Run): string => {
  expect(run.exchange.account.cash).toBe(run.engine.portfolio.cash);
  return formatAmount(run.engine.portfolio.cash);
};
const liquidations = (run: Run): readonly string[] => run.engine.liquidations.map((one) => sentence(one));

describe("where a loss is realised that the profit of another position stands behind", () => {
  const loss: Lines = {
    bars: [...flat(100, 3), "100 100 70 70", ...flat(70, 4)],
    script: { 1: buy, 4: close("enough") },
  };
  const funding = (rate: number): PlayTerms => ({
    funding: [
      { instrument: 1 as InstrumentId, time: Float64Array.of(START + 6 * HOUR), rate: Float64Array.of(rate) },
    ],
  });

  test("the close pays its fee", () => {
    const run = cross(loss);
    expect(fees(run)).toEqual(["4", "4", "2.8"]);
    expect(cash(run)).toBe("-510.8");
    expect(run.engine.liquidations).toEqual([]);
  });

  test("funding is paid", () => {
    const run = cross(loss, funding(0.001));
    expect(run.record.payments.map(({ amount }) => formatAmount(amount))).toEqual(["15"]);
    expect(cash(run)).toBe("-525.8");
  });

  test("funding takes all that the account has, and no more", () => {
    const run = cross(loss, funding(0.5));
    expect(run.record.payments.map(({ amount }) => formatAmount(amount))).toEqual(["4489.2"]);
    expect(liquidations(run)).toEqual(["liquidated: sell 100 @ 150, fee 0"]);
    expect(cash(run)).toBe("0");
  });
});

describe("a position of a cross account that is liquidated", () => {
  // 2,492 in cash and 5,000 won beside it; of that 75 stay covered: (10,000 - 7,492 + 75) / (100 x 0.995) = 25.959...
  test("loses what others have won before the insurance fund pays anything", () => {
    const run = cross({ bars: [...flat(100, 3), "100 100 20 20", ...flat(20, 2)], script: { 1: buy } });
    expect(liquidations(run)).toEqual([
      "liquidated: sell 100 @ 25.95, fee 25.95",
      "liquidated: sell 100 @ 150, fee 61.05",
    ]);
    expect(cash(run)).toBe("0");
  });

  test("is taken over by the fund beyond that", () => {
    const run = cross({ bars: [...flat(100, 3), ...flat(20, 3)], script: { 1: buy } });
    expect(liquidations(run)).toEqual([
      "liquidated: sell 100 @ 25.08, fee 0, insured 508",
      "liquidated: sell 100 @ 150, fee 0",
    ]);
    expect(cash(run)).toBe("0");
  });
});

describe("a close that slips beyond bankruptcy", () => {
  const terms: PlayTerms = { slippageBps: 2_000 };

  test("ends where the cash and what others have won are gone", () => {
    const bars = [...flat(100, 3), "100 100 30 30", ...flat(30, 3)];
    const beside = [...flat(100, 2), "100 150 100 150", ...flat(150, 4)];
    const run = cross(
      { bars, script: { 1: rest, 4: close("out") }, beside, besideScript: { 1: rest } },
      terms,
    );
    expect(run.fills).toContain("4 sell 100 @ 25.08");
  });

  test("ends sooner where others have lost", () => {
    const bars = [...flat(100, 3), "100 100 87 87", ...flat(87, 3)];
    const beside = [...flat(100, 2), "100 100 90 90", ...flat(90, 4)];
    const run = cross(
      { bars, script: { 1: rest, 4: close("out") }, beside, besideScript: { 1: rest } },
      terms,
    );
    expect(run.fills).toContain("4 sell 100 @ 85.08");
    expect(cash(run)).toBe("0");
  });
});
