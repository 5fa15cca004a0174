import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { DoctorCheck } from "../../report/index.ts";

/** Files that hold what nobody else may read, by their names. */
const SECRET = /^(\.env(\..+)?|.+\.(pem|key|p12|pfx)|secrets?(\..+)?)$/;
const PUBLIC = /\.(example|sample|template)$/;
/** Rights of the group and of everybody. */
const OTHERS = 0o077;

/** Files of secrets in a directory: only their owner may read them, and version control leaves `.env` alone. */
export function checkSecrets(directory: string, platform: string = process.platform): DoctorCheck[] {
  const name = "secrets";
  const files = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && SECRET.test(entry.name) && !PUBLIC.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  if (files.length === 0) return [{ name, result: "ok", detail: "no .env and no key files here" }];
  if (platform === "win32")
    return [{ name, result: "ok", detail: `${files.join(", ")}: rights are those of the folder on Windows` }];
  const checks: DoctorCheck[] = [];
  for (const file of files) {
    const path = join(directory, file);
    const mode = statSync(path).mode & 0o777;
    if ((mode & OTHERS) === 0) continue;
    const detail = `${file} has mode ${mode.toString(8)}: other users of this machine may read it`;
    checks.push({ name, result: "warning", detail, fix: `chmod 600 ${relative(process.cwd(), path)}` });
  }
  if (files.includes(".env") && isTracked(directory)) {
    const detail = "this folder is a git repository whose .gitignore does not name .env";
    checks.push({ name, result: "warning", detail, fix: "echo .env >> .gitignore" });
  }
  return checks.length > 0
    ? checks
    : [{ name, result: "ok", detail: `${files.join(", ")}: for your eyes only` }];
}

/** Whether git would take a file `.env` of this directory. Only what stands in it is read: no git is started. */
function isTracked(directory: string): boolean {
  if (statSync(join(directory, ".git"), { throwIfNoEntry: false }) === undefined) return false;
  try {
    const lines = readFileSync(join(directory, ".gitignore"), "utf8").split("\n");
    return !lines.some((line) => /^\/?(\*\*\/)?(\.env\*?|\.env|\*\.env)\s*$/.test(line));
  } catch {
    return true;
  }
}
