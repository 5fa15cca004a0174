import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LiveFacts, RunFacts, RunSession } from "../../runner/index.ts";
import { configHash } from "../config/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";

/** What a run is made of, for the first record of its journal. */
export const factsOf = (loaded: LoadedRun, run: string): RunFacts => ({
  schema: "timonel.run-journal/1",
  run,
  configHash: configHash(loaded.config),
  dataHash: loaded.dataHash(),
});

/** The mode of a paper run whose venue is a process of its own. */
export const AT_VENUE = "paper at a venue";

/** The same of a run that was left, as it was begun. */
export const factsOfLeft = ({ run, configHash, dataHash, mode }: LiveFacts): RunFacts => ({
  schema: "timonel.run-journal/1",
  run,
  configHash,
  dataHash,
  ...(mode === AT_VENUE && { venue: true as const }),
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
