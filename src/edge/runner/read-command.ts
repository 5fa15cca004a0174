import { isOutsideTrigger, type OutsideTrigger, type TriggerAction } from "../../core/domain/index.ts";

/** What a person, or what watches over the run, wants of it. */
export interface Command {
  /** Made by who asks: the same id twice is the same command. */
  readonly id: string;
  readonly do:
    | "halt"
    | "resume"
    | "flatten"
    | "emergency"
    | "stop"
    | "start"
    | "approve"
    | "reject"
    | "trigger"
    | "calm";
  /** `flatten`, `stop`, `start`: of this symbol only; left out: of all. */
  readonly symbol?: string;
  /** `emergency`: whether positions are closed. */
  readonly closes?: boolean;
  /** `approve`, `reject`: number of the opening that waits. */
  readonly approval?: number;
  /** `trigger`, `calm`: what is pulled, or over. */
  readonly trigger?: OutsideTrigger;
  /** `trigger`: what it does. */
  readonly action?: TriggerAction;
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
  "trigger",
  "calm",
] satisfies readonly Command["do"][];
const ACTIONS: readonly unknown[] = ["halt", "reduce", "flatten"] satisfies readonly TriggerAction[];

const NAME_CHARS_MAX = 200;

/** A command as it came from outside, or from a journal. @returns undefined for what is none */
export function readCommand(value: unknown): Command | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const {
    id,
    do: deed,
    by,
    symbol,
    closes,
    approval,
    trigger,
    action,
  } = value as Readonly<Record<string, unknown>>;
  const isCommand =
    isName(id) &&
    isName(by) &&
    DEEDS.includes(deed) &&
    (symbol === undefined || isName(symbol)) &&
    (closes === undefined || typeof closes === "boolean") &&
    (deed === "approve" || deed === "reject" ? isOrdinal(approval) : approval === undefined) &&
    (trigger === undefined ? deed !== "trigger" && deed !== "calm" : isOutsideTrigger(trigger)) &&
    (action === undefined ? deed !== "trigger" : ACTIONS.includes(action));
  return isCommand ? (value as Command) : undefined; // Looked at right above.
}

const isOrdinal = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;

const isName = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && value.length <= NAME_CHARS_MAX;
