import type { VenueListener } from "../ports/index.ts";
import { type Connect, introduce, VenueClient } from "../venues/index.ts";
import { Closing } from "./closing.ts";
import { type Look, lookAround } from "./look.ts";

export interface EmergencyOptions {
  readonly address: string;
  readonly account: string;
  /** A later one than the engine's; where the venue has seen as late a one, the next is taken. */
  readonly epoch: number;
  /** False: orders are cancelled, those that protect too, and positions stay. */
  readonly closePositions: boolean;
  /** No round begins later than this, but the look that confirms. */
  readonly deadlineMs?: number;
  /** How long one answer may take; longer where the line turns out to be slow. */
  readonly timeoutMs?: number;
  /** How a connection is opened; left out: by a socket. */
  readonly connect?: Connect;
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

const DEADLINE_MS = 10_000;
const TIMEOUT_MS = 1_000;
/** Where nobody answers, the next attempt waits twice as long, up to this. */
const TIMEOUT_MS_MAX = 5_000;
/** To be introduced takes two ways there and back: an answer may take four. */
const ANSWER_PER_INTRODUCTION = 2;
const PAUSE_MS = 20;
const PAUSE_MS_MAX = 500;
/** Looks that have to agree: one list may be late, or incomplete. */
const LOOKS = 2;

/**
 * Takes an account to nothing, from outside: it needs no engine, no journal and no strategy, only the venue. Its epoch
 * fences off whoever traded before, so that nothing comes back while it works. It may be run again at any time, also
 * while it is running: the later one takes over. Never throws for what the venue does; the report says it.
 */
export async function emergencyClose(options: EmergencyOptions): Promise<EmergencyReport> {
  const { address, account, deadlineMs = DEADLINE_MS, timeoutMs = TIMEOUT_MS, connect } = options;
  const startedAt = performance.now();
  const isLate = (): boolean => performance.now() - startedAt >= deadlineMs;
  const patience = new Patience();
  let fencedBy = 0;
  const listener: VenueListener = {
    news: () => undefined,
    fenced: (epoch) => {
      fencedBy = epoch;
    },
  };
  let run: { readonly venue: VenueClient; readonly closing: Closing } | undefined;
  let introductionMs = timeoutMs;
  let look: Look = { isEmpty: false, left: ["everything: the venue was not reached"] };
  let epoch = options.epoch;
  let looks = 0;
  let rounds = 0;
  try {
    while (looks < LOOKS && fencedBy === 0) {
      if (rounds > 0) await patience.wait();
      if (rounds > 0 && isLate() && looks === 0) break; // Whoever has seen nothing once looks again.
      rounds++;
      if (run === undefined) {
        const askedAt = performance.now();
        const known = await introduce(address, account, introductionMs, connect);
        if (known.kind !== "known") {
          look = { isEmpty: false, left: [`everything: the venue was not reached: ${known.why}`] };
          introductionMs = Math.min(2 * introductionMs, Math.max(TIMEOUT_MS_MAX, timeoutMs));
          continue;
        }
        epoch = Math.max(epoch, known.epoch + 1);
        const { symbols } = known;
        const answerMs = Math.max(timeoutMs, ANSWER_PER_INTRODUCTION * (performance.now() - askedAt));
        const identity = { address, account, epoch, symbols, timeoutMs: answerMs, admissionMs: answerMs };
        const venue = new VenueClient(
          { ...identity, backoffMs: PAUSE_MS, backoffMsMax: PAUSE_MS_MAX, ...(connect && { connect }) },
          listener,
        );
        run = { venue, closing: new Closing(venue, epoch, symbols) };
        await venue.connect();
      }
      await run.closing.cancel();
      if (options.closePositions) await run.closing.close();
      look = await lookAround(run.venue, run.closing, options.closePositions);
      looks = look.isEmpty ? looks + 1 : 0;
      if (look.isEmpty) patience.reset();
    }
  } finally {
    run?.venue.disconnect();
  }
  const isFlat = looks >= LOOKS;
  const superseded = fencedBy === 0 ? [] : [`whatever epoch ${fencedBy} has not closed: it took over`];
  return {
    isFlat,
    left: isFlat ? [] : [...superseded, ...(look.isEmpty ? ["nothing was seen, but only once"] : look.left)],
    epoch,
    cancelled: run?.closing.cancelled ?? [],
    closed: run?.closing.story() ?? [],
    rounds,
    elapsedMs: performance.now() - startedAt,
  };
}

/** Waits longer each time, up to a bound. */
class Patience {
  #ms = PAUSE_MS;

  reset(): void {
    this.#ms = PAUSE_MS;
  }

  async wait(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#ms)); // Not one by name: it runs on a clock of drills, too.
    this.#ms = Math.min(2 * this.#ms, PAUSE_MS_MAX);
  }
}
