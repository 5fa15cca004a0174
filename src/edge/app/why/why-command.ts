import { amountToNumber, formatAmount } from "../../../core/base/index.ts";
import type { WhyDocument } from "../../../core/views/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { renderWhy, type WhyResult, type WhyWithout } from "../../report/index.ts";
import type { UnfinishedRun } from "../../runner/index.ts";
import { findRun, refuseFileOfRuns, type StoredRun } from "../../runs/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import { runsPlace } from "../finished/runs-place.ts";
import { findLive, matching } from "../live/find-live.ts";
import { reportRun } from "../play/report-run.ts";
import type { Settings } from "../settings.ts";
import { storyInJournal, type WrittenStory } from "./story-in-journal.ts";
import { Interrupted, type RunStory, type Surroundings, storyOf, storyUnder } from "./story-of.ts";
import { unknownOrder } from "./unknown-order.ts";
import type { WhyOptions } from "./why-program.ts";
import { withoutLimit } from "./without.ts";

/**
 * `timonel why [RUN] ORDER`: the story of an order, from what was recorded alone. Without a name it is about the run that
 * `timonel orders` shows: the one that goes on, else the last. @returns the exit code
 */
export async function whyCommand(
  options: WhyOptions,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { directory } = await runsPlace(options, settings);
  refuseFileOfRuns(directory);
  if (options.run !== "last" && matching(directory, options.run).length > 0) {
    const meant = findLive(directory, options.run, (run) => `timonel why ${run} ORDER`);
    return tellUnfinished(meant, options, terminal);
  }
  const named = findRun(directory, options.run ?? "last");
  if (named.kind !== "stored")
    throw new UserProblem({
      exitCode: 2,
      where: "command line",
      message: "a document by itself tells no orders",
      found: named.path,
      allowed: "a stored run",
      fix: "name a run of `timonel runs`",
    });
  const { run } = named;
  const around = { settings, terminal };
  const written =
    options.without === undefined ? storyInJournal(run.path, run.manifest.id, options.name) : undefined;
  const { currency } = run.manifest.headline;
  if (written !== undefined) return tellWritten(written, run.manifest.id, options, terminal, currency);
  try {
    const told = await storyOf(run, options.name, around);
    if (told.story === undefined) throw unknownOrder(run.manifest.id, options, told.range);
    const without =
      options.without === undefined
        ? undefined
        : await tellWithout(run, told, told.story, options.without, around);
    const { print, out } = terminal;
    if (options.json) print(JSON.stringify({ ...told.story, ...(without && { without }) }));
    else print(renderWhy(told.story, without, { ...out, currency }));
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode;
    throw error;
  }
}

/** A run that goes on, or waits to be taken up, tells what it has written. */
function tellUnfinished(
  { facts: { run }, directory }: UnfinishedRun,
  options: WhyOptions,
  terminal: Terminal,
): number {
  if (options.without !== undefined)
    throw new UserProblem({
      exitCode: 2,
      where: "command line",
      message: "what would have happened is told of a run that has ended: it is played once more",
      found: `--without ${options.without}`,
      allowed: "a stored run",
      fix: "leave --without out, name a stored run (timonel why last ORDER), or ask again when this one has ended",
    });
  if (options.run === undefined)
    terminal.note(
      `${run} is not finished, and this is of it; \`timonel why last\` asks the last one that ended`,
    );
  const written = storyInJournal(directory, run, options.name);
  if (written === undefined)
    throw new UserProblem({
      exitCode: 5,
      where: run,
      message: "nothing was decided in this run yet",
      fix: "ask again once `timonel orders` shows something",
    });
  return tellWritten(written, run, options, terminal);
}

function tellWritten(
  { story, range }: WrittenStory,
  run: string,
  options: WhyOptions,
  { print, out }: Terminal,
  currency?: string,
): number {
  if (story === undefined) throw unknownOrder(run, options, range);
  print(options.json ? JSON.stringify(story) : renderWhy(story, undefined, { ...out, currency }));
  return 0;
}

/** What would have happened: the run is played once more without the limit, and asked about the same moment. */
async function tellWithout(
  run: StoredRun,
  told: RunStory,
  story: WhyDocument,
  word: string,
  around: Surroundings,
): Promise<WhyWithout> {
  const { explanation, parents } = story;
  const { plan, limit, key } = withoutLimit(told.loaded.plan, word);
  if (explanation === null || explanation.kind === "close" || explanation.judgement === null)
    throw new UserProblem({
      exitCode: 2,
      where: "command line",
      message: "no limit was asked about this order: what only reduces is always allowed",
      found: `--without ${word}`,
      allowed: "an entry, or a signal that was refused",
      fix:
        parents[0] === undefined
          ? "leave --without out"
          : `ask about its entry: timonel why ${parents[0].order}`,
    });
  const { instrument, at, kind } = explanation;
  const moment = { kind: "moment", instrument, at, says: kind, nth: told.range.nth ?? 1 } as const;
  const instead = await storyUnder(run, told, plan, moment, around);
  const held = instead.outcome.trades.find(
    (trade) =>
      plan.instruments[trade.instrument]?.symbol === instrument &&
      trade.entryTime <= at &&
      at < trade.exitTime,
  );
  return {
    limit,
    key,
    story: instead.story ?? null,
    heldSince: instead.story === undefined ? (held?.entryTime ?? null) : null,
    before: resultOf(run, told),
    after: resultOf(run, instead),
  };
}

function resultOf({ manifest: { id, command } }: StoredRun, { loaded, outcome }: RunStory): WhyResult {
  const { account, metrics } = reportRun(loaded, outcome, { id, command, dataHash: "" });
  return {
    currency: account.currency,
    final: formatAmount(outcome.finalEquity),
    totalReturn: metrics.totalReturn,
    maxDrawdown: metrics.maxDrawdown,
    trades: metrics.trades,
    fees: amountToNumber(outcome.fees),
  };
}
