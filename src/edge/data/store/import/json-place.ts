/** A step on the way into a JSON value: a key of an object, or a place in a list. */
export type Step = string | number;

const BLANK = /[\s]/;

/** Where a value begins in the text of a valid JSON document; the start of what is above it where it is not there. */
export function placeIn(text: string, path: readonly Step[]): number {
  let at = afterBlanks(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  for (const step of path) {
    const inside = typeof step === "number" ? elementAt(text, at, step) : memberAt(text, at, step);
    if (inside === undefined) return at;
    at = inside;
  }
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && BLANK.test(text.charAt(at))) at++;
  return at;
}

function elementAt(text: string, from: number, index: number): number | undefined {
  if (text[from] !== "[") return undefined;
  let at = afterBlanks(text, from + 1);
  for (let i = 0; text[at] !== "]" && at < text.length; i++) {
    if (i === index) return at;
    at = afterBlanks(text, behind(text, at));
    if (text[at] === ",") at = afterBlanks(text, at + 1);
  }
  return undefined;
}

function memberAt(text: string, from: number, key: string): number | undefined {
  if (text[from] !== "{") return undefined;
  let at = afterBlanks(text, from + 1);
  while (text[at] !== "}" && at < text.length) {
    const end = behind(text, at);
    const name: unknown = JSON.parse(text.slice(at, end));
    at = afterBlanks(text, afterBlanks(text, end) + 1); // Past the colon.
    if (name === key) return at;
    at = afterBlanks(text, behind(text, at));
    if (text[at] === ",") at = afterBlanks(text, at + 1);
  }
  return undefined;
}

/** First character behind the value that begins at `from`. */
function behind(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
      if (depth === 0) return at + 1;
    } else if (sign === "[" || sign === "{") depth++;
    else if (sign === "]" || sign === "}") {
      if (depth === 0) return at; // The end of what surrounds a number or a word.
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (sign === "," || sign === ":" || BLANK.test(sign ?? ""))) return at;
  }
  return text.length;
}

/** Line and column, from 1, of a place in a text. */
export function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at);
  const lines = before.split("\n");
  return `${lines.length}:${(lines[lines.length - 1] ?? "").length + 1}`;
}
