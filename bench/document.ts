/** `timonel.bench/1`: what `bench --json` prints. */
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import type { Failure, Result, Skipped } from "./row.ts";

export interface BenchDocument {
  readonly schema: "timonel.bench/1";
  readonly machine: string;
  readonly node: string;
  readonly results: readonly Result[];
  /** Rows without a result, because a digest was wrong or they could not run; empty when all is well. */
  readonly failures: readonly Failure[];
  /** Rows that were not run, and why. */
  readonly skipped: readonly Skipped[];
}

export const benchDocument = (
  results: readonly Result[],
  failures: readonly Failure[],
  skipped: readonly Skipped[] = [],
): BenchDocument => ({
  schema: "timonel.bench/1",
  machine: machine(),
  node: process.version,
  results,
  failures,
  skipped,
});

/** One line about the machine; its name is nobody's business. */
function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${availableParallelism()} cores, ${gibibytes} GiB, ${platform()} ${arch()}`;
}
