/** A strategy that wants one unit at every bar: so that every bar becomes an order. */
import { bars, order, strategy } from "../../src/core/strategy/index.ts";

export const everyBar = strategy({
  name: "every-bar",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar: () => order({ side: "buy", type: "market", quantity: 1, why: "a bar has closed" }),
});
