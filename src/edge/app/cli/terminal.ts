import { renderProgress, type TerminalOptions } from "../../report/index.ts";

/** Where output goes, and how much of it a person can see. */
export interface Terminal {
  readonly out: TerminalOptions;
  readonly err: TerminalOptions;
  /** Result: standard output. */
  print(text: string): void;
  /** Everything else: standard error, silent with --quiet. */
  note(text: string): void;
  /** A line that is overwritten by the next; only where somebody watches. */
  progress(done: number, total: number, elapsedMs: number, unit?: string): void;
  /** Ends the progress line. */
  endProgress(): void;
}

const WIDTH = 80;

export function openTerminal(options: {
  readonly color: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly forceColor: boolean;
  readonly ci: boolean;
}): Terminal {
  const look = (stream: NodeJS.WriteStream): TerminalOptions => ({
    color: options.color && (options.forceColor || (!options.noColor && stream.isTTY)),
    width: stream.isTTY ? stream.columns : WIDTH,
  });
  const isWatched = process.stderr.isTTY && !options.quiet && !options.ci;
  let isLineOpen = false;
  const endProgress = (): void => {
    if (isLineOpen) process.stderr.write("\r\u001b[K");
    isLineOpen = false;
  };
  return {
    out: look(process.stdout),
    err: look(process.stderr),
    print: (text) => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    note: (text) => {
      endProgress();
      if (!options.quiet) process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    progress: (done, total, elapsedMs, unit) => {
      if (!isWatched || elapsedMs < 500) return; // A run that is over in a moment needs no bar.
      process.stderr.write(
        `\r${renderProgress({ done, total, elapsedMs, ...(unit === undefined ? {} : { unit }) })}\u001b[K`,
      );
      isLineOpen = true;
    },
    endProgress,
  };
}
