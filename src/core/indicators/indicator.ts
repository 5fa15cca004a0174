/** Whoever updates indicators, in the order they were made, so that one may follow another. */
export interface Host {
  follow(indicator: Indicator): void;
}

/** Anything an indicator can follow: a price line or another indicator. NaN until its warm-up is over. */
export interface Source {
  readonly now: number;
  readonly prev: number;
  /** Bars needed before `now` is a number. */
  readonly warmUp: number;
  readonly feed: Host;
}

/** A streaming statistic: one value a bar, updated by its feed. */
export abstract class Indicator implements Source {
  /** Value at the newest closed bar. */
  now = Number.NaN;
  /** Value one bar earlier. */
  prev = Number.NaN;
  readonly warmUp: number;
  readonly feed: Host;

  constructor(feed: Host, warmUp: number) {
    this.feed = feed;
    this.warmUp = warmUp;
    feed.follow(this);
  }

  /** Takes the newest values of what it follows. */
  abstract update(): void;
}

/** Whether `a` was at or below `b` a bar ago and is above it now. */
export const crossedAbove = (a: Pick<Source, "now" | "prev">, b: Pick<Source, "now" | "prev">): boolean =>
  a.prev <= b.prev && a.now > b.now;

/** Whether `a` was at or above `b` a bar ago and is below it now. */
export const crossedBelow = (a: Pick<Source, "now" | "prev">, b: Pick<Source, "now" | "prev">): boolean =>
  a.prev >= b.prev && a.now < b.now;
