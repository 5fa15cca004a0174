import { type Amount, absolute } from "../base/index.ts";
import type { OpenPosition } from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Position } from "../portfolio/index.ts";

/** A position still held, marked at the latest price. */
export function openPositionOf(position: Position, prices: LatestPrices): OpenPosition {
  const { instrument, quantity } = position;
  const mark = prices.exact(instrument.id);
  const unrealised = position.valueOf(quantity, mark) - position.cost;
  return {
    instrument: instrument.id,
    strategy: position.strategy,
    side: quantity > 0n ? "long" : "short",
    quantity: absolute(quantity),
    entryTime: position.entryTime,
    entryPrice: position.entryPrice,
    markPrice: mark,
    fees: position.fees,
    funding: position.funding,
    pnl: (position.realisedNet + unrealised) as Amount,
    mfe: position.mfe,
    mae: position.mae,
  };
}
