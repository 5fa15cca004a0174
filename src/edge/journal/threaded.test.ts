/** Across threads and processes: the compiled code, since a thread loads a file and not what a test runner made of it. */

import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  nextEpoch,
  openJournal,
  openReserve,
  readEpoch,
  readJournal,
  takeLock,
  verifyJournal,
} from "./index.ts";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");
const fixture = (name: string): string => join(ROOT, "tests", "fixtures", "journal", `${name}.mjs`);
const scratch = mkdtempSync(join(tmpdir(), "timonel-threaded-"));
const children = new Set<ChildProcessWithoutNullStreams>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});
let made = 0;
const fresh = (): string => join(scratch, String(++made));
const FACTS = { run: "run-1", build: "test" };

let built: typeof import("./index.ts");
beforeAll(async () => {
  const door = pathToFileURL(join(ROOT, "dist", "src", "edge", "journal", "index.js")).href;
  built = (await import(/* @vite-ignore */ door)) as typeof import("./index.ts");
});

const listOf = (directory: string): string[] => [...readJournal(directory)].map(({ record }) => record);

/** A process that runs a fixture, and the lines it says. */
function started(
  name: string,
  ...args: readonly string[]
): { child: ChildProcessWithoutNullStreams; line(): Promise<string> } {
  const child = spawn(process.execPath, [fixture(name), ...args]);
  children.add(child);
  let text = "";
  child.stdout.on("data", (part: Buffer) => {
    text += part.toString();
  });
  const line = async (): Promise<string> => {
    while (!text.includes("\n")) await new Promise((wake) => child.stdout.once("data", wake));
    const [first = "", ...rest] = text.split("\n");
    text = rest.join("\n");
    return first;
  };
  return { child, line };
}

const ended = (child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): Promise<unknown> => {
  const end = new Promise((wake) => child.once("exit", wake));
  child.kill(signal);
  return end;
};

describe("a journal on a thread of its own", () => {
  test("keeps every record in its order, also such as are larger than the memory between", async () => {
    const directory = fresh();
    const options = { ringBytes: 1_024, segmentBytes: 32_768 };
    const journal = await built.createThreadedJournal(directory, FACTS, options);
    const all = Array.from({ length: 3_000 }, (_, i) => `${i} ${["x", "é", "日本"][i % 3]?.repeat(i % 97)}`);
    all.splice(1_500, 0, "L".repeat(28_000), "");
    for (const [index, record] of all.entries()) {
      expect(journal.append(record)).toBe(index + 1);
      if (index % 100 === 0) journal.commit();
    }
    expect(journal.lastSequence).toBe(all.length);
    journal.commit();
    const whole = (): void => expect(journal.durableSequence).toBe(all.length);
    await vi.waitFor(whole, { timeout: 30_000 }); // Nobody has to ask for it.
    expect(journal.durableSequence).toBe(all.length);
    journal.close();
    expect(listOf(directory)).toEqual(all);
    expect(() => journal.append("late")).toThrow("the journal is closed");

    const { journal: next, facts, recovered } = await built.openThreadedJournal(directory, options);
    expect({ facts, recovered }).toEqual({ facts: FACTS, recovered: { torn: 0, kept: 0 } });
    expect(next.durableSequence).toBe(all.length);
    next.waitDurable(next.append("one more"));
    expect(next.durableSequence).toBe(all.length + 1);
    next.close();
    expect(listOf(directory).at(-1)).toBe("one more");
  });

  test("refuses what is too large and what is damaged as the other does", async () => {
    const directory = fresh();
    const journal = await built.createThreadedJournal(directory, FACTS, { segmentBytes: 16_384 });
    expect(() => journal.append("x".repeat(16_384))).toThrow(/larger than a segment/);
    expect(() => journal.append("\ud83d")).toThrow(/half a surrogate pair/);
    expect(journal.append("x")).toBe(1);
    journal.close();
    await expect(built.createThreadedJournal(directory, FACTS)).rejects.toThrow(/there is a journal already/);
    writeFileSync(join(directory, "head"), "");
    await expect(built.openThreadedJournal(directory)).rejects.toBeInstanceOf(built.JournalDamaged);
    await expect(built.openThreadedJournal(directory, { ringBytes: 1_000 })).rejects.toThrow(RangeError);
  });

  test("that can write no more says so to the next append and to whoever waits", async (context) => {
    const directory = mountedSmall();
    if (directory === undefined)
      return context.skip("only root may mount the small disk that is filled here");
    try {
      const journal = await built.createThreadedJournal(join(directory, "j"), FACTS, {
        segmentBytes: 262_144,
      });
      let last = 0;
      const fill = (): void => {
        for (;;) {
          last = journal.append("x".repeat(1_000));
          journal.commit();
          if (last % 100 === 0) journal.waitDurable(last);
        }
      };
      expect(fill).toThrow(expect.objectContaining({ name: "JournalFull", code: "ENOSPC", exitCode: 5 }));
      expect(journal.shortage?.code).toBe("ENOSPC");
      expect(() => journal.commit()).toThrow(built.JournalFull);
      expect(() => journal.waitDurable(last)).toThrow(built.JournalFull);
      const durable = journal.durableSequence;
      expect(durable).toBeGreaterThan(500);
      journal.close();
      const copy = fresh();
      cpSync(join(directory, "j"), copy, { recursive: true });
      const opened = openJournal(copy, { segmentBytes: 262_144 });
      expect(opened.journal.durableSequence).toBeGreaterThanOrEqual(durable);
      opened.journal.close();

      const filler = openSync(join(directory, "filler"), "w");
      expect(() => {
        for (;;) writeSync(filler, Buffer.alloc(4_096));
      }).toThrow(/ENOSPC/);
      closeSync(filler);
      const reserve = openReserve(join(directory, "reserved"));
      expect(reserve.note("cancel 7")).toBe(true);
      reserve.close();
    } finally {
      spawnSync("umount", ["--lazy", directory]);
    }
  });

  test("works on a thread whose clock, chance and process are sealed away", () => {
    const directory = fresh();
    const said = execFileSync(process.execPath, [fixture("poisoned"), directory], { encoding: "utf8" });
    expect(JSON.parse(said)).toEqual({
      same: 5_000,
      threaded: [4_999, 5_000],
      noted: ["cancel 1"],
      epoch: 1,
      late: "JournalDamaged",
    });
    expect(verifyJournal(join(directory, "threaded")).chain).toHaveLength(64);
  });

  test("killed at any moment has every record it called durable, and goes on", async () => {
    for (let round = 0; round < 6; round++) {
      const directory = fresh();
      const { child, line } = started("write-until-killed", directory);
      let durable = 0;
      for (let lines = 0; lines < 3 + 7 * round; lines++) durable = Number(await line());
      await ended(child, "SIGKILL");
      const { journal } = openJournal(directory, { segmentBytes: 65_536 });
      expect(journal.durableSequence).toBeGreaterThanOrEqual(durable);
      journal.append("after");
      journal.close();
      const records = listOf(directory);
      expect(records.pop()).toBe("after");
      expect(records).toEqual(records.map((_, i) => `${i + 1} ${"x".repeat((i + 1) % 90)}`));
    }
  });
});

/** A disk of 1.5 MB, with a reserve opened on it while there was space; undefined where it cannot be had. */
function mountedSmall(): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const directory = mkdtempSync(join(scratch, "disk-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1500k", "tmpfs", directory]).status !== 0)
    return undefined;
  openReserve(join(directory, "reserved")).close();
  return directory;
}

describe("the lock", () => {
  test("keeps a second process away while the first lives, also when it is stopped, and is free when it is killed", async () => {
    const directory = mkdtempSync(join(scratch, "locked-"));
    const first = started("hold-lock", directory);
    expect(JSON.parse(await first.line())).toEqual({});
    const heldBy = { heldBy: process.platform === "linux" ? { pid: first.child.pid } : {} };
    const second = started("hold-lock", `${directory}/../${directory.split("/").at(-1)}`);
    expect(JSON.parse(await second.line())).toEqual(heldBy);
    first.child.kill("SIGSTOP");
    expect(takeLock(directory)).toEqual(heldBy);
    await ended(first.child, "SIGKILL");
    const lock = takeLock(directory);
    if ("heldBy" in lock) throw new Error("still held");
    expect(takeLock(directory)).toEqual({
      heldBy: { pid: process.platform === "linux" ? process.pid : undefined },
    });
    lock.release();
    const again = takeLock(directory);
    expect(again).not.toHaveProperty("heldBy");
    if (!("heldBy" in again)) again.release();
  });
});

describe("the epoch", () => {
  test("rises by one, and many who ask at once get different ones", async () => {
    const directory = mkdtempSync(join(scratch, "epoch-"));
    expect(readEpoch(directory)).toBe(0);
    expect([nextEpoch(directory), nextEpoch(directory), readEpoch(directory)]).toEqual([1, 2, 2]);
    const takers = Array.from({ length: 3 }, () => started("take-epochs", directory, "15"));
    const taken = await Promise.all(
      takers.map(async ({ line }) => {
        const epochs: number[] = [];
        while (epochs.length < 15) epochs.push(Number(await line()));
        expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
        return epochs;
      }),
    );
    expect(new Set(taken.flat()).size).toBe(45);
    expect(Math.min(...taken.flat())).toBe(3);
    expect(readEpoch(directory)).toBe(Math.max(...taken.flat()));
  });
});
