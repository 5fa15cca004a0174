import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository: compiled or not, this file stands somewhere below it. */
export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  if (existsSync(join(folder, "bin", "timonel.js"))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error("there is no bin/timonel.js above the bench");
  return rootAbove(above);
}
