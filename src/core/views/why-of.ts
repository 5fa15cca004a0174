import type { Explanation } from "../engine/index.ts";
import { OrderLine } from "./order-line.ts";
import type { WhyDocument } from "./why-document.ts";

/** A signal that came to no order. */
export function refusedSignal(run: string, explanation: Explanation): WhyDocument {
  const line = new OrderLine(0);
  line.explanation = explanation;
  line.status = explanation.verdict.kind === "refused" ? "REFUSED" : "NO ORDER";
  return { ...documentOf(run, line), order: null, role: "signal" };
}

/** The document of what is known of an order. */
export function documentOf(run: string, line: OrderLine): WhyDocument {
  const { id, explanation, sent, of, position, status, answers, fills } = line;
  const role = roleOf(sent?.role ?? of?.role ?? (explanation?.kind === "close" ? "exit" : "entry"));
  const isEntry = position?.entries.includes(line) === true;
  const ended = line.until ?? (status === "REFUSED" ? (explanation?.at ?? null) : null);
  return {
    schema: "timonel.why/1",
    run,
    order: id,
    signal: explanation?.signal ?? null,
    trade: position?.trade?.id ?? null,
    instrument: sent?.instrument ?? of?.instrument ?? explanation?.instrument ?? "",
    strategy: sent?.strategy ?? of?.strategy ?? explanation?.strategy ?? "",
    role,
    status,
    why: sent?.why ?? of?.why ?? explanation?.why ?? "",
    explanation: explanation ?? null,
    changes: line.changes,
    parents: isEntry ? [] : (position?.entries ?? []).map(parentOf),
    sent: sent ?? null,
    answers,
    fills,
    filled: line.filled,
    latch: line.latch,
    move: line.move,
    children: (position?.leaving ?? []).map(({ child }) => child),
    outcome: outcomeOf(line),
    timings: {
      barClosed: explanation?.basis?.bars[0]?.to ?? null,
      decided: explanation?.at ?? sent?.at ?? null,
      sent: sent?.at ?? null,
      answered: answers[0]?.at ?? null,
      firstFill: fills[0]?.at ?? null,
      lastFill: fills.at(-1)?.at ?? null,
      ended,
    },
  };
}

const ROLES = ["entry", "exit", "stop-loss", "take-profit"] as const;
const roleOf = (role: string): WhyDocument["role"] => ROLES.find((one) => one === role) ?? "signal";

const parentOf = ({ id, explanation, sent, of }: OrderLine): WhyDocument["parents"][number] => ({
  order: id,
  at: sent?.at ?? explanation?.at ?? 0,
  why: sent?.why ?? of?.why ?? explanation?.why ?? "",
});

function outcomeOf({ position, status, until, sent }: OrderLine): WhyDocument["outcome"] {
  if (status === "REFUSED") return { kind: "refused", held: null, result: null };
  if (position?.trade !== undefined) return { kind: "closed", held: null, result: position.trade };
  if (position !== undefined) return { kind: "open", held: position.held, result: null };
  const isOver = until !== null || sent === undefined;
  return { kind: isOver ? "nothing" : "working", held: null, result: null };
}
