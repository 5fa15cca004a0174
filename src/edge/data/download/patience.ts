import { setTimeout as wait } from "node:timers/promises";
import { UserProblem } from "../../problem/index.ts";
import { VenueFault } from "./history.ts";
import { duration } from "./words.ts";

/** The hour, chance and waiting, so that a test can be quick and say what it wants. */
export interface Pace {
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realPace: Pace = {
  now: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
};

const FIRST_WAIT_MS = 500;
const WAIT_MAX_MS = 60_000;
/** A venue that wants to be left alone for longer has banned us: it is for a person to wait. */
const RETRY_AFTER_MAX_MS = 300_000;
const GARBLED_ATTEMPTS_MAX = 3;

export interface PatienceOptions {
  readonly venue: string;
  /** How often one request is made in all. */
  readonly attempts: number;
  readonly signal: AbortSignal;
  readonly pace: Pace;
  /** Told before each wait. */
  readonly onWait: (text: string) => void;
}

/**
 * Makes requests again that failed in passing: after what the venue asks to wait, else after a time that doubles, with a
 * random part so that many clients do not come back at once. It has an end, and then it is exit 4.
 */
export class Patience {
  readonly #options: PatienceOptions;
  /** Requests made, and those of them that were made again. */
  requests = 0;
  retries = 0;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** @throws UserProblem, exit 4, when the venue will not or cannot; AbortError when somebody stops it */
  async ask<T>(request: () => Promise<T>): Promise<T> {
    const { attempts, signal, pace, venue, onWait } = this.#options;
    const startedAt = pace.now();
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      this.requests++;
      try {
        return await untilAborted(request(), signal);
      } catch (error) {
        if (!(error instanceof VenueFault)) throw error;
        if (error.kind === "refused") throw refused(venue, error);
        const { retryAfterMs = 0 } = error;
        if (retryAfterMs > RETRY_AFTER_MAX_MS) throw banned(venue, error, retryAfterMs);
        const allowed = error.kind === "garbled" ? Math.min(attempts, GARBLED_ATTEMPTS_MAX) : attempts;
        if (attempt >= allowed) throw gaveUp(venue, error, attempt, pace.now() - startedAt);
        const ms = Math.max(retryAfterMs, backoff(attempt)) + Math.floor(pace.random() * FIRST_WAIT_MS);
        onWait(`${venue}: ${error.message}; asking again in ${duration(ms)} (${attempt + 1} of ${allowed})`);
        this.retries++;
        await pace.sleep(ms, signal);
      }
    }
  }
}

const backoff = (attempt: number): number => Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), WAIT_MAX_MS);

/** An answer may take long: whoever presses Ctrl-C does not wait for it. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const stop = (): void => fail(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
    answer.then(done, fail).finally(() => signal.removeEventListener("abort", stop));
  });
}

const refused = (venue: string, { message }: VenueFault): UserProblem =>
  new UserProblem({
    exitCode: 4,
    where: venue,
    message: "the venue refuses",
    found: message,
    fix: "read what it says; some venues do not answer in every country or network",
  });

const banned = (venue: string, { message }: VenueFault, ms: number): UserProblem =>
  new UserProblem({
    exitCode: 4,
    where: venue,
    message: `the venue wants to be left alone for ${duration(ms)}`,
    found: message,
    fix: `wait that long, then run the same command again: it goes on from what is kept`,
  });

const gaveUp = (venue: string, { message, kind }: VenueFault, attempts: number, ms: number): UserProblem =>
  new UserProblem({
    exitCode: 4,
    where: venue,
    message:
      kind === "throttled"
        ? `the venue still says that there are too many requests after ${attempts} attempts in ${duration(ms)}`
        : kind === "garbled"
          ? `the venue gave ${attempts} answers that cannot be used`
          : `no answer from the venue after ${attempts} attempts in ${duration(ms)}`,
    found: message,
    fix: "check the network and the state of the venue, then run the same command again: it goes on from what is kept",
  });
