import type { BarColumns } from "../../../../core/market/index.ts";
import { checkBars, type Locate } from "../../check-bars.ts";
import { damaged, moment } from "../../data-problem.ts";
import { checkQuotes } from "../../quote-bars.ts";
import { barsOf, neededColumn, quotesOf, type Table } from "../table.ts";
import type { Identified } from "./identify.ts";

/** Makes bars sound before they are checked: their columns, and what was changed, one sentence each. */
export type Repair = (
  columns: BarColumns,
  interval: string,
) => { readonly columns: BarColumns; readonly changes: readonly string[] };

/** Rows that a store may keep. */
export interface SoundRows {
  readonly table: Table;
  /** Rows dropped because they repeated the row before exactly. */
  readonly duplicates: number;
  readonly repairs: readonly string[];
}

/** Checks the rows of a file by their content. @throws DataProblem, exit 5, at the first row that breaks a rule */
export function soundRows({ source, key, table }: Identified, repair: Repair | undefined): SoundRows {
  const { locate } = source;
  switch (key.content) {
    case "bars":
    case "mark": {
      const bars = barsOf(table);
      const { columns: repaired, changes } = repair?.(bars, key.interval) ?? { columns: bars, changes: [] };
      const { columns, duplicates } = checkBars(repaired, locate);
      const kept = table.names.map((name) => columns[name as keyof BarColumns]); // Names of bars, by their content.
      return {
        table: { names: table.names, columns: kept, rows: columns.time.length },
        duplicates,
        repairs: changes,
      };
    }
    case "quotes":
      checkQuotes(quotesOf(table), (row) => locate(row, "time"));
      return { table, duplicates: 0, repairs: [] };
    case "funding":
      checkFunding(table, locate);
      return { table, duplicates: 0, repairs: [] };
  }
}

/** No venue pays more at a time; a larger number is a percentage. */
const RATE_MAX = 0.1;

function checkFunding(table: Table, locate: Locate): void {
  const time = neededColumn(table, "time");
  const rate = neededColumn(table, "funding_rate");
  for (let row = 0; row < table.rows; row++) {
    const t = time[row] as number; // In range by the loop.
    if (row > 0 && t <= (time[row - 1] as number))
      throw damaged({
        where: locate(row, "time"),
        message: `rows are not sorted: ${moment(t)} comes after ${moment(time[row - 1] as number)}`, // As above.
        allowed: "oldest first, one row for each time",
        fix: "sort the rows, and keep each once",
      });
    if (Math.abs(rate[row] as number) <= RATE_MAX) continue; // As above.
    throw damaged({
      where: locate(row, "funding_rate"),
      message: `a funding rate of ${rate[row]}`,
      allowed: `a ratio from -${RATE_MAX} up to ${RATE_MAX} (0.0001 is one basis point)`,
      fix: "write ratios, not percent",
    });
  }
}
