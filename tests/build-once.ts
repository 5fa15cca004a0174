import { BuildFailure, ensureBuilt } from "../scripts/build.mjs";

/** Builds dist/ once, before any test starts the command line. Where it fails the tests of sources still run, but the run fails. */
export async function setup(): Promise<void> {
  if (process.env["TESTS_WITHOUT_BUILD"] !== undefined) return; // npm run check builds beside the tests it runs.
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    process.stderr.write(`${error.message}\n\n`);
    process.exitCode = 1;
  }
}
