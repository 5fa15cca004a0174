import { adviceFor } from "./advice.ts";
import { allowedBy } from "./allowed.ts";
import { fits } from "./fits.ts";
import type { KeySpec } from "./keys.ts";

/** Why something does not fit, in words a person can act on. */
export interface Fault {
  readonly message: string;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
}

/** What is wrong with `value`, or undefined when it is allowed. */
export function faultOf(spec: KeySpec, value: unknown): Fault | undefined {
  if (fits(spec, value)) return undefined;
  const { message = "not an allowed value", fix, ...part } = adviceFor(spec, value);
  return { message, found: shown("found" in part ? part.found : value), allowed: allowedBy(spec), fix };
}

/** A value as a message shows it: one line, never longer than a line. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a group of keys" : String(value);
}
