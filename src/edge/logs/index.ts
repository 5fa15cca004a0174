/** What a run tells for the record of people: JSON lines in files that turn over, and never stand in its way. */

<<<<<<< HEAD

export { LOG_LEVELS, type LogLevel, type LogLine, levelOf } from "./log-line.ts";

=======

export { LOG_LEVELS, type LogLevel, type LogLine, levelOf, parseLogLine } from "./log-line.ts";

>>>>>>> logs

export { type LogEvent, type Logs, openLogs } from "./logs.ts";
export { componentsIn, followLog, lastLines } from "./read-log.ts";
