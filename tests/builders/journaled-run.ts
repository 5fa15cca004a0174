/** A run that writes everything down, in this process: the real engine, hand-made bars, records in memory. */
import { createHash } from "node:crypto";
import { amount } from "../../src/core/base/index.ts";
import type { Instrument } from "../../src/core/domain/index.ts";
import type { Strategy } from "../../src/core/strategy/index.ts";
import type { Journal } from "../../src/edge/journal/index.ts";
import { type Board, boardOn, type RunPlan } from "../../src/edge/research/index.ts";
import type { RunnerAnswer, RunnerEnding, RunnerMail, RunnerTask } from "../../src/edge/runner/messages.ts";
import { type Command, encodeRecord, type RunSession } from "../../src/edge/runner/record.ts";
import { Runner } from "../../src/edge/runner/runner.ts";
import { closes, columns } from "./bars.ts";
import { fillModel } from "./fill-model.ts";
import { HOUR, listed, perpetual } from "./instrument.ts";
import { type Script, scripted } from "./script.ts";
import { type RiskTerms, riskSettings } from "./settings.ts";

export interface Traded {
  readonly instrument: Instrument;
  readonly bars: readonly string[];
  readonly strategy: Strategy;
  /** Changed with the code of the strategy. */
  readonly code?: string;
  /** Limits, of the whole run; none unless a test says otherwise. */
  readonly risk?: RiskTerms;
  /** Who decides about openings, of the whole run; the strategies unless a test says otherwise. */
  readonly automation?: RunPlan["automation"];
}

/** Twelve hours at 100, and what is wanted at the close of each of them, counted from 1. */
export const inStillMarket = (wants: Script, symbol?: string): Traded => ({
  instrument: perpetual(symbol === undefined ? {} : { symbol }),
  bars: closes(100, ...Array.from({ length: 11 }, () => 100)),
  strategy: scripted(wants, symbol === undefined ? "once" : `trades-${symbol.slice(0, 3).toLowerCase()}`),
});

/** A command, and after how many moments it is given. */
export interface Given {
  readonly after: number;
  readonly command: Omit<Command, "by">;
}

export interface Played {
  readonly records: readonly string[];
  readonly ending: RunnerEnding;
  readonly told: readonly RunnerAnswer[];
  /** Decision hash that it came to. */
  readonly hash: string;
  /** So many records there were when somebody looked. */
  readonly lookedAt: number | undefined;
}

/** So fast that the thread waits for every bar, and looks into its mail. */
const SPEED = HOUR / 20;

export const PLAY: Extract<RunnerTask, { kind: "play" }> = {
  kind: "play",
  isNew: true,
  speed: SPEED,
  statusEveryMs: 1e9,
  stops: false,
  daily: false,
};

/** Takes up what `old` holds, and goes on as the task says. */
export function playJournaled(
  lines: readonly Traded[],
  old: readonly string[],
  {
    task = PLAY,
    given = [],
    stopAfter = Number.POSITIVE_INFINITY,
    looks = false,
    venue = false,
  }: {
    readonly task?: RunnerTask;
    readonly given?: readonly Given[];
    /** So many moments until it is interrupted. */
    readonly stopAfter?: number;
    /** Somebody looks at it before it is interrupted. */
    readonly looks?: boolean;
    /** What `old` holds was written at a venue. */
    readonly venue?: boolean;
  } = {},
): Played {
  const plan = planOf(lines);
  const records = [...old];
  const session = sessionOf(lines, plan);
  if (task.kind !== "verify") records.push(encodeRecord({ kind: "entered", session }));
  let clock = 0;
  const board: Board = boardOn(new SharedArrayBuffer(64));
  board.sleep = (ms) => {
    clock += ms;
    if (momentsIn(records) >= stopAfter) board.askStop();
  };
  const told: RunnerAnswer[] = [];
  const waiting = [...given];
  let lookedAt: number | undefined;
  const runner = new Runner({
    order: {
      plan,
      board: new SharedArrayBuffer(64),
      facts: {
        schema: "timonel.run-journal/1",
        run: "run",
        configHash: "config",
        dataHash: "data",
        ...(venue && { venue }),
      },
      session,
      journal: "",
      task,
    },
    board,
    strategies: lines.map(({ strategy }) => strategy),
    journal: task.kind === "verify" ? undefined : journalInto(records),
    old: old.map((record, i) => ({ sequence: i + 1, record })),
    now: () => clock,
    tell: (answer) => told.push(answer),
    nextMail: (): RunnerMail | undefined => {
      if (looks && lookedAt === undefined && momentsIn(records) >= stopAfter) {
        lookedAt = records.length;
        return { kind: "look", ref: told.length };
      }
      const [next] = waiting;
      if (next === undefined || momentsIn(records) < next.after) return undefined;
      waiting.shift();
      return { kind: "command", ref: told.length, command: { by: "test", ...next.command } };
    },
  });
  const ending = runner.work();
  const hash =
    ending.kind === "done" ? ending.outcome.hash : ending.kind === "verified" ? ending.verification.hash : "";
  return { records, ending, told, hash, lookedAt };
}

const momentsIn = (records: readonly string[]): number =>
  records.reduce((count, record) => count + (record.startsWith("M") ? 1 : 0), 0);

export const inputsAndDecisions = (records: readonly string[]): readonly string[] =>
  records.filter((record) => !record.startsWith("E"));

export function sessionOf(lines: readonly Traded[], plan: RunPlan, epoch = 1): RunSession {
  return {
    epoch,
    at: 0,
    version: "1",
    strategies: plan.runs.map(({ source, instrument }, i) => ({
      symbol: plan.instruments[instrument]?.symbol ?? "",
      name: source.name,
      sha256: createHash("sha256")
        .update(lines[i]?.code ?? "code")
        .digest("hex"),
    })),
  };
}

export function journalInto(records: string[]): Journal {
  return {
    get lastSequence() {
      return records.length;
    },
    get durableSequence() {
      return records.length;
    },
    shortage: undefined,
    append: (record) => records.push(record),
    commit: () => undefined,
    flush: () => undefined,
    close: () => undefined,
  };
}

export function planOf(lines: readonly Traded[]): RunPlan {
  const instruments = listed(lines.map(({ instrument }) => instrument));
  const idOf = (symbol: string) => instruments.findIndex((one) => one.symbol === symbol);
  const ids = lines.map(({ instrument }) => idOf(instrument.symbol) as Instrument["id"]);
  return {
    instruments,
    series: lines.map(({ bars }, i) => ({
      instrument: ids[i] as Instrument["id"], // One each.
      intervalMs: HOUR,
      columns: columns(bars),
    })),
    longer: [],
    runs: lines.map(({ strategy }, i) => ({
      source: { name: strategy.name, url: `file:///${strategy.name}.mjs` },
      params: {},
      instrument: ids[i] as Instrument["id"],
      series: i,
      signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY },
      needsAtr: false,
    })),
    account: { currency: "USDT", balance: amount("100000") },
    risk: riskSettings(instruments.length, lines[0]?.risk),
    fills: fillModel({ slippageBps: 1 }),
    automation: lines[0]?.automation,
    onFault: "stop strategy",
  };
}
