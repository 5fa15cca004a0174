/** Orders that rest where the market never goes, and a run over bars that leaves them there. */

import type { Assembly } from "../../src/core/backtest/index.ts";
import { type Price, price, type Quantity, quantity, type UnixMs } from "../../src/core/base/index.ts";
import type { Approved, Instrument, OrderId, OrderRequest } from "../../src/core/domain/index.ts";
import type { BarColumns } from "../../src/core/market/index.ts";
import { bars, none, strategy } from "../../src/core/strategy/index.ts";
import { requireSame } from "../digest.ts";
import { requireSoundBooks } from "./check.ts";
import { instrumentOf, MILLION, wideRun } from "./wide-run.ts";

const idle = strategy({
  name: "idle",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar: () => none,
});

/** On margin, so that sales rest as well as purchases. */
const INSTRUMENT: Instrument = { ...instrumentOf(0), kind: "linear-perpetual", settlement: "margin" };

/** Far below the market of the candles, which begin at 10,000, and far above. */
const LOW = { price: price("100"), quantity: quantity("0.1") };
const HIGH = { price: price("100000"), quantity: quantity("0.0001") };
const TICK = price("0.01");

/** Limits and stops of both sides in turn, each a tick from the one before. */
function restingOrder(place: number): Approved<OrderRequest> {
  const [isBuy, isStop] = [place % 2 === 0, place % 4 > 1];
  const level = isBuy === isStop ? HIGH : LOW;
  const at = (level.price + BigInt(place) * TICK) as Price; // A price and ticks.
  const request: OrderRequest = {
    id: (place + 1) as OrderId, // A brand is born.
    instrument: INSTRUMENT.id,
    strategy: idle.name,
    side: isBuy ? "buy" : "sell",
    type: isStop ? "stop" : "limit",
    role: "entry",
    quantity: level.quantity as Quantity,
    limit: isStop ? undefined : at,
    trigger: isStop ? at : undefined,
    collar: undefined,
    reduceOnly: false,
    expiresAt: Number.POSITIVE_INFINITY,
    at: 0 as UnixMs, // As above.
    why: "rests",
  };
  return request as Approved<OrderRequest>; // Stands in for risk: the orders are the venue's business alone.
}

/** A run of a strategy that does nothing, `count` orders resting. @throws WrongDigest when the venue refuses one */
export function openOrdersRun(columns: BarColumns, count: number): Assembly {
  const run = wideRun({ instruments: [INSTRUMENT], markets: [columns], strategy: idle });
  for (let place = 0; place < count; place++) {
    run.exchange.submitOrder(restingOrder(place));
    requireSame(`answer to order ${place + 1}`, run.exchange.next()?.kind, "OrderAccepted");
  }
  return run;
}

/** Every bar was played, and no order was touched. @throws WrongDigest */
export function requireUntouched(run: Assembly, bars: number, orders: number): void {
  const { engine, exchange, playback } = run;
  requireSame("bars played", playback.bars, bars);
  requireSame("orders that rest", exchange.openOrders(INSTRUMENT.id).length, orders);
  requireSame<bigint>("cash of the venue's account", exchange.account.cash, MILLION);
  requireSame("trades", engine.portfolio.trades.length, 0);
  requireSame("equity at the end", engine.curve.equity.at(-1), 1_000_000);
  requireSoundBooks(run);
}
