import { type Disk, nextEpoch } from "../journal/index.ts";
import { UserProblem } from "../problem/index.ts";

/**
 * The epoch of whoever gets out: the next one of the run's directory. Getting out does not hang on a disk: where none can
 * be taken there it is 0, so that the venue's own count decides, and fences alone.
 */
export function ownEpoch(directory: string, disk?: Disk): number {
  try {
    return nextEpoch(directory, disk);
  } catch (error) {
    if (error instanceof UserProblem) return 0;
    throw error;
  }
}
