/** The emergency command where the machine stands in its way: what it has to end does not end, what it reads is broken. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { cancelOpening } from "../../src/edge/emergency/index.ts";
import { takeLock, verifyJournal } from "../../src/edge/journal/index.ts";
import { type CliOptions, demoFile, heard, ROOT, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-emergency-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const FILL = / fee .* entry/;
let places = 0;

const commandOf = (runs: string, words: readonly string[]): readonly string[] => [
  ...["run", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--speed", "90000", "--runs", runs],
  ...words,
];

/** A run that has traded and goes on: a day of data a second. */
async function going(
  words: readonly string[],
  options: CliOptions = {},
  runs = join(place, `runs-${++places}`),
) {
  const started = startCli(commandOf(runs, words), options);
  await heard(started.child.stdout, FILL);
  const live = join(runs, ".live");
  const [run = ""] = readdirSync(live, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const directory = join(live, run);
  const { pid, listens } = JSON.parse(readFileSync(join(directory, "live.json"), "utf8")) as {
    readonly pid: number;
    readonly listens: { readonly venue: string };
  };
  await written(join(directory, "journal"));
  return { ...started, runs, run, directory, pid, listens };
}

/** On its own exchange a run says what it has done a moment before that is durable. */
async function written(journal: string): Promise<void> {
  const records = (): number => verifyJournal(journal).records;
  const before = records();
  await expect.poll(records, { interval: 5, timeout: 10_000 }).toBeGreaterThan(before);
}

interface Pressed {
  readonly flat: boolean;
  readonly stopped: boolean;
  readonly latched: boolean;
  readonly closed: number;
  readonly left: readonly string[];
}
const press = async (runs: string, options: CliOptions = {}): Promise<Pressed> => {
  const { stdout } = await runCli(["emergency", "--json", "--runs", runs], options);
  return JSON.parse(stdout) as Pressed;
};

/** Plays it anew until something was held when it was pressed: the stop of a position may be faster, now and then. */
async function whileHolding(play: () => Promise<Pressed>): Promise<void> {
  let closed = 0;
  for (let times = 0; closed === 0 && times < 5; times++) ({ closed } = await play());
  expect(closed).toBe(1);
}

interface Logged {
  readonly run_id: string;
  readonly event_type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
/** What is in the log for a person, of one run. */
function loggedOf(logs: string, run: string): readonly Logged[] {
  const lines = readFileSync(join(logs, "live.log"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Logged).filter(({ run_id }) => run_id === run);
}

/** Who obeys ends with 3; who needs longer than an emergency waits is killed. */
const OBEYED_OR_KILLED = [3, null];

describe("an emergency", () => {
  /** As in a container: whoever started it does not look after it, and its number stays when it has ended. */
  const UNATTENDED = {
    command: ["sh", "-c", '"$@" & exec sleep 120', "sh", process.execPath, join(ROOT, "bin", "timonel.js")],
  };

  test.each([
    ["on its own exchange", []],
    ["at a venue of its own", ["--venue-process"]],
  ])("closes a run %s that hangs, though nobody takes notice of its end", async (_, words) => {
    await whileHolding(async () => {
      const { runs, pid, child } = await going(words, UNATTENDED);
      process.kill(pid, "SIGSTOP");
      const pressed = await press(runs);
      child.kill("SIGKILL");
      expect(pressed).toMatchObject({ flat: true, stopped: true, latched: true, left: [] });
      return pressed;
    });
  });

  test.each([
    ["on its own exchange", []],
    ["at a venue of its own", ["--venue-process"]],
  ])("tells the logs of a run %s that died what closed it, wherever it is called", async (_, words) => {
    await whileHolding(async () => {
      const logs = join(place, `logs-${++places}`);
      const { runs, run, child, ended } = await going(words, { env: { TIMONEL_LOGS__DIRECTORY: logs } });
      child.kill("SIGKILL");
      await ended;
      const pressed = await press(runs); // Its own config names another place.
      const last = { level: "CRITICAL", event_type: "run_ended" };
      const told = expect.poll(() => loggedOf(logs, run), { timeout: 20_000 });
      await told.toContainEqual(expect.objectContaining(last));
      const lines = loggedOf(logs, run);
      const called = { event_type: "command", data: { do: "emergency", result: "obeyed" } };
      expect(lines).toContainEqual(
        expect.objectContaining({ ...called, data: expect.objectContaining(called.data) }),
      );
      const ends = lines.filter(({ event_type }) => event_type === "run_ended");
      expect(ends).toMatchObject([{ data: { emergency: true, complete: false } }]);
      if (pressed.closed > 0)
        expect(lines).toContainEqual(
          expect.objectContaining({
            event_type: "order_filled",
            data: expect.objectContaining({ reason: "emergency" }),
          }),
        );
      return pressed;
    });
  });

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "leaves the run of a process at a venue that got %s where every other lies, with what closed it",
    async (signal) => {
      await whileHolding(async () => {
        const { runs, run, child, pid } = await going(["--venue-process"]);
        process.kill(pid, signal);
        const pressed = await press(runs);
        child.kill("SIGKILL");
        expect(pressed).toMatchObject({ flat: true, stopped: true, latched: true, left: [] });
        const at = async (...words: readonly string[]) => {
          const { code, stdout } = await runCli([...words, "--json", "--runs", runs]);
          expect([words[0], code]).toEqual([words[0], 0]);
          return JSON.parse(stdout);
        };
        expect((await at("runs")).runs).toMatchObject([{ id: run, complete: false }]);
        expect(await at("status")).toMatchObject({ run, positions: [] });
        const { trades } = await at("trades", "last");
        const { orders } = await at("orders", run);
        const live = orders.filter((order: { readonly status: string }) =>
          ["SUBMITTED", "ACCEPTED", "PARTIALLY_FILLED", "UNKNOWN"].includes(order.status),
        );
        expect(live).toEqual([]);
        const report = await at("report", run);
        expect(report).toMatchObject({ open: [], latch: { kind: "emergency" } });
        const told = expect.stringMatching(
          /closed at its venue by an emergency of .*: (sell|buy) .*: FILLED$/,
        );
        if (pressed.closed > 0) {
          expect(trades[0]).toMatchObject({ symbol: "BTC/USDT", exitReason: "emergency" });
          expect(report.notices).toContainEqual(told);
        }
        expect(await at("replay", run, "--verify")).toMatchObject({ equal: true, expected: report.hash });
        expect(await press(runs)).toMatchObject({ flat: true, stopped: true, closed: 0, left: [] });
        return pressed;
      });
    },
  );

  test("says where a run lies that it closed, and that cannot be stored", async () => {
    const { runs, run, directory, child, ended } = await going(["--venue-process"]);
    child.kill("SIGKILL");
    await ended;
    rmSync(join(directory, "config.yaml"));
    const { code, stderr } = await runCli(["emergency", "--runs", runs]);
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`${run} is closed, and not stored: .*config.yaml.*closed-${run}\\n`));
    expect(readdirSync(join(runs, ".live", `closed-${run}`))).toContain("journal");
  });

  test("where no run ever was says so, latches all the same, and is no success; pressed again neither", async () => {
    const nowhere = join(place, "rusn");
    for (const _ of [1, 2]) {
      const { code, stdout } = await runCli(["emergency", "--json", "--runs", nowhere]);
      const pressed = JSON.parse(stdout) as Pressed;
      expect([code, pressed.flat, pressed.stopped, pressed.latched]).toEqual([1, false, false, true]);
      expect(pressed.left).toEqual([expect.stringContaining(`${nowhere}: no run was ever begun`)]);
    }
  });

  test.each([0, 250])("that is pressed twice, %d ms apart, is told to both as done", async (ms) => {
    const { runs, child, ended } = await going(["--venue-process"]);
    child.kill("SIGKILL");
    await ended;
    const both = [press(runs), sleep(ms).then(() => press(runs))];
    for (const pressed of await Promise.all(both))
      expect(pressed).toMatchObject({ flat: true, stopped: true, latched: true, left: [] });
  });

  test("gets out at the venue though the epoch of the run cannot be read", async () => {
    await whileHolding(async () => {
      const { runs, directory, child, ended } = await going(["--venue-process"]);
      child.kill("SIGKILL");
      await ended;
      writeFileSync(join(directory, "epoch"), "rotten");
      const pressed = await press(runs);
      expect(pressed).toMatchObject({ flat: true, stopped: true, latched: true, left: [] });
      return pressed;
    });
  });

  test("gets out at the venue though the journal of the run is lost", async () => {
    await whileHolding(async () => {
      const { runs, directory, child, ended } = await going(["--venue-process"]);
      child.kill("SIGKILL");
      await ended;
      rmSync(join(directory, "journal"), { recursive: true });
      const pressed = await press(runs);
      expect(pressed).toMatchObject({ flat: true, stopped: true, left: [] });
      return pressed;
    });
  });

  test("gets out at the venue of a run that cannot be read, and says that there is one", async () => {
    await whileHolding(async () => {
      const { runs, directory, child, ended } = await going(["--venue-process"]);
      child.kill("SIGKILL");
      await ended;
      const facts = readFileSync(join(directory, "live.json"), "utf8");
      writeFileSync(join(directory, "live.json"), facts.slice(0, 100));
      const pressed = await press(runs);
      expect(pressed).toMatchObject({ flat: false, stopped: false, latched: true });
      expect(pressed.left).toEqual([expect.stringContaining("live.json")]);
      writeFileSync(join(directory, "live.json"), facts);
      expect(await press(runs)).toMatchObject({ flat: true, closed: 0, left: [] });
      return pressed;
    });
  });

  test("finds a run and its venue from a terminal with another place for sockets", async () => {
    const elsewhere = { env: { TMPDIR: place } };
    const { runs, run, ended } = await going(["--venue-process"]);
    const status = await runCli(["status", "--json", "--runs", runs], elsewhere);
    expect(JSON.parse(status.stdout)).toMatchObject({ run });
    expect(await press(runs, elsewhere)).toMatchObject({ flat: true, stopped: true, left: [] });
    expect(OBEYED_OR_KILLED).toContain((await ended).code);
  });

  test("gets out though the disk has become read-only, and says that nothing is latched", async (context) => {
    const mount = (...options: readonly string[]): unknown =>
      execFileSync("mount", options, { stdio: "pipe" });
    await whileHolding(async () => {
      const disk = mkdtempSync(join(place, "disk-"));
      try {
        mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", disk);
      } catch {
        return context.skip("this user may mount nothing");
      }
      try {
        const { runs, child, ended } = await going(["--venue-process"], {}, join(disk, "runs"));
        child.kill("SIGKILL");
        await ended;
        mount("--bind", disk, disk); // Over it, so that the venue goes on with the file that it has open.
        mount("-o", "remount,bind,ro", disk);
        const pressed = await press(runs);
        expect(pressed).toMatchObject({ flat: false, latched: false });
        expect(pressed.left).toEqual([expect.stringMatching(/closed, but its directory cannot be put away/)]);
        execFileSync("umount", [disk]);
        expect(await press(runs)).toMatchObject({ flat: true, latched: true, closed: 0, left: [] });
        return pressed;
      } finally {
        execFileSync("umount", ["-l", disk]);
      }
    });
  });

  test("that could write down nothing shuts out nobody who takes the run up afterwards", async () => {
    const { runs, listens, child, ended } = await going(["--venue-process"]);
    child.kill("SIGKILL");
    await ended;
    await cancelOpening({ address: listens.venue, account: "paper", epoch: 9 }); // Nothing on the disk tells of that.
    const again = startCli(commandOf(runs, ["--venue-process"]));
    await heard(again.child.stdout, /taking up/);
    await heard(again.child.stdout, FILL);
    expect(await press(runs)).toMatchObject({ flat: true, left: [] });
    expect(OBEYED_OR_KILLED).toContain((await again.ended).code);
  });

  test("shuts out who cannot be ended, closes what is held, and says that somebody is still there", async () => {
    await whileHolding(async () => {
      const { runs, run, directory, child, ended } = await going(["--venue-process"]);
      child.kill("SIGKILL");
      await ended;
      const lock = takeLock(directory); // Somebody who has the run, and is not to be ended.
      const pressed = await press(runs);
      if (!("heldBy" in lock)) lock.release();
      expect(pressed).toMatchObject({ flat: false, stopped: false, latched: true });
      expect(pressed.left).toEqual([
        expect.stringMatching(new RegExp(`^${run}: .*cannot be ended.*shut out`)),
      ]);
      expect(await press(runs)).toMatchObject({ flat: true, stopped: true, closed: 0, left: [] });
      return pressed;
    });
  });
});
