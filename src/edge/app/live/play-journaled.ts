import { hasJournal } from "../../journal/index.ts";
import { renderDay } from "../../report/index.ts";
import {
  changeText,
  finishLive,
  isToldDaily,
  journalOf,
  type LiveListener,
  type LiveRun,
  prepareLiveRun,
  type RunNote,
} from "../../runner/index.ts";
import { INTERRUPTED, onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { FinishedRun } from "../play/finished-run.ts";
import { configIn, hashFiles } from "../play/keep-run.ts";
import type { PaperTask, Telling } from "../play/paper-task.ts";
import { reportRun } from "../play/report-run.ts";
import { showResult } from "../play/show-result.ts";
import { programBuild } from "../program.ts";
import { alertPlanOf, webhookUrl } from "../watch/alert-sinks.ts";
import { openRunAlerts, type RunAlerts } from "../watch/run-alerts.ts";
import { type RunWatch, watchRun } from "../watch/run-watch.ts";
import { SnapshotKeeper } from "./keep-snapshots.ts";
import { AT_VENUE, factsOf, sessionOf } from "./live-order.ts";
import { openRunLogs, type RunLogs } from "./run-logs.ts";
import { openVenue, type RunVenue, VENUE_TRUTH } from "./run-venue.ts";
import { serveRun } from "./serve-run.ts";
import { type TakenRun, takeRun } from "./take-run.ts";

/** A run that an emergency ended: it traded as it was told, and did not come to its end. */
const REFUSED = 3;

/** Its process died between the end and the storing, or was ended by Ctrl-C a second time. */
const ENDED_BY = { data: "the end of its data", interrupt: "Ctrl-C", emergency: "an emergency" } as const;

const UNWAITED =
  "notice: with --speed max a venue that is a process of its own waits for nobody: its bars are over before orders come to it; choose a number, such as --speed 90000";

/** Plays a paper run that writes everything down, and takes one up that was left. @returns the exit code */
export async function playJournaled(task: PaperTask): Promise<number> {
  const { loaded, options, settings, terminal, invocation, say } = task;
  const runs = loaded.config.runs.directory;
  const facts = factsOf(loaded, task.id);
  const alerts = alertPlanOf(loaded.config);
  webhookUrl(alerts); // Refused before anything is written.
  // Whoever starts something that goes on for days reads them now, not in its report.
  for (const notice of loaded.config.notices) terminal.note(`notice: ${notice}`);
  if (!options.hasVenueProcess) noteUnwatched(loaded, terminal);
  else if (task.speed === "max") terminal.note(UNWAITED);
  const interrupt = onInterrupt(); // From here on there is something to put in order again.
  const taken = takeRun(runs, {
    facts,
    mode: options.hasVenueProcess ? AT_VENUE : "paper",
    symbols: loaded.plan.instruments.map(({ symbol }) => symbol),
    commandLine: invocation.argv,
    isFresh: options.isNew,
    onEmergency: {
      closes: loaded.config.emergency.closePositions,
      alerts,
      logs: loaded.config.logs,
    },
    configFor: (directory) => configIn(directory, loaded, task.id, []),
  });
  try {
    const telling = task.announce(taken.facts.run);
    if (!taken.isNew)
      say(`taking up ${taken.facts.run}, which was left unfinished (--new begins another one)`);
    const heard = { telling, interrupt: interrupt.signal };
    const { run, isEmergency } = await playLogged(task, taken, heard).finally(interrupt.release);
    say("");
    // Where it cannot be stored it stays where it is, and is stored by whoever takes it up.
    const onStored = (path: string): void => finishLive(taken, path, [VENUE_TRUTH]);
    await showResult(run, options, settings, terminal, invocation, onStored);
    if (isEmergency) return REFUSED;
    return run.isComplete ? 0 : INTERRUPTED;
  } finally {
    taken.release();
  }
}

/** A protection that is written down and does nothing is told. */
function noteUnwatched({ config: { emergency, riskLimits } }: LoadedRun, { note }: Terminal): void {
  const { maxApiLatency, maxErrorRate } = riskLimits.operational;
  const keys = [
    ...(emergency.disconnect.afterSeconds === null ? [] : ["emergency.disconnect"]),
    ...(maxApiLatency === null && maxErrorRate === null ? [] : ["risk_limits.operational"]),
  ];
  if (keys.length > 0)
    note(`notice: ${keys.join(" and ")} watch a venue that is a process of its own, and this run has none`);
}

type Resumed = Parameters<LiveListener["onResumed"]>[0];

interface Played {
  readonly run: FinishedRun;
  readonly isEmergency: boolean;
}

/** Plays, and tells the logs; they are written even where it fails. */
async function playLogged(
  task: PaperTask,
  taken: TakenRun,
  heard: Pick<Audience, "telling" | "interrupt">,
): Promise<Played> {
  const { loaded, speed, invocation, terminal } = task;
  const logs = await openRunLogs({
    id: taken.facts.run,
    mode: "paper",
    version: invocation.version,
    loaded,
    note: terminal.note,
  });
  const { configHash, dataHash } = taken.facts;
  const symbols = loaded.plan.instruments.map(({ symbol }) => symbol);
  const alerts = openRunAlerts(loaded, taken.facts.run, terminal, logs.write);
  logs.started({ mode: "paper", symbols, strategies: loaded.strategies, speed, configHash, dataHash });
  try {
    const played = await play(task, taken, { ...heard, logs, alerts });
    logs.ended(played.run, played.isEmergency);
    return played;
  } catch (error) {
    logs.failed(error);
    alerts.failed(error);
    throw error;
  } finally {
    await alerts.close();
    await logs.close();
  }
}

/** Who hears of a run while it goes on, and whether a person has asked for its end. */
interface Audience {
  readonly telling: Telling;
  readonly logs: RunLogs;
  readonly alerts: RunAlerts;
  readonly interrupt: AbortSignal;
}

/** What plays a run: the thread that trades, who watches over it, and its venue, if it has one of its own. */
interface Players {
  readonly thread: LiveRun;
  readonly watch: RunWatch;
  readonly venue: RunVenue | undefined;
}

/** Whatever goes wrong before it plays, the thread and its watch end: else this process would stay for them. */
async function play(task: PaperTask, taken: TakenRun, audience: Audience): Promise<Played> {
  const { loaded, speed, options } = task;
  const thread = prepareLiveRun();
  const watch = watchRun(loaded.config, thread, audience.alerts);
  let venue: RunVenue | undefined;
  try {
    if (options.hasVenueProcess) venue = await openVenue(loaded, taken, speed, thread, watch);
    return await playWith({ thread, watch, venue }, task, taken, audience);
  } finally {
    watch.stop();
    thread.discard();
    const hasBegun = !taken.isNew || hasJournal(journalOf(taken.directory));
    if (hasBegun) venue?.close();
    else await venue?.stop(); // Its run is as if it had never been: nobody would find it again.
  }
}

async function playWith(
  { thread, watch, venue }: Players,
  { loaded, speed, options, settings, terminal, invocation, say }: PaperTask,
  { facts, directory, isNew, epoch: taken }: TakenRun,
  { telling, logs, alerts, interrupt }: Audience,
): Promise<Played> {
  const epoch = venue?.epoch ?? taken;
  const shared = { isNew, statusEveryMs: telling.statusEveryMs, stops: true, daily: isToldDaily(speed) };
  const { stops, daily } = shared;
  const snapshots = new SnapshotKeeper({
    ...{ directory, settings, wants: { stops, daily } },
    every: venue === undefined ? 0 : loaded.config.runs.snapshotRecords,
    kept: logs.snapshotKept,
    failed: logs.snapshotFailed,
  });
  const startedAt = performance.now();
  const server = await serveRun(thread, {
    ...{ id: facts.run, mode: "paper", directory },
    alerts: alerts.lines,
    onCommand: (command) => {
      watch.commanded(command);
      if (command.do === "resume") venue?.resumed();
    },
  });
  try {
    const working = thread.work(
      {
        plan: loaded.plan,
        facts,
        session: sessionOf(loaded, invocation.version, epoch),
        journal: journalOf(directory),
        build: programBuild(),
        journalThread: loaded.config.runs.journalThread,
        task: venue === undefined ? { kind: "play", speed, ...shared } : { kind: "trade", ...shared },
      },
      {
        heartbeatMs: settings.heartbeatSeconds * 1_000,
        onProgress: (bars) => terminal.progress(bars, loaded.bars, performance.now() - startedAt),
        signal: interrupt,
      },
      {
        onReport: (report) => {
          telling.onReport(report);
          logs.onReport(report);
          alerts.onReport(report);
        },
        onNote: (note: RunNote) => {
          logs.onNote(note);
          alerts.onNote(note);
          // What the whole run came to is in its report.
          if (note.kind === "day" && !note.facts.whole)
            say(
              renderDay(
                { ...note.facts, currency: loaded.config.account.currency },
                options.json ? terminal.err : terminal.out,
              ),
            );
        },
        onTrading: (after) => {
          venue?.begin(after);
          snapshots.begin();
        },
        onSend: (request) => venue?.send(request),
        onLastResort: (request) => venue?.lastResort(request),
        onResumed: (resumed) => {
          const { remembered, passedOver, changed, strategies, endedBy } = resumed;
          logs.onResumed(resumed);
          alerts.onResumed(resumed);
          snapshots.resumed(remembered);
          if (passedOver !== undefined) say(`its snapshot is passed over: ${passedOver}`);
          say(whereItStands(resumed));
          for (const one of strategies)
            say(`notice: ${changeText(one)}: it is not asked about the past, and decides from here on`);
          if (endedBy !== undefined)
            say(
              `${facts.run} was ended there by ${ENDED_BY[endedBy]} and not stored: it is stored now, and does not go on (--new begins another one)`,
            );
          if (changed > 0)
            say(
              `warning: ${changed} answers of strategies would be others now; what was written holds. A strategy must depend on closed data, its parameters and its state only`,
            );
        },
      },
    );
    const data = hashFiles(loaded); // While it plays.
    const ended = await working;
    watch.stop(); // A venue that ends is no silent one.
    if (ended.kind !== "done") throw new Error("a run that was played was verified");
    await venue?.stop(); // The run has come to its end.
    const { outcome, emergency } = ended;
    const report = reportRun(loaded, outcome, { id: facts.run, command: "run", dataHash: facts.dataHash });
    const run = { report, loaded, outcome, isComplete: outcome.isComplete, data };
    return { run, isEmergency: emergency !== undefined };
  } finally {
    terminal.endProgress();
    snapshots.close();
    await server.close();
  }
}

function whereItStands({ remembered, replayed, at }: Resumed): string {
  const behind = remembered === 0 ? "" : ` behind its snapshot of the first ${remembered}`;
  return `${replayed} records later${behind} it stands at ${new Date(at).toISOString()}`;
}
