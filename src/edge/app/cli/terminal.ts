import { renderProgress, type TerminalOptions } from "../../report/index.ts";
import { DIRECT, type Output } from "./output.ts";

/** Where output goes, and how much of it a person can see. */
export interface Terminal {
  readonly out: TerminalOptions;
  readonly err: TerminalOptions;
  /** Result: standard output. */
  print(text: string): void;
  /** Everything else: standard error, silent with --quiet. */
  note(text: string): void;
  /** The same, also with --quiet: whoever wants silence wants to be called all the same. */
  call(text: string): void;
  /** A line that is overwritten by the next; only where somebody watches. */
  progress(done: number, total: number, elapsedMs: number, unit?: string): void;
  /** Ends the progress line. */
  endProgress(): void;
}

const WIDTH = 80;

interface Look {
  readonly color: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly forceColor: boolean;
  readonly ci: boolean;
}

export function openTerminal(options: Look, { out, err }: Output = DIRECT): Terminal {
  const look = (stream: NodeJS.WriteStream): TerminalOptions => ({
    color: options.color && (options.forceColor || (!options.noColor && stream.isTTY)),
    width: stream.isTTY ? stream.columns : WIDTH,
  });
  const isWatched = process.stderr.isTTY && !options.quiet && !options.ci;
  let isLineOpen = false;
  const endProgress = (): void => {
    if (isLineOpen) err.write("\r\u001b[K", true);
    isLineOpen = false;
  };
  const call = (text: string): void => {
    endProgress();
    err.write(lineOf(text));
  };
  return {
    out: look(process.stdout),
    err: look(process.stderr),
    print: (text) => out.write(lineOf(text)),
    note: (text) => {
      if (!options.quiet) call(text);
    },
    call,
    progress: (done, total, elapsedMs, unit) => {
      if (!isWatched || elapsedMs < 500) return; // A run that is over in a moment needs no bar.
      err.write(
        `\r${renderProgress({ done, total, elapsedMs, ...(unit === undefined ? {} : { unit }) })}\u001b[K`,
        true,
      );
      isLineOpen = true;
    },
    endProgress,
  };
}

const lineOf = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
