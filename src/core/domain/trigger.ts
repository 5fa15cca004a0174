/**
 * What a trigger does beside letting no new risk in. `halt`: nothing. `reduce`: half of every position is left at the
 * market. `flatten`: all of it.
 */
export type TriggerAction = "halt" | "reduce" | "flatten";

/** What whoever watches over a run tells it: the market alone would not. */
const OUTSIDE_TRIGGERS = ["disconnect", "overload", "clock", "venue-errors"] as const;
export type OutsideTrigger = (typeof OUTSIDE_TRIGGERS)[number];

export const isOutsideTrigger = (kind: unknown): kind is OutsideTrigger =>
  (OUTSIDE_TRIGGERS as readonly unknown[]).includes(kind);
