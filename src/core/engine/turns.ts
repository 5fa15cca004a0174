import type { InstrumentId, OpenIntent } from "../domain/index.ts";
import { type AnsweredIntent, withoutRun } from "./approvals.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** An entry that waits for its exit, and the number of its signal. */
export interface Turn {
  readonly run: StrategyRun;
  readonly intent: OpenIntent;
  readonly signal: number;
  readonly answered: AnsweredIntent | undefined;
}

/**
 * Entries of reversals that are sized once their exit has filled. They wait for as long as their strategy wants them, and
 * nobody has stopped what they would do, and that exit is on its way: an opinion that nobody holds any more opens nothing.
 */
export class Turns {
  readonly #waiting = new Map<InstrumentId, Turn>();

  wait(id: InstrumentId, turn: Turn): void {
    this.#waiting.set(id, turn);
  }

  /** Nobody wants it any more, or its position changed by another hand. */
  drop(id: InstrumentId): void {
    this.#waiting.delete(id);
  }

  dropAll(): void {
    this.#waiting.clear();
  }

  /** Its strategy has another opinion now. */
  dropOther(id: InstrumentId, direction: OpenIntent["direction"]): void {
    if (this.#waiting.get(id)?.intent.direction !== direction) this.drop(id);
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** A bar has closed: what waits for an exit that is not on its way waits for nothing. */
  dropStale(isLeaving: (id: InstrumentId) => boolean): void {
    for (const id of this.#waiting.keys()) if (!isLeaving(id)) this.drop(id);
  }

  snapshot() {
    return [...this.#waiting].map(([id, turn]) => {
      const { answered, ...plain } = withoutRun(turn);
      return { id, ...plain, answered: answered && withoutRun(answered) };
    });
  }

  /** `runOf`: the strategy of an instrument. */
  restore(waiting: TurnsSnapshot, runOf: (id: InstrumentId) => StrategyRun): void {
    this.dropAll();
    for (const { id, answered, ...turn } of waiting) {
      const run = runOf(id);
      this.wait(id, { ...turn, run, answered: answered && { ...answered, run } });
    }
  }

  /** It goes out now. */
  take(id: InstrumentId): Turn | undefined {
    const turn = this.#waiting.get(id);
    this.#waiting.delete(id);
    return turn;
  }
}

export type TurnsSnapshot = ReturnType<Turns["snapshot"]>;
