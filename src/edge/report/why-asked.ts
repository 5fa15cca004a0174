import type { WhyExplanation } from "../../core/views/index.ts";
import type { Paint } from "./ansi.ts";
import { duration } from "./format.ts";
import { headed, plainText } from "./layout.ts";
import { moment } from "./why-words.ts";

/** The question to a person that it waited for. */
export function askedLines({ approval, at }: WhyExplanation, paint: Paint, width: number): string[] {
  if (approval === undefined) return [];
  const { id, askedAt, by } = approval;
  const after = at === askedAt ? "at once" : `${duration(at - askedAt)} later`;
  const end = by === null ? `not approved, ${after}` : `approved by ${plainText(by)} ${after}`;
  return headed(paint, "Asked   ", `as ${id} at ${moment(askedAt)}, ${end}`, width);
}
