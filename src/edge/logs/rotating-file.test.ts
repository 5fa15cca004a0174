import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RotatingFile, type RotatingFileOptions } from "./rotating-file.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "timonel-logs-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function fileIn(directory: string, more: Partial<RotatingFileOptions> = {}): RotatingFile {
  return new RotatingFile({
    directory,
    name: { stem: "main", extension: "log" },
    rotation: { bytesMax: 20, daily: true, daysKept: 30 },
    now: () => NOON,
    onFailure: () => undefined,
    ...more,
  });
}

const today = (): number => Date.now();

describe("a file that turns over", () => {
  test("keeps every line when it is full, in order of the numbers of its parts", async () => {
    const file = fileIn(root, { now: today });
    const lines = Array.from({ length: 7 }, (_, i) => `line number ${i}`);
    for (const line of lines) {
      file.write(line);
      await file.flush();
    }
    await file.close();
    const names = readdirSync(root)
      .filter((name) => name !== "main.log")
      .sort();
    expect(names).toHaveLength(6);
    const all = [...names, "main.log"].flatMap((name) =>
      readFileSync(join(root, name), "utf8").trim().split("\n"),
    );
    expect(all).toEqual(lines);
  });

  test("turns over what another day wrote, under the name of that day", async () => {
    writeFileSync(join(root, "main.log"), "old\n");
    utimesSync(join(root, "main.log"), NOON / 1_000 - 86_400, NOON / 1_000 - 86_400);
    const file = fileIn(root);
    file.write("new");
    await file.close();
    expect(readFileSync(join(root, "main.2026-11-20.1.log"), "utf8")).toBe("old\n");
    expect(readFileSync(join(root, "main.log"), "utf8")).toBe("new\n");
  });

  test("deletes parts that are older than it keeps, and nobody else's files", async () => {
    const kept = [
      "main.2026-10-22.1.log",
      "main.notes.log",
      "other.2020-01-01.1.log",
      "main.2020-01-01.1.csv",
    ];
    for (const name of [...kept, "main.2026-10-21.1.log"]) writeFileSync(join(root, name), "x\n");
    const file = fileIn(root);
    file.write("new");
    await file.close();
    await expect.poll(() => readdirSync(root).sort()).toEqual([...kept, "main.log"].sort());
  });

  test("two writers lose nothing while both turn it over", async () => {
    const files = [fileIn(root, { now: today }), fileIn(root, { now: today })];
    const lines: string[] = [];
    for (let i = 0; i < 40; i++) {
      const line = `line ${i} of two`;
      lines.push(line);
      files[i % 2]?.write(line);
      if (i % 3 === 0) await Promise.all(files.map((file) => file.flush()));
    }
    await Promise.all(files.map((file) => file.close()));
    const all = readdirSync(root).flatMap((name) =>
      readFileSync(join(root, name), "utf8").trim().split("\n"),
    );
    expect(all.filter((line) => line !== "").sort()).toEqual(lines.sort());
  });
});

describe("where it cannot be written", () => {
  test("lines are dropped and counted, and the count stands in the file once it can be written again", async () => {
    const place = join(root, "logs");
    writeFileSync(place, "a file where a directory should be");
    let now = NOON;
    const failures: unknown[] = [];
    const file = fileIn(place, {
      now: () => now,
      onFailure: (error) => failures.push(error),
      gapLine: (dropped) => `${dropped} dropped`,
    });
    file.write("one");
    await file.flush();
    file.write("two");
    await file.flush();
    expect([failures.length, file.dropped]).toEqual([1, 2]);
    rmSync(place);
    mkdirSync(place);
    now += 10_000;
    file.write("three");
    await file.close();
    expect(readFileSync(join(place, "main.log"), "utf8").trim().split("\n")).toEqual(["2 dropped", "three"]);
    expect(file.dropped).toBe(0);
  });
});
