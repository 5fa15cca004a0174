/** The bars of a bench as a file: what the command line of the product reads. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Interval } from "../../src/core/domain/index.ts";
import { writeColumns } from "../../src/edge/data/index.ts";
import { candles } from "../reference/candles.ts";

const SYMBOL = "BTC/USDT";

/** Writes seeded bars to a folder of their own, which is gone when `use` has ended, however it ends. */
export async function withColumnsFile<T>(
  bars: number,
  seed: number,
  use: (file: string, folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "timonel-bench-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const interrupted = (): void => process.exit(130);
  process.once("exit", remove); // Also when a person presses Ctrl-C.
  process.once("SIGINT", interrupted);
  try {
    const file = join(folder, "bars.columns");
    const interval = "1m" as Interval; // A brand is born: a known spelling.
    writeColumns(file, {
      symbol: SYMBOL,
      venue: "binance",
      kind: "spot",
      interval,
      columns: candles(bars, seed),
    });
    return await use(file, folder);
  } finally {
    process.removeListener("SIGINT", interrupted);
    process.removeListener("exit", remove);
    remove();
  }
}
