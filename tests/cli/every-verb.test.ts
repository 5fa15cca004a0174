/** Every verb of the program, whoever added it: it has a help with an example that the program itself understands. */
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/edge/app/cli/cli-options.ts";
import { buildProgram } from "../../src/edge/app/cli/cli-program.ts";
import { completionScript } from "../../src/edge/app/completion/completion.ts";
import { allOf, wordsOf } from "../../src/edge/app/completion/words.ts";
import { UserProblem } from "../../src/edge/problem/index.ts";
import { runCli } from "./run-cli.ts";

const { root } = buildProgram("1.2.3");

/** Verbs as they are typed, those of two words too. */
const verbsBelow = (command: Command, before: readonly string[] = []): (readonly string[])[] =>
  command.commands.flatMap((one) => {
    const path = [...before, one.name()];
    return one.commands.length > 0 ? verbsBelow(one, path) : [path];
  });
const verbs = verbsBelow(root);

const textOf = async (words: readonly string[]): Promise<string> => {
  const parsed = await parseCommandLine(words, "1.2.3");
  return "text" in parsed ? parsed.text : "";
};

describe.each(verbs.map((path) => ({ verb: path.join(" "), path })))("timonel $verb", ({ verb, path }) => {
  test("--help has an example, which the program understands", async () => {
    const help = await textOf([...path, "--help"]);
    const examples = help.split("\nExamples:\n")[1]?.split("\n") ?? [];
    const own = examples.map((line) => line.trim()).filter((line) => line.includes(`timonel ${verb}`));
    expect(own).not.toEqual([]);
    for (const line of own) {
      const words = /timonel ([^>)#|]+?)(?: {2,}.*|[>)#|].*)?$/.exec(line)?.[1]?.trim().split(" ") ?? [];
      await expect(parseCommandLine(words, "1.2.3")).resolves.toBeDefined();
    }
  });

  test("says what it does and what each option is for", async () => {
    const help = await textOf([...path, "--help"]);
    expect(help).toMatch(/^Usage: timonel \S+.*\n\n\S.{10,}/);
    for (const { name, command } of allOf(wordsOf(root)).map((one) => ({ name: one.path, ...one }))) {
      if (name !== verb) continue;
      expect(command.description.length).toBeGreaterThan(10);
      for (const { description } of command.options) expect(description.length).toBeGreaterThan(5);
    }
  });

  test("`help` shows the same, and every shell completes it", async () => {
    if (path.length === 1) expect(await textOf(["help", ...path])).toBe(await textOf([...path, "--help"]));
    for (const shell of ["bash", "zsh", "fish"]) expect(completionScript(root, shell)).toContain(path.at(-1));
  });
});

test.each([
  ["help nope", "unknown verb; found: nope"],
  ["help bactest", "fix: did you mean `timonel backtest`?"],
  ["help optimize", "`timonel optimize` is planned, not part of this version"],
  ["completion", "`timonel completion` lacks its shell; found: nothing"],
  ["completion fishy", "did you mean `timonel completion fish`?"],
])("timonel %s is refused with exit code 2", async (line, says) => {
  const refused = parseCommandLine(line.split(" "), "1.2.3");
  await expect(refused).rejects.toThrow(says);
  await expect(refused).rejects.toBeInstanceOf(UserProblem);
  await expect(refused).rejects.toMatchObject({ exitCode: 2 });
});

test("timonel without a word shows the first steps, and each of them is understood", async () => {
  const { code, stdout, stderr } = await runCli([]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const steps = [...stdout.matchAll(/^ {2}timonel (.+?) {2,}\S/gm)].map(([, words = ""]) => words.split(" "));
  expect(steps.length).toBeGreaterThanOrEqual(3);
  for (const words of steps) await expect(parseCommandLine(words, "1.2.3")).resolves.toBeDefined();
  for (const [verb = ""] of verbs) expect(stdout).toMatch(new RegExp(`^ {2}${verb} {2,}\\S`, "m"));
});
