/** The rows of the suite, in the order they are run and printed. */
import type { Row } from "./row.ts";
import { barsEma } from "./rows/bars-ema.ts";
import { barsMulti } from "./rows/bars-multi.ts";
import { coldRun } from "./rows/cold-run.ts";
import { ledger } from "./rows/ledger.ts";
import { memory } from "./rows/memory.ts";
import { memoryPeak } from "./rows/memory-peak.ts";

export const ROWS: readonly Row[] = [barsEma, barsMulti, memory, memoryPeak, ledger, coldRun];
