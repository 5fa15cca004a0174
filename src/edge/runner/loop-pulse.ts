import type { Board } from "../research/index.ts";

/** Longest sleep of a loop that trades: so soon a command is heard and a stop noticed. */
export const SLEEP_MS_MAX = 20;
/** Longer than any sleep of the loop: what is shorter is no lag. Milliseconds. */
const NOTED_MS = 40;

/** The sign of life of the loop that trades, and how long it gave none. */
export class LoopPulse {
  readonly #board: Board;
  readonly #now: () => number;
  #at: number;

  /** `now`: on the monotone clock. */
  constructor(board: Board, now: () => number) {
    this.#board = board;
    this.#now = now;
    this.#at = now();
  }

  beat(): void {
    const now = this.#now();
    const gap = now - this.#at;
    this.#at = now;
    if (gap > NOTED_MS) this.#board.noteLag(gap);
    this.#board.beat();
  }
}
