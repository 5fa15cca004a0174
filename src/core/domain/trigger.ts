/**
 * What a trigger does beside letting no new risk in. `halt`: nothing. `reduce`: half of every position is left at the
 * market. `flatten`: all of it.
 */
export type TriggerAction = "halt" | "reduce" | "flatten";

/** What whoever watches over a run tells it: the market alone would not. */
export type OutsideTrigger = "disconnect" | "overload" | "clock" | "venue-errors";
