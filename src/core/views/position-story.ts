import type { OrderLine } from "./order-line.ts";
import type { StoryTrade } from "./story-record.ts";
import type { WhyMove } from "./why-document.ts";

/** What is held of one instrument from flat to flat, and the orders that made, protected and ended it. */
export class PositionStory {
  readonly entries: OrderLine[] = [];
  /** Orders that protect it or leave it, oldest first. */
  readonly leaving: OrderLine[] = [];
  held = "0";
  trade: StoryTrade | undefined;
  #cause: Omit<WhyMove, "replaces">;
  /** Causes so far: orders of one cause do not take each other's place. */
  #turn = 0;
  readonly #turnOf = new Map<OrderLine, number>();

  constructor(cause: Omit<WhyMove, "replaces">) {
    this.#cause = cause;
  }

  /** From now on protection is placed because of this. */
  because(because: WhyMove["because"], why: string, at: number): void {
    this.#cause = { because, why, at };
    this.#turn++;
  }

  enter(line: OrderLine): void {
    line.position = this;
    if (!this.entries.includes(line)) this.entries.push(line);
  }

  leave(line: OrderLine): void {
    line.position = this;
    if (!this.leaving.includes(line)) this.leaving.push(line);
  }

  /** A new one is asked for before the old one goes: it takes the place of the oldest of its kind that still stands. */
  protect(line: OrderLine): void {
    const replaced = this.leaving.find((other) => other.isLive && this.#isReplacedBy(other, line));
    line.move = { ...this.#cause, replaces: replaced?.id ?? null };
    this.#turnOf.set(line, this.#turn);
    this.leave(line);
  }

  #isReplacedBy(old: OrderLine, line: OrderLine): boolean {
    if (old.sent?.role !== line.sent?.role || old.sent?.type !== line.sent?.type) return false;
    if ((this.#turnOf.get(old) ?? this.#turn) === this.#turn) return false;
    return !this.leaving.some(({ move }) => move?.replaces === old.id);
  }
}
