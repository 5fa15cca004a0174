import { checkedLength } from "./checked.ts";
import { Comoments } from "./comoments.ts";
import { Indicator, type Source } from "./indicator.ts";

/** Change as a share of the value before; 0 where that was 0. */
const returnOf = (x: number, before: number): number => (before === 0 ? 0 : x / before - 1);

class Correlation extends Indicator {
  readonly #a: Source;
  readonly #b: Source;
  protected override readonly state: { readonly pairs: Comoments };

  constructor(a: Source, b: Source, length: number) {
    super(b.feed, Math.max(a.warmUp, b.warmUp) + length - 1);
    this.#a = a;
    this.#b = b;
    this.state = { pairs: new Comoments(length) };
  }

  override update(): void {
    const a = this.#a.now;
    const b = this.#b.now;
    if (Number.isNaN(a) || Number.isNaN(b)) return;
    const { pairs } = this.state;
    pairs.push(a, b);
    if (!pairs.isFull) return;
    const spread = Math.sqrt(pairs.varianceA * pairs.varianceB);
    this.prev = this.now;
    this.now = spread > 0 ? Math.max(-1, Math.min(1, pairs.covariance / spread)) : 0;
  }
}

class Beta extends Indicator {
  readonly #asset: Source;
  readonly #market: Source;
  protected override readonly state: { asset: number; market: number; readonly pairs: Comoments };

  constructor(asset: Source, market: Source, length: number) {
    super(market.feed, Math.max(asset.warmUp, market.warmUp) + length);
    this.#asset = asset;
    this.#market = market;
    this.state = { asset: Number.NaN, market: Number.NaN, pairs: new Comoments(length) };
  }

  override update(): void {
    const asset = this.#asset.now;
    const market = this.#market.now;
    if (Number.isNaN(asset) || Number.isNaN(market)) return;
    const { state } = this;
    const { pairs, asset: assetBefore, market: marketBefore } = state;
    state.asset = asset;
    state.market = market;
    if (Number.isNaN(marketBefore)) return; // The first pair has nothing to differ from.
    pairs.push(returnOf(asset, assetBefore), returnOf(market, marketBefore));
    if (!pairs.isFull) return;
    const variance = pairs.varianceB;
    this.prev = this.now;
    this.now = variance > 0 ? pairs.covariance / variance : 0;
  }
}

/**
 * Correlation of two sources over their newest `length` pairs, -1 to 1; 0 where one of them stood still. It takes a pair
 * at each bar of the feed of `b`: of two feeds, name the one that is declared last there, so that `a` is up to date.
 * Warm after `length` pairs, counted in bars of that feed. Source: K. Pearson, Note on Regression and Inheritance in the
 * Case of Two Parents, Proceedings of the Royal Society of London 58, 1895.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const correlation = (a: Source, b: Source, length = 20): Indicator =>
  new Correlation(a, b, checkedLength("correlation", length, 2));

/**
 * Beta: covariance of the returns of `asset` and `market` as a multiple of the variance of those of `market`, over the
 * newest `length` of them; 0 where the market stood still. It takes a pair at each bar of the feed of `market`: of two
 * feeds, that one is to be declared last, so that `asset` is up to date. Warm after `length + 1` pairs, counted in bars of
 * that feed. Source: W. F. Sharpe, Capital Asset Prices, The Journal of Finance 19:3, 1964.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const beta = (asset: Source, market: Source, length = 50): Indicator =>
  new Beta(asset, market, checkedLength("beta", length, 2));
