/** What a strategy is shown of the life of its position. */
import { expect, test } from "vitest";
import { HOUR, perpetual, START } from "../../../tests/builders/instrument.ts";
import { play } from "../../../tests/builders/play.ts";
import { amountToNumber } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import { close, none, open, type PositionView } from "../strategy/index.ts";

const BARS = ["100 100 100 100", "100 104 98 103", "103 110 102 108", "108 108 90 95", "95 95 95 95"];
/** 0.1 % three hours in. */
const FUNDING = {
  instrument: 0 as InstrumentId,
  time: Float64Array.of(START + 3 * HOUR),
  rate: Float64Array.of(0.001),
};

test("extremes, excursions, age and costs follow the position as it stands, and are NaN without one", () => {
  const seen: Record<string, number>[] = [];
  const look = ({ position }: { readonly position: PositionView }) => {
    const { entryTime, high, low, mfe, mae, fees, funding } = position;
    seen.push({ entryTime, high, low, mfe, mae, fees, funding });
    return none;
  };
  const script = {
    1: open("long", { why: "up", stop: "default" }),
    2: look,
    3: look,
    4: close("test"),
    5: look,
  };
  const run = play(BARS, script, { instrument: perpetual(), funding: [FUNDING] });
  const [trade] = run.engine.portfolio.trades;
  const [first, second, last] = seen;
  expect(first).toMatchObject({ entryTime: START + HOUR, high: 104, low: 98, funding: 0 });
  expect([first?.["mfe"], first?.["mae"]]).toEqual([104 / 100 - 1, 98 / 100 - 1]);
  expect(second).toMatchObject({ entryTime: START + HOUR, high: 110, low: 98, mae: 98 / 100 - 1 });
  expect(second?.["funding"]).toBeCloseTo(0.001 * 108 * 100, 9); // On the value at the close.
  expect(2 * (first?.["fees"] as number)).toBeCloseTo(amountToNumber(trade?.fees as never) * (200 / 195), 6);
  expect(Object.values(last ?? {}).every(Number.isNaN)).toBe(true);
});

test("a short is best where the price was lowest", () => {
  let seen: PositionView | undefined;
  const script = {
    1: open("short", { why: "down", stop: "default" }),
    4: ({ position }: { readonly position: PositionView }) => {
      seen = position;
      return none;
    },
  } as const;
  play(BARS, script, { instrument: perpetual() });
  expect([seen?.mfe, seen?.mae]).toEqual([-(90 / 100 - 1), -(110 / 100 - 1)]);
});
