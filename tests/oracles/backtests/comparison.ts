/** A number that somebody published, and what our run comes to. */
export interface Comparison {
  readonly name: string;
  readonly published: number;
  /** By their definition, from our run. */
  readonly ours: number;
  /** Digits after the point that were published; left out: all that a double has. */
  readonly digits?: number;
  /** What our report says under this name, where it measures something else: the number, and what it is. */
  readonly instead?: { readonly value: number; readonly what: string };
}

/** Published with all digits, and compared there with a relative tolerance of 1e-8 as well. */
const RELATIVE = 1e-9;

/** Whether both are the same number, as far as it was published. */
export const agree = ({ published, ours, digits }: Comparison): boolean =>
  Math.abs(ours - published) <=
  (digits === undefined ? RELATIVE * Math.max(1, Math.abs(published)) : 0.500001 * 10 ** -digits);
