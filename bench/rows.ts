/** The rows of the suite, in the order they are run and printed. */
import { emaRow } from "./peers/ema-row.ts";
import { EMA_PEERS, TICK_PEER } from "./peers/peers.ts";
import { tickRow } from "./peers/tick-row.ts";
import type { Row, Skipped } from "./row.ts";
import { barsBracket } from "./rows/bars-bracket.ts";
import { barsEma } from "./rows/bars-ema.ts";
import { barsMulti } from "./rows/bars-multi.ts";
import { burstDurable } from "./rows/burst-durable.ts";
import { cache } from "./rows/cache.ts";
import { coldRun } from "./rows/cold-run.ts";
import { csv } from "./rows/csv.ts";
import { gcLive } from "./rows/gc-live.ts";
import { indicators } from "./rows/indicators.ts";
import { ledger } from "./rows/ledger.ts";
import { liveEqualsBacktest } from "./rows/live-equals-backtest.ts";
import { memory } from "./rows/memory.ts";
import { memoryPeak } from "./rows/memory-peak.ts";
import { openOrders } from "./rows/open-orders.ts";
import { recovery } from "./rows/recovery.ts";
import { tickToOrder } from "./rows/tick-to-order.ts";
import { tickToOrderDirect } from "./rows/tick-to-order-direct.ts";
import { tickToOrderDurable } from "./rows/tick-to-order-durable.ts";
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
  csv,
  cache,
  coldRun,
  liveEqualsBacktest,
  tickToOrder,
  tickToOrderDurable,
  tickToOrderDirect,
  burstDurable,
  gcLive,
  recovery,
];

/** Other engines at the same tasks: `--peers`. */
export const PEER_ROWS: readonly Row[] = [...EMA_PEERS.map(emaRow), tickRow(TICK_PEER)];

/** Rows that the suite is to have and whose parts are not built yet. */
export const ROWS_TO_COME: readonly Skipped[] = [
  { name: "sweep-1000", reason: "not there yet: needs the parameter sweeps of research" },
  { name: "feed-rate", reason: "not there yet: needs the live feeds of a venue" },
];
