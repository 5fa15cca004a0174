import type { EngineEvent, Intent } from "../../core/domain/index.ts";
import type { StoryRecord } from "../../core/views/index.ts";
import { fromExactJson, toExactJson } from "./exact-json.ts";
import { type Command, readCommand } from "./read-command.ts";
import { storyText } from "./story-text.ts";

export type { Command };

/**
 * What a run writes down, one record a line of text: a letter that says what it is, then its content. The inputs are
 * `begun`, `moment`, `command` and, because strategies are never asked again, `answer` and `fault`; a `decision` follows
 * from them and stands there so that a replay can be held against it.
 */
export type RunRecord =
  | { readonly kind: "begun"; readonly facts: RunFacts }
  | { readonly kind: "entered"; readonly session: RunSession }
  /**
   * Recorded data went on to this moment, Unix milliseconds: the bars are those of `facts.dataHash` that close up to then,
   * and nothing came of the moments before it. `number`: place of this one moment in the stream of a venue.
   */
  | { readonly kind: "moment"; readonly at: number; readonly number?: number | undefined }
  /** What a venue said, or did not say: the event that the engine took. */
  | { readonly kind: "heard"; readonly number: number; readonly event: EngineEvent }
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "answer"; readonly answer: KeptAnswer }
  | { readonly kind: "fault"; readonly fault: KeptFault }
  /** This question and all behind it are put to no strategy: an emergency is carried out without them. */
  | { readonly kind: "silenced" }
  /** What a venue tells from here on happened while nobody listened: no strategy is asked about it. */
  | { readonly kind: "behind" }
  /** From here on they are asked again. */
  | { readonly kind: "asked" }
  /** A line of the decision record. */
  | { readonly kind: "decision"; readonly line: string }
  /** What `why` tells of: it follows from the decisions, and is not compared. */
  | { readonly kind: "story"; readonly story: StoryRecord }
  | { readonly kind: "ended"; readonly end: RunEnd };

/** What a run is made of; whoever takes it up again must bring the same. */
export interface RunFacts {
  readonly schema: "timonel.run-journal/1";
  readonly run: string;
  readonly configHash: string;
  readonly dataHash: string;
  /** It trades at a venue that is a process of its own. */
  readonly venue?: true;
}

/** A process that took a run up. Not compared in a replay: it is true of that process only. */
export interface RunSession {
  /** Higher than that of any process before it. */
  readonly epoch: number;
  /** Wall clock, Unix milliseconds. */
  readonly at: number;
  /** Of this program. */
  readonly version: string;
  readonly strategies: readonly StrategyFacts[];
}

export interface StrategyFacts {
  readonly symbol: string;
  readonly name: string;
  readonly sha256: string;
}

/** An answer of a strategy that wanted something. */
export interface KeptAnswer {
  readonly strategy: string;
  readonly symbol: string;
  readonly callback: string;
  readonly at: number;
  /** The same question before it at this moment, where there were any: two timers may ring at once. */
  readonly nth?: number;
  readonly intent: Intent;
}

/** A strategy that broke its contract instead of answering. */
export interface KeptFault extends Omit<KeptAnswer, "intent"> {
  readonly found: string;
  readonly allowed: string;
}

export interface RunEnd {
  /** Decision hash. */
  readonly hash: string;
  /** False when it was ended before its data. */
  readonly complete: boolean;
}

const LETTERS = {
  begun: "R",
  entered: "E",
  moment: "M",
  command: "C",
  answer: "I",
  fault: "F",
  silenced: "Q",
  behind: "B",
  asked: "A",
  heard: "V",
  decision: "D",
  story: "S",
  ended: "Z",
} as const satisfies Record<RunRecord["kind"], string>;

/** Whether a record is of that kind, without reading what is in it. */
export const isRecordOf = (kind: RunRecord["kind"], record: string): boolean =>
  record.startsWith(LETTERS[kind]);

export const encodeRecord = (record: RunRecord): string => LETTERS[record.kind] + contentOf(record);

function contentOf(record: RunRecord): string {
  switch (record.kind) {
    case "moment":
      return momentText(record);
    case "heard":
      return `${record.number}:${toExactJson(record.event)}`;
    case "decision":
      return record.line;
    case "silenced":
    case "behind":
    case "asked":
      return "";
    case "story":
      return storyText(record.story);
    case "begun":
      return JSON.stringify(record.facts);
    case "entered":
      return JSON.stringify(record.session);
    case "command":
      return JSON.stringify(record.command);
    case "answer":
      return JSON.stringify(record.answer);
    case "fault":
      return JSON.stringify(record.fault);
    case "ended":
      return JSON.stringify(record.end);
  }
}

const momentText = ({ at, number }: { readonly at: number; readonly number?: number | undefined }): string =>
  number === undefined ? String(at) : `${at}:${number}`;

/** @returns undefined for what is no record of this version */
export function decodeRecord(text: string): RunRecord | undefined {
  const content = text.slice(1);
  switch (text[0]) {
    case LETTERS.moment: {
      // By far the most records are these. What is no number, or spelt otherwise, does not come to the same text.
      const colon = content.indexOf(":");
      const at = Number(colon < 0 ? content : content.slice(0, colon));
      const number = colon < 0 ? undefined : Number(content.slice(colon + 1));
      if (
        !Number.isSafeInteger(at) ||
        (number !== undefined && !(Number.isSafeInteger(number) && number >= 0))
      )
        return undefined;
      return momentText({ at, number }) === content ? { kind: "moment", at, number } : undefined;
    }
    case LETTERS.heard: {
      const [, number, event] = /^(\d{1,16}):(.*)$/s.exec(content) ?? [];
      if (event === undefined) return undefined;
      const made = (heard: EngineEvent): RunRecord => ({
        kind: "heard",
        number: Number(number),
        event: heard,
      });
      return within(event, made, fromExactJson);
    }
    case LETTERS.asked:
      return content === "" ? { kind: "asked" } : undefined;
    case LETTERS.silenced:
      return content === "" ? { kind: "silenced" } : undefined;
    case LETTERS.behind:
      return content === "" ? { kind: "behind" } : undefined;
    case LETTERS.decision:
      return { kind: "decision", line: content };
    case LETTERS.story:
      return within(content, (story: StoryRecord) => ({ kind: "story", story }));
    case LETTERS.begun:
      return within(content, (facts: RunFacts) => ({ kind: "begun", facts }));
    case LETTERS.entered:
      return within(content, (session: RunSession) => ({ kind: "entered", session }));
    case LETTERS.command:
      return within(content, (found) => {
        const command = readCommand(found);
        return command && { kind: "command", command };
      });
    case LETTERS.answer:
      return within(content, (answer: KeptAnswer) => ({ kind: "answer", answer }));
    case LETTERS.fault:
      return within(content, (fault: KeptFault) => ({ kind: "fault", fault }));
    case LETTERS.ended:
      return within(content, (end: RunEnd) => ({ kind: "ended", end }));
    case undefined:
    default: // Of another version.
      return undefined;
  }
}

/** The checksums of the journal say that it is what was written: only its form is looked at. */
function within<Content>(
  text: string,
  make: (content: Content) => RunRecord | undefined,
  read: (text: string) => unknown = JSON.parse,
): RunRecord | undefined {
  try {
    const content = read(text);
    const isFields = typeof content === "object" && content !== null && !Array.isArray(content);
    return isFields ? make(content as Content) : undefined;
  } catch {
    return undefined;
  }
}
