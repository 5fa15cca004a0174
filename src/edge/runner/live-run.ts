import { Worker } from "node:worker_threads";
import { UserProblem } from "../problem/index.ts";
import type { Board, LiveReport, TalkOptions } from "../research/index.ts";
import { type ChangedStrategy, changeText } from "./changed-strategies.ts";
import type { RunnerAnswer, RunnerEnding, RunnerMail, RunnerOrder, RunView } from "./messages.ts";
import type { RunNote } from "./notes.ts";
import type { CommandResult } from "./paper-run.ts";
import type { Command } from "./record.ts";
import type { LastResort, Outgoing, VenueMail } from "./venue-messages.ts";

/** What a run tells while it goes. */
export interface LiveListener {
  onReport(report: LiveReport): void;
  /** For its logs. */
  onNote?(note: RunNote): void;
  /** A run at a venue stands where its journal ends, and wants to hear everything after that number. */
  onTrading?(after: number): void;
  /** What has to leave for the venue. */
  onSend?(request: Outgoing): void;
  /** The same, where nothing can be written down any more. */
  onLastResort?(request: LastResort): void;
  /** It was taken up where it was left: so many records later, at this moment of the data. */
  onResumed(resumed: Extract<RunnerAnswer, { kind: "resumed" }>): void;
}

/** A thread that is already starting, so that it boots while the caller reads the data. */
export interface LiveRun {
  /**
   * Does what the order says. @throws UserProblem, exit 2 for a strategy that never returns or breaks its contract at
   * once, exit 5 where what was written is damaged, leads elsewhere now, or cannot be continued
   */
  work(order: Omit<RunnerOrder, "board">, options: TalkOptions, listener?: LiveListener): Promise<Ended>;
  /** Asks it to do something. Never settles where the thread hangs: whoever asks sets a limit. */
  command(command: Command): Promise<CommandResult>;
  look(): Promise<RunView>;
  /** Signs of life of the thread; undefined before it has its order. To ask takes the lag that was noted. */
  vitals(): Vitals | undefined;
  /** Hands it what came from the venue. */
  hear(mail: VenueMail): void;
  discard(): void;
}

/** What the thread that trades shows of itself, also while a strategy hangs in it. */
export interface Vitals {
  readonly isStarted: boolean;
  /** Changes as long as it lives. */
  readonly pulse: number;
  /** The longest that it looked at nothing new since this was last asked, milliseconds. */
  readonly lagMs: number;
}

/** How it ended, where that is no problem. */
export type Ended = Extract<RunnerEnding, { kind: "done" | "verified" | "kept" | "unkeepable" }>;

export function prepareLiveRun(): LiveRun {
  const worker = new Worker(new URL("./worker.js", import.meta.url));
  const waiting = new Map<number, (answer: RunnerAnswer) => void>();
  let refs = 0;
  let board: Board | undefined;
  const ask = (mailOf: (ref: number) => RunnerMail): Promise<RunnerAnswer> =>
    new Promise((resolve) => {
      refs++;
      waiting.set(refs, resolve);
      worker.postMessage(mailOf(refs));
      board?.noteMail();
    });
  return {
    work: async (order, options, listener) => {
      // Loaded while the thread boots: commands about a run come through this room, and need none of it.
      const { boardOn, supervise } = await research();
      const ending = await supervise<RunnerAnswer, RunnerEnding>(worker, [order.plan], options, {
        orderOn: (shared) => {
          board = boardOn(shared);
          return { ...order, board: shared };
        },
        endingOf: (answer) => {
          switch (answer.kind) {
            case "live":
              listener?.onReport(answer.report);
              return undefined;
            case "notes":
              for (const note of answer.notes) listener?.onNote?.(note);
              return undefined;
            case "resumed":
              listener?.onResumed(answer);
              return undefined;
            case "trading":
              listener?.onTrading?.(answer.after);
              return undefined;
            case "send":
              listener?.onSend?.(answer.request);
              return undefined;
            case "last resort":
              listener?.onLastResort?.(answer.request);
              return undefined;
            case "printed":
              console.error(answer.text.replace(/\n$/, "")); // Where what it prints here goes as well.
              return undefined;
            case "obeyed":
            case "seen":
              waiting.get(answer.ref)?.(answer);
              waiting.delete(answer.ref);
              return undefined;
            case "done":
            case "verified":
            case "kept":
            case "unkeepable":
            case "differs":
            case "problem":
            case "fault":
            case "broken":
              return answer;
          }
        },
      });
      return endedOf(ending, order);
    },
    command: async (command) => {
      const answer = await ask((ref) => ({ kind: "command", ref, command }));
      return (answer as Extract<RunnerAnswer, { kind: "obeyed" }>).result; // Its own answer, by the reference.
    },
    look: async () => {
      const answer = await ask((ref) => ({ kind: "look", ref }));
      return (answer as Extract<RunnerAnswer, { kind: "seen" }>).view; // As above.
    },
    vitals: () => board && { isStarted: board.isStarted, pulse: board.pulse, lagMs: board.takeLag() },
    hear: (mail) => {
      worker.postMessage(mail);
      board?.noteMail();
    },
    discard: () => void worker.terminate(),
  };
}

const research = () => import("../research/index.ts");

/** @throws UserProblem where it is no end but a problem */
async function endedOf(ending: RunnerEnding, { plan, journal }: Omit<RunnerOrder, "board">): Promise<Ended> {
  switch (ending.kind) {
    case "done":
    case "verified":
    case "kept":
    case "unkeepable":
      return ending;
    case "fault": {
      const { fault } = ending;
      const { faultText, strategyProblem } = await research();
      const run = plan.runs.find(({ source }) => source.name === fault.strategy);
      throw run === undefined
        ? new Error(faultText(fault, plan.runs))
        : strategyProblem(fault, run.source.url);
    }
    case "differs": {
      const { sequence, written, now } = ending.difference;
      if (ending.strategies.length > 0)
        throw unlikeBefore(ending.strategies, `${journal}, record ${sequence}`);
      throw new UserProblem({
        exitCode: 5,
        where: `${journal}, record ${sequence}`,
        message: "the run cannot be taken up: what was written does not follow any more",
        found: now === undefined ? "nothing" : short(now),
        allowed: short(written),
        fix: "bring back the data, the config and the version of this program that wrote it, or begin anew with --new",
      });
    }
    case "problem":
      throw new UserProblem(ending.details);
    case "broken":
      throw ending.error;
  }
}

/** What the old ones answered stands in the journal, and nothing of it fits these. */
const unlikeBefore = (strategies: readonly ChangedStrategy[], where: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message: `the run cannot be taken up: ${strategies.map(changeText).join("; ")}, and what was written does not follow from that`,
    found: strategies.map(({ is }) => is).join(", "),
    allowed: `${strategies.map(({ was }) => was).join(", ")}, with the callbacks and timers that it had`,
    fix: "bring back the strategy as it was, its name first of all, or begin anew with --new",
  });

const SHOWN_MAX = 200;
const short = (text: string): string => (text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`);
