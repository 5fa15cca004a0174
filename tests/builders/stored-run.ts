/** A run as the store takes it: made up, but complete. */
import { headlineOf } from "../../src/edge/report/index.ts";
import type { storeRun } from "../../src/edge/runs/index.ts";
import { REPORT } from "./report.ts";

type RunToStore = ReturnType<Parameters<typeof storeRun>[2]>;

/** `created` orders runs; the document is that of `REPORT` under the run's own name. */
export function runToStore(
  id: string,
  created = Date.UTC(2026, 0, 2),
  rest: Partial<RunToStore["manifest"]> = {},
): RunToStore {
  return {
    manifest: {
      id,
      command: "backtest",
      created,
      complete: true,
      hash: REPORT.hash,
      configHash: REPORT.configHash,
      dataHash: REPORT.dataHash,
      headline: headlineOf(REPORT),
      again: {
        commandLine: ["backtest", "--data", "x"],
        directory: "/",
        environment: {},
        version: "1.2.3",
        node: "v20",
        platform: "linux x64",
      },
      strategies: [],
      data: [],
      ...rest,
    },
    files: {
      "report.json": `${JSON.stringify({ ...REPORT, run: id })}\n`,
      "config.yaml": "account: { balance: 5 }\n",
    },
  };
}
