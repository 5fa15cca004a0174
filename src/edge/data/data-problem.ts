import { type ProblemDetails, UserProblem } from "../problem/index.ts";

/**
 * Every complaint of this room, made by `damaged` (exit 5: the data is missing or damaged) or `misused` (exit 2: the
 * data may be fine, but what was asked of it is not). @see UserProblem for how it reads
 */
export class DataProblem extends UserProblem {
  override readonly name = "DataProblem";
}

export const damaged = (details: Omit<ProblemDetails, "exitCode">): DataProblem =>
  new DataProblem({ ...details, exitCode: 5 });

export const misused = (details: Omit<ProblemDetails, "exitCode">): DataProblem =>
  new DataProblem({ ...details, exitCode: 2 });

/** `a`, `a and b`, `a, b and c`; a long list ends in a count, so that a message stays a message. */
export function list(items: readonly string[], max = 8): string {
  if (items.length === 0) return "nothing";
  if (items.length > max) return `${items.slice(0, max).join(", ")} and ${items.length - max} more`;
  const last = items[items.length - 1] ?? "";
  return items.length === 1 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 bar`, `2 bars`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** A moment for people: `2023-03-24 12:40Z`, seconds only where there are any. */
export function moment(unixMs: number): string {
  if (!(Math.abs(unixMs) <= 8.64e15)) return String(unixMs); // Beyond what a calendar can say.
  const text = new Date(unixMs).toISOString();
  return `${text.slice(0, 10)} ${unixMs % 60_000 === 0 ? text.slice(11, 16) : text.slice(11, 19)}Z`;
}
