import type { Mutant } from "./mutant.ts";

const BOOK = "src/core/execution/order-book.js";
const TRACKED = "src/core/execution/tracked-order.js";
const PLAN = "src/core/execution/protection-plan.js";
const DESK = "src/core/engine/desk.js";
const PROTECTOR = "src/core/engine/protector.js";
const LEAVE = "src/core/engine/leave-rest.js";

/** Bugs in the life of orders, and in what protects positions. */
export const ORDER_MUTANTS: readonly Mutant[] = [
  {
    id: "M6",
    what: "a fill that is told twice counts twice",
    file: TRACKED,
    find: "if (this.hasBooked(tradeId))",
    replace: "if (false)",
  },
  {
    id: "M7",
    what: "what an order has filled so far is booked at each of its fills",
    file: DESK,
    find: `if (!order.fill(fill.tradeId, fill.quantity))
            return;`,
    replace: `if (!order.fill(fill.tradeId, fill.quantity))
            return;
        fill = { ...fill, quantity: order.filled };`,
  },
  {
    id: "M20",
    what: "numbers of orders begin again",
    file: BOOK,
    find: "this.#lastId++;",
    replace: "this.#lastId = this.#lastId >= 60 ? 1 : this.#lastId + 1;",
  },
  {
    id: "M27",
    what: "what fills beyond the quantity of an order is dropped",
    file: TRACKED,
    find: "// Most orders fill once",
    replace: `if (this.filled + quantity > this.request.quantity)
            return false;
        // Most orders fill once`,
  },
  {
    id: "M28",
    what: "a stop keeps its size when the position changes",
    file: PLAN,
    find: "return remaining === child.quantity && (request.trigger ?? request.limit) === child.price;",
    replace: "return (request.trigger ?? request.limit) === child.price;",
  },
  {
    id: "M30",
    what: "a stop whose outcome is unknown is placed a second time",
    file: PLAN,
    find: `function isProtective({ isLive, pending, request }) {
    return isLive &&`,
    replace: `function isProtective({ isLive, pending, request, status }) {
    return isLive && status !== "UNKNOWN" &&`,
  },
  {
    id: "M31",
    what: "an exit that was asked for twice leaves twice",
    file: LEAVE,
    find: "if (sold > 0n && sold >= held)",
    replace: "if (false)",
  },
  {
    id: "M46",
    what: "what the venue liquidates is passed over",
    file: "src/core/engine/account-news.js",
    find: "this.#noteFill(event, this.#of.desk.liquidate(event).request.id);",
    replace: "",
  },
  {
    id: "N10",
    what: "a stop that never came to be is not placed anew",
    file: DESK,
    find: "this.protector.noteAbsent(order);",
    replace: ";",
  },
  {
    id: "N11",
    what: "a position is left by an order of the wrong side",
    file: DESK,
    find: 'quantity > 0n ? "sell" : "buy";',
    replace: 'quantity > 0n ? "buy" : "sell";',
  },
  {
    id: "N13",
    what: "the old stop goes, and the new one is not placed",
    file: PLAN,
    find: "if (same === undefined)\n                changes.submit.push(child);",
    replace:
      "if (same === undefined) {\n                if (live.length === 0)\n                    changes.submit.push(child);\n            }",
  },
  {
    id: "N14",
    what: "a stop that the market has passed is not replaced by an exit",
    file: DESK,
    find: 'const isPassed = event.kind === "OrderRejected" && event.rejection.kind === "StopWouldTriggerAtOnce";',
    replace: "const isPassed = false;",
  },
  {
    id: "N15",
    what: "a stop of the wrong size: what is filled of an order is not taken off it",
    file: TRACKED,
    find: "return (this.request.quantity - this.filled);",
    replace: "return this.request.quantity;",
  },
  {
    id: "N17",
    what: "a stop that the venue took back is not placed anew",
    file: DESK,
    find: 'if (order.pending !== "cancel")',
    replace: "if (false)",
  },
  {
    id: "N18",
    what: "what protects is not looked at again after time has gone on",
    file: PROTECTOR,
    find: "if (this.#unplaced.delete(id))\n            this.protect(id, now);",
    replace: "this.#unplaced.delete(id);",
  },
  {
    id: "N19",
    what: "nothing is protected any more once it is filled",
    file: DESK,
    find: "this.protector.protect(fill.instrument, fill.at);",
    replace: "",
  },
];
