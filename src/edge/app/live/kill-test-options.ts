import type { Command } from "commander";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";

export interface KillTestOptions {
  readonly times: number;
  /** Seeds the moments of the kills. */
  readonly seed: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

const TIMES = 50;
const TIMES_MAX = 100_000;

export const addKillTestVerb = (
  root: Command,
  choose: (values: RawOptions) => void,
  examples: (...lines: readonly string[]) => string,
): Command =>
  root
    .command("kill-test")
    .description("kill real processes at random moments, and show that nothing is lost or doubled")
    .option("--times <n>", `kills (default: ${TIMES})`)
    .option("--seed <seed>", "seed of the moments (default: 1)")
    .addHelpText("after", examples("  timonel kill-test --times 200 --json"))
    .action((values: RawOptions) => choose(values));

/** @throws UserProblem, exit 2, for a number that is none */
export function killTestOptions(values: RawOptions): KillTestOptions {
  const text = textOf(values["times"]) ?? String(TIMES);
  const times = Number(text);
  if (!/^\d+$/.test(text) || times < 1 || times > TIMES_MAX)
    throw wrongUsage(
      "--times is no number of kills",
      text,
      `a whole number from 1 up to ${TIMES_MAX}`,
      "write --times 50",
    );
  return {
    times,
    seed: textOf(values["seed"]) ?? "1",
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    color: values["color"] !== false,
  };
}
