import { Chance } from "../../../core/base/index.ts";
import type { RunPlan } from "../../research/index.ts";
import type { JsonRule } from "../../venues/index.ts";
import { drawProfile } from "./profiles.ts";
import { planOf } from "./trading-plan.ts";
import { type Strength, VENUE_FAULTS, type VenueFault } from "./venue-faults.ts";

const MINUTE = 60_000;
const SECOND = 1_000;

/** What goes wrong in a drill, and how much: drawn from its seed. */
export interface Scenario {
  readonly seed: string;
  readonly plan: RunPlan;
  /** Milliseconds of virtual time with faults, and without any more after that. */
  readonly stormMs: number;
  readonly calmMs: number;
  /** Classes of faults that there are at all. */
  readonly classes: readonly FaultClass[];
  readonly venueFaults: readonly JsonRule[];
  /** Mean milliseconds between two of a kind; undefined: there are none. */
  readonly every: Readonly<Partial<Record<Recurring, number>>>;
  /** Mean milliseconds on the way, one way. */
  readonly latencyMs: number;
  /** After so many milliseconds without an answer the outcome of a request counts as unknown. */
  readonly timeoutMs: number;
  /** The kind of venue. */
  readonly profile: string;
  /** When a person ends it all, in milliseconds of the storm; undefined: nobody does. */
  readonly emergencyMs: number | undefined;
  /** When somebody ends it all without the run. */
  readonly outsideMs: number | undefined;
  /** At the end strategies ask for the least that there is, which nothing may stand in the way of. */
  readonly probes: boolean;
  /** Positions trail, leave in stages, move to break even, end after some bars. */
  readonly manages: boolean;
  /** Sizes follow the confidence of the strategies. */
  readonly isScaled: boolean;
  /** Each opening waits for a person. */
  readonly isAsked: boolean;
}

/** What strikes again and again, from outside the venue. */
export const RECURRING = [
  "kill",
  "powerCut",
  "cut",
  "clog",
  "refuse",
  "halfOpen",
  "freeze",
  "ghost",
  "halt",
  "flatten",
  "stopSymbol",
  "diskFull",
  "diskError",
  "skew",
  "usurp",
  "rot",
  "vanish",
] as const;
export type Recurring = (typeof RECURRING)[number];

type FaultClass = VenueFault | Recurring;
export const FAULT_CLASSES: readonly FaultClass[] = [
  ...(Object.keys(VENUE_FAULTS) as VenueFault[]), // Its keys are no others.
  ...RECURRING,
];

/** So many drills manage their positions. */
const MANAGED_SHARE = 0.25;

const BAD_BARS = ["spike", "zero", "nan", "crossed", "unclosed", "duplicate", "skip"] as const;

/** Mean times between two, at their rarest and at their most frequent, in minutes. */
const TIMES: Readonly<Record<Recurring, readonly [number, number]>> = {
  kill: [1, 15],
  powerCut: [2, 20],
  cut: [1, 15],
  clog: [1, 10],
  refuse: [3, 20],
  halfOpen: [2, 15],
  freeze: [1, 10],
  ghost: [4, 20],
  halt: [5, 30],
  flatten: [5, 30],
  stopSymbol: [5, 30],
  diskFull: [5, 30],
  diskError: [5, 30],
  skew: [5, 30],
  usurp: [5, 40],
  rot: [10, 60],
  vanish: [1, 10],
};

/** What a seed stands for. */
export function drawScenario(seed: string): Scenario {
  const chance = new Chance(seed);
  const world = chance.fork("world");
  const between = ([from, to]: readonly [number, number], of: Chance): number =>
    from + (to - from) * of.next();
  // Half of the classes, or very few: what hides in a storm of everything shows in a clear sky.
  const share = world.next() < 0.3 ? 0.1 : 0.5;
  const profile = drawProfile(chance.fork("profile"));
  const drawn = FAULT_CLASSES.filter((name) => chance.fork(`class ${name}`).next() < share);
  const own: readonly string[] | undefined = profile.faults;
  const classes =
    own === undefined
      ? drawn
      : FAULT_CLASSES.filter((name) => (name in VENUE_FAULTS ? own.includes(name) : drawn.includes(name)));
  const isOn = (name: FaultClass): boolean => classes.includes(name);
  const venueFaults = Object.entries<Strength>(VENUE_FAULTS).flatMap(([kind, strength]): JsonRule[] => {
    if (!isOn(kind as FaultClass)) return [];
    const draw = chance.fork(`strength ${kind}`);
    return [
      {
        kind,
        p: between(strength.p, draw),
        ...(strength.ms !== undefined && { ms: Math.round(between(strength.ms, draw)) }),
        ...(kind === "badBar" && { how: BAD_BARS[draw.int(BAD_BARS.length)] ?? "spike" }),
        ...(kind === "blindLookup" && { how: "replica" }),
        ...(kind === "wrongReply" && draw.int(2) === 0 && { how: "other" }),
        ...(kind === "otherTerms" && draw.int(2) === 0 && { how: "quantity" }),
        ...(kind === "staleList" && { by: 1 + draw.int(20) }),
      },
    ];
  });
  const every = Object.fromEntries(
    RECURRING.filter(isOn).map((name) => [name, between(TIMES[name], chance.fork(`every ${name}`)) * MINUTE]),
  );
  const latencyMs = Math.round(between(profile.latencyMs, world));
  const stormMs = 53 * MINUTE;
  const calmMs = 7 * MINUTE;
  const emergency = chance.fork("emergency");
  const emergencyMs = emergency.next() < 0.2 ? stormMs * (0.3 + 0.7 * emergency.next()) : undefined;
  const outside = chance.fork("outside");
  const plan = planOf(chance, world, stormMs + calmMs);
  return {
    seed,
    plan,
    isScaled: plan.automation?.level === "scaled",
    isAsked: plan.automation?.level === "semi",
    stormMs,
    calmMs,
    classes,
    venueFaults,
    every,
    latencyMs,
    timeoutMs: world.next() < 0.5 ? 5 * SECOND : Math.max(SECOND, 4 * latencyMs),
    profile: profile.name,
    probes: chance.fork("probes").next() < 0.5,
    manages: chance.fork("manages").next() < MANAGED_SHARE,
    emergencyMs,
    outsideMs:
      emergencyMs === undefined && outside.next() < 0.1 ? stormMs * (0.3 + 0.7 * outside.next()) : undefined,
  };
}
