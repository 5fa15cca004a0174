/**
 * A seeded market of one-minute bars: a walk in whole cents, so that every machine makes the same ones. No real prices.
 * @param {number} count
 * @param {number} seed
 */
export function makeBars(count, seed) {
  const column = () => new Float64Array(count);
  const bars = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let state = seed | 0 || 1;
  /** xorshift32: a whole number below `below`. */
  const draw = (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const start = Date.UTC(2023, 0, 1);
  let cents = 2_000_000;
  let drift = 0;
  for (let row = 0; row < count; row++) {
    if (row % 1_440 === 0) drift = draw(41) - 20; // A day of a mood.
    const open = cents;
    cents = Math.max(1_000, cents + drift + draw(1201) - 600);
    bars.time[row] = start + row * 60_000;
    bars.open[row] = open / 100;
    bars.close[row] = cents / 100;
    bars.high[row] = (Math.max(open, cents) + draw(300)) / 100;
    bars.low[row] = (Math.min(open, cents) - draw(300)) / 100;
    bars.volume[row] = 1 + draw(50);
  }
  return bars;
}
