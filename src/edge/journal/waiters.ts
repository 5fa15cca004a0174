interface Waiter {
  readonly sequence: number;
  keep(): void;
  break(error: Error): void;
}

/** Who waits for which record to be durable. */
export class Waiters {
  readonly #listeners: ((sequence: number) => void)[] = [];
  #waiting: Waiter[] = [];
  #told: number;

  constructor(durable: number) {
    this.#told = durable;
  }

  listen(listener: (sequence: number) => void): void {
    this.#listeners.push(listener);
  }

  add(sequence: number): Promise<void> {
    return new Promise((keep, reject) => {
      this.#waiting.push({ sequence, keep, break: reject });
    });
  }

  /** Listeners hear of an advance only; of several at once, of the last. */
  advance(durable: number): void {
    if (durable <= this.#told) return;
    this.#told = durable;
    if (this.#waiting.length > 0) {
      const due = this.#waiting.filter(({ sequence }) => sequence <= durable);
      this.#waiting = this.#waiting.filter(({ sequence }) => sequence > durable);
      for (const waiter of due) waiter.keep();
    }
    for (const listener of this.#listeners) listener(durable);
  }

  break(error: Error): void {
    const lost = this.#waiting;
    this.#waiting = [];
    for (const waiter of lost) waiter.break(error);
  }
}
