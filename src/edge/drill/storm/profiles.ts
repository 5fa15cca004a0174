import type { Chance } from "../../../core/base/index.ts";
import type { VenueFault } from "./venue-faults.ts";

/**
 * How a venue of a kind is known to fail. What goes wrong between it and the run, and with the machine, is drawn for each
 * seed all the same.
 */
export interface Profile {
  readonly name: string;
  /** Faults that it has whenever it fails; others never strike. Undefined: half of all, drawn anew for each seed. */
  readonly faults: readonly VenueFault[] | undefined;
  /** Mean milliseconds on the way, one way: from and to. */
  readonly latencyMs: readonly [number, number];
}

const SWARM: Profile = { name: "swarm", faults: undefined, latencyMs: [1, 80] };

const PROFILES: readonly Profile[] = [
  { name: "ideal", faults: [], latencyMs: [1, 10] },
  /** A window for admission; busy hours with 5xx and throttling; lists that lag the stream; streams that expire. */
  {
    name: "binance-like",
    faults: [
      "failBefore",
      "failReply",
      "throttle",
      "staleList",
      "blindLookup",
      "lateStream",
      "disconnectStream",
    ],
    latencyMs: [5, 60],
  },
  /** Orders travel on the stream alone, without a window: they come late, answers are lost or out of their order. */
  {
    name: "bitfinex-like",
    faults: ["admitLate", "lateRequest", "dropReply", "lateReply", "swapEvents", "loseEvent", "maintenance"],
    latencyMs: [20, 120],
  },
  /** A gateway that tells things twice, refuses for reasons of its own, changes terms, and is gone at night. */
  {
    name: "ib-like",
    faults: [
      "maintenance",
      "reject",
      "otherTerms",
      "duplicateReply",
      "duplicateEvent",
      "silentStream",
      "lateReply",
    ],
    latencyMs: [30, 200],
  },
  /** A terminal on a machine of somebody: slow, restarted now and then, with lists that are not whole. */
  {
    name: "mt5-like",
    faults: [
      "lateRequest",
      "lateReply",
      "disconnectBefore",
      "disconnectAfter",
      "partialList",
      "wrongReply",
      "reject",
    ],
    latencyMs: [100, 600],
  },
];

export const PROFILE_NAMES: readonly string[] = [SWARM, ...PROFILES].map(({ name }) => name);

/** Half of all seeds have the swarm: what no venue is known for can happen all the same. */
export function drawProfile(chance: Chance): Profile {
  if (chance.next() < 0.5) return SWARM;
  return PROFILES[chance.int(PROFILES.length)] ?? SWARM;
}
