import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file whole or not at all, over the one that is there: beside it first, flushed, then in its place. Whoever dies
 * in between leaves `NAME.….partial`. @throws what the system says; then nothing is left
 */
export function putWhole(file: string, content: string | Uint8Array, mode?: number): void {
  const partial = `${file}.${randomBytes(4).toString("hex")}.partial`;
  try {
    writeFileSync(partial, content, { flush: true, ...(mode !== undefined && { mode }) });
    renameSync(partial, file);
  } catch (error) {
    removeIfThere(partial);
    throw error;
  }
}

/** Why it could not be written is what to tell, not why nothing is there to remove. */
function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A name that is too long, for one.
  }
}
