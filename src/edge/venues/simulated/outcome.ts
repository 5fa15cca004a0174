import type { ClientOrderId, Outcome } from "../../ports/index.ts";
import { BadMessage, type Fields } from "./fields.ts";
import type { Raw } from "./link.ts";
import { type AnswerReader, readRejection } from "./read-answer.ts";

/** Refusals that prove that nothing was executed: the venue looked at the request and turned it away. */
const TURNED_AWAY: ReadonlySet<string> = new Set([
  "badRequest",
  "fenced",
  "maintenance",
  "noPrice",
  "notIntroduced",
  "onlyLooks",
  "tooLate",
  "unknownAccount",
  "unknownSymbol",
]);

/**
 * Which of the four endings a request had. Everything that is not proof of one of the others is UNKNOWN: no answer, half
 * an answer, an error of the venue, an answer about another order, an id that it has already.
 */
export function outcomeOf(raw: Raw, id: ClientOrderId, reader: AnswerReader): Outcome {
  switch (raw.kind) {
    case "not sent":
      return { kind: "NOT_SENT", why: raw.why };
    case "lost":
      return { kind: "UNKNOWN", why: raw.why, raw: raw.raw, order: undefined };
    case "reply":
      try {
        return raw.body.has("error") ? ofError(raw.body.object("error"), raw.raw) : ofResult(raw, id, reader);
      } catch (error) {
        if (!(error instanceof BadMessage)) throw error;
        return { kind: "UNKNOWN", why: "garbage", raw: raw.raw, order: undefined };
      }
  }
}

function ofError(error: Fields, raw: string): Outcome {
  const code = error.text("code");
  const message = error.optional("message", (key) => error.text(key)) ?? "";
  if (code === "throttled") return { kind: "NOT_SENT", why: `throttled: ${message}` };
  if (TURNED_AWAY.has(code))
    return { kind: "REJECTED", rejection: { kind: "VenueRefused", code, message }, order: undefined };
  const why = code === "unknownOrder" ? "not found" : "venue error";
  return { kind: "UNKNOWN", why, raw, order: undefined };
}

function ofResult({ body, raw }: Raw & { kind: "reply" }, id: ClientOrderId, reader: AnswerReader): Outcome {
  const result = body.word<"accepted" | "rejected" | "duplicate">("result", [
    "accepted",
    "rejected",
    "duplicate",
  ]);
  const order = reader.order(body.object("order"));
  if (order.id !== id) throw new BadMessage(`the answer is about ${order.id}`);
  if (result === "accepted") return { kind: "ACCEPTED", order };
  if (result === "duplicate") return { kind: "UNKNOWN", why: "duplicate id", raw, order };
  const rejection = body.optional("rejection", (key) => readRejection(body.object(key)));
  return { kind: "REJECTED", rejection, order };
}
