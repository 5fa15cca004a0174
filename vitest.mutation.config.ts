/** The tests that mutants are run against: unit tests of their room, and of those that use it. See docs/MUTATION.md. */
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import everyTest from "./vitest.config.ts";

/** A room, or a file of one: scripts/mutation.mjs says which. */
const room = (process.env["MUTATION_ROOM"] ?? "src/core/risk").replace(/\/[^/]*\.ts$/, "");
const isExecution = room === "src/core/execution";
const SLOW = /(approvals|damage|hedge|margin|native-and-emulated|scaling)\.test/;

/** One test that fails ends a mutant, so those come first that notice it soonest: of the room itself, and fast. */
class SoonestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): string =>
      (SLOW.test(moduleId) ? "2" : moduleId.includes(room) ? "0" : "1") + moduleId;
    return Promise.resolve(files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)));
  }
}

export default defineConfig({
  resolve: everyTest.resolve ?? {},
  test: {
    include: [
      `${room}/**/*.test.ts`,
      // Much of what these rooms do is said by tests that play bars through the engine, in milliseconds.
      ...(room.startsWith("src/core/") ? ["src/core/{engine,exchange}/**/*.test.ts"] : []),
    ],
    exclude: [
      "**/threaded.test.ts", // Compiled code in threads and processes, where no mutant is.
      // Thousands of random runs, seconds each: a mutant that only they notice has no example that can be read.
      "src/core/{engine,exchange}/**/*.{oracle,property}.test.ts",
      "src/core/portfolio/books-*.test.ts",
      "src/core/engine/determinism.test.ts",
      // The same orders on an able and on a bare venue, two seconds: about execution alone.
      ...(isExecution ? [] : ["src/core/engine/native-and-emulated.test.ts"]),
      // Half a second and more each, for every mutant that lives.
      ...(room === "src/core/risk"
        ? ["src/core/exchange/**", "src/core/engine/{approvals,hedge,scaling}.test.ts"]
        : []),
    ],
    setupFiles: ["tests/without-shrinking.ts"],
    pool: "threads", // Stryker asks for it.
    maxWorkers: 1,
    isolate: false, // One mutant, one worker: what it loads is loaded once for all files.
    sequence: { sequencer: SoonestFirst },
    testTimeout: 60_000,
    env: { CORRUPTIONS: "100", LAST_BYTES: "400", RUNS: "20", BYTES_APART: "1009" }, // Fewer turns of the journal's tests.
  },
});
