import { type ProblemDetails, UserProblem } from "../problem/index.ts";
import { type Damage, JournalDamaged, JournalFull } from "./problems.ts";

/** An error in a form that passes from one thread to another; classes do not. */
export type ErrorMessage =
  | { readonly kind: "damaged"; readonly damage: Damage }
  | { readonly kind: "full"; readonly directory: string; readonly code: string }
  | { readonly kind: "problem"; readonly details: ProblemDetails }
  | { readonly kind: "bug"; readonly message: string };

export function toMessage(error: unknown): ErrorMessage {
  if (error instanceof JournalDamaged) return { kind: "damaged", damage: error.damage };
  if (error instanceof JournalFull) return { kind: "full", directory: error.directory, code: error.code };
  if (error instanceof UserProblem) return { kind: "problem", details: error.details };
  return { kind: "bug", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function fromMessage(message: ErrorMessage): Error {
  switch (message.kind) {
    case "damaged":
      return new JournalDamaged(message.damage);
    case "full":
      return new JournalFull(message.directory, message.code);
    case "problem":
      return new UserProblem(message.details);
    case "bug":
      return new Error(`the thread of the journal broke: ${message.message}`);
  }
}
