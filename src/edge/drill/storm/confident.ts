import type { Chance } from "../../../core/base/index.ts";
import type { Direction, OpenIntent } from "../../../core/domain/index.ts";

/** One opinion in so many is that nothing is to be held any more. */
const DOUBT_ONE_IN = 8;

/**
 * The same opening with a confidence, where sizes follow that: of what is held it is as a rule about the same side, so that
 * the position is raised and cut. `held`: side of what is held.
 */
export function confident(
  wish: OpenIntent,
  held: Direction | "flat",
  price: number,
  chance: Chance,
): OpenIntent {
  const confidence = chance.int(DOUBT_ONE_IN) === 0 ? 0 : 0.1 + 0.9 * chance.next();
  if (held === "flat" || chance.int(3) === 0) return { ...wish, confidence };
  const stop = price * (held === "long" ? 0.97 : 1.03);
  return { kind: "open", direction: held, why: wish.why, stop, confidence };
}
