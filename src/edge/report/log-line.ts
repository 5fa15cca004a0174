import { painter, type TerminalOptions, type Tone } from "./ansi.ts";
import { dateTime } from "./format.ts";

/** A line of a log as it is shown. */
interface ShownLog {
  readonly timestamp: string;
  readonly level: string;
  readonly component: string;
  readonly event_type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const TONES: Readonly<Record<string, Tone>> = {
  DEBUG: "dim",
  WARNING: "warn",
  ERROR: "bad",
  CRITICAL: "alarm",
};

/** `2026-11-21 16:40:01.123  WARNING  risk  latched  kind=drawdown …`, in columns. */
export function renderLogLine(line: ShownLog, { color }: TerminalOptions): string {
  const paint = painter(color);
  const { timestamp, level, component, event_type: type, data } = line;
  const fields = Object.entries(data).map(
    ([key, value]) => `${paint("dim", `${key}=`)}${textOf(key, value)}`,
  );
  return [
    paint("dim", timestamp.slice(0, 23).replace("T", " ")),
    paint(TONES[level] ?? "plain", level.padEnd(8)),
    component.padEnd(10),
    paint("bold", printable(type).padEnd(16)),
    fields.join(" "),
  ]
    .join(" ")
    .trimEnd();
}

/** Names of fields that hold a moment of the data, Unix milliseconds. */
const MOMENTS: ReadonlySet<string> = new Set(["at", "from", "to", "since"]);

function textOf(key: string, value: unknown): string {
  if (MOMENTS.has(key) && typeof value === "number" && Math.abs(value) < 8.64e15)
    return dateTime(value).replace(" ", "T");
  if (typeof value === "string")
    return /^[^\s="]+$/.test(value) ? printable(value) : printable(JSON.stringify(value));
  return value === undefined ? "null" : printable(JSON.stringify(value));
}

/** What somebody wrote into a name must not steer a terminal. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, "?");
