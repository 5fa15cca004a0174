import { Chance, MomentChance } from "../../../core/base/index.ts";
import { BadMessage, Fields, type JsonObject } from "./fields.ts";

/** What can be made to go wrong; docs/VENUE-PROTOCOL.md says of each what a client sees. */
const KINDS = [
  // Requests.
  "dropRequest",
  "lateRequest",
  "failBefore",
  "throttle",
  "maintenance",
  "reject",
  "admitLate",
  "otherTerms",
  "overfill",
  // Answers.
  "dropReply",
  "lateReply",
  "failReply",
  "garbageReply",
  "wrongReply",
  "duplicateReply",
  // Connections.
  "disconnectBefore",
  "disconnectAfter",
  "disconnectStream",
  // What lists and lookups say.
  "staleList",
  "partialList",
  "blindLookup",
  // The stream.
  "silentStream",
  "loseEvent",
  "duplicateEvent",
  "swapEvents",
  "lateStream",
  "badBar",
] as const;
export type FaultKind = (typeof KINDS)[number];

/** Requests that a fault is meant for where its rule names none. */
const SENDING = ["submit", "cancel", "amend", "cancelAll"];
const ASKING = ["order", "openOrders", "orders", "fills", "positions", "account", "history", "time"];

export interface FaultRule {
  readonly kind: FaultKind;
  /** Of which requests; left out: those that change something, or for lists all of them. */
  readonly op: string | undefined;
  readonly p: number;
  /** Occasions that pass before the first. */
  skip: number;
  /** How often it still strikes. */
  times: number;
  /** How late; left out: until `release`. */
  readonly ms: number | undefined;
  /** How far a stale list lags, in events; how a bar is bad. */
  readonly by: number;
  readonly how: string | undefined;
  readonly chance: Pick<Chance, "next">;
}

/** Where single strikes can be left out: what strikes at one moment does not hang on what struck before. */
export interface FaultDrill {
  /** Milliseconds since it began. */
  now(): number;
  /** Asked of each strike whether it may: `dropReply#243102`, the second of its kind in second 2431. */
  allows(name: string): boolean;
}

/** So many strikes of a kind in one second have a name of their own. */
const NAMES = 100;

/** The weather of a venue: rules, seeded, each of its strikes counted. */
export class Faults {
  readonly #chance: Chance;
  #rules: FaultRule[] = [];
  #made = 0;
  readonly counts: Record<string, number> = {};
  /** Latency of each path, from and to, in milliseconds. */
  latency: Readonly<Record<"request" | "reply" | "stream", readonly [number, number]>> = {
    request: [0, 0],
    reply: [0, 0],
    stream: [0, 0],
  };
  readonly #latencyChance: Chance;
  /** Strikes that were drawn in the second that is named, by kind: those that were not allowed as well. */
  readonly #drawn = new Map<FaultKind, { second: number; count: number }>();
  readonly #drill: FaultDrill | undefined;

  constructor(seed: string, drill?: FaultDrill) {
    this.#drill = drill;
    this.#chance = new Chance(seed);
    this.#latencyChance = this.#chance.fork("latency");
  }

  /** @throws BadMessage for a rule that names no fault */
  add(of: Fields): void {
    const kind = of.word("kind", KINDS);
    this.#made++;
    const numberOr = (key: string, otherwise: number): number =>
      of.optional(key, (one) => of.number(one)) ?? otherwise;
    this.#rules.push({
      kind,
      op: of.optional("op", (key) => of.text(key)),
      p: numberOr("p", 1),
      skip: numberOr("skip", 0),
      times: numberOr("times", Number.POSITIVE_INFINITY),
      ms: of.optional("ms", (key) => of.number(key)),
      by: numberOr("by", 5),
      how: of.optional("how", (key) => of.text(key)),
      chance: this.#streamOf(`${kind}#${this.#made}`),
    });
  }

  #streamOf(name: string): FaultRule["chance"] {
    const chance = this.#chance.fork(name);
    return this.#drill === undefined ? chance : new MomentChance(chance, this.#drill.now);
  }

  addAll(rules: readonly JsonObject[]): void {
    for (const rule of rules) this.add(new Fields(rule, "fault"));
  }

  /** Good weather again; what was counted stays. */
  clear(kind?: string): void {
    this.#rules = kind === undefined ? [] : this.#rules.filter((rule) => rule.kind !== kind);
  }

  setLatency(of: Fields): void {
    const range = (key: "request" | "reply" | "stream"): readonly [number, number] => {
      const given = of.raw[key];
      if (given === undefined) return this.latency[key];
      if (!Array.isArray(given) || given.length !== 2) throw new BadMessage(`${key} is no [from, to]`);
      return [Number(given[0]), Number(given[1])];
    };
    this.latency = { request: range("request"), reply: range("reply"), stream: range("stream") };
  }

  /** How long something takes on a path now. */
  delay(path: "request" | "reply" | "stream"): number {
    const [from, to] = this.latency[path];
    return to === 0 ? 0 : from + this.#latencyChance.int(to - from + 1);
  }

  #nameOf(kind: FaultKind, now: number): string {
    const second = Math.floor(now / 1_000);
    const drawn = this.#drawn.get(kind);
    const count = drawn?.second === second ? drawn.count + 1 : 1;
    this.#drawn.set(kind, { second, count });
    return `${kind}#${second * NAMES + Math.min(count, NAMES - 1)}`;
  }

  /** The rule that strikes now, which counts as one strike; undefined: all is well. */
  strike(kind: FaultKind, op = ""): FaultRule | undefined {
    for (const rule of this.#rules) {
      if (rule.kind !== kind || !isMeant(rule, op)) continue;
      if (rule.times <= 0) continue;
      if (rule.skip > 0) {
        rule.skip--;
        continue;
      }
      if (rule.p < 1 && rule.chance.next() >= rule.p) continue;
      rule.times--;
      if (this.#drill !== undefined && !this.#drill.allows(this.#nameOf(kind, this.#drill.now()))) continue;
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      return rule;
    }
    return undefined;
  }
}

function isMeant({ kind, op }: FaultRule, asked: string): boolean {
  if (asked === "") return true;
  if (op !== undefined) return op === "*" || op.split(",").includes(asked);
  if (kind === "staleList" || kind === "partialList" || kind === "blindLookup") return true;
  return SENDING.includes(asked) || (kind === "maintenance" && ASKING.includes(asked));
}
