/** The bars of a bench as a file: what the command line of the product reads. */
import { join } from "node:path";
import type { Interval } from "../../src/core/domain/index.ts";
import { writeColumns } from "../../src/edge/data/index.ts";
import { candles } from "../reference/candles.ts";
import { withFolder } from "./folder.ts";

const SYMBOL = "BTC/USDT";

/** Writes seeded bars to a folder of their own, which is gone when `use` has ended, however it ends. */
export const withColumnsFile = <T>(
  bars: number,
  seed: number,
  use: (file: string, folder: string) => T | Promise<T>,
): Promise<T> =>
  withFolder((folder) => {
    const file = join(folder, "bars.columns");
    const interval = "1m" as Interval; // A brand is born: a known spelling.
    writeColumns(file, {
      symbol: SYMBOL,
      venue: "binance",
      kind: "spot",
      interval,
      columns: candles(bars, seed),
    });
    return use(file, folder);
  });
