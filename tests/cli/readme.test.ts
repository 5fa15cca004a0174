/** The commands that the README and the help show work as they stand there. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";

const whole = readFileSync(join(ROOT, "README.md"), "utf8");
const [JOURNEY = ""] = /<!-- journey:start -->.*?<!-- journey:end -->/s.exec(whole) ?? [];
const readme = whole.replace(JOURNEY, "");
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

describe("the five minutes, line by line", () => {
  const folder = mkdtempSync(join(tmpdir(), "timonel-journey-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const mine = join(folder, "my-strategies");
  const lines = [...JOURNEY.matchAll(/^((?:git|cd|npm|npx) .+?)(?: +# (.+))?$/gm)].map(
    ([, command = "", told = ""]) => ({
      command,
      seen: [...told.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text),
    }),
  );
  let cwd = ROOT;

  test("there are lines, and most of them say what is seen", () => {
    expect(lines.length).toBeGreaterThanOrEqual(10);
    expect(lines.filter(({ seen }) => seen.length > 0).length).toBeGreaterThanOrEqual(7);
  });

  test.each(lines)("$command", ({ command, seen }) => {
    if (command.startsWith("git clone") || command === "cd timonel" || command === "npm ci") return; // Here we are.
    if (command === "cd ../my-strategies") {
      cwd = mine;
      return;
    }
    if (command === "npm install") {
      install();
      return;
    }
    const outcome = run(command.replace("../my-strategies", mine), cwd);
    expect(outcome).toMatchObject({ status: 0 });
    for (const text of seen) expect(outcome.stdout).toContain(text);
  });

  /** What npm would do, without the network: the packages that are here anyway, and a link to the clone. */
  function install(): void {
    const manifest = JSON.parse(readFileSync(join(mine, "package.json"), "utf8")) as Manifest;
    const wanted = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(wanted).toEqual(["timonel", "vitest"]);
    const modules = join(mine, "node_modules");
    mkdirSync(modules);
    for (const name of readdirSync(join(ROOT, "node_modules")).filter((one) => !one.startsWith(".")))
      symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
    expect(existsSync(join(modules, "timonel"))).toBe(false);
    symlinkSync(ROOT, join(modules, "timonel"));
  }
});

interface Manifest {
  readonly dependencies: object;
  readonly devDependencies: object;
}

/** `npm start` and `npx NAME` by what they start. */
function run(command: string, cwd: string): { readonly status: number | null; readonly stdout: string } {
  const [program = "", name = "", ...words] = command.split(" ");
  const start = (file: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
      cwd,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: process.env["TMPDIR"] },
    });
    return { status, stdout, stderr };
  };
  if (program === "npx" && name === "timonel") return start(join(ROOT, "bin", "timonel.js"), words);
  if (program === "npx") return start(join(ROOT, "node_modules", name, `${basename(name)}.mjs`), words);
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const [node, bin = "", ...given] = (manifest.scripts[name] ?? "").split(" ");
  expect(node).toBe("node");
  return start(join(ROOT, bin), [...given, ...words.filter((word) => word !== "--")]);
}
