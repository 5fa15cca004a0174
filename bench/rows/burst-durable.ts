/** burst-durable: a hundred orders decided in one turn are durable nearly as soon as one is. */
import { join } from "node:path";
import { createThreadedJournal, readJournal } from "../../src/edge/journal/index.ts";
import { requireSame } from "../digest.ts";
import { median, pairwise, spreadOf } from "../measure.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../task/folder.ts";

const ROUNDS = 400;
const WARM_UP = 40;
const ORDERS = 100;

/** What a run writes down of one order before it leaves, as long as it is there. */
const recordsOf = (order: number): readonly string[] => [
  `I{"strategy":"ema-cross","symbol":"BTC/USDT","callback":"onBar","at":1704074400000,"intent":{"kind":"open","direction":"long","why":"fast above slow"}}`,
  `Dverdict|${order}|BTC/USDT|approved|0.10000000|0.10000000|max_position_size|41200|`,
  `Dorder|${order}|1704074400000|BTC/USDT|buy|market|entry|0.10000000|||42500.00||false|Infinity|fast above slow`,
];

export const burstDurable: Row = {
  name: "burst-durable",
  about: "100 orders decided in one turn, durable on the disk before any leaves, against one",
  limit: { of: "ratio", goal: 2, floor: 4 },
  run: () =>
    withFolder(async (folder) => {
      const directory = join(folder, "journal");
      const journal = await createThreadedJournal(directory, { run: "bench", build: "bench" });
      let written = 0;
      const durable = (orders: number): number => {
        const begun = performance.now();
        for (let order = 0; order < orders; order++)
          for (const record of recordsOf(++written)) journal.append(record);
        journal.flush();
        return (performance.now() - begun) * 1_000;
      };
      const one: number[] = [];
      const many: number[] = [];
      for (let round = -WARM_UP; round < ROUNDS; round++) {
        const single = durable(1);
        const burst = durable(ORDERS);
        if (round < 0) continue;
        one.push(single);
        many.push(burst);
      }
      journal.close();
      let found = 0;
      for (const { record } of readJournal(directory)) if (record.startsWith("Dorder|")) found++;
      requireSame("orders in the journal", found, written);
      return {
        value: median(many),
        unit: "us",
        reference: "one order",
        referenceValue: median(one),
        ratio: median(many) / median(one),
        spread: spreadOf(pairwise(many, one, (a, b) => a / b)),
        digest: `${written} orders were durable when they were said to be, and all are there`,
      };
    }),
};
