import { Approach, type ApproachOptions, type Reached } from "./approach.ts";
import { Closing } from "./closing.ts";
import { Looks, lookAround } from "./look.ts";
import { Patience } from "./patience.ts";

export interface EmergencyOptions extends ApproachOptions {
  /** False: orders are cancelled, those that protect too, and positions stay. */
  readonly closePositions: boolean;
  /** No round begins later than this, but the look that confirms. */
  readonly deadlineMs?: number;
  /** Tells a person what is done. They may not be there: nothing waits for it. */
  readonly tell?: (what: string) => Promise<void>;
  /** Whether somebody else has come to the end of it, who is believed. */
  readonly isDoneElsewhere?: () => boolean;
}

/** What it came to. */
export interface EmergencyReport {
  /** The venue said twice that nothing is left, to us or to who has done it elsewhere. */
  readonly isFlat: boolean;
  /** What is left, or may be, by name: never empty unless `isFlat`. */
  readonly left: readonly string[];
  readonly epoch: number;
  /** What the venue told up to this event had happened before. */
  readonly since: number;
  /** Names of orders that were cancelled. */
  readonly cancelled: readonly string[];
  /** One sentence for each closing order: what it was sent for, and what became of it. */
  readonly closed: readonly string[];
  readonly rounds: number;
  readonly elapsedMs: number;
}

/**
 * Takes an account to nothing, from outside: it needs no engine, no journal and no strategy, only the venue. Its epoch
 * fences off whoever traded before, so that nothing comes back while it works. It may be run again at any time, also
 * while it is running: the later one takes over. Never throws for what the venue does; the report says it.
 */
export async function emergencyClose(options: EmergencyOptions): Promise<EmergencyReport> {
  const startedAt = performance.now();
  const patience = new Patience(options.deadlineMs);
  const isDone = options.isDoneElsewhere ?? (() => false);
  let fencedBy = 0;
  const approach = new Approach(options, {
    news: () => undefined,
    fenced: (epoch) => {
      fencedBy = epoch;
    },
  });
  let run: (Reached & { readonly closing: Closing }) | undefined;
  let looks = new Looks();
  let rounds = 0;
  try {
    while (!looks.isFlat && fencedBy === 0 && !isDone()) {
      if (rounds > 0) await patience.wait();
      if (rounds > 0 && patience.isOver && !looks.hasSeenNothing) break;
      rounds++;
      if (run === undefined) {
        const reached = await approach.reach();
        if (typeof reached === "string") {
          looks.see([`everything: the venue was not reached: ${reached}`]);
          continue;
        }
        run = { ...reached, closing: new Closing(reached) };
        void told(options, `reached, as epoch ${run.epoch}: nobody before it can send anything any more`);
      }
      await run.closing.cancel();
      if (options.closePositions) await run.closing.close();
      looks.see(await lookAround(run.venue, run.closing, options.closePositions));
      if (looks.hasSeenNothing) patience.reset();
    }
  } finally {
    run?.venue.disconnect();
  }
  if (!looks.isFlat && fencedBy !== 0)
    looks = await watch(approach, patience, { hasClosed: options.closePositions, isDone });
  const isFlat = looks.isFlat || isDone();
  const superseded =
    fencedBy === 0 || isFlat ? [] : [`whatever epoch ${fencedBy} has not closed: it took over`];
  return {
    isFlat,
    left: isFlat ? [] : [...superseded, ...looks.left()],
    epoch: run?.epoch ?? options.epoch,
    since: run?.newest ?? 0,
    cancelled: run?.closing.cancelled ?? [],
    closed: run?.closing.story() ?? [],
    rounds,
    elapsedMs: performance.now() - startedAt,
  };
}

async function told({ tell }: EmergencyOptions, what: string): Promise<void> {
  try {
    await tell?.(what);
  } catch {
    // Who cannot be told must not cost a position.
  }
}

/** Somebody later has taken over, and closes: what they come to is looked at, and nothing more is done here. */
async function watch(
  approach: Approach,
  patience: Patience,
  { hasClosed, isDone }: { readonly hasClosed: boolean; readonly isDone: () => boolean },
): Promise<Looks> {
  const looks = new Looks();
  let run: (Reached & { readonly closing: Closing }) | undefined;
  try {
    while (!looks.isFlat && !isDone() && (!patience.isOver || looks.hasSeenNothing)) {
      await patience.wait();
      if (run === undefined) {
        const reached = await approach.reach(true);
        if (typeof reached === "string") continue;
        run = { ...reached, closing: new Closing(reached) };
      }
      looks.see(await lookAround(run.venue, run.closing, hasClosed));
    }
  } finally {
    run?.venue.disconnect();
  }
  return looks;
}
