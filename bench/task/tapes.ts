/** The tapes of ticks-l2: the recorded feeds of ../shared, decoded once, or made ones where those are absent. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Price, price, type Quantity, quantity } from "../../src/core/base/index.ts";
import type { TapeEvent } from "../../src/core/market/index.ts";
import { readBinanceFeed } from "../../src/edge/data/index.ts";
import { madeTape } from "../reference/made-tape.ts";
import { ROOT } from "./repository.ts";

export interface BenchTape {
  readonly name: string;
  readonly tick: Price;
  readonly step: Quantity;
  readonly events: readonly TapeEvent[];
  /** Changed levels, quotes and trades. */
  readonly ticks: number;
}

export interface Tapes {
  readonly isRecorded: boolean;
  readonly tapes: readonly BenchTape[];
}

const FOLDER = join(ROOT, "..", "shared", "data", "trades-books");
const RECORDED = [
  { name: "spot", tick: "0.01", step: "0.00001" },
  { name: "usdm", tick: "0.1", step: "0.001" },
] as const;

export function benchTapes(folder: string = FOLDER): Tapes {
  const isRecorded = existsSync(folder);
  const tapes = RECORDED.map(({ name, tick, step }, place) => {
    const file = join(folder, `binance-${name}_BTCUSDT_2024-08-08_feed.gz`);
    const events = isRecorded ? readBinanceFeed(file, price(tick)).events : madeTape(place);
    let ticks = 0;
    for (const event of events) ticks += "ticks" in event ? event.ticks.length : 1;
    return { name, tick: price(tick), step: quantity(step), events, ticks };
  });
  return { isRecorded, tapes };
}
