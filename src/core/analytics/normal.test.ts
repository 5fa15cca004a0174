import { expect, test } from "vitest";
import { normalCdf, normalQuantile } from "./normal.ts";

const relative = (ours: number, published: number): number => Math.abs(ours / published - 1);

/** Abramowitz and Stegun, Handbook of Mathematical Functions (1964), table 26.1: P(x) to fifteen decimals. */
const PROBABILITIES: readonly (readonly [number, number])[] = [
  [0, 0.5],
  [0.5, 0.691462461274013],
  [1, 0.841344746068543],
  [1.5, 0.933192798731142],
  [2, 0.977249868051821],
  [3, 0.99865010196837],
];

test.each(PROBABILITIES)(
  "the probability of at most %f is the published one, and so is its mirror",
  (x, p) => {
    expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-14);
    expect(Math.abs(normalCdf(-x) - (1 - p))).toBeLessThan(1e-14);
  },
);

/** The same book, table 26.2: -log10 of the probability beyond x, to five decimals. */
test.each([
  [5, 6.54265],
  [6, 9.00586],
  [7, 11.89285],
  [8, 15.20614],
  [9, 18.94746],
  [10, 23.11805],
  [20, 88.5601],
  [30, 197.30921],
])("far out, beyond %f, the probability is 1e-%f", (x, digits) => {
  expect(Math.abs(-Math.log10(normalCdf(-x)) - digits)).toBeLessThan(1e-5);
});

/** Worked out with sixty digits, on both sides of every border between two approximations. */
test.each([
  [-37, 5.725571222524577e-300],
  [-10, 7.619853024160525e-24],
  [-5.7, 5.990371401063528e-9],
  [-5.6, 1.071759025831093e-8],
  [-3, 0.0013498980316300946],
  [-0.68, 0.2482522304535705],
  [-0.67, 0.2514288950953101],
  [-1e-9, 0.49999999960105773],
  [0.6, 0.7257468822499265],
])("the probability of at most %f has a relative error below 1e-15", (x, p) => {
  expect(relative(normalCdf(x), p)).toBeLessThan(1e-15);
});

test("beyond the doubles there is nothing, or everything", () => {
  expect([normalCdf(-39), normalCdf(39)]).toEqual([0, 1]);
  expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
  expect(normalCdf(Number.NaN)).toBeNaN();
});

/** The first three are the checks printed with the algorithm (Wichura 1988), the others common knowledge. */
test.each([
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167814],
  [1e-20, -9.26234008979841],
  [0.975, 1.959963984540054],
  [0.95, 1.6448536269514722],
  [0.5, 0],
])("the quantile of %f", (p, x) => {
  expect(Math.abs(normalQuantile(p) - x)).toBeLessThan(1e-14);
});

test("probability and quantile are the inverse of each other, in all three regions and across their borders", () => {
  for (const x of [
    -37, -20, -8.3, -8.2, -5.66, -5.65, -3, -1.45, -1.43, -0.68, -0.67, -0.1, 0.1, 0.67, 1.44, 3,
  ])
    expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(5e-14);
});

test.each([0, 1, -0.1, 1.1, Number.NaN])("%f is no probability with a quantile", (p) => {
  expect(() => normalQuantile(p)).toThrow("between 0 and 1");
});
