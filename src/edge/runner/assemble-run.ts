import type { Assembly } from "../../core/backtest/index.ts";
import { Sha256 } from "../../core/base/index.ts";
import type { Outbox } from "../../core/domain/index.ts";
import { bothListeners } from "../../core/engine/index.ts";
import type { Strategy } from "../../core/strategy/index.ts";
import { type StoryRecord, StoryRecorder } from "../../core/views/index.ts";
import type { Journal, Reserve } from "../journal/index.ts";
import { assemble, type Board, StopRecorder, statusFacts } from "../research/index.ts";
import { DayTally } from "./day-tally.ts";
import { type AnswerPolicy, KeptAnswers } from "./kept-answers.ts";
import type { RunnerAnswer, RunnerMail, RunnerOrder, RunnerTask, RunView } from "./messages.ts";
import { NotedRun } from "./noted-run.ts";
import { NoteQueue } from "./notes.ts";
import type { OldRecord } from "./old-records.ts";
import { RunLog } from "./run-log.ts";
import type { SnapshotAhead } from "./run-snapshot.ts";
import { tradeRows, WatchedRecorder } from "./watched-run.ts";

/** What a runner needs of its thread. */
export interface RunnerParts {
  readonly order: RunnerOrder;
  readonly board: Board;
  readonly strategies: readonly Strategy[];
  /** Undefined: nothing is written. */
  readonly journal: Journal | undefined;
  /** Where cancels are noted when the journal takes nothing any more; undefined: nothing leaves then. */
  readonly reserve?: Reserve | undefined;
  /** What was written before; with a snapshot, what came after it. */
  readonly old: Iterable<OldRecord>;
  /** Of a run at a venue: what it was before that. */
  readonly snapshot?: SnapshotAhead | undefined;
  /** Why a snapshot that is there is not used. */
  readonly passedOver?: string | undefined;
  /** Wall clock in milliseconds, monotone. */
  now(): number;
  tell(answer: RunnerAnswer): void;
  /** What came in and was not read yet; undefined: nothing. */
  nextMail(): RunnerMail | undefined;
}

/** The parts of a run that writes down what comes in and what it decides. */
export interface WrittenRun {
  readonly assembly: Assembly;
  readonly log: RunLog;
  readonly answers: KeptAnswers;
  readonly recorder: WatchedRecorder;
  readonly stops: StopRecorder | undefined;
  /** What its logs are told. */
  readonly noted: NotedRun;
  /** In account currency, before anything was traded. */
  readonly initialEquity: number;
  /** How it stands, for whoever looks. */
  status(running: boolean): RunView["status"];
  view(): RunView;
}

/**
 * `venue`: where the engine trades; undefined: on the simulated exchange in this process.
 * @throws StrategyFault when a strategy cannot make its indicators
 */
export function assembleRun(parts: RunnerParts, venue?: (log: RunLog) => Outbox): WrittenRun {
  const { order, board, strategies, journal, old, tell } = parts;
  const { plan, task } = order;
  const log = new RunLog(old, journal, parts.snapshot?.session);
  const answers = new KeptAnswers(log, policyFor(order, log));
  const wantsStops = isPlayed(task) && task.stops;
  const stops = wantsStops ? new StopRecorder() : undefined;
  const notes = new NoteQueue(parts.now, (told) => tell({ kind: "notes", notes: told }));
  const noted = new NotedRun(notes, new DayTally(isPlayed(task) && task.daily), () => log.isReplaying);
  const recorder = new WatchedRecorder(
    (report) => {
      if (log.isReplaying) return;
      notes.flush(); // What led to it comes first.
      tell({ kind: "live", report });
    },
    stops,
    (line) => log.writeText(`D${line}`),
    canBeSnapshot(order) ? new Sha256() : undefined,
  );
  const write = (story: StoryRecord): void => log.writeStory(story);
  const stories = task.kind === "verify" ? undefined : new StoryRecorder(write, () => !log.isReplaying);
  const told = stories === undefined ? recorder : bothListeners(recorder, stories);
  const heard = task.kind === "verify" ? told : bothListeners(told, noted);
  // What is walked again was explained then.
  const listener = stories === undefined ? heard : { ...heard, wantsExplained: () => log.wantsStory };
  const assembly = assemble(plan, strategies, listener, board.deciding, answers, venue?.(log));
  noted.begin(assembly);
  const { engine } = assembly;
  const { currency, balance: initial } = plan.account;
  const status = (running: boolean): RunView["status"] =>
    statusFacts(engine, { currency, initial, ordersPlaced: recorder.ordersPlaced, running });
  return {
    assembly,
    log,
    answers,
    recorder,
    stops,
    noted,
    initialEquity: engine.equity,
    status,
    view: () => ({
      status: status(true),
      orders: recorder.orders(),
      trades: tradeRows(engine.portfolio.trades, plan.instruments),
    }),
  };
}

/** What its decision hash has come to can be written down then. */
const canBeSnapshot = ({ facts, task }: RunnerOrder): boolean =>
  facts.venue === true && task.kind !== "verify";

type PlayedTask = Extract<RunnerTask, { kind: "play" | "trade" | "snapshot" }>;
const isPlayed = (task: RunnerTask): task is PlayedTask =>
  task.kind === "play" || task.kind === "trade" || task.kind === "snapshot";

function policyFor({ task, session }: RunnerOrder, log: RunLog): AnswerPolicy {
  if (task.kind === "verify") return { kind: "verify" };
  if (task.kind === "emergency" || task.kind === "aftermath") return { kind: "silence" };
  const hashIn = (strategies: typeof session.strategies | undefined, symbol: string): string | undefined =>
    strategies?.find((one) => one.symbol === symbol)?.sha256;
  return {
    kind: "recover",
    isSame: (symbol) => hashIn(session.strategies, symbol) === hashIn(log.session?.strategies, symbol),
  };
}
