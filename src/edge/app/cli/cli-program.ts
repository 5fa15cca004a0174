import { Command } from "commander";
import { addDataCommand, type DataVerb } from "../data/data-program.ts";
import { addDrillVerb } from "../drill/drill-options.ts";
import { addRunsVerbs } from "../finished/runs-program.ts";
import { addKillTestVerb } from "../live/kill-test-options.ts";
import { addLiveVerbs } from "../live/live-program.ts";
import { addLogsVerb } from "../live/logs-program.ts";
import { addWhyVerb } from "../why/why-program.ts";
import { emptyValue, givenTwice, LATER_OPTIONS, type VERBS } from "./cli-errors.ts";
import type { RawOptions } from "./cli-values.ts";

/** Verbs, options and help. Only this file loads commander (25 ms), and only the command line loads this file. */
export interface Program {
  readonly root: Command;
  readonly verbs: Readonly<Record<Verb, Command>>;
  readonly dataVerbs: Readonly<Record<DataVerb, Command>>;
  /** What the chosen verb was given; undefined until a verb was parsed. */
  chosen(): Chosen | undefined;
  /** Help or version, instead of standard output: whoever called decides where it goes. */
  printed(): string;
}

type Verb = (typeof VERBS)[number];

interface Chosen {
  readonly verb: Verb;
  readonly values: RawOptions;
  /** The words behind the verb. */
  readonly what?: string | undefined;
  readonly name?: string | undefined;
  /** The same where there may be many. */
  readonly words?: readonly string[] | undefined;
  /** Of `timonel data`. */
  readonly dataVerb?: DataVerb;
}

const EXAMPLES = {
  backtest: "  timonel backtest --strategy ema-cross --data data/demo",
  run: "  timonel run --mode paper --symbols BTC/USDT,ETH/USDT --speed 1000",
  check: "  timonel check lookahead --strategy ./mine.ts --data data/demo",
  data: "  timonel data check data/demo",
  doctor: "  timonel doctor --config timonel.yaml --data data/demo",
};
const COMPLETION_EXAMPLES = [
  '  eval "$(timonel completion bash)"          in ~/.bashrc',
  '  eval "$(timonel completion zsh)"           in ~/.zshrc, behind compinit',
  "  timonel completion fish > ~/.config/fish/completions/timonel.fish",
];
const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.join("\n")}`;

export function buildProgram(version: string): Program {
  const output: string[] = [];
  let chosen: Chosen | undefined;

  const root = new Command("timonel")
    .description("Trades by the same engine in backtest and paper.")
    .usage("<verb> [options]")
    .helpCommand("help [verb]", "show the help of a verb")
    .version(version, "--version", "print the version")
    .addHelpText("after", examples(...Object.values(EXAMPLES)));
  const init = addOutputOptions(root.command("init"))
    .argument("[dir]", "where to; the current directory unless said otherwise")
    .description("write a commented timonel.yaml and a first strategy with its test")
    .addHelpText("after", examples("  timonel init my-strategies"))
    .action((what: string | undefined, values: RawOptions) => {
      chosen = { verb: "init", values, what };
    });
  const fresh = addOutputOptions(root.command("new"))
    .argument("<what>", "strategy")
    .argument("<name>", "small letters and dashes: vwap-reversion")
    .description("write a new strategy with its test into strategies/")
    .addHelpText("after", examples("  timonel new strategy vwap-reversion"))
    .action((what: string, name: string, values: RawOptions) => {
      chosen = { verb: "new", values, what, name };
    });
  const backtest = addRunsOptions(addCommonOptions(root.command("backtest")))
    .description("run strategies over recorded data and print the report")
    .option("--html <file>", "write the report as a page with charts, too")
    .addHelpText("after", examples(EXAMPLES.backtest))
    .action((values: RawOptions) => {
      chosen = { verb: "backtest", values };
    });
  const run = addRunsOptions(addCommonOptions(root.command("run")))
    .description("trade until the data ends or Ctrl-C, then print the report")
    .option("--mode <mode>", "paper (default), the only one of this version")
    .option("--speed <n|max>", "data time per wall time, for recorded data")
    .option("--venue-process", "trade at a simulated venue in a process of its own, which outlives this one")
    .option("--new", "begin a new run, even where one of the same config was left unfinished")
    .addHelpText("after", examples(EXAMPLES.run))
    .action((values: RawOptions) => {
      chosen = { verb: "run", values };
    });
  const check = addCommonOptions(root.command("check"))
    .argument(
      "[what]",
      "lookahead: no decision hangs on bars that had not closed\nwarmup: none hangs on where the data starts",
    )
    .description(
      "prove that a strategy sees no future; without options, that the check itself can be trusted",
    )
    .addHelpText(
      "after",
      examples("  timonel check lookahead", "  timonel check warmup --json", EXAMPLES.check),
    )
    .action((what: string | undefined, values: RawOptions) => {
      chosen = { verb: "check", values, what };
    });
  const finished = addRunsVerbs(
    root,
    (verb, values, words) => {
      chosen = { verb, values, words };
    },
    examples,
  );
  for (const command of Object.values(finished)) addOutputOptions(command);
  const live = addLiveVerbs(
    root,
    (verb, values, words) => {
      chosen = { verb, values, words };
    },
    examples,
  );
  for (const command of Object.values(live)) addOutputOptions(command);
  const killTest = addOutputOptions(
    addKillTestVerb(
      root,
      (values) => {
        chosen = { verb: "kill-test", values };
      },
      examples,
    ),
  );
  const chooseDrill = (values: RawOptions): void => {
    chosen = { verb: "drill", values };
  };
  const drill = addOutputOptions(addDrillVerb(root, chooseDrill, examples));
  const chooseWhy = (values: RawOptions, words: readonly string[]): void => {
    chosen = { verb: "why", values, words };
  };
  const why = addOutputOptions(addWhyVerb(root, chooseWhy, examples));
  const chooseLogs = (values: RawOptions, words: readonly string[]): void => {
    chosen = { verb: "logs", values, words };
  };
  const logs = addOutputOptions(addLogsVerb(root, chooseLogs, examples));
  const { data, verbs: dataVerbs } = addDataCommand(root, (dataVerb, words, values) => {
    chosen = { verb: "data", values, dataVerb, words };
  });
  for (const { flags } of LATER_OPTIONS) run.addOption(run.createOption(flags).hideHelp());

  const doctor = addOutputOptions(root.command("doctor"))
    .description("look at what a run here needs: Node, disk, clock, config, data, strategies, secrets")
    .option("--config <file>", "config file (default: timonel.yaml where there is one)")
    .option("--data <file>", "FILE, DIR or SYMBOL=FILE; repeatable", collect)
    .addHelpText("after", examples("  timonel doctor", "  timonel doctor --json", EXAMPLES.doctor))
    .action((values: RawOptions) => {
      chosen = { verb: "doctor", values };
    });
  const completion = root
    .command("completion")
    .argument("<shell>", "bash, zsh or fish")
    .description("print a script that completes verbs, options and values in your shell")
    .addHelpText("after", examples(...COMPLETION_EXAMPLES))
    .action((what: string) => {
      chosen = { verb: "completion", values: {}, what };
    });

  const print = (text: string): void => void output.push(text);
  const verbs = {
    init,
    new: fresh,
    backtest,
    run,
    check,
    doctor,
    completion,
    data,
    why,
    logs,
    ...finished,
    ...live,
    drill,
    "kill-test": killTest,
  };
  root.configureHelp({ subcommandTerm });
  for (const command of [root, ...Object.values(verbs), ...Object.values(dataVerbs)]) {
    refusePoorValues(command);
    command.helpOption("-h, --help", "show help").exitOverride();
    command.configureOutput({ writeOut: print, writeErr: print, outputError: () => undefined });
  }
  return { root, verbs, dataVerbs, chosen: () => chosen, printed: () => output.join("") };
}

/** The verb and its bare words: that every verb takes options needs no saying. */
const subcommandTerm = (command: Command): string =>
  [
    command.name(),
    ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
  ].join(" ");

/** What `npm start` says for whoever says nothing: `npm start -- --speed max` means the last one. */
const SCRIPTED: readonly string[] = ["--config", "--mode", "--speed"];

/**
 * The last of two values would win without a word: somebody believes in the first. And an empty one, such as that of a
 * variable that is not set, would be understood as none.
 */
function refusePoorValues(command: Command): void {
  for (const option of command.options) {
    const { required, parseArg, long } = option;
    if (!required) continue;
    const name = long ?? option.flags;
    option.argParser((text: string, before?: unknown) => {
      if (text.trim() === "") throw emptyValue(name);
      if (parseArg !== undefined) return parseArg(text, before);
      if (before !== undefined && !SCRIPTED.includes(name)) throw givenTwice(name, String(before), text);
      return text;
    });
  }
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function addCommonOptions(command: Command): Command {
  command
    .option("--config <file>", "config file (default: timonel.yaml where there is one)")
    .option("--strategy <name|file>", "strategy by name, such as ema-cross, or your own file: ./mine.ts")
    .option("--symbols <list>", "symbols with commas between: BTC/USDT,ETH/USDT")
    .option("--timeframe <interval>", "bar length: 5m, 1h, 1d")
    .option("--data <file>", "FILE, DIR or SYMBOL=FILE; repeatable (default: the store)", collect)
    .option("--store <dir>", "directory of imported data (default: data)")
    .option("--repair", "play damaged files as a repair leaves them, and say what it changed")
    .option("--param <key=value>", "parameter of the strategy; repeatable", collect)
    .option("--balance <amount>", "starting balance of the account")
    .option("--leverage <n>", "leverage of the account, up to leverage.max of the config")
    .option("--risk-percent <n>", "most to lose in one trade, in percent of equity: 2.0 is 2 %");
  return addOutputOptions(command);
}

const addRunsOptions = (command: Command): Command =>
  command
    .option("--runs <dir>", "where the finished run is stored (default: runs)")
    .option("--no-keep", "do not store the run");

function addOutputOptions(command: Command): Command {
  return command
    .option("--json", "print exactly one JSON document on stdout")
    .option("--quiet", "print the result only")
    .option("--no-color", "print without colours");
}
