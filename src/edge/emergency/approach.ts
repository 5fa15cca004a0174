import type { VenueListener } from "../ports/index.ts";
import { type Connect, introduce, VenueClient } from "../venues/index.ts";
import { PAUSE_MS, PAUSE_MS_MAX } from "./patience.ts";

/** To whom, and as whom. */
export interface ApproachOptions {
  readonly address: string;
  readonly account: string;
  /** A later one than the engine's; where the venue has seen as late a one, the next is taken. */
  readonly epoch: number;
  /** How long one answer may take; longer where the line turns out to be slow. */
  readonly timeoutMs?: number;
  /** How a connection is opened; left out: by a socket. */
  readonly connect?: Connect;
}

/** A venue that was reached, by whoever fences off all that came before. */
export interface Reached {
  readonly venue: VenueClient;
  readonly epoch: number;
  readonly symbols: readonly string[];
  /** Number of the newest event when it was reached: a list that counts less is an old one. */
  readonly newest: number;
}

const TIMEOUT_MS = 1_000;
/** Where nobody answers, the next attempt waits twice as long, up to this; nor does any answer have longer. */
const TIMEOUT_MS_MAX = 5_000;
/** To be introduced takes two ways there and back: an answer may take four. */
const ANSWER_PER_INTRODUCTION = 2;

/** The way to a venue for whoever gets out: it is tried again and again, and given the time that the line takes. */
export class Approach {
  readonly #options: ApproachOptions;
  readonly #listener: VenueListener;
  readonly #timeoutMs: number;
  #introductionMs: number;

  constructor(options: ApproachOptions, listener: VenueListener) {
    this.#options = options;
    this.#listener = listener;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#introductionMs = this.#timeoutMs;
  }

  /** One attempt; `looks`: only to see, and to shut out nobody. @returns why the venue was not reached */
  async reach(looks = false): Promise<Reached | string> {
    const { address, account, connect } = this.#options;
    const askedAt = performance.now();
    const known = await introduce(address, account, this.#introductionMs, connect);
    if (known.kind !== "known") {
      this.#introductionMs = this.#within(2 * this.#introductionMs);
      return known.why;
    }
    const epoch = looks ? 0 : Math.max(this.#options.epoch, known.epoch + 1);
    const { symbols } = known;
    const tookMs = performance.now() - askedAt;
    const timeoutMs = this.#within(ANSWER_PER_INTRODUCTION * tookMs);
    const venue = new VenueClient(
      {
        ...{ address, account, epoch, symbols, timeoutMs, admissionMs: timeoutMs },
        ...{ backoffMs: PAUSE_MS, backoffMsMax: PAUSE_MS_MAX },
        ...(connect !== undefined && { connect }),
      },
      this.#listener,
    );
    const connection = await venue.connect(); // Where that does not succeed, it goes on trying by itself.
    return { venue, epoch, symbols, newest: connection.kind === "connected" ? connection.newest : 0 };
  }

  #within(ms: number): number {
    return Math.max(this.#timeoutMs, Math.min(ms, TIMEOUT_MS_MAX));
  }
}
