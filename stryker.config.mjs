/** Mutation testing of the rooms that money passes through, started by scripts/mutation.mjs: see docs/MUTATION.md. */
import { basename } from "node:path";

const room = basename((process.env["MUTATION_ROOM"] ?? "all").replace(/\/[^/]*\.ts$/, ""));
const KEPT = "node_modules/.cache/mutation";

export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "vitest.mutation.config.ts", related: false }, // Which tests belong to a room is said there.
  concurrency: 1, // The tests of a mutant take less than a second: a second worker would mostly load modules.
  coverageAnalysis: "perTest",
  // A mutant of what is computed while a module loads (tables, constants) needs a fresh process and every test.
  ignoreStatic: true,
  // An empty text in place of a kind ("buy", "stop") does not compile; the other texts are words for people.
  mutator: { excludedMutations: ["StringLiteral"] },
  incremental: true, // The next run looks at what has changed since: mutants, and the tests that covered them.
  incrementalFile: `${KEPT}/${room}-incremental.json`,
  jsonReporter: { fileName: `${KEPT}/${room}.json` },
  htmlReporter: { fileName: `${KEPT}/${room}.html` },
  reporters: ["json", "html", "clear-text", "progress-append-only"],
  clearTextReporter: { logTests: false, allowColor: false },
  timeoutMS: 2_000,
  disableTypeChecks: false, // Nothing here looks at types.
  ignorePatterns: ["/data", "/docs", "/dist", "/bench", "/runs", "/logs", "/coverage"], // Not needed by these tests.
  tempDirName: ".stryker-tmp", // Not below node_modules: what lies there is loaded once and not seen to be changed.
};
