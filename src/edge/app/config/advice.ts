import { allowedBy } from "./allowed.ts";
import { fits, isInRange, percentToRatio } from "./fits.ts";
import type { ChoiceKey, KeySpec, NumberKey, TextKey } from "./keys.ts";

/** What we make of a value that does not fit: what it looks like, and what to write instead. */
export interface Advice {
  readonly message?: string;
  /** The part of the value that does not fit, where that is not all of it. */
  readonly found?: unknown;
  readonly fix: string;
}

/** Guesses what was meant. A value is only suggested when it would be accepted. */
export function adviceFor(spec: KeySpec, value: unknown): Advice {
  if (spec.kind === "list") {
    const fault = spec.faultIn(value);
    if (typeof fault === "object") return { ...fault, fix: spec.fix };
    return { ...(fault === undefined ? {} : { message: fault }), fix: spec.fix };
  }
  if (value === null) return { message: "has no value", fix: "write a value, or remove the line" };
  // A group or list is never a word of its own; and `{ toString: x }` would break every attempt to make one of it.
  if (typeof value === "object") return { message: "not a single value", fix: `write ${allowedBy(spec)}` };
  switch (spec.kind) {
    case "number":
      return typeof value === "string" ? forNumberText(spec, value) : forNumber(spec, value);
    case "choice":
      return forChoice(spec, value);
    case "boolean":
      return { fix: `write ${BOOLEAN_WORDS.get(String(value).toLowerCase()) ?? "true or false"}` };
    case "text":
      return forText(spec, value);
  }
}

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["0", false],
]);

function forNumber(spec: NumberKey, value: unknown): Advice {
  if (value === false && spec.nullWord !== undefined) return { fix: `write ${spec.nullWord}` };
  if (typeof value !== "number" || !Number.isFinite(value))
    return { message: "not a number", fix: "write a number" };
  if (value < 0) return forNegative(spec, -value);
  const percent = percentToRatio(value);
  if (isShare(spec) && value > 1 && isInRange(spec, percent))
    return { message: "looks like percent", fix: `write ${percent}` };
  if (spec.whole === true && isInRange(spec, Math.round(value))) return { fix: `write ${Math.round(value)}` };
  if (value === 0 && spec.nullWord === "off") return { fix: "write off if there should be no limit" };
  return { fix: "choose a number in that range" };
}

const isShare = ({ unit }: NumberKey): boolean => unit === "ratio" || unit === "exposure";

/** Programs that write losses as negative numbers: `stoploss: -0.1`, or `-10` for 10 %. */
function forNegative(spec: NumberKey, positive: number): Advice {
  const message = "must not be negative";
  if (spec.min < 0) return { fix: "choose a number in that range" };
  const percent = percentToRatio(positive);
  // Of a share, -1 is 1 % to whoever counts in percent: advice never widens a limit to all there is.
  if (isShare(spec) && positive >= 1 && isInRange(spec, percent)) return { message, fix: `write ${percent}` };
  if (isInRange(spec, positive)) return { message, fix: `drop the minus sign: write ${positive}` };
  return { message, fix: forNumber(spec, positive).fix };
}

/** `"0.02"`, `2%`, `10_000`, `1,000` and `0,02`: text to YAML, a number to whoever wrote it. */
function forNumberText(spec: NumberKey, value: string): Advice {
  const text = value.trim();
  const hasThousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text);
  const bare = text
    .replace(/\s*%$/, "")
    .replaceAll(hasThousands ? /[,_]/g : "_", "")
    .replace(",", ".");
  const read = bare === "" ? Number.NaN : Number(bare);
  const number = bare !== text && text.endsWith("%") ? percentToRatio(read) : read;
  const message = "text where a number belongs";
  if (spec.nullWord === "instrument" && text === "off")
    return { message, fix: "write 0 for no fee, or instrument for its own" };
  if (isInRange(spec, number))
    return { message, fix: `write ${number}${bare === text ? " without quotes" : ""}` };
  return { message, fix: Number.isFinite(number) ? forNumber(spec, number).fix : "write a number" };
}

function forChoice(spec: ChoiceKey, value: unknown): Advice {
  const anyOf = { fix: `write ${spec.choices.join(" or ")}` };
  if (typeof value !== "string") return anyOf;
  const word = value.toLowerCase().replaceAll("-", "_");
  if (spec.later.includes(word)) return { message: "comes with a later version", ...anyOf };
  const same = spec.choices.find((choice) => choice.toLowerCase() === word);
  return same === undefined ? anyOf : { fix: `write ${same}` };
}

function forText(spec: TextKey, value: unknown): Advice {
  const text = String(value).trim();
  if (typeof value !== "string")
    return { fix: fits(spec, text) ? `write it in quotes: "${text}"` : `write ${spec.allowed}` };
  const meant = spec.similar(text);
  return { fix: `write ${meant !== "" && spec.fits(meant) ? meant : spec.allowed}` };
}
