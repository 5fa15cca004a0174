/** A folder of its own for what a bench writes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
