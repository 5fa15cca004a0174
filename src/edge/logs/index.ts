/** What a run tells for the record of people: JSON lines in files that turn over, and never stand in its way. */

export { LOG_LEVELS, type LogLevel, type LogLine, levelOf, parseLogLine } from "./log-line.ts";

export { type LogEvent, type Logs, openLogs } from "./logs.ts";
export { componentsIn, followLog, lastLines } from "./read-log.ts";
export { redactedText } from "./redact.ts";
