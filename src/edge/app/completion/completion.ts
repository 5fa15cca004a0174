import type { Command } from "commander";
import { nearest } from "../../problem/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { type CommandWords, SHELLS, wordsOf } from "./words.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (root: CommandWords) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The script that completes every verb, option and known value of a program in a shell. @throws UserProblem, exit 2 */
export function completionScript(root: Command, wanted: string): string {
  const shell = SHELLS.find((one) => one === wanted);
  if (shell !== undefined) return SCRIPTS[shell](wordsOf(root));
  const near = nearest(wanted, SHELLS);
  throw wrongUsage(
    "there is no completion for this shell",
    wanted,
    SHELLS.join(", "),
    near === undefined ? "write timonel completion bash" : `did you mean \`timonel completion ${near}\`?`,
  );
}
