import type { Chance } from "../../../core/base/index.ts";
import type { OpenIntent, PositionWishes } from "../../../core/domain/index.ts";

/** Bars that a position may last. */
const BARS_MAX = 6;

/**
 * The same opening with something that is to happen while its position is held: a stop that trails, stages instead of one
 * target, a move to break even, an end after some bars; or several of these. `price`: that of the market.
 */
export function managed({ target, ...wish }: OpenIntent, price: number, chance: Chance): OpenIntent {
  const sign = wish.direction === "long" ? 1 : -1;
  const beyond = (share: number): number => price * (1 + sign * share);
  const trail = (): PositionWishes => ({
    trail: {
      ...(chance.int(2) === 0
        ? { share: 0.002 + 0.01 * chance.next() }
        : { by: price * (0.002 + 0.01 * chance.next()) }),
      ...(chance.int(2) === 0 && { activation: beyond(0.004 * chance.next()) }),
    },
  });
  const stages = (): PositionWishes => ({
    targets: [
      { price: beyond(0.001 + 0.004 * chance.next()), share: 0.3 + 0.4 * chance.next() },
      { price: beyond(0.006 + 0.004 * chance.next()), share: chance.int(2) === 0 ? 0.5 : 1 },
    ],
  });
  const breakEven = (): PositionWishes => ({
    breakEven: {
      at: beyond(0.001 + 0.004 * chance.next()),
      ...(chance.int(2) === 0 && { offset: price * 0.0004 }),
    },
  });
  const end = (): PositionWishes => ({ exitAfterBars: 1 + chance.int(BARS_MAX) });
  const one = (): PositionWishes => ([trail, stages, breakEven, end][chance.int(4)] ?? end)();
  const rules = { ...one(), ...one() };
  return { ...wish, ...(target !== undefined && rules.targets === undefined && { target }), ...rules };
}
