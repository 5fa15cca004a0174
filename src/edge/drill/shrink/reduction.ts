import { UserProblem } from "../../problem/index.ts";
import { BAR_VOLUME } from "../storm/market.ts";
import type { Scenario } from "../storm/scenario.ts";
import { baseOf } from "../timeline.ts";

/** Of each class, or contract: the numbers of those that are kept, or all of them. */
export type Kept = ReadonlyMap<string, ReadonlySet<number> | "all">;

/** What is left of a storm when it is reduced. What is left out is drawn all the same: the others stay as they were. */
export interface Reduction {
  /** Strikes that remain; undefined: each that the seed has drawn. */
  readonly strikes?: Kept | undefined;
  /** The storm ends so early; the calm behind it stays. */
  readonly stormMs?: number | undefined;
  /** Contracts that are traded, `D00`; undefined: all of the seed. */
  readonly instruments?: readonly string[] | undefined;
  /** Contracts that a bar fills of all orders together; undefined: as the seed has drawn it. */
  readonly fills?: number | undefined;
  /** Wishes of the strategies that come out; undefined: each. */
  readonly wishes?: Kept | undefined;
}

/** Answers for each strike and each wish whether it remains. */
export class Keeps {
  readonly #of: Reduction;

  constructor(reduction: Reduction) {
    this.#of = reduction;
  }

  /** `kill#3`. */
  strike(name: string): boolean {
    return keeps(this.#of.strikes, name);
  }

  /** `D00#12`. */
  wish(name: string): boolean {
    return keeps(this.#of.wishes, name);
  }
}

function keeps(kept: Kept | undefined, name: string): boolean {
  if (kept === undefined) return true;
  const [group = "", number] = name.split("#");
  const numbers = kept.get(group);
  return numbers === "all" || numbers?.has(Number(number)) === true;
}

/** @throws UserProblem, exit 2, for a length or a contract that the seed has not */
export function reduceScenario(scenario: Scenario, reduction: Reduction): Scenario {
  const { stormMs = scenario.stormMs, instruments, fills, wishes } = reduction;
  if (stormMs > scenario.stormMs)
    throw unfit(`storm=${stormMs / 1_000}s`, `up to ${scenario.stormMs / 1_000}s`);
  const { plan } = scenario;
  const bases = plan.instruments.map(({ symbol }) => baseOf(symbol));
  for (const base of [...(instruments ?? []), ...(wishes?.keys() ?? [])])
    if (!bases.includes(base)) throw unfit(base, bases.join(", "));
  const places = bases.flatMap((base, place) =>
    instruments === undefined || instruments.includes(base) ? [place] : [],
  );
  const of = <T>(list: readonly T[]): T[] => places.map((place) => list[place] as T); // A place of that list.
  const id = (place: number): (typeof plan.instruments)[number]["id"] => place as never; // A brand is born: the place.
  return {
    ...scenario,
    stormMs,
    emergencyMs: within(scenario.emergencyMs, stormMs),
    outsideMs: within(scenario.outsideMs, stormMs),
    plan: {
      ...plan,
      instruments: of(plan.instruments).map((one, place) => ({ ...one, id: id(place) })),
      series: of(plan.series).map((one, place) => {
        const rows = Math.floor((stormMs + scenario.calmMs) / one.intervalMs);
        const { time, open, high, low, close, volume } = one.columns;
        const cut = (column: Float64Array): Float64Array => column.subarray(0, rows);
        return {
          ...one,
          instrument: id(place),
          columns: {
            ...{ time: cut(time), open: cut(open), high: cut(high) },
            ...{ low: cut(low), close: cut(close), volume: cut(volume) },
          },
        };
      }),
      ...(plan.funding !== undefined && {
        funding: of(plan.funding).map((one, place) => ({ ...one, instrument: id(place) })),
      }),
      runs: of(plan.runs).map((one, place) => ({ ...one, instrument: id(place), series: place })),
      ...(fills !== undefined && { fills: { ...plan.fills, volumeShareMax: fills / BAR_VOLUME } }),
      risk: { ...plan.risk, instruments: of(plan.risk.instruments) },
    },
  };
}

const within = (ms: number | undefined, stormMs: number): number | undefined =>
  ms !== undefined && ms < stormMs ? ms : undefined;

const unfit = (found: string, allowed: string): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where: "--reduced",
    message: "the storm of this seed has no such part",
    found,
    allowed,
    fix: "give the text that `timonel drill --shrink` printed, with the seed that it printed",
  });
