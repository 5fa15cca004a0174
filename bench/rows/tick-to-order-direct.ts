/** tick-to-order-direct: the same with the journal written by the thread that trades: `runs.journal_thread: trading`. */
import { quantile } from "../measure.ts";
import type { Row } from "../row.ts";
import { below, withFolder } from "../task/folder.ts";
import { loopbackTimes } from "../task/loopback.ts";

const BARS = 1_500;
const WARM_UP = 300;
const MS = 1_000;

export const tickToOrderDirect: Row = {
  name: "tick-to-order-direct",
  about: "the same with the journal on the disk: durable before the order leaves, by the thread that trades",
  limit: { of: "worst", goal: 1, floor: 2 }, // 1: p99 within a millisecond.
  run: () =>
    withFolder(async (folder) => {
      const many = { bars: BARS, warmUp: WARM_UP };
      const timesBy = (thread: string): Promise<number[]> =>
        loopbackTimes(
          { file: "loopback-trader.js", words: [below(folder, thread), thread] },
          below(folder, `${thread}-at`),
          many,
        );
      const own = await timesBy("own");
      const direct = await timesBy("trading");
      const [p50, p99] = [quantile(direct, 0.5), quantile(direct, 0.99)];
      const own50 = quantile(own, 0.5);
      return {
        value: p50,
        unit: "us",
        reference: "by a thread of its own",
        referenceValue: own50,
        ratio: p50 / own50,
        spread: { min: p50 / own50, max: p99 / quantile(own, 0.99) },
        worst: p99 / MS,
        digest: `${direct.length} bars, one order each`,
        lines: [`p50 ${p50.toFixed(0)} us, p99 ${p99.toFixed(0)} us of at most ${MS}`],
      };
    }),
};
