/** npm run bench: builds when needed, then runs the suite. Arguments go to it: npm run bench -- --json */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BuildFailure, ensureBuilt, root } from "./build.mjs";

try {
  await ensureBuilt();
  const suite = await import(pathToFileURL(join(root, "dist", "bench", "main.js")).href);
  if (typeof suite.main === "function") process.exitCode = await suite.main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${error instanceof BuildFailure ? error.message : /** @type {Error} */ (error).stack}\n`,
  );
  process.exitCode = error instanceof BuildFailure ? error.exitCode : 70;
}
