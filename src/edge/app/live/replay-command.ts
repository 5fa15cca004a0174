import { existsSync } from "node:fs";
import { UserProblem } from "../../problem/index.ts";
import { journalOf, prepareLiveRun, type RunFacts, type Verification } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import { shown } from "../play/keep-run.ts";
import type { Settings } from "../settings.ts";
import { exportJournal } from "./export-journal.ts";
import { matching } from "./find-live.ts";
import { firstFacts } from "./first-facts.ts";
import { sessionOf } from "./live-order.ts";
import type { LiveOptions } from "./live-program.ts";
import { loadBeside } from "./load-left.ts";
import { refuseUnbegun } from "./unbegun.ts";

/** `replay --verify --json`. */
export interface ReplayDocument {
  readonly schema: "timonel.replay/1";
  readonly run: string;
  readonly events: number;
  readonly decisions: number;
  readonly hash: string;
  /** Null: the run has no end yet. */
  readonly expected: string | null;
  readonly equal: boolean;
  readonly firstDifference: Difference | null;
  /** What the run was made of, and is not any more. */
  readonly changed: readonly string[];
}

interface Difference {
  readonly sequence: number;
  readonly written: string;
  readonly now: string | null;
}

/**
 * Walks the journal of a run again; strategies are asked anew. With `exportTo` it only writes the records to a file.
 * @returns 0 when all is equal, 1 otherwise
 */
export async function replayCommand(
  options: LiveOptions,
  place: RunsPlace,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<number> {
  const { id, directory } = await findJournal(place.directory, options.run ?? "last");
  if (options.exportTo !== undefined) {
    const records = exportJournal(journalOf(directory), options.exportTo);
    const document = { schema: "timonel.journal-export/1", run: id, records, file: options.exportTo };
    terminal.print(
      options.json
        ? JSON.stringify(document)
        : `${id}: ${records} records written to ${shown(options.exportTo)}`,
    );
    return 0;
  }
  const { facts, session } = firstFacts(journalOf(directory));
  const loaded = await loadBeside(directory, settings);
  const now = sessionOf(loaded, invocation.version, 0);
  const dataHash = loaded.dataHash();
  const changed = [
    ...(dataHash === facts.dataHash ? [] : [`the data: ${facts.dataHash} then, ${dataHash} now`]),
    ...(session.version === now.version ? [] : [`the version: ${session.version} then, ${now.version} now`]),
    ...session.strategies.flatMap(({ symbol, name, sha256 }) => {
      const one = now.strategies.find((other) => other.symbol === symbol);
      const isSame = one?.sha256 === sha256 && one.name === name;
      return isSame
        ? []
        : [`the strategy ${name} on ${symbol}: ${sha256} then, ${one?.sha256 ?? "none"} now`];
    }),
  ];
  const thread = prepareLiveRun();
  try {
    const ended = await thread.work(
      { plan: loaded.plan, facts, session: now, journal: journalOf(directory), task: { kind: "verify" } },
      { heartbeatMs: settings.heartbeatSeconds * 1_000 },
    );
    if (ended.kind !== "verified") throw new Error("a run that was verified was played");
    const document = documentOf(id, facts, ended.verification, changed);
    terminal.print(options.json ? JSON.stringify(document) : textOf(document));
    return document.equal ? 0 : 1;
  } finally {
    thread.discard();
  }
}

/** A run that is stored, or one that is not finished. @throws UserProblem, exit 2 or 5 */
async function findJournal(
  runs: string,
  word: string,
): Promise<{ readonly id: string; readonly directory: string }> {
  const [unfinished] = word === "last" ? [] : matching(runs, word);
  if (unfinished !== undefined) {
    await refuseUnbegun(unfinished);
    return { id: unfinished.facts.run, directory: unfinished.directory };
  }
  const named = findRun(runs, word);
  const path = named.kind === "stored" ? named.run.path : named.path;
  if (named.kind === "stored" && existsSync(journalOf(path)))
    return { id: named.run.manifest.id, directory: path };
  throw new UserProblem({
    exitCode: 2,
    where: shown(path),
    message: "this run has no journal",
    found: named.kind === "stored" ? `a ${named.run.manifest.command}` : "a document",
    allowed: "a run of `timonel run`",
    fix: "a backtest is played again by `timonel backtest --config runs/ID/config.yaml`",
  });
}

function documentOf(
  run: string,
  { dataHash: _ }: RunFacts,
  { events, decisions, hash, expected, firstDifference }: Verification,
  changed: readonly string[],
): ReplayDocument {
  const isSame = firstDifference === undefined && (expected === undefined || expected === hash);
  return {
    schema: "timonel.replay/1",
    run,
    events,
    decisions,
    hash,
    expected: expected ?? null,
    equal: isSame,
    firstDifference:
      firstDifference === undefined ? null : { ...firstDifference, now: firstDifference.now ?? null },
    changed,
  };
}

function textOf({
  run,
  events,
  decisions,
  hash,
  expected,
  equal,
  firstDifference,
  changed,
}: ReplayDocument): string {
  return [
    equal
      ? `${run}: equal. ${events} events walked again, ${decisions} decisions, every one as it was written`
      : `${run}: NOT EQUAL`,
    ...(firstDifference === null
      ? []
      : [
          `  first difference: record ${firstDifference.sequence}`,
          `    written  ${firstDifference.written}`,
          `    now      ${firstDifference.now ?? "nothing"}`,
        ]),
    ...changed.map((what) => `  changed: ${what}`),
    `  decision hash  ${hash}`,
    ...(expected === null || expected === hash ? [] : [`  at its end     ${expected}`]),
    ...(expected === null ? ["  the run has no end yet: what it decided so far was compared"] : []),
  ].join("\n");
}
