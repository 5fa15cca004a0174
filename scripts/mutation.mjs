/**
 * npm run mutation: changes the rooms that money passes through, a little at a time, and counts the changes that no
 * unit test notices (docs/MUTATION.md). Arguments are rooms or files; whatever begins with a dash goes to Stryker.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./build.mjs";

const ROOMS = ["src/core/execution", "src/core/portfolio", "src/core/risk", "src/edge/journal"];

/** They run on a thread of their own, as compiled code: no mutant is there. */
const OUT_OF_REACH = ["threaded-journal", "writer"].map((name) => `!src/edge/journal/${name}.ts`).join();

/** One run a room: each has tests of its own, and a report that the next run of the room continues. @param {string} path @param {string[]} options */
function mutate(path, options) {
  const isRoom = statSync(join(root, path)).isDirectory();
  const mutated = isRoom ? `${path}/**/*.ts,!${path}/**/*.test.ts,!${path}/index.ts,${OUT_OF_REACH}` : path;
  const env = { ...process.env, MUTATION_ROOM: path };
  const stryker = join("node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const command = [stryker, "run", "--mutate", mutated, ...options];
  return spawnSync(process.execPath, command, { cwd: root, env, stdio: "inherit" }).status === 0;
}

const given = process.argv.slice(2);
const rooms = given.filter((argument) => !argument.startsWith("-"));
const options = given.filter((argument) => argument.startsWith("-"));
for (const room of rooms.length > 0 ? rooms : ROOMS) if (!mutate(room, options)) process.exitCode = 1;
