import { err, ok, type Result } from "../base/index.ts";
import { intervalMs } from "../domain/index.ts";

/** Which bars a strategy follows. */
export interface FeedSpec {
  readonly kind: "bars";
  /** Undefined: the configured timeframe of the instrument. */
  readonly timeframe: string | undefined;
  /** Undefined: the instrument the strategy trades. */
  readonly symbol: string | undefined;
}

interface Of {
  /** Another instrument of the run: `ETH/USDT`. */
  readonly symbol?: string;
}

/**
 * Bars to follow: `bars()` of the configured timeframe, `bars("4h")` longer ones, `bars({ symbol: "ETH/USDT" })` those of
 * another instrument of the run. Only closed bars are visible.
 */
export function bars(timeframe?: string, of?: Of): FeedSpec;
export function bars(of: Of): FeedSpec;
export function bars(first?: string | Of, second: Of = {}): FeedSpec {
  const { symbol } = typeof first === "object" ? first : second;
  return { kind: "bars", timeframe: typeof first === "string" ? first : undefined, symbol };
}

/** What is wrong with a declaration of feeds or timers. */
export interface BadDeclaration {
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
}

const ALLOWED = 'bars(), bars("4h") or bars({ symbol: "ETH/USDT" })';

/** Feeds come from user code: each is looked at. */
export function readFeeds(declared: unknown): Result<Readonly<Record<string, FeedSpec>>, BadDeclaration> {
  const entries = typeof declared === "object" && declared !== null ? Object.entries(declared) : [];
  if (entries.length === 0)
    return err({ key: "feeds", found: "no feed", allowed: "at least one feed: { main: bars() }" });
  for (const [name, spec] of entries as readonly [string, unknown][]) {
    if (!isFeedSpec(spec)) return err({ key: `feeds.${name}`, found: String(spec), allowed: ALLOWED });
    if (spec.timeframe !== undefined && intervalMs(spec.timeframe) === undefined)
      return err({ key: `feeds.${name}`, found: spec.timeframe, allowed: "an interval such as 15m, 4h, 1d" });
  }
  const [first] = entries as readonly [string, FeedSpec][];
  if (first?.[1].symbol !== undefined)
    return err({
      key: `feeds.${first[0]}`,
      found: first[1].symbol,
      allowed: "the first feed wakes the strategy: bars of the instrument it trades",
    });
  return ok(Object.fromEntries(entries as readonly [string, FeedSpec][]));
}

function isFeedSpec(value: unknown): value is FeedSpec {
  if (typeof value !== "object" || value === null) return false;
  const { kind, timeframe, symbol } = value as Readonly<Record<string, unknown>>;
  const isText = (one: unknown): boolean => one === undefined || typeof one === "string";
  return kind === "bars" && isText(timeframe) && isText(symbol);
}

/** Timers come from user code: each interval is looked at. @returns milliseconds by name */
export function readTimers(declared: unknown): Result<Readonly<Record<string, number>>, BadDeclaration> {
  const timers: Record<string, number> = {};
  if (declared === undefined) return ok(timers);
  for (const [name, interval] of Object.entries(declared as Readonly<Record<string, unknown>>)) {
    const every = typeof interval === "string" ? intervalMs(interval) : undefined;
    if (every === undefined)
      return err({
        key: `timers.${name}`,
        found: String(interval),
        allowed: "an interval such as 15m, 4h, 1d",
      });
    timers[name] = every;
  }
  return ok(timers);
}
