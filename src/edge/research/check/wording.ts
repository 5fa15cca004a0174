import type { Intent } from "../../../core/domain/index.ts";

/** Everything a decision says, so that two of them can be compared: fields by name in code-unit order. */
export const termsOf = (intent: Intent): string =>
  Object.entries(intent)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join("|");

/** A decision as a person reads it: `open long "fast above slow", stop 16500.2`. */
export function tellIntent(intent: Intent): string {
  const { kind, ...terms } = intent as Intent & Readonly<Record<string, unknown>>; // Field by field.
  const words = [terms["direction"], terms["side"], terms["type"]].filter((word) => word !== undefined);
  const why = terms["why"] === undefined ? "" : ` "${String(terms["why"])}"`;
  const rest = Object.entries(terms)
    .filter(([key, value]) => !TOLD.includes(key) && value !== undefined)
    .map(([key, value]) => `, ${key} ${plain(value)}`);
  return [kind, ...words].join(" ") + why + rest.join("");
}

const TOLD = ["direction", "side", "type", "why"];

/** Ten digits are more than any price has. */
const plain = (value: unknown): string =>
  typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value);
