import { type Alert, AlertRefused, type AlertSink } from "../ports/index.ts";
import { AlertQueue } from "./alert-queue.ts";

/** How one sink is tried. Milliseconds. */
export interface DeliveryTerms {
  readonly queueMax: number;
  /** So long one attempt may take. */
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  /** The first pause after a failure; it doubles up to `backoffMsMax`. */
  readonly backoffMs: number;
  readonly backoffMsMax: number;
}

/** An alert is tried for about two minutes. */
export const USUAL: DeliveryTerms = {
  queueMax: 100,
  timeoutMs: 5_000,
  attemptsMax: 8,
  backoffMs: 500,
  backoffMsMax: 30_000,
};

/** Brings alerts to one sink, one after the other, in their order. Whoever adds one never waits. */
export class Delivery {
  readonly #sink: AlertSink;
  readonly #terms: DeliveryTerms;
  readonly #onFailure: (text: string) => void;
  readonly #queue: AlertQueue;
  readonly #end = new AbortController();
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isFailing = false;

  /** `onFailure` hears once of each time that the sink begins to fail. */
  constructor(sink: AlertSink, terms: DeliveryTerms, onFailure: (text: string) => void) {
    this.#sink = sink;
    this.#terms = terms;
    this.#onFailure = onFailure;
    this.#queue = new AlertQueue(terms.queueMax);
  }

  add(alert: Alert): void {
    if (this.#end.signal.aborted) return;
    this.#queue.push(alert);
    if (!this.#isWorking) this.#working = this.#work();
  }

  /** Resolves when everything is told, at the latest after so long. Nothing is told afterwards. */
  async close(waitMs: number): Promise<void> {
    const late = pause(waitMs, this.#end.signal);
    await Promise.race([this.#working, late]);
    this.#end.abort();
    await late;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift())
      if (!(await this.#tell(next))) this.#queue.noteLost(next);
    this.#isWorking = false;
  }

  /** @returns whether it was told */
  async #tell(alert: Alert): Promise<boolean> {
    const { attemptsMax, backoffMs, backoffMsMax } = this.#terms;
    for (let attempt = 1; !this.#isOver(); attempt++) {
      const failure = await this.#attempt(alert);
      if (failure === undefined) {
        this.#isFailing = false;
        return true;
      }
      if (this.#isOver()) return false; // Nobody waits for it any more: that is no failure of the sink.
      this.#noteFailure(failure);
      if (failure instanceof AlertRefused || attempt === attemptsMax) return false;
      await pause(Math.min(backoffMs * 2 ** (attempt - 1), backoffMsMax), this.#end.signal);
    }
    return false;
  }

  #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  /** A sink that forgets its signal is left behind when its time is over. */
  async #attempt(alert: Alert): Promise<Error | undefined> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#end.signal]);
    const { timeoutMs } = this.#terms;
    const late = pause(timeoutMs, signal).then(() => new Error(`no answer within ${timeoutMs / 1_000} s`));
    const told = this.#sink.deliver(alert, signal).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    const outcome = await Promise.race([told, late]);
    over.abort();
    return outcome;
  }

  #noteFailure({ message }: Error): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#onFailure(`alerts do not reach the ${this.#sink.name}: ${message}`);
  }
}

/** Resolves after so long, or as soon as it is aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
