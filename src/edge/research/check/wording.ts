import type { Intent } from "../../../core/domain/index.ts";

/** A decision as a person reads it: `open long "fast above slow", stop 16500.2, trail (by 120)`. */
export function tellIntent(intent: Intent): string {
  if (intent.kind === "several") return intent.intents.map(tellIntent).join("; ");
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
function plain(value: unknown): string {
  if (typeof value === "number") return String(Number(value.toPrecision(10)));
  if (Array.isArray(value)) return value.map(plain).join(" ");
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value).map(([key, field]) => `${key} ${plain(field)}`);
  return `(${fields.join(", ")})`;
}
