import { type Interval, parseSymbol } from "../../../core/domain/index.ts";
import { at } from "../../../core/market/index.ts";
import { fitToSessions } from "../fit-sessions.ts";
import { settleInterval } from "../interval.ts";
import { dueHours } from "../missing-between.ts";
import { judgeQuality } from "../quality.ts";
import { midBars } from "../quote-bars.ts";
import { chooseSessions } from "../session-choice.ts";
import type { DatasetKey } from "./dataset-key.ts";
import { barsOf, neededColumn, quotesOf, type Table } from "./table.ts";

/** What is noteworthy about the sound rows of a dataset. */
export interface Assessment {
  readonly gaps: number;
  readonly missing: number;
  readonly warnings: readonly string[];
}

/** The same holes and warnings that a run over the dataset reports. Rows are sound and sorted. */
export function assess(file: string, key: DatasetKey, table: Table): Assessment {
  if (key.content === "funding") return { gaps: 0, missing: 0, warnings: [] };
  const mid = key.content === "quotes" ? midBars(quotesOf(table)) : undefined;
  const columns = mid?.columns ?? barsOf(table);
  if (columns.time.length === 0) return { gaps: 0, missing: 0, warnings: mid?.warnings ?? [] };
  const named = key.interval as Interval; // A brand is born: the interval of a key is one.
  const grid = settleInterval({ file, named, time: columns.time });
  const hasVolume = table.names.includes("volume") || key.content !== "bars";
  const quality = judgeQuality({ columns, grid, hasVolume });
  const parts = parseSymbol(key.symbol);
  const time = neededColumn(table, "time");
  const span = { from: at(time, 0), to: at(time, table.rows - 1) };
  const sessions = parts && chooseSessions(parts, key.venue, {}, span);
  const fitted =
    sessions &&
    fitToSessions(columns.time, grid.intervalMs, sessions, dueHours(parts, key.venue, {}, sessions, span));
  return {
    gaps: fitted?.gaps ?? quality.gaps,
    missing: fitted?.missing ?? quality.missing,
    warnings: [
      ...(mid?.warnings ?? []),
      ...quality.warnings.filter((warning) => warning !== "no bar has volume" || key.content === "bars"),
      ...(fitted?.warnings ?? []),
    ],
  };
}
