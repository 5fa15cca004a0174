/** Whatever becomes of the process that keeps a snapshot, the run goes on. */
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { createJournal } from "../../journal/index.ts";
import type { Settings } from "../settings.ts";
import { SnapshotKeeper } from "./keep-snapshots.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-keeper-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const journal = createJournal(join(directory, "journal"), { run: "run", build: "test" });
for (let record = 0; record < 30; record++) journal.append("M1");
journal.close();

const said: string[] = [];
const keeperOf = (start: () => ChildProcess, every = 30): SnapshotKeeper => {
  said.length = 0;
  return new SnapshotKeeper({
    ...{ directory, every, start, settings: {} as Settings, wants: { stops: true, daily: true } },
    kept: (records) => void said.push(`kept ${records}`),
    failed: (why) => void said.push(`failed: ${why}`),
  });
};

/** A process that says this and ends; nothing: it has no pipes. */
function child(says?: string): ChildProcess {
  const made = Object.assign(new EventEmitter(), { killed: false });
  if (says === undefined) return made as unknown as ChildProcess;
  const stdout = new PassThrough();
  stdout.end(says);
  stdout.on("end", () => made.emit("close", 0));
  return Object.assign(made, { stdin: new PassThrough(), stdout }) as unknown as ChildProcess;
}
const passing = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test.each([
  ['{"kind":"kept","records":25}', ["kept 25"]],
  ['{"kind":"kept","records":0}', []],
  ['{"kind":"failed","why":"the data have changed"}', ["failed: the data have changed"]],
  ["", ["failed: that came to no end"]],
])("a process that says %j", async (says, expected) => {
  keeperOf(() => child(says)).look();
  await passing();
  expect(said).toEqual(expected);
});

test("a process that cannot be started, or that has no pipes, is told of and no more", async () => {
  const none = keeperOf(() => {
    throw new Error("spawn ENOMEM");
  });
  none.look();
  none.look(); // Not before as much was written again.
  expect(said).toEqual(["failed: spawn ENOMEM"]);
  const without = child();
  keeperOf(() => without).look();
  without.emit("error", new Error("spawn EMFILE"));
  await passing();
  expect(said).toEqual(["failed: spawn EMFILE"]);
});

test("nothing is begun before enough was written, nor while one is at it, nor behind what a snapshot stands for", () => {
  let started = 0;
  const counting = (): ChildProcess => {
    started++;
    return child();
  };
  keeperOf(counting, 31).look();
  expect(started).toBe(0);
  const behind = keeperOf(counting, 20);
  behind.resumed(11);
  behind.look();
  expect(started).toBe(0);
  const keeper = keeperOf(counting);
  keeper.look();
  keeper.look();
  expect(started).toBe(1);
});
