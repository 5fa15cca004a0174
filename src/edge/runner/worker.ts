import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import { StrategyFault } from "../../core/strategy/index.ts";
import {
  createJournal,
  createThreadedJournal,
  type Journal,
  type JournalFacts,
  JournalFull,
  lastSequenceIn,
  openJournal,
  openReserve,
  openThreadedJournal,
  type Reserve,
  readJournal,
} from "../journal/index.ts";
import { UserProblem } from "../problem/index.ts";
import { boardOn, importSealed, poisonRealm, printAtOnce, reportOf } from "../research/index.ts";
import type { RunnerParts } from "./assemble-run.ts";
import type { RunnerAnswer, RunnerEnding, RunnerMail, RunnerOrder } from "./messages.ts";
import { OldJournal, snapshotFile } from "./old-journal.ts";
import type { OldRecord } from "./old-records.ts";
import { encodeRecord } from "./record.ts";
import { ReplayDiffers } from "./run-log.ts";
import { refuseSnapshot, type SnapshotAhead, Unkeepable, writeSnapshot } from "./run-snapshot.ts";
import { Runner } from "./runner.ts";
import { venueName } from "./sent-orders.ts";
import { SnapshotMaker } from "./snapshot-maker.ts";
import { VenueAftermath } from "./venue-aftermath.ts";
import { VenueRunner } from "./venue-runner.ts";

const tell = (answer: RunnerAnswer): void => parentPort?.postMessage(answer);

/** The thread of a run: it reads and writes the journal, plays, and looks into its mail between two moments. */
async function work(order: RunnerOrder): Promise<RunnerEnding> {
  const board = boardOn(order.board);
  // By another thread: who reads it may have stopped (Ctrl-S), and what trades must not stop with them.
  printAtOnce((text) => tell({ kind: "printed", text }));
  const now = performance.now.bind(performance); // Kept for the pace; the engine cannot reach it.
  let journal: Journal | undefined;
  let reserve: Reserve | undefined;
  let isWhole = false;
  try {
    const opened = await open(order);
    journal = opened.journal;
    if (order.task.kind === "trade") reserve = openReserve(order.journal); // While there is room.
    poisonRealm(); // Before the strategies load: a `const now = Date.now` of theirs must not escape it.
    const strategies = await importSealed(order.plan);
    if (!Array.isArray(strategies)) return { kind: "fault", fault: strategies };
    board.start(); // Before the first line of a strategy's own code: its indicators may hang as well.
    const { written, ...old } = opened;
    const parts = { order, board, strategies, ...old, reserve, now, tell, nextMail };
    const ending = play(parts, written);
    isWhole = true;
    journal?.close(); // Before anybody hears that it has ended.
    return ending;
  } catch (error) {
    return endingOf(error);
  } finally {
    if (!isWhole) closeQuietly(journal);
    reserve?.close();
  }
}

/** A snapshot that leads elsewhere than the journal does is put aside, and the whole is walked. */
function play(parts: RunnerParts, written: OldJournal | undefined): RunnerEnding {
  if (parts.snapshot === undefined) return playOnce(parts, written);
  const stage = { isTakenUp: false };
  const listening = (answer: RunnerAnswer): void => {
    stage.isTakenUp ||= answer.kind === "resumed"; // From here on it is the run that fails.
    parts.tell(answer);
  };
  try {
    return playOnce({ ...parts, tell: listening }, written);
  } catch (error) {
    if (stage.isTakenUp || error instanceof Unkeepable || error instanceof UserProblem) throw error;
    const passedOver = refuseSnapshot(snapshotFile(parts.order.journal), error);
    const whole = new OldJournal(parts.order, passedOver);
    return playOnce({ ...parts, snapshot: undefined, passedOver, old: whole.records() }, whole);
  }
}

const playOnce = (parts: RunnerParts, written: OldJournal | undefined): RunnerEnding =>
  parts.order.task.kind === "snapshot" && written !== undefined
    ? keepSnapshot(parts, written)
    : runnerOf(parts).work();

function runnerOf(parts: RunnerParts): { work(): RunnerEnding } {
  const { task, facts } = parts.order;
  if (task.kind === "trade") return new VenueRunner(parts, venueName(facts.run));
  if (task.kind === "aftermath") return new VenueAftermath(parts, venueName(facts.run), task);
  return new Runner(parts);
}

function keepSnapshot(parts: RunnerParts, written: OldJournal): RunnerEnding {
  const { journal, facts } = parts.order;
  const maker = new SnapshotMaker(parts, venueName(facts.run), written, lastSequenceIn(journal));
  return maker.work((snapshot) => writeSnapshot(snapshotFile(journal), snapshot));
}

/** The journal to write to, and what it held before. */
async function open(order: RunnerOrder): Promise<{
  readonly journal: Journal | undefined;
  readonly old: Iterable<OldRecord>;
  readonly snapshot?: SnapshotAhead | undefined;
  readonly passedOver?: string | undefined;
  readonly written?: OldJournal;
}> {
  const { journal: directory, facts, session, task, journalThread } = order;
  if (task.kind === "verify") return { journal: undefined, old: readJournal(directory) };
  if (task.kind === "snapshot") return { journal: undefined, ...oldOf(order) };
  const isClosed = task.kind === "emergency" || task.kind === "aftermath";
  const isNew = !isClosed && task.isNew;
  const begun = { run: facts.run, build: session.version };
  // What has only to be closed is written by this thread as well: nothing waits for it, and one fewer has to start.
  const isDirect = journalThread === "trading" || isClosed;
  const journal = await (isDirect ? directJournal : threadedJournal)(directory, isNew ? begun : undefined);
  const before = isNew ? { old: [] } : oldOf(order);
  journal.append(encodeRecord({ kind: "entered", session }));
  return { journal, ...before };
}

function oldOf(order: RunnerOrder) {
  const written = new OldJournal(order);
  const { snapshot, passedOver } = written;
  return { old: written.records(), snapshot, passedOver, written };
}

/** `begun`: of a journal that begins; undefined continues one. */
const directJournal = (directory: string, begun: JournalFacts | undefined): Journal =>
  begun === undefined ? openJournal(directory).journal : createJournal(directory, begun);

const threadedJournal = async (directory: string, begun: JournalFacts | undefined): Promise<Journal> =>
  begun === undefined
    ? (await openThreadedJournal(directory)).journal
    : createThreadedJournal(directory, begun);

function endingOf(error: unknown): RunnerEnding {
  if (error instanceof ReplayDiffers) {
    const { difference, strategies } = error;
    return { kind: "differs", difference, strategies };
  }
  if (error instanceof UserProblem) return { kind: "problem", details: error.details };
  if (error instanceof Unkeepable) return { kind: "unkeepable", found: error.message };
  if (error instanceof StrategyFault) return { kind: "fault", fault: reportOf(error) };
  throw error;
}

/** After an error that is told already: what was durable stays so. */
function closeQuietly(journal: Journal | undefined): void {
  try {
    journal?.close();
  } catch (error) {
    if (!(error instanceof JournalFull)) throw error;
  }
}

/** What came while the strategies were being loaded: a port that has been listened to keeps nothing by itself. */
const early: RunnerMail[] = [];

function nextMail(): RunnerMail | undefined {
  const waiting = early.shift();
  if (waiting !== undefined) return waiting;
  const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
  return received?.message as RunnerMail | undefined; // Only our own main thread writes to it.
}

parentPort?.once("message", (order: RunnerOrder) => {
  parentPort?.on("message", (mail: RunnerMail) => early.push(mail));
  work(order).then(tell, (error: unknown) => tell({ kind: "broken", error }));
});
