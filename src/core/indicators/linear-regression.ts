import { checkedLength } from "./checked.ts";
import { Indicator, type Line, type Source } from "./indicator.ts";
import { LineFit } from "./line-fit.ts";

/** The end of the line, with what else is known of it as its lines. */
export class LinearRegression extends Indicator {
  /** Rise a bar. */
  readonly slope: Line;
  /** Share of the variance that the line explains, 0 to 1; 0 where nothing moved. */
  readonly r2: Line;
  readonly #source: Source;
  protected override readonly state: { readonly fit: LineFit };

  constructor(source: Source, length: number) {
    super(source.feed, source.warmUp + length - 1);
    this.#source = source;
    this.state = { fit: new LineFit(length) };
    this.slope = this.line();
    this.r2 = this.line();
  }

  override update(): void {
    const x = this.#source.now;
    if (Number.isNaN(x)) return;
    const { fit } = this.state;
    fit.push(x);
    if (!fit.isFull) return;
    this.prev = this.now;
    this.now = fit.end;
    this.slope.next(fit.slope);
    this.r2.next(fit.r2);
  }
}

/**
 * Linear regression: the straight line through the newest `length` values by least squares; `now` is its height at the
 * newest of them. Warm after `length` values. Source: A. M. Legendre, Nouvelles méthodes pour la détermination des orbites
 * des comètes, 1805.
 * @throws InvariantBroken for a length that is no whole number of at least 2
 */
export const linearRegression = (source: Source, length = 14): LinearRegression =>
  new LinearRegression(source, checkedLength("linearRegression", length, 2));
