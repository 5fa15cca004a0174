import { readFileSync } from "node:fs";
import { intervalMs } from "../../../core/domain/index.ts";
import { damaged } from "../data-problem.ts";
import { unreadable } from "../read-file.ts";
import { type DatasetKey, type DatasetKind, isVenueName, kindOf } from "./dataset-key.ts";
import { COLUMNS_OF, type Content } from "./table.ts";

const SCHEMA = "timonel.dataset/1";

/** A file that rows of a dataset came from. */
export interface DatasetSource {
  /** Its name, without directories. */
  readonly file: string;
  /** Of the file as it was, packed or not. */
  readonly sha256: string;
  readonly rows: number;
  /** How it was understood: `CSV, gzip`. */
  readonly layout: string;
  /** ISO date and time, UTC. */
  readonly importedAt: string;
}

/** What a store knows about one of its datasets: the JSON beside the Parquet file. */
export interface Manifest extends DatasetKey {
  readonly kind: DatasetKind;
  readonly columns: readonly string[];
  readonly rows: number;
  /** START of the first and of the last row, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** Holes between rows within sessions, and the rows that would fill them. */
  readonly gaps: number;
  readonly missing: number;
  /** Of the Parquet file. */
  readonly bytes: number;
  readonly sha256: string;
  readonly sources: readonly DatasetSource[];
  /** What was changed to make the rows sound, one sentence each. */
  readonly repairs: readonly string[];
}

export const manifestText = (manifest: Manifest): string =>
  `${JSON.stringify({ schema: SCHEMA, ...manifest }, undefined, 2)}\n`;

/** Reads a manifest. @throws DataProblem, exit 5, for what this version did not write */
export function readManifest(file: string): Manifest {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw unreadable(file, error);
  }
  return parseManifest(file, text);
}

function parseManifest(file: string, text: string): Manifest {
  const bad = (message: string, found?: unknown): Error =>
    damaged({
      where: file,
      message: `the manifest is damaged: ${message}`,
      found: found === undefined ? undefined : JSON.stringify(found),
      fix: "remove the dataset and import it again",
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad("it is not JSON");
  }
  if (typeof value !== "object" || value === null) throw bad("it is no object", value);
  const fields = new Map<string, unknown>(Object.entries(value));
  if (fields.get("schema") !== SCHEMA)
    throw bad(`its schema is not ${SCHEMA}`, fields.get("schema") ?? "nothing");
  const string = (name: keyof Manifest, fits: (found: string) => boolean): string => {
    const found = fields.get(name);
    if (typeof found !== "string" || !fits(found)) throw bad(`it names no ${name}`, found);
    return found;
  };
  const whole = (name: keyof Manifest, min: number): number => {
    const found = fields.get(name);
    if (typeof found !== "number" || !Number.isSafeInteger(found) || found < min)
      throw bad(`it names no ${name}`, found);
    return found;
  };
  const items = (name: "columns" | "sources" | "repairs"): readonly unknown[] => {
    const found = fields.get(name);
    if (!Array.isArray(found)) throw bad(`it names no ${name}`, found);
    return found;
  };
  const content = string("content", (found) => Object.hasOwn(COLUMNS_OF, found)) as Content; // Checked at once.
  const columns = items("columns").map(String);
  const { needed } = COLUMNS_OF[content];
  if (!needed.every((name) => columns.includes(name))) throw bad("columns are missing", columns);
  const symbol = string("symbol", (found) => /^[A-Z0-9./:]{1,45}$/.test(found));
  return {
    symbol,
    venue: string("venue", isVenueName),
    kind: kindOf(symbol),
    content,
    interval: string("interval", (found) => intervalMs(found) !== undefined),
    columns,
    rows: whole("rows", 1),
    from: whole("from", Number.MIN_SAFE_INTEGER),
    to: whole("to", Number.MIN_SAFE_INTEGER),
    gaps: whole("gaps", 0),
    missing: whole("missing", 0),
    bytes: whole("bytes", 1),
    sha256: string("sha256", (found) => /^[0-9a-f]{64}$/.test(found)),
    sources: items("sources").map((one) => one as DatasetSource), // Shown to people, never acted on.
    repairs: items("repairs").map(String),
  };
}
