/**
 * open-orders: what it costs a bar that 10,000 orders rest far from the market, against 10 of them: the same bars through
 * the same playback, engine and exchange.
 */
import { clocked, interleaved, pairwise, spreadOf } from "../measure.ts";
import { candles } from "../reference/candles.ts";
import type { Row } from "../row.ts";
import { openOrdersRun, requireUntouched } from "../task/open-orders.ts";
import { playOut } from "../task/wide-run.ts";

const BARS = 300_000;
const SEED = 42;
const MANY = 10_000;
const FEW = 10;
const ROUNDS = 7;
const WARM_UP = 2;

export const openOrders: Row = {
  name: "open-orders",
  about: "10,000 orders that rest far from the market, against 10 of them",
  limit: { of: "ratio", goal: 2, floor: 5 },
  run: async () => {
    const bars = candles(BARS, SEED);
    const played = (orders: number): ReturnType<typeof openOrdersRun> => {
      const run = openOrdersRun(bars, orders);
      playOut(run);
      requireUntouched(run, BARS, orders);
      return run;
    };
    const held = { few: played(FEW), many: played(MANY) }; // From one measurement to the next: see `interleaved`.
    const timed = (name: "few" | "many", orders: number) => (): number => {
      held[name] = openOrdersRun(bars, orders);
      return clocked(() => playOut(held[name]));
    };
    const times = interleaved(
      { few: timed("few", FEW), many: timed("many", MANY) },
      { rounds: ROUNDS, warmUp: WARM_UP },
    );
    requireUntouched(held.many, BARS, MANY);
    // Minima: what disturbs a run only makes it longer, and a factor of two is to be told from noise.
    const [few, many] = [Math.min(...times.few), Math.min(...times.many)];
    const perBar = (ms: number): number => (ms * 1e6) / BARS;
    return {
      value: perBar(many),
      unit: "ns/bar",
      reference: `with ${FEW} orders`,
      referenceValue: perBar(few),
      ratio: many / few,
      spread: spreadOf(pairwise(times.many, times.few, (a, b) => a / b)),
      digest: `${BARS} bars played, ${MANY} and ${FEW} orders still rest, no fill, equity 1000000`,
    };
  },
};
