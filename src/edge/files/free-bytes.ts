import { statfsSync } from "node:fs";

/** Room on the disk of a directory that this user may take. @throws where the system does not say */
export function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
