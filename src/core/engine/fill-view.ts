import { amountToNumber, priceToNumber, quantityToNumber } from "../base/index.ts";
import type { Fill, OrderRole } from "../domain/index.ts";
import type { FillView } from "../strategy/index.ts";

/** A fill as its strategy is shown it. */
export const fillViewOf = ({ side, price, quantity, fee, at }: Fill, role: OrderRole): FillView => ({
  side,
  role,
  price: priceToNumber(price),
  quantity: quantityToNumber(quantity),
  fee: amountToNumber(fee),
  at,
});
