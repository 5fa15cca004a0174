import { expect, test } from "vitest";
import { amount, price, quantity, type UnixMs } from "../../core/base/index.ts";
import type { InstrumentId, OrderId } from "../../core/domain/index.ts";
import type { ClientOrderId } from "../ports/index.ts";
import { orderEventOf } from "./index.ts";

const ORDER = 7 as OrderId;
const at = 1_000 as UnixMs;

test("what a venue says becomes an event about the order's number, with nothing of the venue's in it", () => {
  expect(orderEventOf({ kind: "OrderExpired", reason: "time", at }, ORDER)).toEqual({
    kind: "OrderExpired",
    reason: "time",
    at,
    order: ORDER,
  });
  const fill = {
    instrument: 0 as InstrumentId,
    side: "buy" as const,
    price: price("100.5"),
    quantity: quantity("2"),
    fee: amount("0.1"),
    feeAsset: "USDT",
    liquidity: "taker" as const,
    tradeId: "5",
    at,
  };
  const named = { ...fill, id: "t1-testruns-7" as ClientOrderId, number: 12 };
  expect(orderEventOf({ kind: "OrderFilled", fill: named, at }, ORDER)).toEqual({
    kind: "OrderFilled",
    fill: { ...fill, order: ORDER },
    at,
    order: ORDER,
  });
});
