import type { Chance } from "./chance.ts";

const SECOND = 1_000;
/** Draws within one second that have a place of their own. */
const PLACES = 1_024;
/** So many seconds have places below 2^32: 46 days. */
const SECONDS = 4_000_000;

/**
 * Chance that hangs on the moment at which it is drawn, to the second: what is left out at one moment does not shift what
 * is drawn at another.
 */
export class MomentChance {
  readonly #chance: Chance;
  readonly #now: () => number;
  #second = Number.NaN;
  #drawn = 0;

  /** `now`: milliseconds, never before 0. */
  constructor(chance: Chance, now: () => number) {
    this.#chance = chance;
    this.#now = now;
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    const second = Math.floor(this.#now() / SECOND);
    if (second !== this.#second) this.#drawn = 0;
    this.#second = second;
    return this.#chance.at((second % SECONDS) * PLACES + (this.#drawn++ % PLACES));
  }

  /** A whole number from 0 up to, but not, `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }
}
