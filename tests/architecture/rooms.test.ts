/** Walks every import of the tree and holds it to rooms.ts. What the rules catch, and what they let pass, is tested in rules.test.ts. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { FRONT_DOOR_MAY_IMPORT, ROOMS } from "./rooms.ts";
import { complaintsAbout, LINES_WORTH_A_THOUGHT, linesOf } from "./rules.ts";
import { parse } from "./source.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");

const folders = ["src", "strategies", "bench", "tests"].filter((folder) => existsSync(join(ROOT, folder)));
const sources = folders.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => parse(path, readFileSync(join(ROOT, path), "utf8"))),
);

describe("the map of rooms", () => {
  test("lets a room import only rooms named above it, and the core only the core", () => {
    for (const [index, { path, mayImport }] of ROOMS.entries()) {
      const above = ROOMS.slice(0, index).map((room) => room.path);
      expect(above, path).toEqual(expect.arrayContaining([...mayImport]));
      if (path.startsWith("core/")) expect(mayImport.filter((to) => !to.startsWith("core/"))).toEqual([]);
    }
  });

  test("names every folder of src/core and src/edge that holds something, and no other", () => {
    const inTree = ["core", "edge"].flatMap((half) =>
      readdirSync(join(ROOT, "src", half)).map((name) => `${half}/${name}`),
    );
    const inhabited = inTree.filter((path) => sources.some(({ room }) => room === path));
    expect(ROOMS.map(({ path }) => path).sort()).toEqual(inhabited.sort());
  });

  test("stands in ARCHITECTURE.md as it is here", () => {
    const script = join(ROOT, "scripts", "room-table.mjs");
    expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
  });
});

describe("the tree", () => {
  test("was found", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(50);
  });

  test("keeps every law of the house", () => {
    const house = { rooms: ROOMS, frontDoorMayImport: FRONT_DOOR_MAY_IMPORT };
    expect(complaintsAbout(sources, house)).toEqual([]);
  });

  test("imports only files that exist", () => {
    const lost = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== undefined && !existsSync(join(ROOT, target)))
        .map((to) => [path, to]),
    );
    expect(lost).toEqual([]);
  });

  test("names its long files, which is a hint and not a failure", () => {
    const long = sources.filter((source) => !source.isTest && linesOf(source) > LINES_WORTH_A_THOUGHT);
    for (const source of long)
      console.warn(`${source.path} has ${linesOf(source)} lines: are these two ideas?`);
  });
});
