/** Colours and weights of a terminal. Text is padded before it is painted, so that codes never count as width. */
export type Tone = "plain" | "bold" | "dim" | "good" | "bad" | "warn" | "alarm";

const CODES: Readonly<Record<Tone, string>> = {
  plain: "",
  bold: "\u001b[1m",
  dim: "\u001b[2m",
  good: "\u001b[32m",
  bad: "\u001b[31m",
  warn: "\u001b[33m",
  alarm: "\u001b[1;31m",
};
const RESET = "\u001b[0m";

/** Paints a text, or leaves it as it is when colours are off (`NO_COLOR`, a pipe). */
export type Paint = (tone: Tone, text: string) => string;

/** The painter of one rendering. */
export const painter =
  (color: boolean): Paint =>
  (tone, text) =>
    color && tone !== "plain" && text !== "" ? `${CODES[tone]}${text}${RESET}` : text;

/** Green for a gain, red for a loss, nothing for neither. */
export const toneOf = (value: number | null): Tone =>
  value === null || value === 0 ? "plain" : value > 0 ? "good" : "bad";

/** How a text is to be shown. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; below 72 the output is made for 72. */
  readonly width: number;
}

const WIDTH_MIN = 72;
/** Wider lines are harder to read, not more informative. */
const WIDTH_MAX = 100;

/** The width to lay out for. */
export const layoutWidth = (options: TerminalOptions): number =>
  Math.min(Math.max(Math.floor(options.width), WIDTH_MIN), WIDTH_MAX);
