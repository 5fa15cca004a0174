import type { Feed, PriceLine } from "./feed.ts";
import { Indicator } from "./indicator.ts";
import type { Memory } from "./memory.ts";

/** 1 where a pattern speaks for a rise, -1 where it speaks for a fall, 0 where there is none. */
export type Verdict = 1 | -1 | 0;

/** A shape that one bar completes. */
export abstract class Pattern extends Indicator {
  protected readonly open: PriceLine;
  protected readonly high: PriceLine;
  protected readonly low: PriceLine;
  protected readonly close: PriceLine;
  protected override readonly state: Readonly<Record<string, Memory>> = {};

  constructor(feed: Feed, warmUp: number) {
    super(feed, warmUp);
    this.open = feed.open;
    this.high = feed.high;
    this.low = feed.low;
    this.close = feed.close;
  }

  override update(): void {
    const verdict = this.verdict();
    if (verdict !== undefined) {
      this.prev = this.now;
      this.now = verdict;
    }
  }

  /** Of the newest bar; undefined while too few have closed. */
  protected abstract verdict(): Verdict | undefined;

  protected get range(): number {
    return this.high.now - this.low.now;
  }

  /** Height of the body: above 0 where the bar rose. */
  protected get rise(): number {
    return this.close.now - this.open.now;
  }

  protected get upperShadow(): number {
    return this.high.now - Math.max(this.open.now, this.close.now);
  }

  protected get lowerShadow(): number {
    return Math.min(this.open.now, this.close.now) - this.low.now;
  }
}
