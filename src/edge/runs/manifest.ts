import type { PlayedStrategy, RunHeadline } from "../report/index.ts";

/** The file that makes a directory a run. */
export const MANIFEST = "run.json";
/** The document of a run, as `backtest --json` printed it. */
export const REPORT = "report.json";
/** The HTML page of a run, where one was made. */
export const PAGE = "report.html";
/** Present in the directory of a run that is never deleted to make room. */
export const PIN = "pinned";

/** Size and SHA-256 of a file. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** `timonel.run/1`: everything a list of runs shows, and what is needed to play the run again. Times are Unix ms. */
export interface RunManifest {
  readonly schema: "timonel.run/1";
  readonly id: string;
  /** `backtest` or `run`. */
  readonly command: string;
  /** When it ended. */
  readonly created: number;
  /** False when it was stopped before its data ended. */
  readonly complete: boolean;
  readonly hash: string;
  readonly configHash: string;
  readonly dataHash: string;
  readonly headline: RunHeadline;
  readonly again: {
    /** What was typed behind `timonel`, and where. */
    readonly commandLine: readonly string[];
    readonly directory: string;
    /** Settings of the environment, by name. */
    readonly environment: Readonly<Record<string, string>>;
    readonly version: string;
    readonly node: string;
    readonly platform: string;
  };
  readonly strategies: readonly (PlayedStrategy & { readonly file: string })[];
  /** Every file of market data that was read. */
  readonly data: readonly (FileFacts & { readonly path: string })[];
  /** The other files of the directory, by name. */
  readonly files: Readonly<Record<string, FileFacts>>;
}

type Kind =
  | "string"
  | "number"
  | "boolean"
  | "number or null"
  | "list"
  | "list of names"
  | "list of names where there are any"
  | "list of strategies with their parameters and hashes"
  | "group";

/** What a list needs of a manifest: the rest may be of another version. */
const NEEDED: readonly (readonly [path: string, kind: Kind])[] = [
  ["id", "string"],
  ["command", "string"],
  ["created", "number"],
  ["complete", "boolean"],
  ["hash", "string"],
  ["configHash", "string"],
  ["dataHash", "string"],
  ["headline.strategies", "list of names"],
  ["headline.symbols", "list of names"],
  ["headline.timeframes", "list of names"],
  ["headline.from", "number or null"],
  ["headline.to", "number or null"],
  ["headline.currency", "string"],
  ["headline.initial", "string"],
  ["headline.final", "string"],
  ["headline.totalReturn", "number"],
  ["headline.sharpe", "number or null"],
  ["headline.maxDrawdown", "number"],
  ["headline.trades", "number"],
  ["headline.latched", "boolean"],
  ["headline.broken", "list of names where there are any"],
  ["again", "group"],
  ["strategies", "list of strategies with their parameters and hashes"],
  ["data", "list"],
  ["files", "group"],
];

/** Reads a manifest, or says in one sentence what is wrong with it. */
export function parseManifest(text: string): RunManifest | string {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const schema = valueAt(raw, "schema");
  if (schema !== "timonel.run/1")
    return `its schema is ${schema === undefined ? "missing" : JSON.stringify(schema)}, not timonel.run/1`;
  for (const [path, kind] of NEEDED)
    if (!isOf(kind, valueAt(raw, path))) return `${path} is missing or no ${kind}`;
  for (const facts of Object.values((raw as RunManifest).files))
    if (!isOf("number", valueAt(facts, "bytes")) || !isOf("string", valueAt(facts, "sha256")))
      return "the size or the hash of a file is missing";
  return raw as RunManifest; // Just checked as far as anything reads it without looking.
}

function valueAt(tree: unknown, path: string): unknown {
  let node = tree;
  for (const name of path.split("."))
    node = typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
  return node;
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case "string":
    case "boolean":
      return typeof value === kind;
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "number or null":
      return value === null || (typeof value === "number" && Number.isFinite(value));
    case "list":
      return Array.isArray(value);
    case "list of names where there are any":
      return value === undefined || isOf("list of names", value);
    case "list of names":
      return Array.isArray(value) && value.every((each) => isOf("string", each));
    case "list of strategies with their parameters and hashes":
      return Array.isArray(value) && value.every(isPlayed);
    case "group":
      return typeof value === "object" && value !== null && !Array.isArray(value);
  }
}

/** A strategy as far as a comparison reads it. */
function isPlayed(value: unknown): boolean {
  const params = valueAt(value, "params");
  return (
    ["symbol", "name", "sha256"].every((name) => isOf("string", valueAt(value, name))) &&
    isOf("group", params) &&
    Object.values(params as object).every((each) => ["string", "number", "boolean"].includes(typeof each))
  );
}

/** Room that a run takes, as its manifest knows it. */
export const bytesOf = ({ files }: RunManifest): number =>
  Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
