/** The faults F1 to F65 of the reliability plan: where each is simulated, and what holds it. Data only. */

export interface Fault {
  readonly id: string;
  readonly what: string;
  /** Classes of the drill in which it strikes. */
  readonly classes?: readonly string[];
  /** How it comes about in a drill without a class of its own. */
  readonly drawn?: string;
  /** Tests beside the drill. */
  readonly tests?: readonly string[];
  /** Why it is in no drill and no test, or what of it is in none. */
  readonly missing?: string;
}

const LATER = "comes with the venue that has it";

export const FAULTS: readonly Fault[] = [
  {
    id: "F1",
    what: "no answer after the venue accepted",
    classes: ["dropReply", "lateReply", "disconnectAfter"],
    tests: ["src/edge/venues/simulated/faults.test.ts"],
  },
  {
    id: "F2",
    what: "a request lost, or late, before the venue",
    classes: ["dropRequest", "lateRequest", "admitLate", "disconnectBefore"],
    tests: ["src/edge/runner/venue-bridge.test.ts"],
  },
  {
    id: "F3",
    what: "status unknown (5xx)",
    classes: ["failReply", "failBefore"],
    tests: ["src/edge/venues/simulated/faults.test.ts"],
  },
  {
    id: "F4",
    what: "an answer that cannot be read",
    classes: ["garbageReply", "wrongReply"],
    tests: ["src/edge/venues/simulated/faults.test.ts"],
  },
  {
    id: "F5",
    what: "an acceptance told twice",
    classes: ["duplicateReply", "duplicateEvent"],
    tests: ["src/edge/runner/venue-runner.test.ts"],
  },
  {
    id: "F6",
    what: "a fill before its acceptance",
    classes: ["lateReply", "lateStream"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  { id: "F7", what: "client ids reused or rolled back by the venue", missing: LATER },
  {
    id: "F8",
    what: "the venue took other terms",
    classes: ["otherTerms"],
    tests: ["src/edge/runner/venue-runner.test.ts"],
    missing: "another time in force",
  },
  { id: "F9", what: "a batch partly accepted", missing: "orders are sent one by one" },
  {
    id: "F10",
    what: "not found at the wrong endpoint",
    classes: ["blindLookup"],
    tests: ["src/edge/venues/simulated/faults.test.ts"],
    missing: `venues with several endpoints; ${LATER}`,
  },
  {
    id: "F11",
    what: "a list that lags the stream",
    classes: ["staleList", "lateStream"],
    tests: ["src/edge/runner/venue-runner.test.ts"],
  },
  {
    id: "F12",
    what: "a definite rejection",
    classes: ["reject"],
    tests: ["src/core/engine/order-answers.test.ts", "src/core/exchange/rejections.test.ts"],
  },
  {
    id: "F13",
    what: "a command that comes twice",
    drawn: "one command in three",
    tests: ["src/edge/runner/commands.test.ts"],
  },
  {
    id: "F14",
    what: "a fill told twice",
    classes: ["duplicateEvent", "disconnectStream", "kill"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  {
    id: "F15",
    what: "events out of order",
    classes: ["swapEvents"],
    tests: ["src/edge/venues/simulated/faults.test.ts"],
  },
  {
    id: "F16",
    what: "a fill missed while nobody listened",
    classes: ["loseEvent", "cut", "clog", "kill"],
    tests: ["src/edge/runner/venue-runner.test.ts"],
  },
  {
    id: "F17",
    what: "a fill that crosses a cancel",
    classes: ["lateRequest", "clog"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  {
    id: "F18",
    what: "a cancel refused: filled or gone",
    classes: ["lateRequest", "dropReply"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  {
    id: "F19",
    what: "a fill after the end of its order",
    classes: ["lateRequest", "lateStream"],
    tests: ["src/core/engine/late-fills.test.ts", "src/edge/runner/late-fill.test.ts"],
  },
  {
    id: "F20",
    what: "a fill of more than was asked for",
    classes: ["overfill"],
    tests: ["src/edge/venues/simulated/faults.test.ts", "src/edge/runner/venue-runner.test.ts"],
  },
  {
    id: "F21",
    what: "new terms whose outcome is unknown",
    classes: ["dropReply", "failReply"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  {
    id: "F22",
    what: "fees in the asset, dust",
    tests: ["src/core/portfolio/fees.test.ts", "src/core/engine/books.property.test.ts"],
    missing:
      "drilled by plan, not by a fault: fees in an asset of the venue's own, and fees taken of what is bought with the dust that they leave; a fee that is told after its fill is not modelled",
  },
  { id: "F23", what: "a trade that is taken back", missing: LATER },
  {
    id: "F24",
    what: "a stop that would trigger at once",
    classes: ["lateRequest", "clog"],
    tests: ["src/core/engine/protection.test.ts"],
  },
  {
    id: "F25",
    what: "a stop whose outcome is unknown",
    classes: ["dropReply", "failReply", "dropRequest"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  { id: "F26", what: "a stop too far for the venue", missing: LATER },
  {
    id: "F27",
    what: "reduce-only refused",
    classes: ["lateStream", "ghost"],
    tests: ["src/core/exchange/rejections.test.ts"],
  },
  {
    id: "F28",
    what: "a stop that vanishes, or is turned away",
    classes: ["vanish", "reject", "maintenance"],
    tests: ["src/core/engine/order-answers.test.ts"],
  },
  {
    id: "F29",
    what: "a leg left behind after the other filled",
    classes: ["kill", "powerCut"],
    tests: ["src/core/exchange/linked-orders.test.ts"],
  },
  {
    id: "F30",
    what: "somebody else trades the account",
    classes: ["ghost"],
    tests: ["src/core/engine/filled-outside.test.ts", "src/edge/runner/venue-runner.test.ts"],
  },
  {
    id: "F31",
    what: "liquidation",
    drawn: "prices that jump by up to 40 %, in one seed of five",
    tests: ["src/core/engine/liquidation.test.ts", "src/core/exchange/liquidation.test.ts"],
  },
  { id: "F32", what: "auto-deleveraging", missing: LATER },
  {
    id: "F33",
    what: "funding, borrowing, dividends",
    drawn: "funding every eight minutes, in one seed of two",
    tests: ["src/core/engine/funding.test.ts", "tests/cli/funding.test.ts"],
    missing: "borrowing, dividends",
  },
  { id: "F34", what: "a balance that differs", tests: ["src/edge/runner/venue-runner.test.ts"] },
  {
    id: "F35",
    what: "a delisting, a price of zero",
    classes: ["badBar"],
    tests: ["src/core/market/bar-guard.test.ts"],
    missing: `delisting ${LATER}`,
  },
  {
    id: "F36",
    what: "rules that change while a run goes on",
    tests: ["src/core/engine/protection.test.ts"],
    missing: "drills keep theirs",
  },
  { id: "F37", what: "margin mode or leverage changed by hand", missing: LATER },
  {
    id: "F38",
    what: "maintenance, session ends",
    classes: ["maintenance", "refuse"],
    tests: ["src/core/engine/session-ends.test.ts"],
  },
  {
    id: "F39",
    what: "too many requests",
    classes: ["throttle"],
    tests: ["src/edge/venues/simulated/request-queue.test.ts"],
    missing: `bans ${LATER.replace("comes", "come")}`,
  },
  { id: "F40", what: "a key revoked", missing: LATER },
  {
    id: "F41",
    what: "a list that lacks rows",
    classes: ["partialList"],
    tests: ["src/edge/runner/venue-runner.test.ts"],
  },
  {
    id: "F42",
    what: "a stream that is silent",
    classes: ["silentStream", "halfOpen"],
    tests: ["src/edge/venues/simulated/faults.test.ts"],
  },
  {
    id: "F43",
    what: "a gap in the book",
    tests: ["src/core/market/depth-book.test.ts"],
    missing: "drills trade on bars",
  },
  { id: "F44", what: "a crossed book", classes: ["badBar"], tests: ["src/core/market/bar-guard.test.ts"] },
  {
    id: "F45",
    what: "a bad price",
    classes: ["badBar"],
    tests: ["src/core/market/bar-guard.property.test.ts"],
  },
  { id: "F46", what: "a missing bar", classes: ["badBar"], tests: ["src/edge/runner/feed-watch.test.ts"] },
  {
    id: "F47",
    what: "a bar that comes twice",
    classes: ["badBar"],
    tests: ["src/edge/runner/feed-watch.test.ts"],
  },
  {
    id: "F48",
    what: "a bar that has not closed",
    classes: ["badBar"],
    tests: ["src/edge/runner/feed-watch.test.ts"],
  },
  {
    id: "F49",
    what: "time that goes backwards",
    classes: ["skew"],
    tests: ["src/core/market/bar-guard.test.ts"],
  },
  {
    id: "F50",
    what: "a crash at any moment",
    classes: ["kill", "powerCut"],
    tests: ["tests/cli/kill-test.test.ts", "src/edge/runner/runner.test.ts"],
  },
  {
    id: "F51",
    what: "a torn write, a rotten bit",
    classes: ["powerCut", "rot"],
    tests: ["src/edge/journal/damage.test.ts", "src/edge/drill/disk/sim-disk-journal.test.ts"],
  },
  {
    id: "F52",
    what: "a full disk, a write that fails",
    classes: ["diskFull", "diskError"],
    tests: ["src/edge/runner/full-disk.test.ts", "src/edge/drill/disk/sim-disk-journal.test.ts"],
  },
  {
    id: "F53",
    what: "two processes for one account",
    classes: ["usurp"],
    tests: [
      "tests/cli/live.test.ts",
      "src/edge/journal/journal.test.ts",
      "src/edge/runner/venue-bridge.test.ts",
    ],
    missing: "two that trade at once in a drill",
  },
  {
    id: "F54",
    what: "a process that stands still",
    classes: ["freeze"],
    tests: ["src/edge/runner/watches.test.ts"],
  },
  { id: "F55", what: "memory that grows", missing: "a soak test" },
  {
    id: "F56",
    what: "a clock that is wrong",
    classes: ["skew", "freeze"],
    tests: ["src/edge/runner/watches.test.ts"],
  },
  {
    id: "F57",
    what: "no way to the venue, or to somebody else",
    classes: ["refuse"],
    missing: `names and certificates ${LATER.replace("comes", "come")}`,
  },
  { id: "F58", what: "a session of the venue that expires", missing: LATER },
  { id: "F59", what: "mixed versions", tests: ["src/edge/journal/version.test.ts"] },
  {
    id: "F60",
    what: "a config with a slip of the hand",
    tests: ["tests/bad-inputs/config-file.test.ts", "src/edge/app/config/bad-config.test.ts"],
  },
  { id: "F61", what: "live where paper was meant", missing: "comes with live trading" },
  { id: "F62", what: "a channel to people that is dead", tests: ["src/edge/alerts/alerts.test.ts"] },
  { id: "F63", what: "a slow dashboard", missing: "comes with the dashboard" },
  {
    id: "F64",
    what: "a strategy that throws, hangs or talks nonsense",
    tests: ["src/core/engine/strategy-fault.test.ts", "tests/bad-inputs/strategy.test.ts"],
  },
  {
    id: "F65",
    what: "commands in the middle of everything",
    classes: ["halt", "flatten", "stopSymbol"],
    tests: ["src/edge/runner/runner.test.ts"],
  },
];
