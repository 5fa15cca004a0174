import { allocateTable, columnOf, type Table } from "./table.ts";

/** Which rows win where two tables have one of the same time, and the rows differ. */
export type MergePolicy = "refuse" | "replace" | "keep";

/** Two rows of one time that differ. */
export interface Conflict {
  readonly time: number;
  readonly column: string;
  readonly before: number;
  readonly now: number;
  /** Row of the new table. */
  readonly row: number;
}

export interface Merged {
  readonly table: Table;
  /** Rows of the new table that the old one lacked. */
  readonly added: number;
  /** Rows that both have, value for value. */
  readonly same: number;
  /** Rows that differ: replaced or kept, unless the merge was refused. */
  readonly differing: number;
  /** The first of them. */
  readonly conflicts: readonly Conflict[];
}

const CONFLICTS_NAMED = 3;

/** Two sorted tables of the same columns as one, in a single pass; both are left as they are. */
export function mergeTables(before: Table, now: Table, policy: MergePolicy): Merged {
  const { names } = before;
  const pairs = names.map((name, i) => ({
    old: before.columns[i] as Float64Array, // One for each name.
    fresh: columnOf(now, name) as Float64Array, // The caller compared the names.
  }));
  const into = allocateTable(names, before.rows + now.rows);
  const oldTime = before.columns[0] as Float64Array; // Every table has its times first.
  const newTime = columnOf(now, "time") as Float64Array; // As above.
  const conflicts: Conflict[] = [];
  let [a, b, rows, added, same, differing] = [0, 0, 0, 0, 0, 0];
  while (a < before.rows || b < now.rows) {
    const left = a < before.rows ? (oldTime[a] as number) : Number.POSITIVE_INFINITY; // In range.
    const right = b < now.rows ? (newTime[b] as number) : Number.POSITIVE_INFINITY; // In range.
    let takesNew = right < left;
    if (left === right) {
      const column = pairs.findIndex(({ old, fresh }) => !Object.is(old[a], fresh[b]) && old[a] !== fresh[b]);
      if (column < 0) same++;
      else {
        differing++;
        const pair = pairs[column] as (typeof pairs)[number]; // Just found.
        if (conflicts.length < CONFLICTS_NAMED)
          conflicts.push({
            time: left,
            column: names[column] ?? "",
            before: pair.old[a] as number, // In range.
            now: pair.fresh[b] as number, // In range.
            row: b,
          });
        takesNew = policy === "replace";
      }
    } else if (takesNew) added++;
    for (const [i, { old, fresh }] of pairs.entries())
      (into.columns[i] as Float64Array)[rows] = (takesNew ? fresh[b] : old[a]) as number; // In range.
    rows++;
    if (left <= right) a++;
    if (right <= left) b++;
  }
  const table = { names, columns: into.columns.map((column) => column.subarray(0, rows)), rows };
  return { table, added, same, differing, conflicts };
}
