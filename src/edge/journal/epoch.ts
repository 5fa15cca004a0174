import { Buffer } from "node:buffer";
import { join } from "node:path";
import { pid } from "node:process";
import { crc32 } from "node:zlib";
import { UserProblem } from "../problem/index.ts";
import { type Disk, nodeDisk, writeAll } from "./disk.ts";
import { syncNames } from "./names.ts";
import { asJournalFull } from "./problems.ts";

const EPOCH_FILE = "epoch";
/** `7 1c0ffee1`: the number, and its checksum, since a digit that rots would let an older writer send again. */
const EPOCH_TEXT = /^(\d{1,15}) ([0-9a-f]{8})\n$/;
const CLAIM = /^epoch-(\d{1,15})$/;

/**
 * The epoch of the directory, 0 when none was taken yet. Whoever holds a lower one than this may send nothing more.
 * One small read, so that it can be asked before every send.
 * @throws UserProblem, exit 5, when it cannot be read: then nobody may send
 */
export function readEpoch(directory: string, disk: Disk = nodeDisk): number {
  const file = join(directory, EPOCH_FILE);
  let text: string;
  try {
    text = disk.text(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw damaged(file, String((error as NodeJS.ErrnoException).code));
  }
  const [, digits, sum] = EPOCH_TEXT.exec(text) ?? [];
  if (digits === undefined || sumOf(digits) !== sum) throw damaged(file, JSON.stringify(text.slice(0, 40)));
  return Number(digits);
}

/**
 * Takes the next epoch, durably. Nobody else gets the same one, however many ask at once, and none comes back.
 *
 * The name `epoch-N` is claimed first, which only one can. Then the number is published; whoever publishes late, over
 * a higher one, sees its claim and publishes that. In between the file may show a lower epoch than was taken, never one
 * that a writer older than the late one could mistake for its own: refuse to send at anything above one's own epoch.
 *
 * @throws JournalFull when it cannot be recorded; UserProblem, exit 5, when the epoch on the disk is damaged
 */
export function nextEpoch(directory: string, disk: Disk = nodeDisk): number {
  const before = readEpoch(directory, disk);
  try {
    disk.mkdir(directory);
    if (before === 0) syncNames(disk, directory); // An epoch must not be lost with the directory it stands in.
    let epoch = Math.max(before, highestClaim(disk, directory)) + 1;
    while (!claim(disk, directory, epoch)) epoch++;
    publish(disk, directory, epoch);
    const highest = highestClaim(disk, directory);
    if (highest > epoch) publish(disk, directory, highest);
    for (const older of claimsIn(disk, directory))
      if (older < epoch) disk.remove(claimFile(directory, older));
    return epoch;
  } catch (error) {
    throw asJournalFull(directory, error);
  }
}

/** The one above every epoch that was ever taken here, for who cannot write it down. @throws UserProblem, exit 5; what the disk throws */
export const unwrittenEpoch = (directory: string, disk: Disk = nodeDisk): number =>
  Math.max(readEpoch(directory, disk), highestClaim(disk, directory)) + 1;

const claimFile = (directory: string, epoch: number): string => join(directory, `${EPOCH_FILE}-${epoch}`);

function claim(disk: Disk, directory: string, epoch: number): boolean {
  try {
    disk.close(disk.open(claimFile(directory, epoch), "claim"));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

const claimsIn = (disk: Disk, directory: string): number[] =>
  disk
    .list(directory)
    .map((name) => Number(CLAIM.exec(name)?.[1]))
    .filter((epoch) => epoch > 0);

const highestClaim = (disk: Disk, directory: string): number =>
  claimsIn(disk, directory).reduce((highest, epoch) => Math.max(highest, epoch), 0);

function publish(disk: Disk, directory: string, epoch: number): void {
  const file = join(directory, EPOCH_FILE);
  const unfinished = `${file}.${epoch}.${pid}`;
  const bytes = Buffer.from(`${epoch} ${sumOf(String(epoch))}\n`);
  const fd = disk.open(unfinished, "new");
  try {
    writeAll(disk, fd, bytes, bytes.length, 0);
    disk.sync(fd);
  } finally {
    disk.close(fd);
  }
  disk.rename(unfinished, file);
  disk.syncDirectory(directory);
}

const sumOf = (digits: string): string => crc32(digits).toString(16).padStart(8, "0");

const damaged = (file: string, found: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where: file,
    message: "the epoch cannot be read, so nobody may send orders for this account",
    found,
    fix: "make sure that nothing is running for this account, then remove the file: the one named epoch-N beside it keeps the count",
  });
