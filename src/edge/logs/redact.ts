const HIDDEN = "[redacted]";

/** Names of what must not be written down, without dashes and underlines, in small letters. */
const SECRET_KEY =
  /apikey|secret|token|passw(?:or)?d|passphrase|authorization|signature|privatekey|credential|cookie/;

/** The same in a text: `apiKey=…` of an address, `"secret": "…"` of a body, `Bearer …` of a header, `//user:word@host`. */
const SECRET_PAIR =
  /\b([\w-]*(?:api[-_]?key|secret|token|passw(?:or)?d|passphrase|signature|private[-_]?key)[\w-]*["']?\s*[=:]\s*["']?)[^\s&"',;}]+/gi;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/g;
const USER_IN_URL = /(:\/\/)[^\s/:@]*:[^\s/@]+@/g;

const DEPTH_MAX = 8;

/** A copy without secrets: what a key names as one, and what a text carries. Too deep: left out. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactedText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEPTH_MAX) return "[too deep]";
  if (Array.isArray(value)) return value.map((one) => redacted(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, isSecret(key) ? HIDDEN : redacted(one, depth + 1)]),
  );
}

const isSecret = (key: string): boolean => SECRET_KEY.test(key.toLowerCase().replaceAll(/[-_]/g, ""));

/** A text without the secrets that it carries. */
export const redactedText = (text: string): string =>
  text
    .replaceAll(BEARER, `$1 ${HIDDEN}`)
    .replaceAll(SECRET_PAIR, `$1${HIDDEN}`)
    .replaceAll(USER_IN_URL, `$1${HIDDEN}@`);
