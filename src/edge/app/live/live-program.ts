import type { Command } from "commander";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";
import type { StoreOptions } from "../finished/runs-program.ts";

/** Verbs that speak to a run, or look at one. */
const LIVE_VERBS = [
  ...["status", "positions", "orders", "trades"],
  ...["halt", "resume", "flatten", "emergency", "start", "stop", "approve", "reject", "replay"],
] as const;
export type LiveVerb =
  | "status"
  | "positions"
  | "orders"
  | "trades"
  | "halt"
  | "resume"
  | "flatten"
  | "emergency"
  | "start"
  | "stop"
  | "approve"
  | "reject"
  | "replay";

export interface LiveOptions extends StoreOptions {
  /** The run that is meant; undefined: the one that goes on. */
  readonly run: string | undefined;
  /** `flatten`, `start`, `stop`: undefined means all. */
  readonly symbol: string | undefined;
  /** `approve`, `reject`: undefined means the only one that waits. */
  readonly approval: number | undefined;
  /** `stop --all`. */
  readonly all: boolean;
  /** `emergency --keep-positions`. */
  readonly keepsPositions: boolean;
  /** `replay --verify`. */
  readonly verify: boolean;
  /** `replay --export FILE`. */
  readonly exportTo: string | undefined;
}

type Choose = (verb: LiveVerb, values: RawOptions, words: readonly string[]) => void;

interface VerbText {
  readonly description: string;
  readonly argument?: readonly [term: string, description: string];
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly examples: readonly string[];
}

const RUN_OPTION = [
  "--run <run>",
  "which run, where several go on: its id, its beginning or its last part",
] as const;
const RUN_WORD = [
  "[run]",
  "its id, its beginning or its last part, or a path (default: the one that goes on, else the last)",
] as const;

const WAITING_WORD = ["[id]", "its number in `timonel status` (default: the only one that waits)"] as const;

const VERBS: Readonly<Record<LiveVerb, VerbText>> = {
  status: {
    description: "how a run stands: capital, positions, what stops it",
    argument: RUN_WORD,
    examples: ["  timonel status", "  timonel status --json"],
  },
  positions: {
    description: "what a run holds",
    argument: RUN_WORD,
    examples: ["  timonel positions"],
  },
  orders: {
    description: "orders of a run: those that work, then the latest that ended",
    argument: RUN_WORD,
    examples: ["  timonel orders"],
  },
  trades: {
    description: "trades of a run, latest first",
    argument: RUN_WORD,
    examples: ["  timonel trades", "  timonel trades last --json"],
  },
  halt: {
    description: "no new risk from now on; what is held stays protected",
    options: [RUN_OPTION],
    examples: ["  timonel halt"],
  },
  resume: {
    description: "lift a halt, a drawdown latch, or the latch of an emergency",
    options: [RUN_OPTION],
    examples: ["  timonel resume"],
  },
  flatten: {
    description: "leave every position, or that of one symbol, at the market",
    argument: ["[symbol]", "only this one: BTC/USDT"],
    options: [RUN_OPTION],
    examples: ["  timonel flatten", "  timonel flatten BTC/USDT"],
  },
  emergency: {
    description:
      "halt, cancel, flatten, verify that nothing is left, end every run, latch; works without them too",
    options: [["--keep-positions", "close nothing: positions stay, with their protection"]],
    examples: ["  timonel emergency", "  timonel emergency --json"],
  },
  start: {
    description: "let the strategy of a symbol trade again",
    argument: ["<symbol>", "BTC/USDT"],
    options: [RUN_OPTION],
    examples: ["  timonel start BTC/USDT"],
  },
  stop: {
    description: "ask the strategy of a symbol no more; its position stays, and stays protected",
    argument: ["[symbol]", "BTC/USDT; or --all"],
    options: [["--all", "all symbols"], RUN_OPTION],
    examples: ["  timonel stop BTC/USDT", "  timonel stop --all"],
  },
  approve: {
    description: "let an opening go to risk that waits for a person (automation.level: semi)",
    argument: WAITING_WORD,
    options: [RUN_OPTION],
    examples: ["  timonel approve", "  timonel approve 3"],
  },
  reject: {
    description: "say no to an opening that waits for a person",
    argument: WAITING_WORD,
    options: [RUN_OPTION],
    examples: ["  timonel reject", "  timonel reject 3"],
  },
  replay: {
    description: "walk the journal of a run again",
    argument: ["[run]", "an id, its beginning, its last part, last, or a path (default: last)"],
    options: [
      ["--verify", "ask the strategies again, and compare every decision and the final hash"],
      ["--export <file>", "only write its records to a file, one JSON object a line"],
    ],
    examples: ["  timonel replay last --verify", "  timonel replay last --export journal.jsonl"],
  },
};

/** Declares the verbs about runs that go on. */
export function addLiveVerbs(
  root: Command,
  choose: Choose,
  examples: (...lines: readonly string[]) => string,
): Readonly<Record<LiveVerb, Command>> {
  const add = (verb: LiveVerb): Command => {
    const { description, argument, options = [], examples: lines } = VERBS[verb];
    const command = root.command(verb).description(description);
    if (argument !== undefined) command.argument(...argument);
    for (const option of options) command.option(...option);
    return command
      .option("--runs <dir>", "directory of runs (default: runs.directory of the config, runs)")
      .option("--config <file>", "config file that names it (default: timonel.yaml where there is one)")
      .addHelpText("after", examples(...lines))
      .action((...given: readonly unknown[]) => {
        const word = argument === undefined ? undefined : given[0];
        const values = given[argument === undefined ? 0 : 1] as RawOptions; // The library's order.
        choose(verb, values, typeof word === "string" ? [word] : []);
      });
  };
  return Object.fromEntries(LIVE_VERBS.map((verb) => [verb, add(verb as LiveVerb)])) as Record<
    LiveVerb,
    Command
  >;
}

const ANSWERS: readonly LiveVerb[] = ["approve", "reject"];
const NAMES_A_SYMBOL: readonly LiveVerb[] = ["flatten", "start", "stop"];

/** @throws UserProblem for words that contradict each other */
export function liveOptions(verb: LiveVerb, values: RawOptions, [word]: readonly string[]): LiveOptions {
  const isSymbol = NAMES_A_SYMBOL.includes(verb);
  const isAnswer = ANSWERS.includes(verb);
  const all = values["all"] === true;
  if (verb === "stop" && (word === undefined) !== all)
    throw wrongUsage(
      word === undefined ? "stop what?" : "a symbol and --all",
      word ?? "nothing",
      "a symbol, or --all",
      "write timonel stop BTC/USDT, or timonel stop --all",
    );
  const exportTo = textOf(values["export"]);
  const verify = values["verify"] === true;
  // An export asks no strategy: whoever verified would believe that it was done.
  if (verify && exportTo !== undefined)
    throw wrongUsage(
      "one use of a journal at a time",
      "--verify --export",
      "one of --verify, --export",
      "call it twice",
    );
  return {
    config: textOf(values["config"]),
    runs: textOf(values["runs"]),
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    color: values["color"] !== false,
    run: isSymbol || isAnswer ? textOf(values["run"]) : (word ?? textOf(values["run"])),
    symbol: isSymbol ? word : undefined,
    approval: isAnswer && word !== undefined ? approvalOf(verb, word) : undefined,
    all,
    keepsPositions: values["keepPositions"] === true,
    verify,
    exportTo,
  };
}

/** @throws UserProblem for what is no number of an opening that waits */
function approvalOf(verb: LiveVerb, word: string): number {
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw wrongUsage(
    "this is no number of an opening that waits",
    word,
    "a whole number from 1",
    `see \`timonel status\`, then write timonel ${verb} 3`,
  );
}
