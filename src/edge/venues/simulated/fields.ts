import type { Result } from "../../../core/base/index.ts";

/** A message that is not what the protocol says. */
export class BadMessage extends Error {
  override readonly name = "BadMessage";
}

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Reads the fields of a message, and says which one is wrong. Every method throws BadMessage. */
export class Fields {
  readonly raw: JsonObject;

  constructor(raw: unknown, what = "message") {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw))
      throw new BadMessage(`${what} is no object`);
    this.raw = raw as JsonObject; // Came out of JSON.parse.
  }

  has(key: string): boolean {
    return Object.hasOwn(this.raw, key) && this.raw[key] !== null;
  }

  #get(key: string): Json | undefined {
    return Object.hasOwn(this.raw, key) ? this.raw[key] : undefined;
  }

  text(key: string): string {
    const value = this.#get(key);
    if (typeof value !== "string") throw new BadMessage(`${key} is no text`);
    return value;
  }

  /** One of a few words. */
  word<W extends string>(key: string, words: readonly W[]): W {
    const value = this.text(key);
    const word = words.find((one) => one === value);
    if (word === undefined) throw new BadMessage(`${key} is ${value}, not ${words.join(" or ")}`);
    return word;
  }

  number(key: string): number {
    const value = this.#get(key);
    if (typeof value !== "number") throw new BadMessage(`${key} is no number`);
    return value;
  }

  /** A whole number, not negative. */
  count(key: string): number {
    const value = this.number(key);
    if (!Number.isSafeInteger(value) || value < 0) throw new BadMessage(`${key} is no count`);
    return value;
  }

  flag(key: string): boolean {
    const value = this.#get(key);
    if (value === undefined) return false;
    if (typeof value !== "boolean") throw new BadMessage(`${key} is neither true nor false`);
    return value;
  }

  /** A decimal text, read exactly; numbers are not taken, for they have been rounded already. */
  decimal<T extends bigint>(key: string, read: (text: string) => Result<bigint, unknown>): T {
    const parsed = read(this.text(key));
    if (!parsed.ok) throw new BadMessage(`${key} is no decimal of its scale`);
    return parsed.value as T; // A brand is born.
  }

  object(key: string): Fields {
    return new Fields(this.#get(key), key);
  }

  list(key: string): readonly Fields[] {
    const value = this.#get(key);
    if (!Array.isArray(value)) throw new BadMessage(`${key} is no list`);
    return value.map((one) => new Fields(one, key));
  }

  texts(key: string): readonly string[] {
    const value = this.#get(key);
    if (!Array.isArray(value) || value.some((one) => typeof one !== "string"))
      throw new BadMessage(`${key} is no list of texts`);
    return value as readonly string[]; // Just looked at.
  }

  /** What `read` gives, or undefined where the field is left out. */
  optional<T>(key: string, read: (key: string) => T): T | undefined {
    return this.has(key) ? read(key) : undefined;
  }
}
