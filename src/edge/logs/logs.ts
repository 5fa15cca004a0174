import type { LogName } from "./file-names.ts";
import { LOG_LEVELS, type LogLevel, levelOf } from "./log-line.ts";
import { redacted } from "./redact.ts";
import { RotatingFile, type Rotation } from "./rotating-file.ts";

/** What happened. */
export interface LogEvent {
  readonly level: LogLevel;
  /** Who says so: it has a file of its own. */
  readonly component: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Files that it stands in beside `main.log` and that of its component. */
  readonly also?: readonly ("live" | "daily")[];
}

/** A closed trade for `trades.csv`: the texts of its columns. */
type TradeLine = readonly string[];

export interface Logs {
  write(event: LogEvent): void;
  trade(line: TradeLine): void;
  /** Resolves when all is written, or when the disk does not answer within two seconds. Never rejects. */
  close(): Promise<void>;
}

export interface LogsOptions {
  readonly directory: string;
  /** Least that is written. */
  readonly level: LogLevel;
  readonly run: string;
  readonly version: string;
  readonly tradeColumns: readonly string[];
  /** Tells a person, once, that something is not written. */
  onNotice(text: string): void;
  /** Wall clock, Unix milliseconds. */
  readonly now?: (() => number) | undefined;
  readonly rotation?: Partial<Rotation> | undefined;
}

/** 10 MB and daily, for 30 days. */
const ROTATION: Rotation = { bytesMax: 10_000_000, daily: true, daysKept: 30 };
const CLOSE_MS_MAX = 2_000;
/** From here on a line stands in `error.log` as well. */
const ERRORS: LogLevel = "ERROR";

/** Opens the logs of a run. Nothing is created before something is written. */
export async function openLogs(options: LogsOptions): Promise<Logs> {
  const { directory, run, version, now = Date.now } = options;
  const rotation = { ...ROTATION, ...options.rotation };
  const files = new Map<string, RotatingFile>();
  let isTold = false;
  const onFailure = (error: unknown): void => {
    if (isTold) return;
    isTold = true;
    const reason = error instanceof Error ? error.message : String(error);
    options.onNotice(`the logs cannot be written, and the run goes on without them: ${reason}`);
  };
  const gapLine = (dropped: number): string =>
    JSON.stringify({
      ...{ level: "WARNING", timestamp: new Date(now()).toISOString(), run_id: run, version },
      ...{ component: "logs", event_type: "lines_dropped", data: { dropped } },
    });
  const fileFor = (name: LogName, more: { readonly header?: string; readonly rotation: Rotation }) =>
    new RotatingFile({
      ...{ directory, name, now, onFailure },
      ...more,
      ...(more.header === undefined ? { gapLine } : {}),
    });
  const file = (stem: string): RotatingFile => {
    const known = files.get(stem);
    if (known !== undefined) return known;
    const made = fileFor({ stem, extension: "log" }, { rotation });
    files.set(stem, made);
    return made;
  };
  let places: readonly string[] = [];
  const logger = await loggerOf(options, now, (line) => {
    for (const stem of places) file(stem).write(line);
  });
  // Trades are records of money: they turn over by their size only, and nothing deletes them.
  const trades = fileFor(
    { stem: "trades", extension: "csv" },
    { header: options.tradeColumns.join(","), rotation: { ...rotation, daily: false, daysKept: undefined } },
  );
  return {
    write: ({ level, component, type, data, also = [] }) => {
      if (levelOf(level) < levelOf(options.level)) return;
      const errors = levelOf(level) >= levelOf(ERRORS) ? ["error"] : [];
      places = [...new Set(["main", ...errors, ...also, component])];
      logger[named(level)]({ component, event_type: type, data: redacted(data) });
    },
    trade: (line) => trades.write(line.map(csvField).join(",")),
    close: async () => {
      const all = [...files.values(), trades];
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS_MAX);
      });
      await Promise.race([Promise.all(all.map((one) => one.close())), late]);
      clearTimeout(timer);
      const dropped = all.reduce((sum, one) => sum + one.dropped, 0);
      if (dropped > 0) options.onNotice(`${dropped} lines of the logs were dropped`);
    },
  };
}

/** The library writes names of levels small. */
type LevelName = Lowercase<LogLevel>;
const named = (level: LogLevel): LevelName => level.toLowerCase() as LevelName; // The same word.
type Logger = Record<LevelName, (fields: object) => void>;

/** The lines are pino's; where they go is ours. */
async function loggerOf(
  { run, version }: LogsOptions,
  now: () => number,
  write: (line: string) => void,
): Promise<Logger> {
  const { pino } = await import("pino"); // Only a run needs it: every other verb starts without.
  const customLevels = Object.fromEntries(LOG_LEVELS.map((level, rank) => [named(level), (rank + 1) * 10]));
  return pino(
    {
      level: "debug",
      customLevels: customLevels as Record<LevelName, number>,
      useOnlyCustomLevels: true,
      base: { run_id: run, version },
      timestamp: () => `,"timestamp":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    { write: (line) => write(line.trimEnd()) },
  );
}

/** In quotes where a comma or a quote would be misread (RFC 4180). */
const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
