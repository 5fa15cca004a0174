/** Folders of its own for what a bench writes. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RowSkipped } from "../row.ts";

/** A disk that needs no time: what is left is the way through the program. */
const MEMORY = "/dev/shm";

/** The folder is gone when `use` has ended, however it ends: also when a person presses Ctrl-C. */
export async function withFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "timonel-bench-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const interrupted = (): void => process.exit(130);
  process.once("exit", remove);
  process.once("SIGINT", interrupted);
  try {
    return await use(folder);
  } finally {
    process.removeListener("SIGINT", interrupted);
    process.removeListener("exit", remove);
    remove();
  }
}

/** A directory in memory. @throws RowSkipped where there is none */
export function memoryFolder(): string {
  try {
    return mkdtempSync(join(MEMORY, "timonel-bench-"));
  } catch {
    throw new RowSkipped(`needs a file system in memory at ${MEMORY}`);
  }
}

/** A directory of its own below another. */
export function below(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}
