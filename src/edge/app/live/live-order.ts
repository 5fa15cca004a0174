import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunFacts, RunSession } from "../../runner/index.ts";
import { configHash } from "../config/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";

/** What a run is made of, for the first record of its journal. */
export const factsOf = (loaded: LoadedRun, run: string): RunFacts => ({
  schema: "timonel.run-journal/1",
  run,
  configHash: configHash(loaded.config),
  dataHash: loaded.dataHash(),
});

/** This process, for the journal of the run that it takes up. */
export const sessionOf = ({ plan }: LoadedRun, version: string, epoch: number): RunSession => ({
  epoch,
  at: Date.now(),
  version,
  strategies: plan.runs.map(({ source, instrument }) => ({
    symbol: plan.instruments[instrument]?.symbol ?? "",
    name: source.name,
    sha256: createHash("sha256")
      .update(readFileSync(fileURLToPath(source.url)))
      .digest("hex"),
  })),
});
