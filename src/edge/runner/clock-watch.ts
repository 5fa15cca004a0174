/** What a look came to. `stepMs`: forward is positive. */
type ClockStep = { readonly kind: "pull"; readonly stepMs: number } | { readonly kind: "release" };

/** A clock that is kept well is moved by far less at once. Milliseconds. */
const STEP_MS_MAX = 1_000;

/**
 * Holds the wall clock against the one that never jumps. A slow drift is followed; a step is told: somebody set the clock,
 * or the machine slept.
 */
export class ClockWatch {
  /** Wall clock less steady clock, as it was right. */
  #right: number;
  #latest: number;
  #hasStepped = false;

  constructor(wall: number, steady: number) {
    this.#right = wall - steady;
    this.#latest = this.#right;
  }

  /** Both in milliseconds, read at once. */
  look(wall: number, steady: number): ClockStep | undefined {
    this.#latest = wall - steady;
    const stepMs = this.#latest - this.#right;
    const isRight = Math.abs(stepMs) <= STEP_MS_MAX;
    if (isRight) {
      this.#right = this.#latest;
      if (!this.#hasStepped) return undefined;
      this.#hasStepped = false;
      return { kind: "release" };
    }
    if (this.#hasStepped) return undefined;
    this.#hasStepped = true;
    return { kind: "pull", stepMs };
  }

  /** A person has looked: it is right as it is now. */
  resumed(): void {
    this.#right = this.#latest;
    this.#hasStepped = false;
  }
}
