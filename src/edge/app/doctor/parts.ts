import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DoctorCheck } from "../../report/index.ts";

/** What is loaded only by those who need it, and what needs it. */
const PARTS: readonly { readonly name: string; readonly package: string; readonly use: string }[] = [
  { name: "duckdb", package: "@duckdb/node-api", use: "Parquet and the data store" },
  { name: "ccxt", package: "ccxt", use: "downloads from venues" },
];

/** Each optional part is loaded once: what only is there may still be built for another machine. */
export async function checkParts(
  load: (name: string) => Promise<unknown> = importByName,
): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  for (const part of PARTS) {
    const name = `part ${part.name}`;
    try {
      await load(part.package);
      checks.push({
        name,
        result: "ok",
        detail: `${part.package} ${versionOf(part.package)}, for ${part.use}`,
      });
    } catch (error) {
      const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n", 1);
      const detail = `${part.package} does not load, so there is no ${part.use.replace(" and ", " and no ")}: ${reason}`;
      checks.push({
        name,
        result: "warning",
        detail,
        fix: "npm ci in a clone, npm install in a project of yours",
      });
    }
  }
  return checks;
}

/** By a name that the compiler does not follow: the types of these packages are large, and nothing here needs them. */
const importByName = (name: string): Promise<unknown> => import(name);

/** The version in the manifest that stands above the entry of a package. */
function versionOf(name: string): string {
  let directory = dirname(fileURLToPath(import.meta.resolve(name)));
  while (dirname(directory) !== directory) {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest)) {
      const parsed = JSON.parse(readFileSync(manifest, "utf8")) as {
        readonly name?: string;
        readonly version?: string;
      };
      if (parsed.name === name) return parsed.version ?? "of no version";
    }
    directory = dirname(directory);
  }
  return "of no version";
}
