import type { Command } from "commander";

const FIRST_STEPS: readonly (readonly [command: string, what: string])[] = [
  ["timonel run --speed max", "a year on paper, on data that ships with it"],
  ["timonel init my-strategies", "a config, a first strategy and its test"],
  ["timonel backtest --strategy ema-cross --data FILE", "your own bars: CSV"],
  ["timonel doctor", "is everything here that a run needs?"],
];

/** What `timonel` says when it is called without a word: the first steps, and the verbs. */
export function welcomeText(root: Command): string {
  const verbs = root
    .createHelp()
    .visibleCommands(root)
    .map((command): readonly [string, string] => [
      command.name(),
      command.summary() || command.description(),
    ]);
  return `Timonel trades by the same engine in a backtest and on paper.

First steps:
${listed(FIRST_STEPS)}

Verbs:
${listed(verbs)}

\`timonel help VERB\` shows the options of a verb with an example, \`timonel --help\` all of this version.
`;
}

function listed(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, what]) => `  ${name.padEnd(width)}  ${what}`).join("\n");
}
