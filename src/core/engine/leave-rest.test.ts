import { expect, test } from "vitest";
import { order, orderContext } from "../../../tests/builders/order.ts";
import { quantity, type UnixMs } from "../base/index.ts";
import type { InstrumentId, OrderRequest } from "../domain/index.ts";
import { TrackedOrder } from "../execution/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import { leaveRest } from "./leave-rest.ts";

test("every exit at a price is taken back, also where each ends at once", () => {
  const live = [1, 2, 3].map(
    (id) =>
      new TrackedOrder(
        order({
          id,
          side: "sell",
          type: "stop",
          trigger: "90",
          reduceOnly: true,
          role: "exit",
          quantity: "1",
        }),
        orderContext(),
      ),
  );
  const sold: unknown[] = [];
  const desk = {
    orders: { live: () => live } as never,
    cancel: (one: TrackedOrder) => void live.splice(live.indexOf(one), 1), // As an emulated order ends.
    exitAtMarket: (_: InstrumentId, terms: object) => {
      sold.push(terms);
      return terms as OrderRequest;
    },
  };
  const portfolio = { position: () => ({ quantity: quantity("5") }) } as unknown as Portfolio;
  const leaving = { strategy: "s", exitReason: "manual", why: "test", now: 0 as UnixMs } as const;
  leaveRest(desk, portfolio, 0 as InstrumentId, leaving);
  expect(live).toEqual([]);
  expect(sold).toMatchObject([{ quantity: quantity("5"), role: "exit" }]);
});
