import { Approach, type ApproachOptions, type Reached } from "./approach.ts";
import { Closing } from "./closing.ts";
import { type Look, lookAround } from "./look.ts";
import { Patience } from "./patience.ts";

export interface EmergencyOptions extends ApproachOptions {
  /** False: orders are cancelled, those that protect too, and positions stay. */
  readonly closePositions: boolean;
  /** No round begins later than this, but the look that confirms. */
  readonly deadlineMs?: number;
}

/** What it came to. */
export interface EmergencyReport {
  /** The venue said twice that nothing is left. */
  readonly isFlat: boolean;
  /** What is left, or may be, by name: never empty unless `isFlat`. */
  readonly left: readonly string[];
  readonly epoch: number;
  /** Names of orders that were cancelled. */
  readonly cancelled: readonly string[];
  /** One sentence for each closing order: what it was sent for, and what became of it. */
  readonly closed: readonly string[];
  readonly rounds: number;
  readonly elapsedMs: number;
}

/** Looks that have to agree: one list may be late, or incomplete. */
export const LOOKS = 2;

/**
 * Takes an account to nothing, from outside: it needs no engine, no journal and no strategy, only the venue. Its epoch
 * fences off whoever traded before, so that nothing comes back while it works. It may be run again at any time, also
 * while it is running: the later one takes over. Never throws for what the venue does; the report says it.
 */
export async function emergencyClose(options: EmergencyOptions): Promise<EmergencyReport> {
  const startedAt = performance.now();
  const patience = new Patience(options.deadlineMs);
  let fencedBy = 0;
  const approach = new Approach(options, {
    news: () => undefined,
    fenced: (epoch) => {
      fencedBy = epoch;
    },
  });
  let run: (Reached & { readonly closing: Closing }) | undefined;
  let look: Look = { isEmpty: false, left: [] };
  let before: Look = look;
  let looks = 0;
  let rounds = 0;
  try {
    while (looks < LOOKS && fencedBy === 0) {
      if (rounds > 0) await patience.wait();
      if (rounds > 0 && patience.isOver && looks === 0) break; // Whoever has seen nothing once looks again.
      rounds++;
      if (run === undefined) {
        const reached = await approach.reach();
        if (typeof reached === "string") {
          look = { isEmpty: false, left: [`everything: the venue was not reached: ${reached}`] };
          continue;
        }
        run = { ...reached, closing: new Closing(reached) };
      }
      await run.closing.cancel();
      if (options.closePositions) await run.closing.close();
      before = look;
      look = await lookAround(run.venue, run.closing, options.closePositions);
      looks = look.isEmpty ? looks + 1 : 0;
      if (look.isEmpty) patience.reset();
    }
  } finally {
    run?.venue.disconnect();
  }
  if (looks < LOOKS && fencedBy !== 0)
    [look, looks, before] = await watch(approach, patience, options.closePositions);
  const isFlat = looks >= LOOKS;
  const superseded = fencedBy === 0 ? [] : [`whatever epoch ${fencedBy} has not closed: it took over`];
  // A list may lack a row: what was seen once may not be all.
  const more = confirms(look, before) ? [] : ["perhaps more: no two looks in a row have seen the same"];
  return {
    isFlat,
    left: isFlat ? [] : [...superseded, ...look.left, ...more],
    epoch: run?.epoch ?? options.epoch,
    cancelled: run?.closing.cancelled ?? [],
    closed: run?.closing.story() ?? [],
    rounds,
    elapsedMs: performance.now() - startedAt,
  };
}

/** Whether two looks have seen the same things: how much of each is left may change, and how far it has come. */
const confirms = ({ left }: Look, before: Look): boolean =>
  namesIn(left) === namesIn(before.left) && left.length > 0;

const namesIn = (left: readonly string[]): string =>
  left
    .map((one) => one.replaceAll(/-?\d+(\.\d+)? |: [A-Z_]+$/g, ""))
    .sort()
    .join("\n");

/** Somebody later has taken over, and closes: what they come to is looked at, and nothing more is done here. */
async function watch(
  approach: Approach,
  patience: Patience,
  hasClosed: boolean,
): Promise<[look: Look, looks: number, before: Look]> {
  let look: Look = { isEmpty: false, left: [] };
  let before: Look = look;
  let looks = 0;
  let reached: Reached | undefined;
  try {
    while (looks < LOOKS && !(patience.isOver && looks === 0)) {
      await patience.wait();
      const found = reached ?? (await approach.reach(true));
      if (typeof found === "string") continue;
      reached = found;
      before = look;
      look = await lookAround(reached.venue, new Closing(reached), hasClosed);
      looks = look.isEmpty ? looks + 1 : 0;
    }
  } finally {
    reached?.venue.disconnect();
  }
  return [look, looks, before];
}
