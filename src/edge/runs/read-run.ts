import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BacktestReport } from "../../core/views/index.ts";
import { UserProblem } from "../problem/index.ts";
import { readReport } from "../report/index.ts";
import type { NamedRun } from "./find-run.ts";
import { codeOf, type StoredRun } from "./list-runs.ts";
import { REPORT } from "./manifest.ts";

/** The text of a file of a run, as it was written. @throws UserProblem, exit 5, when it is missing or not the same any more */
export function readRunFile({ path, manifest }: StoredRun, name: string): string {
  const file = join(path, name);
  const facts = manifest.files[name];
  if (facts === undefined) throw damaged(file, `${manifest.id} was stored without it`);
  const content = readOrRefuse(file);
  if (createHash("sha256").update(content).digest("hex") !== facts.sha256)
    throw damaged(
      file,
      "it is not what was stored: its SHA-256 differs",
      `${content.length} bytes`,
      `${facts.bytes} bytes`,
    );
  return content.toString();
}

/** The document of a run, byte for byte. @throws UserProblem, exit 5, when it is missing or damaged */
export async function readDocument(named: NamedRun): Promise<string> {
  if (named.kind === "stored") return readRunFile(named.run, REPORT);
  const text = readOrRefuse(named.path).toString();
  await understood(named.path, text);
  return text;
}

/** The document of a run, understood. @throws UserProblem, exit 5, when it is missing or damaged */
export async function readRunReport(named: NamedRun): Promise<BacktestReport> {
  const file = named.kind === "stored" ? join(named.run.path, REPORT) : named.path;
  return understood(file, await readDocument(named));
}

async function understood(file: string, text: string): Promise<BacktestReport> {
  const read = await readReport(text);
  if (read.ok) return read.report;
  throw damaged(file, `this is no report that can be shown: ${read.fault}`);
}

function readOrRefuse(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw damaged(
      file,
      codeOf(error) === "ENOENT" ? "the file is missing" : `the file cannot be read: ${codeOf(error)}`,
    );
  }
}

const damaged = (
  where: string,
  message: string,
  found?: string,
  allowed = "a document of timonel.report/1",
): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message,
    found,
    allowed,
    fix: "run it again: `timonel runs --json` and run.json tell the command",
  });
