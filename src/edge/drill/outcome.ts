import { createHash } from "node:crypto";
import { type Disk, readJournal } from "../journal/index.ts";
import type { VenueHouse } from "../venues/index.ts";
import { JOURNAL } from "./drilled-run.ts";
import { BEGIN } from "./storm/market.ts";

const SLICE_MAX = 60;

/** The last records of the journal up to a moment of the drill, without stories and quiet moments. */
export function sliceUpTo(atMs: number, disk: Disk): readonly string[] {
  const records: string[] = [];
  for (const { record } of readJournal(JOURNAL, { disk })) {
    const at = /^M(\d+)/.exec(record)?.[1];
    if (at !== undefined && Number(at) > BEGIN + atMs) break;
    if (!record.startsWith("S")) records.push(record);
  }
  const told = records.filter(
    (record, i) => !(record.startsWith("M") && records[i + 1]?.startsWith("M") === true),
  );
  return told.slice(-SLICE_MAX);
}

/** Of everything that was written, sent and filled. */
export function hashOf(disk: Disk, truth: VenueHouse["truth"]): string {
  const hash = createHash("sha256");
  for (const { record } of readJournal(JOURNAL, { disk })) hash.update(`${record}\n`);
  for (const { id, fill } of truth.fills)
    hash.update(`${id}|${fill.side}|${fill.price}|${fill.quantity}|${fill.at}\n`);
  for (const { id, status, changed } of truth.orders) hash.update(`${id}|${status}|${changed}\n`);
  return hash.digest("hex");
}
