import { assert } from "../base/index.ts";

/*
 * Distribution function: W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
 * Computation 23 (1969), in the form ANORM of his "Algorithm 715: SPECFUN", ACM Transactions on Mathematical Software 19
 * (1993). Quantile: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
 * Statistics 37 (1988), routine PPND16. Coefficients are those of the papers as the nearest doubles, from the highest
 * power down.
 */
const CENTRE_OVER = [
  0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356,
];
const CENTRE_UNDER = [1.0, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const SLOPE_OVER = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const SLOPE_UNDER = [
  1.0, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
];
const TAIL_OVER = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
];
const TAIL_UNDER = [
  1.0, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
  7.297515550839662e-5,
];

const MIDDLE_OVER = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const MIDDLE_UNDER = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1.0,
];
const OUTER_OVER = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const OUTER_UNDER = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1.0,
];
const FAR_OVER = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_UNDER = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0,
];

/** Where the three approximations of the distribution function meet: its quartile, and sqrt(32). */
const CENTRE_END = 0.67448975;
const SLOPE_END = Math.sqrt(32);
/** Beyond this many deviations a tail is smaller than the smallest double. */
const TAIL_END = 38.6;
const DENSITY_AT_ZERO = 0.3989422804014327; // 1 / sqrt(2 pi)

/**
 * Probability that a standard normal variable is at most `x`: relative error below 1e-15 from -37 on; further down the
 * probability leaves the normal doubles.
 */
export function normalCdf(x: number): number {
  const distance = Math.abs(x);
  if (distance <= CENTRE_END) return 0.5 + x * quotient(CENTRE_OVER, CENTRE_UNDER, x * x);
  const tail = upperTail(distance);
  return x > 0 ? 1 - tail : tail;
}

/** Probability beyond a distance from the centre. */
function upperTail(distance: number): number {
  if (distance > TAIL_END) return 0;
  // exp(-x^2 / 2) in two factors: the square of a number with few digits is exact.
  const coarse = Math.trunc(distance * 16) / 16;
  const rest = (distance - coarse) * (distance + coarse);
  const bell = Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * rest);
  if (distance <= SLOPE_END) return bell * quotient(SLOPE_OVER, SLOPE_UNDER, distance);
  const inverse = 1 / (distance * distance);
  return (bell * (DENSITY_AT_ZERO - inverse * quotient(TAIL_OVER, TAIL_UNDER, inverse))) / distance;
}

/**
 * The value below which a standard normal variable falls with this probability, relative error below 1e-15: the inverse of
 * `normalCdf`. @throws InvariantBroken unless the probability lies between 0 and 1, both excluded
 */
export function normalQuantile(probability: number): number {
  assert(probability > 0 && probability < 1, "a probability lies between 0 and 1");
  const offset = probability - 0.5;
  if (Math.abs(offset) <= 0.425)
    return offset * quotient(MIDDLE_OVER, MIDDLE_UNDER, 0.180625 - offset * offset);
  const depth = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  const distance =
    depth <= 5 ? quotient(OUTER_OVER, OUTER_UNDER, depth - 1.6) : quotient(FAR_OVER, FAR_UNDER, depth - 5);
  return offset < 0 ? -distance : distance;
}

const quotient = (over: readonly number[], under: readonly number[], x: number): number =>
  polynomial(over, x) / polynomial(under, x);

/** Horner's rule. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
