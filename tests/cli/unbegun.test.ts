/** Runs that never began: nothing was traded, and nobody is sent to look for a journal that never was. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoFile, heard, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-unbegun-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

let places = 0;
const runsPlace = (): string => join(place, `runs-${++places}`);
const commandOf = (runs: string): readonly string[] => [
  ...["run", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--speed", "90000", "--runs", runs],
];
const unfinishedIn = (runs: string): readonly string[] =>
  readdirSync(join(runs, ".live"), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

test("a start that is refused leaves nothing behind", async () => {
  const runs = runsPlace();
  const temporary = mkdtempSync(join(place, "tmp-"));
  const sockets = join(temporary, `timonel-${process.getuid?.()}`);
  mkdirSync(sockets);
  chmodSync(sockets, 0o777);
  const refused = await runCli(commandOf(runs), { env: { TMPDIR: temporary } });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("open to others") });
  expect(unfinishedIn(runs)).toEqual([]);
});

test("a start that is broken off while its venue begins leaves nothing unfinished, and no venue", async () => {
  const runs = runsPlace();
  const { child, ended } = startCli([...commandOf(runs), "--venue-process"]);
  await heard(child.stdout, /^paper run /);
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  expect(unfinishedIn(runs)).toEqual([]);
});

test.each([["status"], ["positions"], ["orders"], ["trades"], ["replay"]])(
  "%s says that it never began",
  async (verb) => {
    const runs = runsPlace();
    const run = "paper-20260101-000000-abcd";
    const directory = join(runs, ".live", run);
    mkdirSync(directory, { recursive: true });
    const facts = {
      ...{
        schema: "timonel.live/1",
        run,
        mode: "paper",
        configHash: "a",
        dataHash: "b",
        symbols: ["BTC/USDT"],
      },
      ...{ begun: 1, pid: 1, commandLine: ["run"], directory: place },
    };
    writeFileSync(join(directory, "live.json"), JSON.stringify(facts));
    writeFileSync(join(directory, "config.yaml"), "mode: paper\n");
    writeFileSync(join(directory, "epoch"), "1\n");
    const words = verb === "replay" ? [verb, run, "--verify"] : [verb];
    const { code, stderr } = await runCli([...words, "--runs", runs]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("has not begun") });
    expect(stderr).toContain("nothing was traded");
    expect(stderr).not.toContain("damaged");
  },
);
