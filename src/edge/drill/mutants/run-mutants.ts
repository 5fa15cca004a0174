import type { SeedCourse } from "./child.ts";
import { type Driller, processDriller } from "./driller.ts";
import { type Edit, editsOf, type Mutant } from "./mutant.ts";

/** What became of one planted bug. */
export interface MutantResult {
  readonly id: string;
  readonly what: string;
  readonly caught: boolean;
  /** The first seed that shows it; null: none did. */
  readonly seed: number | null;
  /** Seeds that were drilled up to there, or in all. */
  readonly seedsNeeded: number;
  /** Of so many seeds so many showed it: of those up to the first, and of ten at least. */
  readonly rate: { readonly caught: number; readonly drilled: number };
  /** The invariant that broke, `crash` or `hang`; null: nothing did. */
  readonly by: string | null;
  /** What was found, in words. */
  readonly found: string | null;
  /** In how many of the seeds anything went otherwise than without the bug: 0 says that the drill never comes by. */
  readonly reached: number;
}

/** `drill --mutants --json`. */
export interface MutantsDocument {
  readonly schema: "timonel.mutants/1";
  readonly total: number;
  readonly caught: number;
  readonly firstSeed: number;
  /** At most so many were drilled for each. */
  readonly seedsMax: number;
  /** Seeds that the middle one of those that were caught needed; null: none was. */
  readonly medianSeeds: number | null;
  readonly elapsedMs: number;
  readonly mutants: readonly MutantResult[];
}

export interface MutantsOptions {
  readonly first: number;
  readonly seedsMax: number;
  /** Bugs that are drilled at the same time. */
  readonly atOnce: number;
  /** Called after each bug. */
  readonly onDone?: (result: MutantResult, done: number) => void;
  /** Left out: in processes of their own. */
  readonly drillerOf?: (edits: readonly Edit[]) => Driller;
}

/**
 * Plants one bug after the other, and drills seeds until one shows it. A seed that breaks without any bug shows nothing,
 * and is passed over: what the program does by itself is the business of the drill.
 * @throws MutantMisplaced for a bug that cannot be planted
 */
export async function runMutants(
  mutants: readonly Mutant[],
  { first, seedsMax, atOnce, onDone, drillerOf = processDriller }: MutantsOptions,
): Promise<MutantsDocument> {
  const startedAt = performance.now();
  const results = new Map<Mutant, MutantResult>();
  const programs = new SoundPrograms(drillerOf);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let mutant = mutants[next++]; mutant !== undefined; mutant = mutants[next++]) {
      const driller = drillerOf(editsOf(mutant));
      const sound = programs.without(mutant.without ?? []);
      const result = await hunt(mutant, { first, seedsMax, sound, driller });
      results.set(mutant, result);
      onDone?.(result, results.size);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, mutants.length) }, work));
  } finally {
    next = mutants.length; // After a problem the others end with the bug that they are at.
    programs.close();
  }
  const all = mutants.flatMap((mutant) => results.get(mutant) ?? []);
  return {
    schema: "timonel.mutants/1",
    total: all.length,
    caught: all.filter(({ caught }) => caught).length,
    firstSeed: first,
    seedsMax,
    medianSeeds: medianOf(all.flatMap((one) => (one.caught ? [one.seedsNeeded] : []))),
    elapsedMs: Math.round(performance.now() - startedAt),
    mutants: all,
  };
}

/** The lower one of two in the middle. */
const medianOf = (numbers: readonly number[]): number | null =>
  numbers.toSorted((a, b) => a - b)[(numbers.length - 1) >> 1] ?? null;

/** What becomes of seeds in a program without the bug: each is drilled once, however many bugs are held against it. */
class SoundProgram {
  readonly #driller: Driller;
  readonly #courses = new Map<string, Promise<SeedCourse>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(driller: Driller) {
    this.#driller = driller;
  }

  courseOf(seed: string): Promise<SeedCourse> {
    let course = this.#courses.get(seed);
    if (course === undefined) {
      course = this.#last.then(() => this.#driller.drill(seed)); // One after the other.
      this.#courses.set(seed, course);
      this.#last = course;
    }
    return course;
  }

  close(): void {
    this.#driller.close();
  }
}

/** The program as it is, and as it is without some of its layers. */
class SoundPrograms {
  readonly #drillerOf: (edits: readonly Edit[]) => Driller;
  readonly #programs = new Map<string, SoundProgram>();

  constructor(drillerOf: (edits: readonly Edit[]) => Driller) {
    this.#drillerOf = drillerOf;
  }

  without(layers: readonly Edit[]): SoundProgram {
    const key = JSON.stringify(layers);
    let program = this.#programs.get(key);
    if (program === undefined) {
      program = new SoundProgram(this.#drillerOf(layers));
      this.#programs.set(key, program);
    }
    return program;
  }

  close(): void {
    for (const program of this.#programs.values()) program.close();
  }
}

/** One seed in so many is drilled twice, where the bug made it another: it may be another every time. */
const TWICE_ONE_IN = 20;

/** Of so many seeds at least it is counted how many show a bug. One that hangs takes its minute once. */
const RATE_SEEDS = 10;

async function hunt(
  { id, what }: Mutant,
  of: {
    readonly first: number;
    readonly seedsMax: number;
    readonly sound: SoundProgram;
    readonly driller: Driller;
  },
): Promise<MutantResult> {
  const { first, seedsMax, sound, driller } = of;
  let reached = 0;
  let caught = 0;
  let drilled = 0;
  let shown: Pick<MutantResult, "seed" | "seedsNeeded" | "by" | "found"> | undefined;
  try {
    while (drilled < seedsMax && (shown === undefined || (drilled < RATE_SEEDS && shown.by !== "hang"))) {
      drilled++;
      const seed = first + drilled - 1;
      let course = await driller.drill(String(seed));
      const without = await sound.courseOf(String(seed));
      if (without.kind === "caught") continue;
      const isOther = course.kind === "caught" || course.hash !== without.hash;
      if (isOther) reached++;
      if (isOther && course.kind === "sound" && (drilled - 1) % TWICE_ONE_IN === 0)
        course = difference(course, await driller.drill(String(seed)));
      if (course.kind === "sound") continue;
      const { by, what: found } = course;
      caught++;
      shown ??= { seed, seedsNeeded: drilled, by, found };
    }
    const missed = { seed: null, seedsNeeded: drilled, by: null, found: null };
    return {
      id,
      what,
      caught: shown !== undefined,
      ...(shown ?? missed),
      rate: { caught, drilled },
      reached,
    };
  } finally {
    driller.close();
  }
}

/** Of the same seed, drilled twice. */
function difference(once: SeedCourse & { kind: "sound" }, again: SeedCourse): SeedCourse {
  if (again.kind === "caught" || again.hash === once.hash) return again;
  return { kind: "caught", by: "I3", what: "drilled twice, it came to another hash" };
}
