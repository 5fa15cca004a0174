/** The first pause, and the longest. */
export const PAUSE_MS = 20;
export const PAUSE_MS_MAX = 500;
const DEADLINE_MS = 10_000;

/** How long somebody goes on who gets out: with longer and longer pauses, until it is late. */
export class Patience {
  readonly #until: number;
  #pauseMs = PAUSE_MS;

  constructor(deadlineMs: number = DEADLINE_MS) {
    this.#until = performance.now() + deadlineMs;
  }

  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /** Something has come out as it should: the next pause is a short one. */
  reset(): void {
    this.#pauseMs = PAUSE_MS;
  }

  async wait(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#pauseMs)); // The global one: a drill has a clock of its own.
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS_MAX);
  }
}
