import { assert } from "../../../core/base/index.ts";
import { type Due, DueHeap } from "./due-heap.ts";
import { installTimers } from "./virtual-timers.ts";

/** Whose turn it is: a process, the venue, the drill itself. Told apart by identity. */
export type Owner = string | object;

/** What was planned, to be cancelled. */
export interface Planned {
  /** When it is due: virtual Unix milliseconds. */
  readonly at: number;
  /** Neither done nor dropped. */
  readonly isPending: boolean;
}

class Plan implements Planned, Due {
  at: number;
  sequence: number;
  act: (() => void) | undefined;
  readonly owner: Owner;

  constructor(at: number, sequence: number, act: () => void, owner: Owner) {
    this.at = at;
    this.sequence = sequence;
    this.act = act;
    this.owner = owner;
  }

  get isPending(): boolean {
    return this.act !== undefined;
  }
}

/** Whose turn it is before anybody has had one. */
const NOBODY: Owner = "nobody";

/** Turns that are taken before the real event loop gets one. */
const TURNS_AT_ONCE = 256;

// Kept at load: what is installed later must not reach them.
const soon = setImmediate;

/**
 * A clock that stands still until the next thing that is due, and everything that was planned on it. Each callback is a
 * turn of its owner, and so are the microtasks behind it: the owner stays until the next turn begins.
 */
export class VirtualTime {
  #now: number;
  #owner: Owner = NOBODY;
  #sequence = 0;
  /** Below every other: what thaws comes before what is due at that very moment. */
  #thawSequence = Number.MIN_SAFE_INTEGER;
  #turns = 0;
  #isStopped = false;
  readonly #heap = new DueHeap<Plan>();
  readonly #dead = new Set<Owner>();
  readonly #frozen = new Map<Owner, number>();
  readonly #skews = new Map<Owner, number>();
  readonly #mourners: ((owner: Owner) => void)[] = [];

  /** `startsAt`: Unix milliseconds. */
  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  /** The true time: virtual Unix milliseconds. */
  get now(): number {
    return this.#now;
  }

  /** Whose turn it is. */
  get owner(): Owner {
    return this.#owner;
  }

  /** No turn is taken any more. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Turns that were taken so far. */
  get turns(): number {
    return this.#turns;
  }

  // --- plans ----------------------------------------------------------------------------------------------------------

  /** Plans a turn of `owner`, by default of whose turn it is. What is past is due now; what the dead plan never comes. */
  at(ms: number, act: () => void, owner: Owner = this.#owner): Planned {
    assert(!Number.isNaN(ms), "a plan needs a time");
    const plan = new Plan(Math.max(ms, this.#now), this.#sequence++, act, owner);
    if (this.#dead.has(owner)) plan.act = undefined;
    else this.#heap.push(plan);
    return plan;
  }

  after(ms: number, act: () => void, owner: Owner = this.#owner): Planned {
    return this.at(this.#now + ms, act, owner);
  }

  cancel(planned: Planned): void {
    if (planned instanceof Plan) planned.act = undefined; // It is passed over when it is due.
  }

  /** When the next turn is due; Infinity: nothing is planned. */
  get nextAt(): number {
    for (let first = this.#heap.first; first !== undefined; first = this.#heap.first) {
      const thawsAt = first.act === undefined ? undefined : this.#frozen.get(first.owner);
      if (first.act !== undefined && (thawsAt === undefined || thawsAt <= first.at)) return first.at;
      this.#heap.shift();
      if (first.act === undefined || thawsAt === undefined) continue;
      first.at = thawsAt;
      first.sequence = this.#thawSequence++; // As they were due, so they come when it thaws.
      this.#heap.push(first);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Takes the next turn, without the microtasks behind it. @returns false when nothing is planned */
  next(): boolean {
    if (this.nextAt === Number.POSITIVE_INFINITY) return false;
    const plan = this.#heap.shift() as Plan; // There is one, or nothing would be due.
    const act = plan.act as () => void; // As above.
    plan.act = undefined;
    this.#now = Math.max(this.#now, plan.at);
    this.#owner = plan.owner;
    this.#turns++;
    act();
    return true;
  }

  // --- owners ---------------------------------------------------------------------------------------------------------

  /**
   * Acts at once as another. What `act` awaits goes on as whose turn it is, not as `owner`: to begin something that
   * waits, plan it as a turn of its own, `after(0, act, owner)`.
   */
  runAs<T>(owner: Owner, act: () => T): T {
    assert(!this.#dead.has(owner), "who was killed does not act again: a new life needs a new owner");
    const before = this.#owner;
    this.#owner = owner;
    try {
      return act();
    } finally {
      this.#owner = before;
    }
  }

  /** Drops everything that an owner has planned, and will plan: nothing of it runs again. */
  kill(owner: Owner): void {
    if (this.#dead.has(owner)) return;
    this.#dead.add(owner);
    for (const plan of this.#heap) if (plan.owner === owner) plan.act = undefined;
    for (const mourn of this.#mourners) mourn(owner);
  }

  isDead(owner: Owner): boolean {
    return this.#dead.has(owner);
  }

  /** Calls `mourn` with each owner that is killed from now on. */
  whenKilled(mourn: (owner: Owner) => void): void {
    this.#mourners.push(mourn);
  }

  /** A process that stands still: its turns come late, in order, when it thaws. Freezing it again can only prolong it. */
  freeze(owner: Owner, ms: number): void {
    this.#frozen.set(owner, Math.max(this.#now + ms, this.#frozen.get(owner) ?? 0));
  }

  /** What the wall clock of an owner says is so many milliseconds off; its steady clock is not. */
  skew(owner: Owner, ms: number): void {
    this.#skews.set(owner, ms);
  }

  /** What the wall clock of an owner says, in whole milliseconds as `Date.now` does. */
  wallClock(owner: Owner = this.#owner): number {
    return Math.floor(this.#now + (this.#skews.get(owner) ?? 0));
  }

  // --- playing --------------------------------------------------------------------------------------------------------

  /** Lets every microtask run that is ready, and those that they make. */
  drain(): Promise<void> {
    return new Promise((resolve) => soon(resolve));
  }

  /**
   * Takes all turns up to and with `until`, each with its microtasks before the next; then it is `until`.
   * `afterTurn` is called behind each turn and its microtasks. What it or a turn throws ends the run.
   */
  async run(until: number, afterTurn: () => void = () => undefined): Promise<void> {
    await this.drain();
    while (!this.isStopped && this.nextAt <= until) await this.#take(until, afterTurn);
    if (!this.isStopped) this.#now = Math.max(this.#now, until);
  }

  /** From now on no turn is taken any more: nothing is brought to an end. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * Many turns in one turn of the real event loop: between two immediates of a batch Node lets all microtasks run, and
   * nothing else, which is ten times cheaper than going around.
   */
  #take(until: number, afterTurn: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let hasTaken = false;
      let isOver = false;
      const turn = (): void => {
        if (isOver) return;
        try {
          if (hasTaken) afterTurn();
          hasTaken = !this.isStopped && this.nextAt <= until && this.next();
          isOver = !hasTaken;
        } catch (error) {
          isOver = true;
          reject(error);
        }
      };
      for (let i = 0; i < TURNS_AT_ONCE; i++) soon(turn);
      soon(() => {
        try {
          if (!isOver && hasTaken) afterTurn();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  // --- the globals ----------------------------------------------------------------------------------------------------

  /**
   * Puts this clock in the place of setTimeout, setInterval, clearTimeout, clearInterval, Date.now and performance.now,
   * for everything in this realm. `new Date()` and the timers that were imported by name stay real.
   * @returns what puts the real ones back
   */
  install(): () => void {
    return installTimers(this);
  }
}
