/** What a row of the suite is: something measured against a reference, with a goal and a floor. */

/** Lowest and highest of single measurements. */
export interface Spread {
  readonly min: number;
  readonly max: number;
}

/** What a row that runs another engine says about it. */
export interface PeerFacts {
  readonly version: string;
  /** Whether it came to the same result as the reference of the task. */
  readonly equalsReference: boolean;
  /** What differs and why, where it does. */
  readonly differs: string;
  /** The most memory its process ever held, in MB of 1,000,000 bytes. */
  readonly peakMb: number;
  /** Its first run in a process, in milliseconds: compiling included. */
  readonly firstRunMs: number;
}

/** What a row found out. Its digest was right, or it would have thrown. */
export interface Measured extends Partial<PeerFacts> {
  readonly value: number;
  readonly unit: string;
  readonly reference: string;
  /** In the unit of `value`. */
  readonly referenceValue: number;
  readonly ratio: number;
  /** Of the ratio, over single measurements. */
  readonly spread: Spread;
  /** What was found to be equal before anything was timed. */
  readonly digest: string;
  /** Of a row that measures many things, each with a goal of its own: the largest share of one of them. */
  readonly worst?: number;
  /** What else the table shows, a line each. */
  readonly lines?: readonly string[];
}

/** What a row is held to: at most `goal`, and never more than `floor`, of its ratio, its value or the worst of its goals. */
export interface Limit {
  readonly of: "ratio" | "value" | "worst";
  /** "at least" turns the limit round: of a row that counts how many times as fast we are. */
  readonly sense?: "at least";
  readonly goal: number;
  readonly floor: number;
}

export interface Row {
  readonly name: string;
  /** For a person who waits: what is being done. */
  readonly about: string;
  /** None where only the figure is wanted. */
  readonly limit?: Limit;
  /** @throws RowSkipped when something it needs is not here; anything else when a digest is wrong or the row cannot run */
  run(): Promise<Measured>;
}

/** One entry of `results` in the `timonel.bench/1` document. */
export interface Result extends Measured {
  readonly name: string;
  readonly goal: string;
  readonly floor: string;
  readonly met: boolean;
  readonly aboveFloor: boolean;
}

/** A row that has no result. */
export interface Failure {
  readonly name: string;
  readonly problem: string;
}

/** A row that was not run, and why: a part that is not built yet, a peer that cannot be installed here. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** Thrown by a row that cannot be run here through no fault of ours. */
export class RowSkipped extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "RowSkipped";
  }
}

/** Holds what was measured to the limit of its row. A number that is none meets nothing. */
export function judge({ name, limit }: Row, measured: Measured): Result {
  if (limit === undefined)
    return { name, ...rounded(measured), goal: "none", floor: "none", met: true, aboveFloor: true };
  const judged = measured[limit.of] ?? Number.NaN; // A worst that was not measured meets nothing.
  const isAtLeast = limit.sense === "at least";
  const sign = isAtLeast ? ">=" : "<=";
  const bound = (most: number): string =>
    limit.of === "value" ? `${sign} ${most} ${measured.unit}` : `${limit.of} ${sign} ${most}`;
  const keeps = (most: number): boolean => (isAtLeast ? judged >= most : judged <= most);
  return {
    name,
    ...rounded(measured),
    goal: bound(limit.goal),
    floor: bound(limit.floor),
    met: keeps(limit.goal),
    aboveFloor: keeps(limit.floor),
  };
}

/** Digits beyond the noise say nothing. */
function rounded(measured: Measured): Measured {
  const { spread, worst } = measured;
  return {
    ...measured,
    ...(worst === undefined ? {} : { worst: significant(worst) }),
    value: significant(measured.value),
    referenceValue: significant(measured.referenceValue),
    ratio: significant(measured.ratio),
    spread: { min: significant(spread.min), max: significant(spread.max) },
  };
}

const significant = (value: number): number => Number(value.toPrecision(4));
