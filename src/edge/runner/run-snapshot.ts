import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { freeBytes, putWhole } from "../files/index.ts";
import type { Place } from "../journal/index.ts";
import type { RunnerOrder, Wants } from "./messages.ts";
import type { RunFacts, RunSession, StrategyFacts } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { findUnkeepable } from "./unkeepable.ts";

/**
 * What a run at a venue had come to at a place of its journal: whoever takes it up begins there instead of at the first
 * record. It says nothing that the journal does not: where it is missing, damaged or of something else, the whole is walked.
 */
export interface RunSnapshot {
  readonly facts: RunFacts;
  /** Code that has made it of the journal: other code may have come to something else. */
  readonly madeBy: { readonly build: string; readonly strategies: readonly StrategyFacts[] };
  readonly wants: Wants;
  /** A group of the journal ends here, at `next` or before it. */
  readonly place: Place;
  /** Sequence of the record that comes next. */
  readonly next: number;
  /** The process that wrote that record: that it entered stands before it. */
  readonly session: RunSession | undefined;
  readonly state: RunState;
}

/** What is left of it for a run to be taken up from. */
export interface SnapshotAhead extends Pick<RunSnapshot, "next" | "place" | "session"> {
  /** Hands it out, once: nobody keeps it beside what is made of it. */
  takeState(): RunState;
}

interface Header {
  readonly schema: typeof SCHEMA;
  readonly sha256: string;
}

const SCHEMA = "timonel.snapshot/1";
/** Signs of an error that are told. */
const SHOWN_MAX = 200;

/** Why none could be kept; the one before, where there is one, is as good as it was. */
export class Unkeepable extends Error {
  override readonly name = "Unkeepable";
}

/** What a run is written down with comes first: so much stays free on its disk. */
const LEFT_FREE_BYTES = 128 * 1_048_576;

/** @throws Unkeepable where a part of it would not come back from a file as it is */
export function refuseUnkeepable(snapshot: RunSnapshot): void {
  const found = findUnkeepable(snapshot);
  if (found !== undefined) throw new Unkeepable(`${found.path.join(".")} is ${found.what}`);
}

/**
 * Writes it whole or not at all, over the one before. A line of JSON that says what it is, then what V8 makes of it.
 * @throws Unkeepable where it would not come back, or the disk does not take it or is nearly full
 */
export function writeSnapshot(file: string, snapshot: RunSnapshot): void {
  refuseUnkeepable(snapshot);
  try {
    const content = serialize(snapshot);
    refuseNearlyFull(dirname(file), content.length);
    removePartials(file);
    const header: Header = { schema: SCHEMA, sha256: sha256(content) };
    putWhole(file, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), content]), 0o600);
  } catch (error) {
    throw error instanceof Unkeepable ? error : new Unkeepable(messageOf(error));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function refuseNearlyFull(directory: string, bytes: number): void {
  const free = freeBytes(directory);
  if (free >= bytes + LEFT_FREE_BYTES) return;
  const mebi = (of: number): string => `${Math.ceil(of / 1_048_576)} MiB`;
  throw new Unkeepable(`only ${mebi(free)} are free, and ${mebi(LEFT_FREE_BYTES)} are left to the journal`);
}

/** Of processes that died while they wrote, or that are too late. */
function removePartials(file: string): void {
  const isPartial = (name: string): boolean =>
    name.startsWith(`${basename(file)}.`) && name.endsWith(".partial");
  for (const name of readdirSync(dirname(file)).filter(isPartial))
    rmSync(join(dirname(file), name), { force: true });
}

/** Puts one aside that did not work, for whoever looks into it. @returns in words what was wrong with it */
export function refuseSnapshot(file: string, error: unknown): string {
  const message = messageOf(error);
  try {
    renameSync(file, `${file}.refused`);
  } catch {
    // It is gone already; the whole journal is walked all the same.
  }
  return `it leads elsewhere than the journal does (${message.slice(0, SHOWN_MAX)}), and lies in snapshot.refused now`;
}

/** @returns in words why there is none; undefined: there never was one */
export function readSnapshot(file: string): RunSnapshot | string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : message;
  }
  const end = bytes.indexOf("\n");
  const content = bytes.subarray(end + 1);
  try {
    const { schema, sha256: said } = JSON.parse(bytes.toString("utf8", 0, end)) as Partial<Header>;
    if (schema !== SCHEMA) return `it is of another version (${String(schema)})`;
    return said === sha256(content) ? (deserialize(content) as RunSnapshot) : "it is damaged";
  } catch {
    return "it is damaged";
  }
}

/** @returns in words why a run cannot be taken up from it; undefined: it can */
export function whyUnfit(
  { facts, madeBy, wants }: Omit<RunSnapshot, "state">,
  {
    facts: due,
    session,
    task,
    build = session.version,
  }: Pick<RunnerOrder, "facts" | "session" | "task" | "build">,
): string | undefined {
  if (!isSame(facts, due)) return "it is of another run";
  if (madeBy.build !== build) return "another version of this program made it";
  if (!isSame(madeBy.strategies, session.strategies)) return "the strategies have changed since";
  const isTold = task.kind === "trade" || task.kind === "snapshot";
  if (isTold && (wants.stops !== task.stops || wants.daily !== task.daily))
    return "the run is told otherwise now";
  return undefined;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
