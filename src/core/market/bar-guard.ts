import type { FeedFault } from "../domain/index.ts";

const PRICES = ["open", "high", "low", "close"] as const;
const FIELDS = [...PRICES, "volume"] as const;

/** The values of a bar: prices in quote units, volume in units of the base asset. */
export type BarValues = Readonly<Record<(typeof FIELDS)[number], number>>;

/** A bar as a feed tells it: each of its numbers may be anything, and NaN. Times are Unix milliseconds. */
export interface HeardBar extends BarValues {
  /** Its START. */
  readonly time: number;
  readonly closesAt: number;
  /** Whether the feed says so. */
  readonly isClosed: boolean;
}

/** What is wrong, and with which number. `expected`: NaN where nothing is known. */
export interface BarDoubt {
  readonly fault: FeedFault;
  readonly field: keyof BarValues | "time";
  readonly found: number;
  readonly expected: number;
}

export type BarVerdict =
  | { readonly kind: "good" }
  /** It says nothing new. */
  | { readonly kind: "ignored"; readonly why: "unclosed" | "duplicate" | "backwards" }
  /** A closed bar came again with other values: what followed from the first ones stands. */
  | { readonly kind: "revised"; readonly doubt: BarDoubt }
  | { readonly kind: "refused"; readonly doubt: BarDoubt };

/**
 * Share of the last close that a price may lie away from it before a second source has to confirm it. Markets do move so far
 * within a bar, once in a while and then for everybody; a digit that slipped is away by a factor of ten.
 */
const SPIKE_MAX = 0.25;
/** Bars that may have come before their moments did; a feed that sends more of them is not believed. */
const AHEAD_MAX = 1_000;

const GOOD: BarVerdict = { kind: "good" };
const UNCLOSED: BarVerdict = { kind: "ignored", why: "unclosed" };
const DUPLICATE: BarVerdict = { kind: "ignored", why: "duplicate" };
const BACKWARDS: BarVerdict = { kind: "ignored", why: "backwards" };

/**
 * Stands before the bars of one live series: says of each that comes whether it may be believed, and of each moment whether
 * its bar came whole. A bar counts once, by its start. Deterministic: it knows what it heard and nothing else.
 */
export class BarGuard {
  readonly #intervalMs: number;
  /** The newest bar that was good, or that was played. */
  #last: (BarValues & { readonly time: number }) | undefined;
  /** Starts of the good bars whose moments are still to come. */
  readonly #good = new Set<number>();
  /** Nothing good came since. */
  #doubt: BarDoubt | undefined;
  /** The last that was ignored since the last moment, for want of something better to say about it. */
  #ignored: { readonly fault: "unclosed" | "backwards"; readonly time: number } | undefined;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** What was played last before anything is heard. */
  begin(time: number, values: BarValues): void {
    this.#last = { ...values, time };
  }

  /**
   * `now`: when it was told, Unix milliseconds. `second`: what a second source says of the same bar, NaN where it has no such
   * bar; undefined: there is none to ask.
   */
  hear(bar: HeardBar, now: number, second: BarValues | undefined): BarVerdict {
    const { time, closesAt } = bar;
    if (!bar.isClosed) {
      this.#ignored = { fault: "unclosed", time };
      return UNCLOSED;
    }
    if (!Number.isFinite(time)) return this.#refuse("not-a-number", "time", time, Number.NaN);
    const last = this.#last;
    if (last !== undefined && time < last.time) {
      this.#ignored = { fault: "backwards", time };
      return BACKWARDS;
    }
    if (last?.time === time) return this.#hearAgain(bar, last);
    if (closesAt > now) return this.#refuse("early", "time", closesAt, now);
    if (now - closesAt >= this.#intervalMs) return this.#refuse("stale", "time", closesAt, now);
    const doubt =
      unsound(bar, second) ?? spike(bar, last?.close ?? second?.open, second) ?? difference(bar, second);
    if (doubt !== undefined) return this.#doubtIt(doubt);
    if (this.#good.size >= AHEAD_MAX) return this.#refuse("early", "time", closesAt, now);
    this.#good.add(time);
    this.#last = valuesOf(bar);
    this.#doubt = undefined;
    return GOOD;
  }

  /**
   * The moment has come at which the bar that began at `time` closes; `played` is what is believed of it from now on.
   * @returns why it did not come whole; undefined: it did
   */
  due(time: number, played: BarValues): BarDoubt | undefined {
    const isGood = this.#good.has(time);
    const { fault, time: found } = this.#ignored ?? { fault: "missing", time: Number.NaN };
    const doubt =
      this.#doubt ?? (isGood ? undefined : ({ fault, field: "time", found, expected: time } as const));
    for (const one of this.#good) if (one <= time) this.#good.delete(one);
    this.#doubt = undefined;
    this.#ignored = undefined;
    if (this.#last === undefined || this.#last.time <= time) this.#last = { ...played, time };
    return doubt;
  }

  #hearAgain(bar: HeardBar, last: BarValues): BarVerdict {
    for (const field of FIELDS)
      if (bar[field] !== last[field]) {
        const doubt = { fault: "revised", field, found: bar[field], expected: last[field] } as const;
        this.#doubt = doubt;
        return { kind: "revised", doubt };
      }
    return DUPLICATE;
  }

  #refuse(fault: FeedFault, field: BarDoubt["field"], found: number, expected: number): BarVerdict {
    return this.#doubtIt({ fault, field, found, expected });
  }

  #doubtIt(doubt: BarDoubt): BarVerdict {
    this.#doubt = doubt;
    return { kind: "refused", doubt };
  }
}

/** What no bar of any market can be. */
function unsound(bar: BarValues, second: BarValues | undefined): BarDoubt | undefined {
  for (const field of FIELDS) {
    const found = bar[field];
    const about = { field, found, expected: second?.[field] ?? Number.NaN };
    if (!Number.isFinite(found)) return { fault: "not-a-number", ...about };
    if (found < 0) return { fault: "negative", ...about };
    if (found === 0 && field !== "volume") return { fault: "zero", ...about };
  }
  const { open, high, low, close } = bar;
  if (high < low) return { fault: "crossed", field: "high", found: high, expected: second?.high ?? low };
  if (high < open || high < close)
    return { fault: "crossed", field: "high", found: high, expected: second?.high ?? Math.max(open, close) };
  if (low > open || low > close)
    return { fault: "crossed", field: "low", found: low, expected: second?.low ?? Math.min(open, close) };
  return undefined;
}

/** A price too far from the one before counts where the second source says the same. */
function spike(
  bar: BarValues,
  before: number | undefined,
  second: BarValues | undefined,
): BarDoubt | undefined {
  if (before === undefined || (second !== undefined && difference(bar, second) === undefined))
    return undefined;
  for (const field of PRICES)
    if (Math.abs(bar[field] - before) > SPIKE_MAX * before)
      return { fault: "spike", field, found: bar[field], expected: second?.[field] ?? before };
  return undefined;
}

/** The first number that the second source has otherwise. */
function difference(bar: BarValues, second: BarValues | undefined): BarDoubt | undefined {
  if (second === undefined) return undefined;
  for (const field of FIELDS)
    if (bar[field] !== second[field])
      return { fault: "differs", field, found: bar[field], expected: second[field] };
  return undefined;
}

const valuesOf = ({ time, open, high, low, close, volume }: HeardBar): BarValues & { time: number } => ({
  time,
  open,
  high,
  low,
  close,
  volume,
});
