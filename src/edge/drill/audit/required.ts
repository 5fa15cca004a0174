import { PROFILE_NAMES } from "../storm/profiles.ts";
import { FAULT_CLASSES } from "../storm/scenario.ts";

/** What must happen sometimes, besides every class of faults: else a drill says nothing about it. */
const TRANSITIONS: readonly string[] = [
  ...[
    "order",
    "fill",
    "approved",
    "OrderAccepted",
    "OrderRejected",
    "OrderCancelled",
    "OrderExpired",
    "OrderReplaced",
  ],
  ...["OrderOutcomeLost", "OrderProvenAbsent", "OrderNotSent", "CancelRefused", "ReplaceRefused"],
  ...[
    "refused PositionQuantityLimit",
    "refused PositionSizeLimit",
    "refused TradingHalted",
    "refused DataNotWhole",
  ],
  ...[
    "market spot",
    "process killed",
    "process power",
    "process done",
    "rot refused",
    "trailing-stop",
    "break even",
    "left after bars",
    "funding",
    "liquidation",
    "last resort close",
    "emergency flat",
    "outside flat",
    "outside dies",
    "outside twice",
    "outside tells nobody",
    "outside keeps",
    "outside without a disk",
  ],
];

/** From so many seeds on everything has to have happened. */
export const FED_FROM_SEEDS = 100;

/** What never happened. */
export const starvedIn = (counts: Readonly<Record<string, number>>): readonly string[] =>
  [...FAULT_CLASSES, ...TRANSITIONS, ...PROFILE_NAMES.map((name) => `venue ${name}`)].filter(
    (name) => (counts[name] ?? 0) === 0,
  );
