import type { Mutant } from "./mutant.ts";

const PLAN = "src/core/execution/protection-plan.js";
const PROTECTOR = "src/core/engine/protector.js";

/** Bugs in what happens to a position while it is held. */
export const POSITION_MUTANTS: readonly Mutant[] = [
  {
    id: "N76",
    what: "a trailing stop keeps its size when its position changes",
    file: PLAN,
    find: "changes.resize.push({ order: same, quantity });",
    replace: "",
  },
  {
    id: "N77",
    what: "break even counts what the price did before it was asked for",
    file: PROTECTOR,
    find: "const seen = since <= position.entryTime ? position :",
    replace: "const seen = true ? position :",
    // A stop beyond what the price has been at is none.
    without: [
      {
        file: "src/core/risk/break-even.js",
        find: "priceToNumber(larger(at, to))",
        replace: "priceToNumber(at)",
      },
    ],
  },
  {
    id: "N78",
    what: "a position that has been held as long as it may be stays",
    file: PROTECTOR,
    find: "if (isOver)",
    replace: "if (false)",
  },
  {
    id: "N79",
    what: "every stage of a target is a share of all that is held",
    file: PLAN,
    find: "left = (left - quantity);",
    replace: "",
  },
  {
    id: "N80",
    what: "what is to be locked in beyond break even is given away instead",
    file: "src/core/risk/break-even.js",
    find: "(isLong ? position.entryPrice + offset : position.entryPrice - offset)",
    replace: "(isLong ? position.entryPrice - offset : position.entryPrice + offset)",
  },
  {
    id: "N85",
    what: "what leaves already leaves once more when the confidence falls",
    file: "src/core/engine/scaling.js",
    find: "const stays = absolute(signed) - leavingAtMarket(desk.orders.live(id), signed);",
    replace: "const stays = absolute(signed);",
  },
];
