import type { CommanderError } from "commander";
import { nearest, UserProblem } from "../../problem/index.ts";

/** Verbs of this version. */
export const VERBS = [
  ...["init", "new", "backtest", "run", "check", "report", "runs", "compare", "why"],
  ...["doctor", "completion", "data"],
  ...["status", "positions", "orders", "trades", "logs"],
  ...["halt", "resume", "flatten", "emergency", "start", "stop", "approve", "reject", "replay"],
  ...["drill", "kill-test"],
] as const;

/** What `timonel check` can look for. */
export const CHECKS = ["lookahead", "warmup"] as const;

/** Verbs that are promised for later, so that a reader of the plan learns it is not a slip of the hand. */
const PLANNED_VERBS: readonly string[] = [
  "optimize walk-forward monte-carlo train models",
  "evaluate signal order close reverse costs",
  "validate gate exchange bench serve",
].flatMap((words) => words.split(" "));

/** Options that are promised for later: how they are written, and what commander makes of them when they are given. */
export const LATER_OPTIONS: readonly {
  readonly flags: string;
  readonly name: string;
  readonly given?: boolean;
}[] = [
  { flags: "--sandbox", name: "sandbox", given: true },
  { flags: "--port <n>", name: "port" },
  { flags: "--no-api", name: "api", given: false },
  { flags: "--stay", name: "stay", given: true },
];

const SEE_HELP = "see `timonel --help`";

/** What is wrong with the way the program was called: exit 2. */
export const wrongUsage = (message: string, found: string, allowed: string, fix: string): UserProblem =>
  new UserProblem({ exitCode: 2, where: "command line", message, found, allowed, fix });

/** Refuses a first word that is no verb of this version. @throws UserProblem */
export function checkVerb(first: string, optionNames: readonly string[]): void {
  const verbs = VERBS.join(", ");
  if (PLANNED_VERBS.includes(first)) {
    throw wrongUsage(`\`timonel ${first}\` is planned, not part of this version`, first, verbs, SEE_HELP);
  }
  const option = first.split("=", 1)[0] ?? first;
  if (optionNames.includes(option)) {
    throw wrongUsage(
      "an option before the verb",
      first,
      verbs,
      `write the verb first: timonel backtest ${option}`,
    );
  }
  if ([...VERBS, "help"].includes(first) || first.startsWith("-")) return;
  const near = nearest(first, [...VERBS, ...PLANNED_VERBS]);
  const fix = near === undefined ? SEE_HELP : `did you mean \`timonel ${near}\`?`;
  throw wrongUsage("unknown verb", first, verbs, fix);
}

/** Refuses what is no check of this version. */
export function unknownCheck(found: string | undefined): UserProblem {
  const allowed = CHECKS.join(", ");
  const fix = "write timonel check lookahead";
  if (found === undefined) return wrongUsage("`timonel check` what?", "nothing", allowed, fix);
  const message =
    found === "overfit" ? "`timonel check overfit` is planned, not part of this version" : "unknown check";
  const near = nearest(found, CHECKS);
  return wrongUsage(
    message,
    found,
    allowed,
    near === undefined ? fix : `did you mean \`timonel check ${near}\`?`,
  );
}

/** Refuses an option that holds one value and was given two. */
export const givenTwice = (option: string, first: string, second: string): UserProblem =>
  wrongUsage(
    `${option} is given twice`,
    `${first}, then ${second}`,
    "one value",
    `write ${option} once, with the value you mean`,
  );

/** Refuses an option whose value is nothing. */
export const emptyValue = (option: string): UserProblem =>
  wrongUsage(
    `${option} has an empty value`,
    '""',
    "a value behind it",
    `write the value, or leave ${option} out`,
  );

/** Refuses an option of a later version. */
export function laterOption(flags: string): UserProblem {
  const option = flags.split(" ", 1)[0] ?? flags;
  return wrongUsage(
    `${option} comes with a later version`,
    option,
    "the options in `timonel run --help`",
    "remove it",
  );
}

/** Verbs that play recorded data, and what others call the part of it to play. */
const PLAYING_VERBS = ["backtest", "run", "check", "check lookahead", "check warmup"];
const PERIOD_OPTION = /^--(?:from|to|since|until|start|end|time-?range|(?:start|end|finish)-?date)(?:=|$)/;

/** The words of the command-line library in the form of every other message. */
export function usageProblemOf(
  error: CommanderError,
  verb: string,
  optionNames: readonly string[],
  /** What its bare words are called. */
  words: readonly string[],
): UserProblem {
  const [line = ""] = error.message.split("\n", 1);
  const message = line.replace(/^error: /, "");
  const found = /'([^']*)'/.exec(message)?.[1] ?? verb;
  const help = VERBS.some((known) => known === verb.split(" ", 1)[0])
    ? `see \`timonel ${verb} --help\``
    : SEE_HELP;
  switch (error.code) {
    case "commander.unknownOption": {
      if (PLAYING_VERBS.includes(verb) && PERIOD_OPTION.test(found))
        return wrongUsage(
          `\`timonel ${verb}\` plays all of the data that it is given`,
          found,
          `the options in ${help.slice(4)}`,
          "cut the data: timonel data export SYMBOL INTERVAL --from DATE --to DATE --out FILE",
        );
      const near = nearest(found, optionNames);
      return wrongUsage(
        "unknown option",
        found,
        `the options in ${help.slice(4)}`,
        near === undefined ? help : `did you mean ${near}?`,
      );
    }
    case "commander.excessArguments":
      if (verb === "check") return unknownCheck("several words");
      if (verb === "report")
        return wrongUsage("one run at a time", "several words", "one run", "did you mean `timonel compare`?");
      if (verb === "runs")
        return wrongUsage(
          "`timonel runs` lists all runs",
          "a bare word",
          "options, each with two dashes",
          "did you mean `timonel report`?",
        );
      if (verb === "data resample")
        return wrongUsage(
          "`timonel data resample` takes one file",
          "several words",
          "one FILE",
          "write a dataset to a file first: timonel data export VENUE:SYMBOL INTERVAL --out FILE",
        );
      if (verb === "data export")
        return wrongUsage(
          "`timonel data export` takes one dataset or one file",
          "more than two words",
          "VENUE:SYMBOL INTERVAL, or FILE",
          "call it for each of them",
        );
      if (words.length > 0) return tooManyWords(verb, words, error, help);
      return wrongUsage(
        `\`timonel ${verb}\` takes options only`,
        "a bare word",
        `options, each with two dashes`,
        optionNames.includes("--symbols") ? `did you mean --symbols or --data? ${help}` : help,
      );
    case "commander.missingArgument":
      if (verb === "data import")
        return wrongUsage(
          "`timonel data import` what?",
          "nothing",
          "files or directories",
          "write timonel data import FILE",
        );
      if (verb === "why")
        return wrongUsage(
          "why what?",
          "nothing",
          "an order",
          "write timonel why 17, or timonel why trade:12",
        );
      if (verb === "compare")
        return wrongUsage(
          "compare what?",
          "nothing",
          "two runs or more",
          "write timonel compare last~1 last",
        );
      return wrongUsage(
        `\`timonel ${verb}\` lacks its ${found}`,
        "nothing",
        `what ${help.slice(4)} lists`,
        help,
      );
    case "commander.optionMissingArgument":
      return wrongUsage("an option without its value", found, found, help);
    default:
      return wrongUsage(message, found, `what ${help.slice(4)} lists`, help);
  }
}

function tooManyWords(
  verb: string,
  words: readonly string[],
  { message }: CommanderError,
  help: string,
): UserProblem {
  const count = words.length === 1 ? "one word" : `${words.length} words`;
  const found = /but got (\d+)/.exec(message)?.[1] ?? "more";
  return wrongUsage(`\`timonel ${verb}\` takes ${count}`, found, words.join(" "), help);
}
