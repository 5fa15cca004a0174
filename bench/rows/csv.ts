/** csv: a file of 500,000 bars into checked columns by the reader of the house, against a bare byte scanner. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadBars } from "../../src/edge/data/index.ts";
import { requireSame } from "../digest.ts";
import { clocked, interleaved, median, pairwise, spreadOf } from "../measure.ts";
import { scanBare } from "../reference/byte-scanner.ts";
import { type Candles, candles } from "../reference/candles.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../task/folder.ts";
import { requireSameColumns } from "../task/same-columns.ts";

const BARS = 500_000;
const SEED = 42;
const ROUNDS = 7;
const WARM_UP = 2;

export const csv: Row = {
  name: "csv",
  about: "a CSV file of 500,000 bars read, parsed and checked, against a bare byte scanner",
  limit: { of: "ratio", goal: 1.4, floor: 4.3 },
  run: () =>
    withFolder((folder) => {
      const made = candles(BARS, SEED);
      const file = join(folder, "BTCUSDT_1m.csv");
      writeFileSync(file, textOf(made));
      let loaded = loadBars(file);
      requireSameColumns(loaded.columns, made);
      let bare = scanBare(file);
      requireSame("rows of the bare scanner", bare.rows, BARS);
      const columns = [made.time, made.open, made.high, made.low, made.close, made.volume];
      columns.forEach((column, place) => {
        const scanned = bare.block.subarray(place * BARS, (place + 1) * BARS);
        requireSame(
          `column ${place} of the bare scanner`,
          Buffer.compare(bytesOf(scanned), bytesOf(column)),
          0,
        );
      });
      const times = interleaved(
        {
          bare: () =>
            clocked(() => {
              bare = scanBare(file);
            }),
          reader: () =>
            clocked(() => {
              loaded = loadBars(file);
            }),
        },
        { rounds: ROUNDS, warmUp: WARM_UP },
      );
      const perSecond = (ms: number): number => (BARS / ms) * 1_000;
      return {
        value: perSecond(median(times.reader)),
        unit: "rows/s",
        reference: "bare byte scanner",
        referenceValue: perSecond(median(times.bare)),
        ratio: median(times.reader) / median(times.bare),
        spread: spreadOf(pairwise(times.reader, times.bare, (a, b) => a / b)),
        digest: `${loaded.rows} rows of seed ${SEED}, ${loaded.bytes} bytes, every value the double that was written`,
      };
    }),
};

const bytesOf = (values: Float64Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

function textOf({ bars, time, open, high, low, close, volume }: Candles): string {
  const lines = ["time,open,high,low,close,volume"];
  for (let bar = 0; bar < bars; bar++)
    lines.push([time, open, high, low, close, volume].map((column) => column[bar]).join());
  return `${lines.join("\n")}\n`;
}
