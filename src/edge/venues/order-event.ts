import type { FilledOutside, OrderEvent, OrderId } from "../../core/domain/index.ts";
import type { OrderNews } from "../ports/index.ts";

/** What the venue said of an order, as the event that the engine takes: `order` is its number in the run. */
export function orderEventOf(news: OrderNews, order: OrderId): OrderEvent {
  if (news.kind !== "OrderFilled") return { ...news, order };
  const { id: _name, number: _place, ...fill } = news.fill;
  return { kind: news.kind, order, fill: { ...fill, order }, at: news.at };
}

/** A fill of an order that is not of this run, as the event that the engine takes. */
export function outsideOf({ fill, at }: Extract<OrderNews, { kind: "OrderFilled" }>): FilledOutside {
  const { id: name, number: _place, ...of } = fill;
  return { kind: "FilledOutside", instrument: fill.instrument, fill: of, name, at };
}
