/** The emergency command where the machine stands in its way: what it has to end does not end, what it reads is broken. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { takeLock } from "../../src/edge/journal/index.ts";
import { type CliOptions, demoFile, heard, ROOT, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-emergency-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const FILL = / fee .* entry/;
let places = 0;

/** A run that has traded and goes on: a day of data a second. */
async function going(words: readonly string[], options: CliOptions = {}) {
  const runs = join(place, `runs-${++places}`);
  const started = startCli(
    [
      "run",
      "--data",
      demoFile("BTC"),
      "--strategy",
      "ema-cross",
      "--speed",
      "90000",
      "--runs",
      runs,
      ...words,
    ],
    options,
  );
  await heard(started.child.stdout, FILL);
  const live = join(runs, ".live");
  const [run = ""] = readdirSync(live, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const directory = join(live, run);
  const { pid } = JSON.parse(readFileSync(join(directory, "live.json"), "utf8")) as { readonly pid: number };
  return { ...started, runs, run, directory, pid };
}

interface Pressed {
  readonly flat: boolean;
  readonly stopped: boolean;
  readonly latched: boolean;
  readonly closed: number;
  readonly left: readonly string[];
}
const press = async (runs: string): Promise<Pressed> => {
  const { stdout } = await runCli(["emergency", "--json", "--runs", runs]);
  return JSON.parse(stdout) as Pressed;
};

describe("an emergency", () => {
  /** As in a container: whoever started it does not look after it, and its number stays when it has ended. */
  const UNATTENDED = {
    command: ["sh", "-c", '"$@" & exec sleep 120', "sh", process.execPath, join(ROOT, "bin", "timonel.js")],
  };

  test.each([
    ["on its own exchange", []],
    ["at a venue of its own", ["--venue-process"]],
  ])("closes a run %s that hangs, though nobody takes notice of its end", async (_, words) => {
    const { runs, pid, child } = await going(words, UNATTENDED);
    process.kill(pid, "SIGSTOP");
    const pressed = await press(runs);
    child.kill("SIGKILL");
    expect(pressed).toMatchObject({ flat: true, stopped: true, latched: true, left: [] });
  });

  test("gets out at the venue though the epoch of the run cannot be read", async () => {
    const { runs, directory, child, ended } = await going(["--venue-process"]);
    child.kill("SIGKILL");
    await ended;
    writeFileSync(join(directory, "epoch"), "rotten");
    expect(await press(runs)).toMatchObject({
      flat: true,
      stopped: true,
      latched: true,
      closed: 1,
      left: [],
    });
  });

  test("shuts out who cannot be ended, closes what is held, and says that somebody is still there", async () => {
    const { runs, run, directory, child, ended } = await going(["--venue-process"]);
    child.kill("SIGKILL");
    await ended;
    const lock = takeLock(directory); // Somebody who has the run, and is not to be ended.
    const pressed = await press(runs);
    if (!("heldBy" in lock)) lock.release();
    expect(pressed).toMatchObject({ flat: false, stopped: false, latched: true, closed: 1 });
    expect(pressed.left).toEqual([expect.stringMatching(new RegExp(`^${run}: .*cannot be ended.*shut out`))]);
    expect(await press(runs)).toMatchObject({ flat: true, stopped: true, closed: 0, left: [] });
  });
});
