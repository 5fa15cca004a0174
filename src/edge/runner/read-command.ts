/** What a person, or what watches over the run, wants of it. */
export interface Command {
  /** Made by who asks: the same id twice is the same command. */
  readonly id: string;
  readonly do: "halt" | "resume" | "flatten" | "emergency" | "stop" | "start" | "approve" | "reject";
  /** `flatten`, `stop`, `start`: of this symbol only; left out: of all. */
  readonly symbol?: string;
  /** `emergency`: whether positions are closed. */
  readonly closes?: boolean;
  /** `approve`, `reject`: number of the opening that waits. */
  readonly approval?: number;
  readonly by: string;
}

const DEEDS: readonly unknown[] = [
  "halt",
  "resume",
  "flatten",
  "emergency",
  "stop",
  "start",
  "approve",
  "reject",
] satisfies readonly Command["do"][];

const NAME_CHARS_MAX = 200;

/** A command as it came from outside, or from a journal. @returns undefined for what is none */
export function readCommand(value: unknown): Command | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, do: deed, by, symbol, closes, approval } = value as Readonly<Record<string, unknown>>;
  const isCommand =
    isName(id) &&
    isName(by) &&
    DEEDS.includes(deed) &&
    (symbol === undefined || isName(symbol)) &&
    (closes === undefined || typeof closes === "boolean") &&
    (deed === "approve" || deed === "reject" ? isOrdinal(approval) : approval === undefined);
  return isCommand ? (value as Command) : undefined; // Looked at right above.
}

const isOrdinal = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;

const isName = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && value.length <= NAME_CHARS_MAX;
