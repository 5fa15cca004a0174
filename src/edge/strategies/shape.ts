import { type ParamSpecs, resolveParams } from "../../core/strategy/index.ts";
import { nearest } from "../problem/index.ts";
import type { Finding } from "./findings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a key must hold. `due` is what to write instead. */
interface KeyRule {
  readonly allowed: string;
  readonly due?: string;
  readonly isOptional?: true;
  isFine(value: unknown): boolean;
}

const isFunction = (value: unknown): boolean => typeof value === "function";
export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const callback: KeyRule = { allowed: "a function", isOptional: true, isFine: isFunction };

const RULES = {
  name: {
    allowed: "a text of letters, digits, - and _",
    due: 'name: "my-strategy"',
    isFine: (value) => typeof value === "string" && /^[\w-]+$/.test(value),
  },
  version: {
    allowed: "a text",
    due: 'version: "1.0.0"',
    isFine: (value) => typeof value === "string" && value.trim() !== "",
  },
  params: { allowed: "an object of parameters", due: "params: {}", isFine: isObject },
  feeds: {
    allowed: "an object of feeds, or a function that makes one",
    due: "feeds: { main: bars() }",
    isFine: (value) => isFunction(value) || isObject(value),
  },
  indicators: { allowed: "a function", due: "indicators: () => ({})", isFine: isFunction },
  onBar: { allowed: "a function", due: "onBar: ({ feeds, position }) => none", isFine: isFunction },
  state: {
    allowed: "a function that makes the state",
    isOptional: true,
    due: "state: () => ({ count: 0 })",
    isFine: isFunction,
  },
  timers: {
    allowed: "names with intervals as texts",
    isOptional: true,
    due: 'timers: { hourly: "1h" }',
    isFine: (value) =>
      isObject(value) && Object.values(value).every((interval) => typeof interval === "string"),
  },
  onTrade: callback,
  onBook: callback,
  onFill: callback,
  onTimer: callback,
} satisfies Record<string, KeyRule>;

/** The words of the contract. */
export const KEYS = Object.keys(RULES);

/** Everything that is wrong with the shape of a strategy. `placeOf` tells where a key of it stands, or it all. */
export function checkShape(found: object, placeOf: (key?: string) => string): Finding[] {
  const fields = found as Fields; // Any object has fields.
  const unknown = Object.keys(fields).filter((key) => !KEYS.includes(key));
  const missing = KEYS.filter((key) => fields[key] === undefined);
  const meant = new Set(unknown.map((key) => nearest(key, missing)));
  return [
    ...unknown.map((key) => unknownKey(key, missing, placeOf(key))),
    ...Object.entries<KeyRule>(RULES).flatMap(([key, rule]) => {
      if (fields[key] === undefined) return meant.has(key) ? [] : missingKey(key, rule, placeOf());
      return wrongValue(key, fields[key], rule, placeOf(key));
    }),
    ...(isObject(fields["params"]) ? wrongParams(fields["params"], placeOf("params")) : []),
    ...(isObject(fields["feeds"]) ? wrongFeeds(fields["feeds"], placeOf("feeds")) : []),
  ];
}

function unknownKey(key: string, missing: readonly string[], where: string): Finding {
  const near = nearest(key, missing) ?? nearest(key, KEYS);
  return {
    where,
    message: "a strategy has no such key",
    found: key,
    allowed: KEYS.join(", "),
    fix: near === undefined ? "remove it" : `did you mean ${near}?`,
  };
}

function missingKey(key: string, rule: KeyRule, where: string): Finding[] {
  if (rule.isOptional) return [];
  return [
    {
      where,
      message: `the strategy has no ${key}`,
      found: "nothing",
      allowed: rule.allowed,
      fix: `add ${rule.due ?? key}`,
    },
  ];
}

function wrongValue(key: string, value: unknown, rule: KeyRule, where: string): Finding[] {
  if (isFunction(value) && isAsync(value)) {
    const fix = "remove async and await, and return the intent itself";
    return [
      { where, message: "a strategy is synchronous", found: `async ${key}`, allowed: rule.allowed, fix },
    ];
  }
  if (rule.isFine(value)) return [];
  const fix = `write ${howTo(key, value, rule)}`;
  return [
    {
      where,
      message: `${key} of the strategy is not ${rule.allowed}`,
      found: tell(value),
      allowed: rule.allowed,
      fix,
    },
  ];
}

/** With the author's own words where they can be kept. */
function howTo(key: string, value: unknown, rule: KeyRule): string {
  if (key === "name" && typeof value === "string") {
    const plain = value
      .trim()
      .toLowerCase()
      .replaceAll(/[^\w]+/g, "-")
      .replaceAll(/^-|-$/g, "");
    if (plain !== "") return `name: "${plain}"`;
  }
  if (key === "version" && typeof value === "number") return `version: "${value}"`;
  return rule.due ?? `${key}() { ... }`;
}

const isAsync = (value: unknown): boolean =>
  /^Async/.test(Object.prototype.toString.call(value).slice(8, -1));

function wrongParams(params: Fields, where: string): Finding[] {
  const kinds = ["int", "number", "boolean", "choice", "text"];
  const strays = Object.entries(params).filter(
    ([, spec]) => !isObject(spec) || !kinds.includes(String(spec["kind"])),
  );
  if (strays.length > 0) {
    return strays.map(([name, value]) => ({
      where,
      message: `params.${name} is not a parameter`,
      found: tell(value),
      allowed: "p.int(...), p.number(...), p.boolean(...), p.choice(...), p.text(...)",
      fix: `write ${name}: ${declarationOf(value)}`,
    }));
  }
  const defaults = resolveParams(params as ParamSpecs, {}); // Each is of a known kind.
  if (defaults.ok) return [];
  return defaults.error.map(({ name, found, allowed }) => ({
    where,
    message: `the default of params.${name} does not fit its own range`,
    found,
    allowed,
    fix: "change the default or the range",
  }));
}

function declarationOf(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? `p.int(${value})` : `p.number(${value})`;
  if (typeof value === "boolean") return `p.boolean(${value})`;
  return typeof value === "string" ? `p.choice("${value}", ["${value}"])` : "p.number(1)";
}

function wrongFeeds(feeds: Fields, where: string): Finding[] {
  const allowed = "bars()";
  if (Object.keys(feeds).length === 0) {
    return [
      {
        where,
        message: "the strategy follows no feed",
        found: "nothing",
        allowed,
        fix: "write feeds: { main: bars() }",
      },
    ];
  }
  return Object.entries(feeds)
    .filter(([, feed]) => !isObject(feed) || typeof feed["kind"] !== "string")
    .map(([name, feed]) => ({
      where,
      message: `feeds.${name} is not a feed`,
      found: isFunction(feed) ? "a function that was not called" : tell(feed),
      allowed,
      fix: `write ${name}: bars()`,
    }));
}

/** A value in a word or two. */
export function tell(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `"${value.length > 40 ? `${value.slice(0, 37)}...` : value}"`;
  if (typeof value === "function") return "a function";
  return typeof value === "object" ? "an object" : String(value);
}
