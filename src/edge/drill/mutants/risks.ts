import type { Mutant } from "./mutant.ts";

const DESK = "src/core/engine/desk.js";
const RISK = "src/core/risk/risk.js";
const GATES = "src/core/risk/gates.js";
const EXPOSURE = "src/core/risk/exposure.js";
const RESERVATIONS = "src/core/risk/reservations.js";
const OPERATOR = "src/core/engine/operator.js";

/** Bugs in what risk lets through, and in what a person stops. */
export const RISK_MUTANTS: readonly Mutant[] = [
  {
    id: "M12",
    what: "risk forgets an order whose outcome is unknown",
    file: DESK,
    find: 'order.move("lose");',
    replace: 'order.move("lose"); this.#of.risk.noteEnd(request.instrument, request.id);',
  },
  {
    id: "M13",
    what: "risk forgets an order that rests",
    file: DESK,
    find: 'order.move("accept");',
    replace: 'order.move("accept"); this.#of.risk.noteEnd(request.instrument, request.id);',
  },
  {
    id: "M14",
    what: "of an order that is replaced only the new terms count",
    file: RISK,
    find: "if (before !== undefined)\n            this.#reservations.widen(instrument, before);",
    replace:
      'if (before !== undefined && verdict.kind === "refused")\n            this.#reservations.widen(instrument, before);',
  },
  {
    id: "M15",
    what: "the quantity of a direct order is not limited",
    file: "src/core/risk/judge-size.js",
    find: "own.positionQuantityMax !== undefined && after > own.positionQuantityMax",
    replace: "false",
  },
  {
    id: "M34",
    what: "a feed that is not whole keeps nobody from opening",
    file: GATES,
    find: "this.#feeds.refuse(draft.instrument, trace) ??",
    replace: "",
  },
  {
    id: "M40",
    what: "who halts does not take back what waits for a fill",
    file: OPERATOR,
    find: "for (const { id } of instruments)\n            desk.cancelEntries(id);",
    replace: "",
  },
  {
    id: "M48",
    what: "funding is paid twice",
    file: "src/core/engine/account-news.js",
    find: "portfolio.pay(event.instrument, event.amount);",
    replace: "portfolio.pay(event.instrument, event.amount); portfolio.pay(event.instrument, event.amount);",
  },
  {
    id: "N20",
    what: "an entry that sizes itself is not held to the quantity that may be held",
    file: "src/core/risk/sizing.js",
    find: "own.positionQuantityMax !== undefined && own.positionQuantityMax - held < quantity",
    replace: "false",
  },
  {
    id: "N21",
    what: "a direct order is held to its limit without what is held already",
    file: "src/core/risk/judge-size.js",
    find: "const after = (held + quantity);",
    replace: "const after = quantity;",
  },
  {
    id: "N22",
    what: "what is held short counts as room for buying, what is held long does not count",
    file: EXPOSURE,
    find: 'const own = side === "buy" ? held : -held;\n        let quantity',
    replace: 'const own = side === "buy" ? -held : held;\n        let quantity',
  },
  {
    id: "N23",
    what: "orders of the other side count instead of those of the same side",
    file: EXPOSURE,
    find: "if (reservation.side === side)",
    replace: "if (reservation.side !== side)",
  },
  {
    id: "N24",
    what: "a part that fills releases all that an order had reserved",
    file: RESERVATIONS,
    find: "if (held.remaining <= 0n)",
    replace: "if (held.remaining >= 0n)",
  },
  {
    id: "N25",
    what: "an order that has ended stays reserved",
    file: RISK,
    find: "noteEnd(instrument, order) {\n        this.#reservations.release(instrument, order);",
    replace: "noteEnd() {",
  },
  {
    id: "N26",
    what: "only one order of an instrument is reserved",
    file: RESERVATIONS,
    find: "hold(request, terms) {",
    replace:
      "hold(request, terms) {\n        for (const { order } of [...this.of(request.instrument)]) this.release(request.instrument, order);",
  },
  {
    id: "N27",
    what: "a latch keeps nobody from opening",
    file: GATES,
    find: "this.#watch.refusal(draft.at, trace) ??",
    replace: "",
  },
  {
    id: "N28",
    what: "a strategy whose symbol is stopped is asked all the same",
    file: "src/core/engine/engine.js",
    find: "if (run.isStopped || run.isPaused)",
    replace: "if (run.isStopped)",
  },
  {
    id: "N29",
    what: "who stops a symbol does not take back its entries",
    file: OPERATOR,
    find: "desk.cancelEntries(command.instrument);",
    replace: "",
  },
];
