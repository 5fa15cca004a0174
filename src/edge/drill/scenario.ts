import { amount, Chance, type DurationMs, type Quantity, quantity, ratio } from "../../core/base/index.ts";
import type { Instrument } from "../../core/domain/index.ts";
import { PLAIN_FILLS } from "../../core/exchange/index.ts";
import type { InstrumentLimits, RiskSettings } from "../../core/risk/index.ts";
import type { RunPlan } from "../research/index.ts";
import type { JsonRule } from "../venues/index.ts";
import { contract, walk } from "./market.ts";
import { restless } from "./restless.ts";

const MINUTE = 60_000;
const SECOND = 1_000;

/** Most that may be held of an instrument, in contracts: the limit that the auditor holds the venue's truth to. */
export const HELD_MAX: Quantity = quantity("20");

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
] as const;
export type Recurring = (typeof RECURRING)[number];

/** Faults of the venue, as it knows them, with the occasions on which each strikes. */
const VENUE_FAULTS = {
  dropRequest: { p: [0.02, 0.2] },
  lateRequest: { p: [0.02, 0.2], ms: [500, 9_000] },
  failBefore: { p: [0.02, 0.2] },
  throttle: { p: [0.02, 0.2] },
  maintenance: { p: [0.01, 0.1] },
  reject: { p: [0.02, 0.2] },
  dropReply: { p: [0.02, 0.3] },
  lateReply: { p: [0.02, 0.3], ms: [500, 30_000] },
  failReply: { p: [0.02, 0.3] },
  garbageReply: { p: [0.005, 0.05] },
  wrongReply: { p: [0.01, 0.1] },
  duplicateReply: { p: [0.05, 0.3] },
  disconnectBefore: { p: [0.005, 0.05] },
  disconnectAfter: { p: [0.005, 0.05] },
  disconnectStream: { p: [0.001, 0.01] },
  staleList: { p: [0.05, 0.5] },
  partialList: { p: [0.05, 0.3] },
  silentStream: { p: [0.0005, 0.003] },
  loseEvent: { p: [0.002, 0.05] },
  duplicateEvent: { p: [0.02, 0.2] },
  swapEvents: { p: [0.01, 0.1] },
  lateStream: { p: [0.02, 0.2], ms: [200, 5_000] },
  badBar: { p: [0.005, 0.05] },
} as const satisfies Readonly<Record<string, Strength>>;

interface Strength {
  readonly p: readonly [number, number];
  readonly ms?: readonly [number, number];
}

export type FaultClass = keyof typeof VENUE_FAULTS | Recurring;
export const FAULT_CLASSES: readonly FaultClass[] = [
  ...(Object.keys(VENUE_FAULTS) as (keyof typeof VENUE_FAULTS)[]), // Its keys are no others.
  ...RECURRING,
];

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
};

/** What a seed stands for. */
export function drawScenario(seed: string): Scenario {
  const chance = new Chance(seed);
  const world = chance.fork("world");
  const between = ([from, to]: readonly [number, number], of: Chance): number =>
    from + (to - from) * of.next();
  // Half of the classes, or very few: what hides in a storm of everything shows in a clear sky.
  const share = world.next() < 0.3 ? 0.1 : 0.5;
  const classes = FAULT_CLASSES.filter((name) => chance.fork(`class ${name}`).next() < share);
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
        ...(kind === "staleList" && { by: 1 + draw.int(20) }),
      },
    ];
  });
  const every = Object.fromEntries(
    RECURRING.filter(isOn).map((name) => [name, between(TIMES[name], chance.fork(`every ${name}`)) * MINUTE]),
  );
  const stormMs = 54 * MINUTE;
  const calmMs = 6 * MINUTE;
  return {
    seed,
    plan: planOf(chance, world, stormMs + calmMs),
    stormMs,
    calmMs,
    classes,
    venueFaults,
    every,
    latencyMs: 1 + world.int(80),
  };
}

const INTERVALS = [5, 10, 30, 60];

function planOf(chance: Chance, world: Chance, lengthMs: number): RunPlan {
  const instruments = Array.from({ length: 1 + world.int(3) }, (_, place) => contract(place));
  const intervalMs = ((INTERVALS[world.int(INTERVALS.length)] ?? 60) * SECOND) as DurationMs; // A brand is born.
  const rows = Math.floor(lengthMs / intervalMs);
  const pace = 0.05 + 0.6 * world.next();
  const nonsense = world.next() < 0.1 ? 0.01 : 0;
  return {
    instruments,
    series: instruments.map(({ id, symbol }) => ({
      instrument: id,
      intervalMs,
      columns: walk(chance.fork(`bars ${symbol}`), rows, intervalMs),
    })),
    longer: [],
    runs: instruments.map(({ id }, place) => ({
      source: { name: restless.name, url: "file:///restless.mjs" },
      params: { pace, nonsense },
      instrument: id,
      series: place,
      seed: chance.fork("strategy").fork(String(place)).int(1e9).toString(),
      signals: { confidenceMin: 0, strengthMin: "WEAK", dataAgeMsMax: Number.POSITIVE_INFINITY },
      needsAtr: false,
    })),
    account: { currency: "USDT", balance: amount("100000") },
    risk: limitsOf(instruments),
    fills: { ...PLAIN_FILLS, slippage: { kind: "fixed-bps", bps: 2 } },
    onFault: "stop strategy",
  };
}

/** Wide, but for what is held: the auditor knows that number, and needs no prices to hold the truth to it. */
function limitsOf(instruments: readonly Instrument[]): RiskSettings {
  const own: InstrumentLimits = {
    positionSizeMax: ratio("0.02"),
    positionQuantityMax: HELD_MAX,
    riskMax: undefined,
    stopDistanceMin: undefined,
    stopAtrMin: undefined,
    rewardRiskMin: undefined,
    slippageMax: undefined,
    collar: ratio("0.05"),
    defaultStop: 0.03,
    stopLoss: undefined,
    stopLossAtr: undefined,
    takeProfit: undefined,
    takeProfitAtr: undefined,
  };
  return {
    instruments: instruments.map(() => own),
    portfolio: {
      drawdownMax: undefined,
      exposureMax: undefined,
      symbolExposureMax: undefined,
      riskMax: undefined,
      concurrentTradesMax: undefined,
      diversificationMin: 1,
      sameDirection: "allow",
    },
    session: {
      dailyLossMax: undefined,
      weeklyLossMax: undefined,
      dailyTradesMax: undefined,
      minutesMax: undefined,
    },
    sizing: { method: "fixed_percent", balanceShareMax: ratio("1") },
    leverage: { used: 5, max: 20 },
    isStopRequired: true,
  };
}
