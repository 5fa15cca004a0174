import { type Memory, type Remembered, recall, remember } from "./memory.ts";

/** Whoever updates indicators, in the order they were made, so that one may follow another. */
export interface Host {
  follow(indicator: Indicator): void;
}

/** Anything an indicator can follow: a price line, another indicator, or one of its lines. NaN until it is warm. */
export interface Source {
  readonly now: number;
  readonly prev: number;
  /** Bars needed before `now` is a number. */
  readonly warmUp: number;
  readonly feed: Host;
}

/** A further value of an indicator, such as the signal line of a MACD. Its indicator writes it. */
export class Line implements Source {
  now = Number.NaN;
  prev = Number.NaN;
  readonly warmUp: number;
  readonly feed: Host;

  constructor(feed: Host, warmUp: number) {
    this.feed = feed;
    this.warmUp = warmUp;
  }

  /** The value at the newest bar; what was newest becomes `prev`. */
  next(value: number): void {
    this.prev = this.now;
    this.now = value;
  }
}

/** What an indicator is like right now: plain numbers, fit for a file. */
export interface IndicatorSnapshot {
  /** `now` and `prev` of the indicator, then of its lines. */
  readonly values: readonly number[];
  readonly state: Readonly<Record<string, Remembered>>;
}

/** A streaming statistic: one value a bar, updated by its feed. */
export abstract class Indicator implements Source {
  /** Value at the newest closed bar. */
  now = Number.NaN;
  /** Value one bar earlier. */
  prev = Number.NaN;
  readonly warmUp: number;
  readonly feed: Host;
  /** Everything `update` remembers from bar to bar, apart from `now`, `prev` and the lines: nothing else may be kept. */
  protected abstract readonly state: Readonly<Record<string, Memory>>;
  readonly #lines: Line[] = [];

  /** `warmUp`: bars of its feed after which `now` is a number. */
  constructor(feed: Host, warmUp: number) {
    this.feed = feed;
    this.warmUp = warmUp;
    feed.follow(this);
  }

  /**
   * Takes the newest values of what it follows. Once warm it moves `now` to `prev` and sets `now`, at every bar, and calls
   * `next` of each of its lines. (The two assignments stand in each class: a method they all shared would be compiled for
   * none of them, and cost more than most indicators.)
   */
  abstract update(): void;

  snapshot(): IndicatorSnapshot {
    const values = [this.now, this.prev];
    for (const line of this.#lines) values.push(line.now, line.prev);
    return { values, state: remember(this.state) };
  }

  /** Goes back to a snapshot of the same kind of indicator, made with the same parameters. */
  restore({ values, state }: IndicatorSnapshot): void {
    const [now = Number.NaN, prev = Number.NaN, ...lines] = values;
    this.now = now;
    this.prev = prev;
    this.#lines.forEach((line, place) => {
      line.now = lines[2 * place] ?? Number.NaN;
      line.prev = lines[2 * place + 1] ?? Number.NaN;
    });
    recall(this.state, state);
  }

  /** A further value of this indicator; `warmUp` is that of the indicator unless said otherwise. */
  protected line(warmUp: number = this.warmUp): Line {
    const line = new Line(this.feed, warmUp);
    this.#lines.push(line);
    return line;
  }
}

/** A line, or a level that stays where it is: `crossedAbove(ind.rsi, 30)`. */
type Level = Pick<Source, "now" | "prev"> | number;

/** Whether `a` was at or below `b` a bar ago and is above it now. */
export function crossedAbove(a: Pick<Source, "now" | "prev">, b: Level): boolean {
  return typeof b === "number" ? a.prev <= b && a.now > b : a.prev <= b.prev && a.now > b.now;
}

/** Whether `a` was at or above `b` a bar ago and is below it now. */
export function crossedBelow(a: Pick<Source, "now" | "prev">, b: Level): boolean {
  return typeof b === "number" ? a.prev >= b && a.now < b : a.prev >= b.prev && a.now < b.now;
}
