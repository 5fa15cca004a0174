import { dirname, resolve } from "node:path";
import type { Disk } from "./disk.ts";

/** Makes the names in a directory outlive a power cut, and those that lead to it: whoever made them may not have. */
export function syncNames(disk: Disk, directory: string): void {
  const parent = dirname(resolve(directory));
  disk.syncDirectory(directory);
  disk.syncDirectory(parent);
  for (let below = parent, at = dirname(below); at !== below; below = at, at = dirname(at)) {
    try {
      disk.syncDirectory(at);
    } catch (error) {
      // Where this process may not look, or nothing is ever written, it was not the one that made a name.
      if (!CANNOT_HAVE_CHANGED.has(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}

const CANNOT_HAVE_CHANGED: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "EINVAL", "ENOTSUP"]);
