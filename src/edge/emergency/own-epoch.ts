import { type Disk, nextEpoch, unwrittenEpoch } from "../journal/index.ts";

/** The epoch of whoever gets out. */
export interface OwnEpoch {
  /** 0: nothing could be read here, and the venue's own count decides. */
  readonly epoch: number;
  /** Whoever traded before sees it as well, before it sends anything. Otherwise the venue alone fences. */
  readonly isWritten: boolean;
}

/**
 * The next epoch of the run's directory. Getting out does not hang on a disk: what can not be written is taken all the
 * same, above every one that was ever taken here.
 */
export function ownEpoch(directory: string, disk?: Disk): OwnEpoch {
  try {
    return { epoch: nextEpoch(directory, disk), isWritten: true };
  } catch {
    return { epoch: epochWithoutWriting(directory, disk), isWritten: false };
  }
}

/** The same for who does not wait for the disk to write. */
export function epochWithoutWriting(directory: string, disk?: Disk): number {
  try {
    return unwrittenEpoch(directory, disk);
  } catch {
    return 0;
  }
}
