import { Worker } from "node:worker_threads";
import type { Violation } from "./audit/auditor.ts";
import { FED_FROM_SEEDS, starvedIn } from "./audit/required.ts";
import { formatReduction } from "./shrink/reduced-text.ts";
import type { Reduction } from "./shrink/reduction.ts";
import type { Told } from "./timeline.ts";
import type { DrillAnswer, DrillOrder } from "./worker.ts";

/** `drill --json`. */
export interface DrillDocument {
  readonly schema: "timonel.drill/1";
  readonly seeds: number;
  readonly firstSeed: number;
  /** What was left of the storm, as for `--reduced`; null: all of it. */
  readonly reduced: string | null;
  readonly violations: readonly ({ readonly seed: string } & Violation)[];
  /** Of the first seed that broke: the last records of its journal before it did. */
  readonly slice: readonly string[];
  /** Of the same seed what happened up to there, where the storm was reduced. */
  readonly timeline: readonly Told[];
  readonly elapsedMs: number;
  readonly seedsPerSecond: number;
  readonly simulatedHours: number;
  /** Seeds that were drilled twice, and came to the same hash. */
  readonly determinism: { readonly checked: number; readonly equal: number };
  /** How often what happened. */
  readonly sometimes: Readonly<Record<string, number>>;
}

/** One seed in so many is drilled twice. */
const TWICE_ONE_IN = 20;
const HOUR_MS = 3_600_000;

/**
 * Drills seeds `first`, `first + 1`, ... on so many threads. What never happened in many of them is a violation as well:
 * a drill whose faults do not strike says nothing.
 * @param reduction of every seed; left out: all that it has drawn
 * @param onDone called after each seed with how many are done
 */
export async function drillSeeds(
  first: number,
  seeds: number,
  {
    threads,
    reduction,
    onDone,
  }: {
    readonly threads: number;
    readonly reduction?: Reduction | undefined;
    readonly onDone?: (done: number, violations: number) => void;
  },
): Promise<DrillDocument> {
  const startedAt = performance.now();
  const violations: {
    readonly seed: string;
    readonly invariant: string;
    readonly atMs: number;
    readonly what: string;
  }[] = [];
  const counts = new Map<string, number>();
  const determinism = { checked: 0, equal: 0 };
  let simulatedMs = 0;
  let slice: readonly string[] = [];
  let timeline: readonly Told[] = [];
  let next = 0;
  let done = 0;
  const take = (answer: DrillAnswer): void => {
    done++;
    if (answer.kind === "broken") {
      violations.push({ seed: answer.seed, invariant: "drill", atMs: 0, what: answer.error });
      return;
    }
    const { drilled, again } = answer;
    simulatedMs += drilled.simulatedMs;
    if (slice.length === 0) slice = drilled.slice;
    if (reduction !== undefined && timeline.length === 0) timeline = drilled.timeline;
    for (const violation of drilled.violations) violations.push({ seed: drilled.seed, ...violation });
    for (const [name, count] of Object.entries(drilled.counts))
      counts.set(name, (counts.get(name) ?? 0) + count);
    if (again === undefined) return;
    determinism.checked++;
    if (again === drilled.hash) determinism.equal++;
    else
      violations.push({
        seed: drilled.seed,
        invariant: "I3",
        atMs: 0,
        what: "drilled twice, it came to another hash",
      });
  };
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        if (next >= seeds) {
          void worker.terminate().then(() => resolve());
          return;
        }
        const order: DrillOrder = {
          seed: String(first + next),
          twice: next % TWICE_ONE_IN === 0,
          reduction: reduction ?? {},
        };
        next++;
        worker.postMessage(order);
      };
      worker.on("message", (answer: DrillAnswer) => {
        take(answer);
        onDone?.(done, violations.length);
        give();
      });
      worker.once("error", reject);
      give();
    });
  const workers = Array.from(
    { length: Math.min(threads, seeds) },
    () => new Worker(new URL("./worker.js", import.meta.url)),
  );
  await Promise.all(workers.map(work));
  const sometimes = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  if (seeds >= FED_FROM_SEEDS)
    for (const what of starvedIn(sometimes))
      violations.push({
        seed: "",
        invariant: "sometimes",
        atMs: 0,
        what: `${what} never happened in ${seeds} seeds`,
      });
  const elapsedMs = performance.now() - startedAt;
  return {
    schema: "timonel.drill/1",
    seeds,
    firstSeed: first,
    reduced: reduction === undefined ? null : formatReduction(reduction),
    violations: violations.sort((a, b) => Number(a.seed) - Number(b.seed)),
    slice,
    timeline,
    elapsedMs: Math.round(elapsedMs),
    seedsPerSecond: Number(((seeds / elapsedMs) * 1_000).toFixed(2)),
    simulatedHours: Number((simulatedMs / HOUR_MS).toFixed(2)),
    determinism,
    sometimes,
  };
}
