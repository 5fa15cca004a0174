/** The commands that the README and the help show work as they stand there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
/** Lines of shell blocks; those with a word in capitals for a place of the reader's own cannot be run. */
const commands = [...readme.matchAll(/^npx timonel (.+)$/gm)]
  .map(([, words = ""]) => words)
  .filter((words) => !/\b(DIRECTORY|FILE|DIR|NAME)\b/.test(words));

test("the README shows commands that can be run", () => {
  expect(commands.length).toBeGreaterThanOrEqual(2);
});

test.each(commands)("npx timonel %s", async (words) => {
  const { code, stdout, stderr } = await runCli(words.split(" "), { cwd: ROOT });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toBe("");
});

test("npx finds the command in the repository", async () => {
  const { code, stdout } = await runCli(["--version"], {
    command: ["npx", "--no-install", "timonel"],
    cwd: ROOT,
  });
  expect({ code, version: stdout }).toEqual({ code: 0, version: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
