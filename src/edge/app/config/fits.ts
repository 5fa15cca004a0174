import type { KeySpec, NumberKey } from "./keys.ts";

/** Whether a value is allowed for its key. The schema of files is built from the same table, and a test holds both together. */
export function fits(spec: KeySpec, value: unknown): boolean {
  switch (spec.kind) {
    case "number":
      return isNullWord(spec, value) || (typeof value === "number" && isInRange(spec, value));
    case "choice":
      return typeof value === "string" && spec.choices.includes(value);
    case "boolean":
      return typeof value === "boolean";
    case "list":
      return isNullWord(spec, value) || spec.faultIn(value) === undefined;
    case "text":
      return typeof value === "string" && spec.fits(value);
  }
}

/** `null`, or the word that says it: `off`. */
export const isNullWord = (spec: KeySpec, value: unknown): boolean =>
  (spec.kind === "number" || spec.kind === "list") &&
  spec.nullWord !== undefined &&
  (value === null || value === spec.nullWord);

export function isInRange(spec: NumberKey, value: number): boolean {
  if (!Number.isFinite(value) || (spec.whole === true && !Number.isSafeInteger(value))) return false;
  const isAboveMin = spec.above === true ? value > spec.min : value >= spec.min;
  return isAboveMin && (spec.below === true ? value < spec.max : value <= spec.max);
}

/** A percentage as a ratio; through text, because 0.7 / 100 is 0.006999999999999999. */
export function percentToRatio(percent: number): number {
  const text = String(percent);
  return text.includes("e") ? percent / 100 : Number(`${text}e-2`);
}
