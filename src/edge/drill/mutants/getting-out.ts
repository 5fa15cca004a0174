import type { Mutant } from "./mutant.ts";

const APPROACH = "src/edge/emergency/approach.js";
/** What was bought, or ties up cash, shows in the account, whatever the two lists have forgotten. */
const NO_ACCOUNT = {
  file: "src/edge/emergency/look.js",
  find: "hasClosed && left.length === 0 ? missing : left",
  replace: "left",
};

/** Bugs in how an account is closed without the run that traded it. */
export const GETTING_OUT_MUTANTS: readonly Mutant[] = [
  {
    id: "M42",
    what: "an emergency waits for whoever is told of it",
    file: "src/edge/emergency/emergency-close.js",
    find: "void told(",
    replace: "await told(",
  },
  {
    id: "N71",
    what: "an emergency from outside believes one look that nothing is left",
    file: "src/edge/emergency/look.js",
    find: "const LOOKS = 2;",
    replace: "const LOOKS = 1;",
    without: [NO_ACCOUNT],
  },
  {
    id: "N72",
    what: "an emergency from outside closes a position again while its closing order works",
    file: "src/edge/emergency/closing.js",
    find: "one.instrument === instrument && !one.isOver",
    replace: "false",
  },
  {
    id: "N73",
    what: "an emergency from outside waits no longer for an answer on a slow line",
    file: APPROACH,
    find: "const ANSWER_PER_INTRODUCTION = 2;",
    replace: "const ANSWER_PER_INTRODUCTION = 0;",
  },
  {
    id: "N74",
    what: "an emergency from outside gives up where the disk takes no epoch",
    file: "src/edge/emergency/own-epoch.js",
    find: "return { epoch: epochWithoutWriting(directory, disk), isWritten: false };",
    replace: 'throw new Error("the disk takes no epoch");',
  },
  {
    id: "N75",
    what: "an emergency from outside shuts out nobody where the disk takes no epoch",
    file: APPROACH,
    find: "Math.max(this.#options.epoch, known.epoch + 1)",
    replace: "Math.max(this.#options.epoch, known.epoch, 1)",
    // What can be read of the disk is above it as well.
    without: [
      {
        file: "src/edge/journal/epoch.js",
        find: "Math.max(readEpoch(directory, disk), highestClaim(disk, directory)) + 1;",
        replace: "0;",
      },
    ],
  },
];
