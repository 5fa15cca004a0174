import type { Mutant } from "./mutant.ts";

const MAKER = "src/edge/runner/snapshot-maker.js";
const PROTECTOR = "src/core/engine/protector.js";

/** Bugs in what a run is taken up from instead of all of its journal. */
export const SNAPSHOT_MUTANTS: readonly Mutant[] = [
  {
    id: "M24",
    what: "a snapshot is taken in the middle of an event: it knows what the next record leads to",
    file: MAKER,
    find: "state: runState(this.#at),",
    replace: "state: (run.replay(), runState(this.#at)),",
  },
  {
    id: "N86",
    what: "a snapshot forgets what protects a position",
    file: PROTECTOR,
    find: "this.plan.restore(plans);",
    replace: "",
  },
  {
    id: "N87",
    what: "a snapshot forgets what was to leave and has not",
    file: PROTECTOR,
    find: "this.owed.restore(owed);",
    replace: "",
  },
  {
    id: "N88",
    what: "a snapshot forgets the worst that live orders may do",
    file: "src/core/risk/risk.js",
    find: "this.#reservations.restore(reservations);",
    replace: "",
  },
  {
    id: "N89",
    what: "a snapshot forgets which commands were obeyed",
    file: "src/edge/runner/paper-run.js",
    find: "this.#obeyed.restore(obeyed);",
    replace: "",
  },
];
