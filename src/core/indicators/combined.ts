import { Indicator, type Source } from "./indicator.ts";

class Combined extends Indicator {
  readonly #formula: () => number;
  protected override readonly state = {};

  constructor(of: readonly [Source, ...Source[]], formula: () => number) {
    super(of[0].feed, Math.max(...of.map(({ warmUp }) => warmUp)));
    this.#formula = formula;
  }

  override update(): void {
    this.prev = this.now;
    this.now = this.#formula();
  }
}

/**
 * What a formula makes of the newest values `of` these, updated with the feed of the first: a log spread is
 * `combined([a, b], () => Math.log(a.now) - Math.log(b.now))`. The formula must remember nothing.
 */
export const combined = (of: readonly [Source, ...Source[]], formula: () => number): Indicator =>
  new Combined(of, formula);
