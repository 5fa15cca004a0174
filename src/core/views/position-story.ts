import type { SentOrder, StoryTrade } from "./story-record.ts";
import type { WhyMove } from "./why-document.ts";

/** What a position needs to know of its orders. */
interface Member {
  readonly id: number;
  readonly isLive: boolean;
  readonly sent: SentOrder | undefined;
  move: WhyMove | null;
}

/** What is held of one instrument from flat to flat, and the orders that made, protected and ended it. */
export class PositionStory<Line extends Member> {
  readonly entries: Line[] = [];
  /** Orders that protect it or leave it, oldest first. */
  readonly leaving: Line[] = [];
  held = "0";
  trade: StoryTrade | undefined;
  #cause: Omit<WhyMove, "replaces">;
  /** Causes so far: orders of one cause do not take each other's place. */
  #turn = 0;
  readonly #turnOf = new Map<Line, number>();

  constructor(cause: Omit<WhyMove, "replaces">) {
    this.#cause = cause;
  }

  /** From now on protection is placed because of this. */
  because(because: WhyMove["because"], why: string, at: number): void {
    this.#cause = { because, why, at };
    this.#turn++;
  }

  enter(line: Line): void {
    if (!this.entries.includes(line)) this.entries.push(line);
  }

  leave(line: Line): void {
    if (!this.leaving.includes(line)) this.leaving.push(line);
  }

  /** A new one is asked for before the old one goes: it takes the place of the oldest of its kind that still stands. */
  protect(line: Line): void {
    const replaced = this.leaving.find((other) => other.isLive && this.#isReplacedBy(other, line));
    line.move = { ...this.#cause, replaces: replaced?.id ?? null };
    this.#turnOf.set(line, this.#turn);
    this.leave(line);
  }

  #isReplacedBy(old: Line, line: Line): boolean {
    if (old.sent?.role !== line.sent?.role || old.sent?.type !== line.sent?.type) return false;
    if ((this.#turnOf.get(old) ?? this.#turn) === this.#turn) return false;
    return !this.leaving.some(({ move }) => move?.replaces === old.id);
  }
}
