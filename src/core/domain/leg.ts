import type { Instrument } from "./instrument.ts";
import type { Side } from "./order.ts";

/** Whether an order may open or add to a position: in hedge mode a leg has one side only. */
export const mayOpen = ({ leg }: Instrument, side: Side): boolean =>
  leg === undefined || (leg === "long") === (side === "buy");

/** Whether two instruments are the legs of one market. */
export const areLegsOfOne = (one: Instrument, two: Instrument): boolean =>
  one.leg !== undefined &&
  two.leg !== undefined &&
  one.leg !== two.leg &&
  one.venue === two.venue &&
  one.kind === two.kind &&
  one.base === two.base &&
  one.quote === two.quote;
