import { UserProblem } from "../../problem/index.ts";
import { renderAnswer, renderWaiting } from "../../report/index.ts";
import type { UnfinishedRun } from "../../runner/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import { lookIfPlayed, newCommand, sendCommand } from "./ask-run.ts";
import { findLive } from "./find-live.ts";
import type { LiveOptions } from "./live-program.ts";
import type { LiveView } from "./serve-run.ts";

export type AnswerVerb = "approve" | "reject";
type Waiting = LiveView["status"]["waiting"][number];

/** What was approved, and risk refused all the same. */
const REFUSED = 3;

/**
 * Answers an opening that waits for a person. Without a number: the only one that waits, by its number as it was looked up
 * here, so that nobody approves what has taken its place meanwhile. @returns the exit code. @throws UserProblem, exit 2 or 4
 */
export async function answerCommand(
  verb: AnswerVerb,
  options: LiveOptions,
  { directory }: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const run = findLive(directory, options.run);
  const approval = options.approval ?? (await onlyOne(verb, run)).id;
  const result = await sendCommand(run, newCommand({ do: verb, approval }));
  if (result.kind === "unknown approval") throw notWaiting(verb, run, String(approval), result.waiting);
  if (result.kind === "behind") throw isBehind(run);
  if (result.kind !== "answered") throw new Error(`the run answered ${result.kind}`);
  const { entry, orders, refusals } = result;
  const isRefused = verb === "approve" && orders.length === 0;
  if (options.json) {
    const { run: id } = run.facts;
    const { instrument: _, ...waited } = entry;
    const what = { schema: "timonel.command/1", do: verb, run: id, result: isRefused ? "refused" : "obeyed" };
    terminal.print(JSON.stringify({ ...what, approval: waited, orders, refusals }));
  } else terminal.print(`${run.facts.run}: ${renderAnswer(verb, result)}`);
  return isRefused ? REFUSED : 0;
}

const isBehind = ({ facts }: UnfinishedRun): UserProblem =>
  new UserProblem({
    exitCode: REFUSED,
    where: facts.run,
    message:
      "it has not heard yet what its venue told last: an opening would be judged by prices from before that",
    fix: "approve again in a moment; `timonel status` tells whether it has a connection",
  });

async function onlyOne(verb: AnswerVerb, run: UnfinishedRun): Promise<Waiting> {
  const waiting = (await lookIfPlayed(run))?.status.waiting ?? [];
  const [only] = waiting;
  if (only === undefined || waiting.length > 1) throw notWaiting(verb, run, "no number", waiting);
  return only;
}

const notWaiting = (
  verb: AnswerVerb,
  { facts }: UnfinishedRun,
  found: string,
  waiting: readonly Waiting[],
) =>
  waiting.length === 0
    ? wrongUsage(
        `nothing waits for an answer in ${facts.run}`,
        found,
        "an opening that waits",
        "see `timonel status`; openings wait where automation.level is semi",
      )
    : wrongUsage(
        found === "no number" ? `${verb} which one?` : `nothing of this number waits in ${facts.run}`,
        found,
        renderWaiting(waiting),
        `write timonel ${verb} ${waiting[0]?.id}`,
      );
