/** Taking times on a machine that others use too: processor time, medians, interleaving, and nobody else's garbage. */
import type { Spread } from "./row.ts";

/** Runs once, and says how many milliseconds of it count. */
type Timed = () => number;

/**
 * Milliseconds of processor time that one run of `work` takes, all threads of this process together; `times` runs are
 * measured as one. On an idle machine that is the wall clock; on a busy one it leaves out the waiting for a core.
 */
export function clocked(work: () => void, times = 1): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

/**
 * Times each of `subjects` in turn, `rounds` times over, after `warmUp` rounds that do not count: whatever disturbs the
 * machine for a while disturbs all of them. Before each run the heap is emptied of what nobody holds any more. A subject
 * must hold what it made until it makes the next: with the last object of a kind the collector takes its hidden class,
 * and with that the optimised code that rests on it, so every run would start cold.
 */
export function interleaved<Name extends string>(
  subjects: Readonly<Record<Name, Timed>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Record<Name, number[]> {
  const names = Object.keys(subjects) as Name[]; // The keys of the record that was given.
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      collectGarbage();
      const ms = subjects[name]();
      if (round >= 0) times[name].push(ms);
    }
  }
  return times;
}

/** @throws Error when Node was started without --expose-gc: a guard that cannot run must fail */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error("a row needs node --expose-gc");
  globalThis.gc();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which a share of all lies, by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  min: Math.min(...values),
  max: Math.max(...values),
});

/** Value by value, what two lists of one length make of each other. */
export const pairwise = (
  a: readonly number[],
  b: readonly number[],
  combine: (a: number, b: number) => number,
): number[] => a.map((value, place) => combine(value, b[place] ?? Number.NaN));
