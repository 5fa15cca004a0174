import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";
import { Extreme, Ring } from "./memory.ts";

/** Share of the volume that the value area holds. */
const VALUE_AREA = 0.7;

/** The price of most volume (point of control), with the edges of the value area as lines. */
export class VolumeProfile extends Indicator {
  readonly valueAreaHigh: Line;
  readonly valueAreaLow: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #volume: PriceLine;
  /** Volume by bin, from the lowest price up; filled anew at every bar, so it is no memory. */
  readonly #bins: Float64Array;
  protected override readonly state: {
    readonly highs: Ring;
    readonly lows: Ring;
    readonly volumes: Ring;
    readonly highest: Extreme;
    readonly lowest: Extreme;
  };

  constructor(feed: Feed, length: number, bins: number) {
    super(feed, length);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#volume = feed.volume;
    this.#bins = new Float64Array(bins);
    this.state = {
      highs: new Ring(length),
      lows: new Ring(length),
      volumes: new Ring(length),
      highest: new Extreme(length, 1),
      lowest: new Extreme(length, -1),
    };
    this.valueAreaHigh = this.line();
    this.valueAreaLow = this.line();
  }

  override update(): void {
    const { highs, lows, volumes, highest, lowest } = this.state;
    highs.push(this.#high.now);
    highest.push(this.#high.now);
    lows.push(this.#low.now);
    lowest.push(this.#low.now);
    volumes.push(this.#volume.now);
    if (!volumes.isFull) return;
    const bottom = lowest.value;
    const size = (highest.value - bottom) / this.#bins.length;
    const total = this.#fill(bottom, size);
    const control = this.#greatest();
    const { first, last } = this.#valueArea(control, total);
    this.prev = this.now;
    this.now = total === 0 ? Number.NaN : bottom + (control + 0.5) * size;
    this.valueAreaHigh.next(total === 0 ? Number.NaN : bottom + (last + 1) * size);
    this.valueAreaLow.next(total === 0 ? Number.NaN : bottom + first * size);
  }

  /** Spreads the volume of each bar evenly from its low to its high. @returns all of it */
  #fill(bottom: number, size: number): number {
    const bins = this.#bins;
    const { highs, lows, volumes } = this.state;
    bins.fill(0);
    let total = 0;
    for (let back = 0; back < volumes.length; back++) {
      const volume = volumes.at(back);
      total += volume;
      const from = size === 0 ? 0 : Math.min(bins.length, (lows.at(back) - bottom) / size);
      const to = size === 0 ? 0 : Math.min(bins.length, (highs.at(back) - bottom) / size);
      const last = Math.min(bins.length - 1, Math.floor(to));
      for (let bin = Math.min(bins.length - 1, Math.floor(from)); bin <= last; bin++) {
        const share = to === from ? 1 : (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from);
        bins[bin] = (bins[bin] as number) + volume * share;
      }
    }
    return total;
  }

  #greatest(): number {
    let greatest = 0;
    for (let bin = 1; bin < this.#bins.length; bin++) if (this.#of(bin) > this.#of(greatest)) greatest = bin;
    return greatest;
  }

  /** Grows from the point of control, bin by bin, to where more was traded. */
  #valueArea(control: number, total: number): { readonly first: number; readonly last: number } {
    let first = control;
    let last = control;
    let held = this.#of(control);
    while (held < VALUE_AREA * total && last - first + 1 < this.#bins.length) {
      if (this.#of(last + 1) >= this.#of(first - 1)) held += this.#of(++last);
      else held += this.#of(--first);
    }
    return { first, last };
  }

  /** Volume of a bin; below all others beyond the edges, so that nothing grows there. */
  #of(bin: number): number {
    return this.#bins[bin] ?? -1;
  }
}

/**
 * Volume by price over the newest `length` bars, in `bins` equal steps from the lowest low to the highest high, where each
 * bar's volume is spread evenly over its range. `now` is the middle of the bin with most volume (of equals the lowest);
 * the value area grows around it to the greater neighbour (of equals the upper) until it holds 70 %. Warm after `length`
 * bars; NaN while nothing was traded. Work grows with `length`, and with how many bins a bar spans. Source:
 * J. P. Steidlmayer and K. Koy, Markets and Market Logic, 1986.
 * @throws InvariantBroken for a length or number of bins that is no whole number of at least 1
 */
export const volumeProfile = (feed: Feed, length: number, bins = 24): VolumeProfile =>
  new VolumeProfile(feed, checkedLength("volumeProfile", length), checkedLength("volumeProfile", bins));
