import { intervalMs } from "../../../core/domain/index.ts";
import { misused } from "../data-problem.ts";

const ALLOWED = "2023-01-01, 2023-01-01T12:00 (UTC), 90d for 90 days ago, or now";
const PATTERN = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Unix ms of a date as people write it on the command line. @throws DataProblem, exit 2 */
export function whenOf(option: "--from" | "--to", text: string, nowMs: number): number {
  if (text === "now") return nowMs;
  const ago = intervalMs(text);
  if (ago !== undefined) return nowMs - ago;
  const bad = (message: string, fix: string): Error =>
    misused({ where: option, message, found: text, allowed: ALLOWED, fix });
  if (!PATTERN.test(text)) throw bad("this is no date", `write ${option} 2023-01-01`);
  const hasZone = /(?:Z|[+-]\d{2}:\d{2})$/.test(text.slice(10));
  const iso = text.replace(" ", "T");
  const time = Date.parse(iso.length === 10 || hasZone ? iso : `${iso}Z`);
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  // A calendar has no 30th of February: Date would make it a day of March.
  if (Number.isNaN(time) || new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10))
    throw bad("the calendar has no such day or hour", "correct it");
  return time;
}
