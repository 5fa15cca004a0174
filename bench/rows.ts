/** The rows of the suite, in the order they are run and printed. */
import type { Row } from "./row.ts";
import { barsBracket } from "./rows/bars-bracket.ts";
import { barsEma } from "./rows/bars-ema.ts";
import { barsMulti } from "./rows/bars-multi.ts";
import { coldRun } from "./rows/cold-run.ts";
import { indicators } from "./rows/indicators.ts";
import { ledger } from "./rows/ledger.ts";
import { memory } from "./rows/memory.ts";
import { memoryPeak } from "./rows/memory-peak.ts";
import { openOrders } from "./rows/open-orders.ts";
import { ticksL2 } from "./rows/ticks-l2.ts";

export const ROWS: readonly Row[] = [
  barsEma,
  barsBracket,
  barsMulti,
  ticksL2,
  openOrders,
  indicators,
  memory,
  memoryPeak,
  ledger,
  coldRun,
];
