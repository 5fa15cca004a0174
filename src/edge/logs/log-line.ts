/** Least first. */
export const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line of a log file. */
export interface LogLine {
  /** Wall clock, ISO 8601 in UTC. Times in `data` are Unix milliseconds of the data. */
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly component: string;
  readonly event_type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly run_id: string;
  /** Of this program. */
  readonly version: string;
}

/** Its rank: a higher one is more urgent. */
export const levelOf = (level: LogLevel): number => LOG_LEVELS.indexOf(level);

/** @returns undefined for what is no line of ours, such as one that was cut off where a disk was full */
export function parseLogLine(text: string): LogLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof line !== "object" || line === null) return undefined;
  const of = (key: string): unknown => Reflect.get(line, key);
  const isText = ["timestamp", "component", "event_type", "run_id", "version"].every(
    (key) => typeof of(key) === "string",
  );
  const data = of("data");
  const isWhole = isText && LOG_LEVELS.some((level) => level === of("level"));
  return isWhole && typeof data === "object" && data !== null ? (line as LogLine) : undefined; // Just looked at.
}
