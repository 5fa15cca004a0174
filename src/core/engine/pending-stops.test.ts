/** An entry brings its stop for all that is held of its side: until it has filled, the loosest that may come counts. */
import { expect, test } from "vitest";
import { perpetual, withoutFees } from "../../../tests/builders/instrument.ts";
import { type Line, type PlayTerms, Run } from "../../../tests/builders/play.ts";
import { formatAmount, ratio } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { adjust, order } from "../strategy/index.ts";

const A = withoutFees(perpetual({ symbol: "A/USDT:USDT" }));
const B = withoutFees(perpetual({ symbol: "B/USDT:USDT" }));
const STILL = "100 100 100 100";
const FALLING = [STILL, STILL, STILL, STILL, STILL, "100 100 97 98", "98 98 98 98"];
/** Of an equity of 100,000 at most 1,000 may be lost. */
const MOST = ratio("0.01");

const own = { positionSizeMax: ratio("1"), collar: ratio("0") };
const buy = (type: "market" | "limit", quantity: number, stop: number) =>
  order({ side: "buy", type, quantity, stop, why: "a test", ...(type === "limit" && { limit: 98 }) });

function atRisk(lines: readonly Line[], terms: PlayTerms) {
  const run = new Run(lines, terms);
  run.play();
  return {
    refused: [...run.engine.refusals.keys()],
    risk: Number(formatAmount(run.engine.risk.exposure.riskOfAll())),
    fills: run.fills,
  };
}

test("others do not get the room that an addition will take with its looser stop", () => {
  const { refused, risk, fills } = atRisk(
    [
      { instrument: A, bars: FALLING, strategy: { 1: buy("market", 40, 95), 2: buy("limit", 1, 80) } },
      { instrument: B, bars: FALLING.map(() => STILL), strategy: { 3: buy("market", 70, 90) } },
    ],
    { risk: { own, portfolio: { riskMax: MOST, sameDirection: "allow" } } },
  );
  expect(refused).toEqual(["PortfolioRiskLimit"]);
  expect(fills).toHaveLength(2);
  expect(risk).toBe(738); // 41 from 98 to 80.
});

test("a second addition counts on the stop that the first one brings", () => {
  const strategy = { 1: buy("market", 40, 95), 2: buy("limit", 1, 80), 3: buy("market", 30, 95) };
  const { refused, risk } = atRisk([{ instrument: A, bars: FALLING, strategy }], {
    risk: { own: { ...own, riskMax: MOST }, portfolio: { sameDirection: "allow" } },
  });
  expect(refused).toEqual(["TradeRiskLimit"]);
  expect(risk).toBe(738);
});

test("what is left of an entry goes under the stop that was moved since its first part", () => {
  const thin = "100 100 100 100 1";
  const full = "100 100 100 100 100";
  const { refused, risk } = atRisk(
    [
      {
        instrument: A,
        bars: [STILL, "100 100 100 100 40", thin, thin, full, full, full],
        strategy: { 1: buy("market", 50, 95), 2: adjust("away", { stop: 81 }) },
      },
      {
        instrument: B,
        bars: [STILL, full, full, "100 100 100 100 1000", full, full, full],
        strategy: { 3: buy("market", 45, 90) },
      },
    ],
    { risk: { own, portfolio: { riskMax: MOST } }, volumeShareMax: 0.5 },
  );
  expect(refused).toEqual(["PortfolioRiskLimit"]);
  expect(risk).toBe(950); // 50 from 100 to 81.
});

test("one that has come under the moved stop does not count on its own any more", () => {
  const thin = "100 100 100 100 40";
  const { refused } = atRisk(
    [
      {
        instrument: A,
        bars: [STILL, thin, thin, thin, thin],
        strategy: { 1: buy("market", 90, 90), 2: adjust("nearer", { stop: 98 }), 3: buy("market", 300, 98) },
      },
    ],
    { risk: { own: { ...own, riskMax: MOST }, portfolio: { sameDirection: "allow" } }, volumeShareMax: 0.5 },
  );
  expect(refused).toEqual([]); // 390 from 100 to 98, where 90 to 90 alone would be 900.
});

test("a stop is not moved away on a feed that is not whole, whatever an entry that works would bring", () => {
  const bars = [STILL, STILL, STILL, STILL, STILL];
  const script = { 1: buy("market", 2, 95), 2: buy("limit", 2, 80), 3: adjust("away", { stop: 82 }) };
  const run = new Run([{ instrument: A, bars, strategy: script }], {
    risk: { own, portfolio: { sameDirection: "allow" } },
  });
  run.play(3);
  run.engine.step({
    kind: "FeedBroken",
    instrument: 0 as InstrumentId,
    fault: "missing",
    found: "nothing",
    expected: "a bar",
    at: run.playback.now,
  });
  run.play();
  expect([...run.engine.refusals.keys()]).toEqual(["DataNotWhole"]);
});
