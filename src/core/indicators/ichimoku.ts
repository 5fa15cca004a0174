import { checkedLength } from "./checked.ts";
import type { Feed, PriceLine } from "./feed.ts";
import { Indicator, type Line } from "./indicator.ts";
import { Extreme, Ring } from "./memory.ts";

/** In bars. */
export interface IchimokuLengths {
  readonly tenkan: number;
  readonly kijun: number;
  readonly senkouB: number;
  /** How far ahead the cloud is drawn. */
  readonly displacement: number;
}

const middle = (highest: Extreme, lowest: Extreme): number => (highest.value + lowest.value) / 2;

type State = {
  readonly tenkanHigh: Extreme;
  readonly tenkanLow: Extreme;
  readonly kijunHigh: Extreme;
  readonly kijunLow: Extreme;
  readonly senkouHigh: Extreme;
  readonly senkouLow: Extreme;
  readonly spansA: Ring;
  readonly spansB: Ring;
  readonly closes: Ring;
};

/** The tenkan-sen, with the others as its lines. */
export class Ichimoku extends Indicator {
  readonly kijun: Line;
  /** The spans of the cloud over the newest bar: those that were computed `displacement` bars ago. */
  readonly senkouA: Line;
  readonly senkouB: Line;
  /** The newest close less the one `displacement` bars ago: above 0 where the chikou span stands above the price. */
  readonly chikouNow: Line;
  readonly #high: PriceLine;
  readonly #low: PriceLine;
  readonly #close: PriceLine;
  readonly #displacement: number;
  protected override readonly state: State;

  constructor(feed: Feed, { tenkan, kijun, senkouB, displacement }: IchimokuLengths) {
    super(feed, tenkan);
    this.#high = feed.high;
    this.#low = feed.low;
    this.#close = feed.close;
    this.#displacement = displacement;
    this.kijun = this.line(kijun);
    this.senkouA = this.line(Math.max(tenkan, kijun) + displacement);
    this.senkouB = this.line(senkouB + displacement);
    this.chikouNow = this.line(displacement + 1);
    this.state = {
      tenkanHigh: new Extreme(tenkan, 1),
      tenkanLow: new Extreme(tenkan, -1),
      kijunHigh: new Extreme(kijun, 1),
      kijunLow: new Extreme(kijun, -1),
      senkouHigh: new Extreme(senkouB, 1),
      senkouLow: new Extreme(senkouB, -1),
      spansA: new Ring(displacement + 1),
      spansB: new Ring(displacement + 1),
      closes: new Ring(displacement + 1),
    };
  }

  override update(): void {
    const { state } = this;
    const { tenkanHigh, tenkanLow, kijunHigh, kijunLow, senkouHigh, senkouLow } = state;
    const high = this.#high.now;
    const low = this.#low.now;
    tenkanHigh.push(high);
    tenkanLow.push(low);
    kijunHigh.push(high);
    kijunLow.push(low);
    senkouHigh.push(high);
    senkouLow.push(low);
    const tenkan = middle(tenkanHigh, tenkanLow);
    const kijun = middle(kijunHigh, kijunLow);
    if (tenkanHigh.isFull) {
      this.prev = this.now;
      this.now = tenkan;
    }
    if (kijunHigh.isFull) this.kijun.next(kijun);
    if (tenkanHigh.isFull && kijunHigh.isFull) this.#show(this.senkouA, state.spansA, (tenkan + kijun) / 2);
    if (senkouHigh.isFull) this.#show(this.senkouB, state.spansB, middle(senkouHigh, senkouLow));
    const close = this.#close.now;
    state.closes.push(close);
    if (state.closes.isFull) this.chikouNow.next(close - state.closes.at(this.#displacement));
  }

  /** What was computed `displacement` bars ago is what stands over the newest bar. */
  #show(line: Line, spans: Ring, computed: number): void {
    spans.push(computed);
    if (spans.isFull) line.next(spans.at(this.#displacement));
  }
}

/**
 * Ichimoku kinko hyo: middles of the highest high and the lowest low of 9, 26 and 52 bars. `now` is the tenkan-sen, warm
 * after `tenkan` bars; kijun after `kijun`, the cloud `displacement` bars after its spans can be computed. The chikou span
 * is the newest close drawn 26 bars back, a value those bars could not know: `chikouNow` compares the two closes instead.
 * Source: G. Hosoda (Ichimoku Sanjin), Ichimoku Kinko Hyo, 1969.
 * @throws InvariantBroken for a length that is no whole number of at least 1
 */
export const ichimoku = (feed: Feed, lengths: Partial<IchimokuLengths> = {}): Ichimoku =>
  new Ichimoku(feed, {
    tenkan: checkedLength("ichimoku", lengths.tenkan ?? 9),
    kijun: checkedLength("ichimoku", lengths.kijun ?? 26),
    senkouB: checkedLength("ichimoku", lengths.senkouB ?? 52),
    displacement: checkedLength("ichimoku", lengths.displacement ?? 26),
  });
