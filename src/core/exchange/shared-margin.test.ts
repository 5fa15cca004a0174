/** Two positions on tapes that stand behind each other: which of them is closed when both together fall short. */
import { expect, test } from "vitest";
import { listed, perpetual, START, withoutFees } from "../../../tests/builders/instrument.ts";
import { order } from "../../../tests/builders/order.ts";
import { trade } from "../../../tests/builders/tape.ts";
import { sentence } from "../../../tests/builders/venue.ts";
import { amount, type Ratio, ratio } from "../base/index.ts";
import { type Instrument, type InstrumentId, marginTiers, rulesAt } from "../domain/index.ts";
import { PLAIN_FILLS, SimulatedExchange, USUAL_MARGIN } from "./index.ts";

/** Maintenance of 1 %. */
const TIERS = marginTiers([{ notionalFrom: amount("0"), maintenanceRate: ratio("0.01"), leverageMax: 50 }]);
const [BTC, ETH] = [0, 1] as [InstrumentId, InstrumentId];

/** Ten of each, bought at 100, with 200 behind both. */
function holdingBoth() {
  const instruments = listed(
    ["BTC/USDT:USDT", "ETH/USDT:USDT"].map((symbol) => ({
      ...withoutFees(perpetual({ symbol })),
      marginTiers: TIERS,
    })),
  );
  const exchange = new SimulatedExchange({
    ...{ instruments, balance: amount("200"), leverage: 10, model: PLAIN_FILLS },
    margin: { ...USUAL_MARGIN, mode: "cross", liquidationFee: 0n as Ratio },
  });
  const drained = (): readonly string[] => {
    const said: string[] = [];
    for (let event = exchange.next(); event !== undefined; event = exchange.next())
      said.push(`${"instrument" in event ? event.instrument : ""} ${sentence(event)}`);
    return said;
  };
  for (const { id } of instruments) {
    const { tick } = rulesAt(instruments[id] as Instrument, START);
    exchange.followTape(id, tick, { queue: "fifo", triggersBy: "trade" });
    exchange.printTrade(id, trade("buy", 100, 1));
    exchange.submitOrder(order({ id: id + 1, instrument: id, quantity: "10" }));
  }
  drained();
  return (traded: InstrumentId, at: number, moved?: InstrumentId): readonly string[] => {
    exchange.printTrade(traded, trade("sell", at, 1, 1_000));
    exchange.reviewMargin(moved);
    return drained();
  };
}

// 1,000 of each: 200 less what is lost, against 1 % of what both are worth.
test("nothing is closed while both together are covered", () => {
  expect(holdingBoth()(ETH, 81.9, ETH)).toEqual([]); // 19, against 18.19.
});

test.each([
  [BTC, "0 liquidated: sell 10 @ 81.7, fee 0"],
  [ETH, "1 liquidated: sell 10 @ 81.7, fee 0"],
])("that is closed whose market moved, and the other is kept where this is enough: %i", (moved, closed) => {
  expect(holdingBoth()(moved, 81.7, moved)).toEqual([closed]); // 17, against 18.17; then against 10.
});

test("both are closed where it is not: first that which moved", () => {
  const [first, second] = holdingBoth()(ETH, 80.5, ETH); // 5, and 10 are needed for the other alone.
  expect([first, second]).toEqual([
    "1 liquidated: sell 10 @ 80.5, fee 0",
    expect.stringMatching(/^0 liquidated: sell 10 @ /),
  ]);
});

test("where none moved, as after a payment, the first one is closed", () => {
  expect(holdingBoth()(ETH, 81.7)).toEqual([expect.stringMatching(/^0 liquidated: sell 10 @ /)]);
});
