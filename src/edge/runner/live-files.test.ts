/** The small files beside runs that are not finished: what is left of them after anything may have happened to them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dropBallast, takeBallast } from "./ballast.ts";
import { clearLatch, readLatch, reserveLatch, setLatch } from "./latch-file.ts";
import {
  finishLive,
  journalOf,
  type LiveFacts,
  listUnfinished,
  livePlace,
  writeFacts,
} from "./live-place.ts";

let runs: string;
beforeEach(() => {
  runs = join(mkdtempSync(join(tmpdir(), "timonel-live-")), "runs");
});
afterEach(() => rmSync(join(runs, ".."), { recursive: true, force: true }));

describe("the latch", () => {
  const latch = { since: 1_700_000_000_000, by: "me", run: "run-1" };
  const file = () => join(livePlace(runs), "latch");

  test("is read as it was set, and is gone when it is cleared", () => {
    expect(readLatch(runs)).toBeUndefined();
    setLatch(runs, latch);
    expect(readLatch(runs)).toEqual(latch);
    expect([clearLatch(runs), clearLatch(runs), readLatch(runs)]).toEqual([true, false, undefined]);
  });

  test("may be set again, shorter or longer than before", () => {
    setLatch(runs, { ...latch, by: "somebody with a long name ".repeat(20) });
    setLatch(runs, latch);
    expect(readLatch(runs)).toEqual(latch);
  });

  test("takes its room before it is needed, needs none later, and only its owner reads it", () => {
    reserveLatch(runs);
    const before = statSync(file());
    expect([before.size, before.mode & 0o777, readLatch(runs)]).toEqual([4_096, 0o600, undefined]);
    setLatch(runs, latch);
    expect([statSync(file()).size, statSync(file()).ino]).toEqual([before.size, before.ino]);
  });

  test("is not lifted by whoever only reserves its room", () => {
    setLatch(runs, latch);
    reserveLatch(runs);
    expect(readLatch(runs)).toEqual(latch);
  });

  test.each([
    ["half an entry", '{"since":17000'],
    ["zeros", "\0".repeat(4_096)],
    ["null", "null"],
    ["a number", "5"],
    ["a list", "[]"],
    ["no time", '{"by":"me"}'],
    ["a time that is none", '{"since":1e300,"by":"me"}'],
    ["noise", "\u00ff\u00fe%"],
  ])("that holds %s counts as latched, and a person can lift it", (_, content) => {
    reserveLatch(runs);
    writeFileSync(file(), content);
    expect(readLatch(runs)).toMatchObject({ since: 0 });
    expect(clearLatch(runs)).toBe(true);
    expect(readLatch(runs)).toBeUndefined();
  });

  test("that cannot be read at all counts as latched", () => {
    mkdirSync(file(), { recursive: true });
    expect(readLatch(runs)).toMatchObject({ since: 0 });
  });
});

describe("the ballast", () => {
  const file = () => join(livePlace(runs), "ballast");

  test("takes real room, which an emergency gives back", () => {
    takeBallast(runs);
    const { size, blocks } = statSync(file());
    expect(size).toBe(12 * 1024 * 1024);
    expect(blocks * 512).toBeGreaterThanOrEqual(size / 2); // No hole.
    dropBallast(runs);
    expect(existsSync(file())).toBe(false);
    expect(() => dropBallast(runs)).not.toThrow();
  });

  test("that was cut off is taken anew", () => {
    mkdirSync(livePlace(runs), { recursive: true });
    writeFileSync(file(), "short");
    takeBallast(runs);
    expect(statSync(file()).size).toBe(12 * 1024 * 1024);
  });
});

describe("runs that are not finished", () => {
  const facts = (run: string, begun: number): LiveFacts => ({
    schema: "timonel.live/1",
    run,
    mode: "paper",
    configHash: "c",
    dataHash: "d",
    symbols: ["BTC/USDT"],
    begun,
    pid: 1,
    commandLine: ["run"],
    directory: "/somewhere",
  });
  const begin = (run: string, begun: number): string => {
    const directory = join(livePlace(runs), run);
    writeFacts(directory, facts(run, begun));
    return directory;
  };

  test("are listed newest first, and those of one moment in one order", () => {
    for (const [run, begun] of [
      ["a", 1],
      ["c", 2],
      ["b", 2],
    ] as const)
      begin(run, begun);
    expect(listUnfinished(runs).map((one) => one.facts.run)).toEqual(["c", "b", "a"]);
    expect(listUnfinished(join(runs, "nowhere"))).toEqual([]);
  });

  test("come back as they were written, and are written whole", () => {
    const directory = begin("a", 1);
    writeFacts(directory, { ...facts("a", 1), pid: 2 });
    expect(listUnfinished(runs)).toEqual([{ facts: { ...facts("a", 1), pid: 2 }, directory }]);
    expect(existsSync(join(directory, "live.json.partial"))).toBe(false);
  });

  test.each(["", "{", "null", "[]", '{"schema":"timonel.live/2"}'])("are not what says %o", (content) => {
    const directory = begin("a", 1);
    writeFileSync(join(directory, "live.json"), content);
    reserveLatch(runs); // A file among the directories.
    expect(listUnfinished(runs)).toEqual([]);
  });

  test("leave their journal where they are stored, and nothing behind", () => {
    const directory = begin("a", 1);
    mkdirSync(journalOf(directory));
    writeFileSync(join(journalOf(directory), "head"), "x");
    const stored = join(runs, "a");
    mkdirSync(stored);
    finishLive({ directory }, stored);
    expect(readFileSync(join(journalOf(stored), "head"), "utf8")).toBe("x");
    expect([existsSync(directory), listUnfinished(runs)]).toEqual([false, []]);
  });
});
