import { misused } from "../data-problem.ts";
import { isColumnsFile, parseFileName } from "../file-name.ts";
import { readRawRows } from "./raw-rows.ts";
import { changeText, type Repair, type RepairChange, repairRows, type SpikeChoice } from "./repair.ts";
import { repairTargets, writeRepaired } from "./write-repaired.ts";

/** What `timonel data check --repair` did. */
export interface DataRepairDocument {
  readonly schema: "timonel.data-repair/1";
  readonly files: readonly RepairedFile[];
}

interface RepairedFile {
  readonly file: string;
  /** Where the repaired rows are; null where there was nothing to repair, and nothing was written. */
  readonly out: string | null;
  readonly rows: number;
  readonly kept: number;
  readonly changes: readonly (RepairChange & { readonly text: string })[];
}

/**
 * Writes the repaired form of files that need it beside the originals, which stay as they are.
 * @throws DataProblem, exit 2, where something would be written over; exit 5 for a file without a sound row. Nothing is
 * written before every file was repaired in memory
 */
export function repairFiles(files: readonly string[], out: string, spikes: SpikeChoice): DataRepairDocument {
  const targets = repairTargets(files, out);
  const repairs: readonly (readonly [string, Repair])[] = files.map((file) => {
    refuseOtherKinds(file);
    if (spikes === "mark") refuseWithoutRoom(file);
    return [file, repairRows(readRawRows(file), spikes)];
  });
  return {
    schema: "timonel.data-repair/1",
    files: repairs.map(([file, repair]) => {
      const target = targets.get(file) ?? "";
      const needsIt = repair.changes.length > 0;
      if (needsIt) writeRepaired(target, repair);
      return {
        file,
        out: needsIt ? target : null,
        rows: repair.raw.rows,
        kept: repair.kept.length,
        changes: repair.changes.map((change) => ({ ...change, text: changeText(change) })),
      };
    }),
  };
}

function refuseOtherKinds(file: string): void {
  if (parseFileName(file)?.content !== "funding") return;
  throw misused({
    where: file,
    message: "funding rates are not repaired",
    allowed: "bars and quote bars",
    fix: "leave the file out",
  });
}

function refuseWithoutRoom(file: string): void {
  if (!isColumnsFile(file)) return;
  throw misused({
    where: file,
    message: "a .columns file has no room for a mark",
    allowed: "CSV files",
    fix: "write --spikes drop, or leave the file out",
  });
}
