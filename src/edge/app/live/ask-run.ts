import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { askControl, NoAnswer, Refused, socketPath } from "../../control/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { Command, CommandResult, UnfinishedRun } from "../../runner/index.ts";
import type { ControlRequest, LiveView } from "./serve-run.ts";

/** So long a run may take to answer; it looks for mail many times a second. */
const ANSWER_MS_MAX = 10_000;

const controlOf = ({ facts, directory }: UnfinishedRun): string =>
  facts.listens?.control ?? socketPath(directory);

/** @throws UserProblem, exit 4, when the run does not answer */
async function askRun(
  run: UnfinishedRun,
  request: ControlRequest,
  timeoutMs: number = ANSWER_MS_MAX,
): Promise<unknown> {
  try {
    return await askControl(controlOf(run), request, timeoutMs);
  } catch (error) {
    throw problemOf(run, error);
  }
}

/** Why a run has not answered, for whoever asked it. */
function problemOf({ facts }: UnfinishedRun, error: unknown): unknown {
  if (!(error instanceof NoAnswer) && !(error instanceof Refused)) return error;
  const problem = new UserProblem({
    exitCode: 4,
    where: facts.run,
    message: isGone(error)
      ? "the run is not finished, and no process plays it"
      : `the run did not answer: ${error.message}`,
    found: `process ${facts.pid}`,
    allowed: "a run that goes on",
    fix: isGone(error)
      ? "start it again with the same command: it is taken up where it was left; `timonel emergency` works without it"
      : "a strategy may hang in it; `timonel emergency` works without it",
  });
  problem.cause = error;
  return problem;
}

const isGone = (error: Error): boolean => error instanceof NoAnswer && error.reason === "nobody listens";

/** How a run stands; undefined where no process plays it. @throws UserProblem, exit 4, when it does not answer */
export async function lookIfPlayed(
  run: UnfinishedRun,
  timeoutMs: number = ANSWER_MS_MAX,
): Promise<LiveView | undefined> {
  try {
    return (await askControl(controlOf(run), { ask: "look" }, timeoutMs)) as LiveView; // Our own server answers.
  } catch (error) {
    if (error instanceof Error && isGone(error)) return undefined;
    // Whoever was silent once is not waited for a second time; who hung up may have come to its end.
    if (error instanceof NoAnswer && error.reason === "silence") throw problemOf(run, error);
    return (await askRun(run, { ask: "look" }, timeoutMs)) as LiveView; // As above.
  }
}

export const newCommand = (what: Omit<Command, "id" | "by">): Command => ({
  ...what,
  id: randomUUID(),
  by: `${userInfo().username} at the command line`,
});

export const sendCommand = async (
  run: UnfinishedRun,
  command: Command,
  timeoutMs: number = ANSWER_MS_MAX,
): Promise<CommandResult> => (await askRun(run, { ask: "command", command }, timeoutMs)) as CommandResult; // Our own server answers.
