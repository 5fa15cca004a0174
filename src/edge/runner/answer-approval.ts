import type { Engine, WaitingEntry } from "../../core/engine/index.ts";
import type { Command } from "./record.ts";

/** Whether a command answers an opening that waits for a person. */
export const isAnswer = ({ do: deed }: Command): boolean => deed === "approve" || deed === "reject";

/** The opening that waited was approved or rejected. */
export interface AnswerResult {
  readonly kind: "answered";
  readonly entry: WaitingEntry;
  /** Ordinals of the orders that went out. */
  readonly orders: readonly number[];
  /** Kinds of what risk or the venue refused. */
  readonly refusals: readonly string[];
}

/** Answers it, and tells what came of it: risk judges what was approved, and may refuse it all the same. */
export function answerTo(engine: Engine, entry: WaitingEntry, act: () => void): AnswerResult {
  const working = new Set(engine.workingOrders.map(({ request }) => request.id));
  const before = [new Map(engine.refusals), new Map(engine.rejections)] as const;
  act();
  const after = [engine.refusals, engine.rejections] as const;
  return {
    kind: "answered",
    entry,
    orders: engine.workingOrders.flatMap(({ request: { id } }) => (working.has(id) ? [] : [id])),
    refusals: after.flatMap((counts, i) =>
      [...counts].flatMap(([kind, count]) => (count > (before[i]?.get(kind) ?? 0) ? [kind] : [])),
    ),
  };
}
