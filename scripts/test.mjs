/**
 * npm test: every test, then the skipped ones with their reasons, then the failed ones once more with what was wrong, then one
 * last line `N passed, N failed, N skipped`: who has only the end of a long log knows what failed.
 * Arguments go to vitest: npm test -- src/core/base
 */
import { parseCLI, startVitest } from "vitest/node";
import { root } from "./build.mjs";

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
process.chdir(root);
const vitest = await startVitest("test", filter, { ...options, run: true, watch: false });

const count = { passed: 0, failed: 0, skipped: 0 };
/** @type {Map<string, string[]>} */
const skips = new Map();
/** @type {string[]} */
const faults = [];

/**
 * A failure, counted and told.
 * @param {string} name
 * @param {readonly { message: string }[]} errors
 */
function failed(name, errors) {
  count.failed++;
  faults.push(
    `failed: ${name}`,
    ...errors.map(({ message }) => `  ${message.split("\n").slice(0, 3).join("\n  ")}`),
  );
}

for (const module of vitest.state.getTestModules()) {
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === "passed") count.passed++;
    else if (result.state === "skipped") {
      count.skipped++;
      const reason = result.note ?? "no reason given";
      skips.set(reason, [...(skips.get(reason) ?? []), `${module.relativeModuleId} > ${test.fullName}`]);
    } else
      failed(`${module.relativeModuleId} > ${test.fullName}`, result.errors ?? [{ message: "no answer" }]);
  }
  // A file or a group that broke outside its tests counts as one failure.
  if (module.errors().length > 0) failed(module.relativeModuleId, module.errors());
  for (const suite of module.children.allSuites())
    if (suite.errors().length > 0) failed(`${module.relativeModuleId} > ${suite.fullName}`, suite.errors());
}
await vitest.close(); // The teardown may still find fault.
for (const error of vitest.state.getUnhandledErrors())
  failed("outside every test", [{ message: error instanceof Error ? error.message : String(error) }]);

const lines = [""];
for (const [reason, names] of skips) lines.push(`skipped, ${reason}:`, ...names.map((name) => `  ${name}`));
lines.push(...faults);
const ranAny = count.passed + count.failed > 0;
if (!ranAny) lines.push("no test ran, and that is a failure");
else if (process.exitCode && count.failed === 0) {
  count.failed = 1; // The build, or a threshold of the coverage.
  lines.push("every test passed, but the run itself failed: see above");
}
lines.push(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`, "");
const isRed = count.failed > 0 || !ranAny;
process.stdout.write(lines.join("\n"), () => process.exit(isRed ? 1 : 0));
