import { runWith } from "./run.js";

addEventListener("message", ({ data: { id, params, bars } }) => {
  const startedAt = performance.now();
  try {
    const report = runWith(params, bars);
    postMessage({ id, report, ms: performance.now() - startedAt });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
