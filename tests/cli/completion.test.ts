/** `timonel completion`: what a shell offers at a line that is half typed. Each shell that is installed is asked itself. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-completion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "mine.ts"), "");
writeFileSync(join(folder, "bars.csv"), "");

/** Words of a line, the last one being typed; and what must be offered, and what must not. */
const LINES: readonly (readonly [
  words: readonly string[],
  offered: readonly string[],
  not?: readonly string[],
])[] = [
  [[""], ["init", "new", "backtest", "run", "check", "doctor", "completion", "help"], ["--json", "mine.ts"]],
  [["back"], ["backtest"], ["run"]],
  [
    ["backtest", "--s"],
    ["--strategy", "--symbols"],
    ["--data", "--speed"],
  ],
  [["run", "--sp"], ["--speed"]],
  [["backtest", "--timeframe", ""], ["15m", "1h", "1d"], ["backtest"]],
  [["backtest", "--strategy", "e"], ["ema-cross"], ["pairs"]],
  [["backtest", "--strategy", "./"], ["./mine.ts"]],
  [["backtest", "--data", "ba"], ["bars.csv"], ["mine.ts"]],
  [["run", "--mode", ""], ["paper"], ["live"]],
  [
    ["check", ""],
    ["lookahead", "warmup"],
  ],
  [["check", "lookahead", "--t"], ["--timeframe"]],
  [["new", ""], ["strategy"]],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["help", "do"], ["doctor"]],
  // The value of an option is no verb.
  [["backtest", "--strategy", "run", "--sp"], [], ["--speed"]],
];

/** How a shell is asked what it would offer, as a script that is given words and prints a line each. */
const SHELLS = {
  bash: (script: string, words: readonly string[]) => [
    "--norc",
    "-c",
    `source ${script}; COMP_WORDS=(timonel "$@"); COMP_CWORD=$#; _timonel; printf '%s\\n' "\${COMPREPLY[@]}"`,
    "bash",
    ...words,
  ],
  // What zsh offers goes to its own builtins, which exist only while a key is handled: here they print.
  zsh: (script: string, words: readonly string[]) => [
    "-f",
    "-c",
    `compadd() { print -l -- "\${@:2}" }
     _describe() { local -a told=("\${(@P)@[-1]}"); print -l -- "\${told[@]%%:*}" }
     _files() { print -l -- \${words[CURRENT]}*(N) }
     _message() { }
     source ${script}; words=(timonel "$@"); CURRENT=$#words; _timonel`,
    "zsh",
    ...words,
  ],
  fish: (script: string, words: readonly string[]) => [
    "--no-config",
    "-c",
    `source ${script}; complete -C 'timonel ${words.join(" ")}' | string replace -r '\\t.*' ''`,
  ],
} as const;

describe.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
  const script = join(folder, `completion.${shell}`);
  const isInstalled = spawnSync(shell, ["--version"]).error === undefined;

  beforeAll(async () => {
    const { code, stdout, stderr } = await runCli(["completion", shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    writeFileSync(script, stdout);
  });

  for (const [words, offered, not = []] of LINES)
    test(`timonel ${words.join(" ")}`, (context) => {
      if (!isInstalled) return context.skip(`${shell} is not installed`);
      const { stdout, stderr } = spawnSync(shell, SHELLS[shell](script, words), {
        cwd: folder,
        encoding: "utf8",
      });
      const last = words.at(-1) ?? "";
      // zsh is given all and filters by itself.
      const said = stdout.split("\n").filter((word) => word !== "" && word.startsWith(last));
      expect(stderr).toBe("");
      expect(said).toEqual(expect.arrayContaining([...offered]));
      for (const word of not) expect(said).not.toContain(word);
    });

  test("the script has no fault that the shell can see", (context) => {
    if (!isInstalled) return context.skip(`${shell} is not installed`);
    const { status, stderr } = spawnSync(shell, ["-n", script], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
