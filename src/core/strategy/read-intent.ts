import { err, ok, type Result } from "../base/index.ts";
import type { Intent, OrderType } from "../domain/index.ts";

/** What is wrong with what a strategy returned. */
export interface BadIntent {
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
}

type Fields = Readonly<Record<string, unknown>>;
/** What is allowed; undefined when the value is. */
type Check = (value: unknown) => string | undefined;

/** Beyond this a number of a strategy is a mistake, and no exact scale holds it. */
const NUMBER_MAX = 1e15;

const isPositive = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && value <= NUMBER_MAX;
/** `close - 20 * atr` may lie below zero after a crash: risk refuses such a stop, it is no broken contract. */
const isNumber = (value: unknown): boolean => typeof value === "number" && Math.abs(value) <= NUMBER_MAX;

const must =
  (holds: (value: unknown) => boolean, allowed: string): Check =>
  (value) =>
    holds(value) ? undefined : allowed;
const oneOf = (...words: readonly string[]): Check =>
  must((value) => typeof value === "string" && words.includes(value), words.join(", "));

/** Which prices an order of a type has. */
const PRICES: Readonly<Record<OrderType, readonly ("limit" | "trigger" | "trail")[]>> = {
  market: [],
  limit: ["limit"],
  stop: ["trigger"],
  "stop-limit": ["limit", "trigger"],
  "take-profit": ["trigger"],
  "take-profit-limit": ["limit", "trigger"],
  "trailing-stop": ["trail"],
};
const ORDER_TYPES = Object.keys(PRICES) as OrderType[]; // Its keys are no others.

const PRICE = must(isPositive, "a price above 0");
const AMOUNT = must(isPositive, "a number above 0");
const SENTENCE = must((value) => typeof value === "string" && value !== "", "a sentence that says why");
const NAME = must((value) => typeof value === "string" && value !== "", "a name");
const STOP = must((value) => value === "default" || isNumber(value), 'a price, or "default"');
const BARS = must(
  (value) => Number.isInteger(value) && (value as number) >= 1,
  "a whole number of at least 1",
);
const FLAG = must((value) => typeof value === "boolean", "true, false");
const SHARE = must((value) => isPositive(value) && value <= 1, "a share above 0, up to 1");
const TRAIL = fieldsOf({ by: AMOUNT, share: SHARE, atrs: AMOUNT, activation: PRICE }, []);
const BREAK_EVEN = fieldsOf({ at: PRICE, offset: must(isNumber, "quote units beyond the entry price") }, [
  "at",
]);

const POSITION: Readonly<Record<string, Check | Nested>> = {
  targets: { list: fieldsOf({ price: PRICE, share: SHARE }, ["price", "share"]) },
  trail: TRAIL,
  breakEven: BREAK_EVEN,
  exitAfterBars: BARS,
};
const FILL: Readonly<Record<string, Check>> = {
  expiresAfterBars: BARS,
  timeInForce: oneOf("IOC", "FOK"),
  postOnly: FLAG,
};

/** Fields of an object inside an intent, or of every object of a list. */
type Nested = FieldTable | { readonly list: FieldTable };
interface FieldTable {
  /** Not by keys of an object: every object is born with a "constructor". */
  readonly fields: ReadonlyMap<string, Check | Nested>;
  readonly needed: readonly string[];
}

function fieldsOf(fields: Readonly<Record<string, Check | Nested>>, needed: readonly string[]): FieldTable {
  return { fields: new Map(Object.entries(fields)), needed };
}

const KINDS: ReadonlyMap<string, FieldTable> = new Map(
  Object.entries({
    none: fieldsOf({}, []),
    open: fieldsOf(
      {
        direction: oneOf("long", "short"),
        why: SENTENCE,
        stop: STOP,
        target: PRICE,
        confidence: must(
          (value) => typeof value === "number" && value >= 0 && value <= 1,
          "a number from 0 to 1",
        ),
        limit: PRICE,
        trigger: PRICE,
        ...POSITION,
        ...FILL,
      },
      ["why", "direction"],
    ),
    close: fieldsOf({ why: SENTENCE }, ["why"]),
    adjust: fieldsOf({ why: SENTENCE, stop: must(isNumber, "a price above 0"), target: PRICE, ...POSITION }, [
      "why",
    ]),
    order: fieldsOf(
      {
        side: oneOf("buy", "sell"),
        type: oneOf(...ORDER_TYPES),
        quantity: AMOUNT,
        value: AMOUNT,
        why: SENTENCE,
        limit: PRICE,
        trigger: PRICE,
        stop: STOP,
        target: PRICE,
        reduceOnly: FLAG,
        tag: NAME,
        oneCancelsOther: NAME,
        after: NAME,
        ...POSITION,
        ...FILL,
      },
      ["why", "side", "type"],
    ),
    amend: fieldsOf({ why: SENTENCE, tag: NAME, limit: PRICE, trigger: PRICE, quantity: AMOUNT }, [
      "why",
      "tag",
    ]),
    cancel: fieldsOf({ why: SENTENCE, tag: NAME }, ["why"]),
  }),
);

/** A strategy is user code: what it returns is a rumour until this says otherwise. */
export function readIntent(returned: unknown): Result<Intent, BadIntent> {
  const bad = problemOf(returned);
  return bad === undefined ? ok(returned as Intent) : err(bad); // Every field was looked at.
}

function problemOf(returned: unknown): BadIntent | undefined {
  if (!isPlain(returned))
    return {
      key: "return value",
      found: show(returned),
      allowed:
        "none, open(...), close(...), adjust(...), order(...), amend(...), cancel(...) or several(...)",
    };
  const { kind } = returned;
  if (kind === "several") return problemOfSeveral(returned);
  const table = typeof kind === "string" ? KINDS.get(kind) : undefined;
  if (table === undefined)
    return { key: "kind", found: show(kind), allowed: [...KINDS.keys(), "several"].join(", ") };
  const bad = isSound(returned, table) ? undefined : problemOfFields(returned, table, ["kind"], "");
  return bad ?? problemOfTogether(kind, returned);
}

function problemOfSeveral({ intents }: Fields): BadIntent | undefined {
  if (!Array.isArray(intents)) return { key: "intents", found: show(intents), allowed: "a list of intents" };
  for (const [place, one] of intents.entries()) {
    const key = `intents[${place}]`;
    if (isPlain(one) && one["kind"] === "several")
      return { key, found: "several", allowed: "intents that are not lists themselves" };
    const bad = problemOf(one);
    if (bad !== undefined) return { ...bad, key: bad.key === "return value" ? key : `${key}.${bad.key}` };
  }
  return undefined;
}

/** Whether there is nothing to complain about: most intents are sound, and every one that is wanted is read. */
function isSound(found: Fields, { fields, needed }: FieldTable): boolean {
  for (const key in found) {
    if (key === "kind") continue;
    const value = found[key];
    const check = fields.get(key);
    if (check === undefined) return false;
    if (value === undefined) continue;
    if (typeof check !== "function" || check(value) !== undefined) return false;
  }
  for (let i = 0; i < needed.length; i++) if (found[needed[i] as string] === undefined) return false;
  return true;
}

function problemOfFields(
  found: Fields,
  { fields, needed }: FieldTable,
  known: readonly string[],
  path: string,
): BadIntent | undefined {
  const keys = [...known, ...fields.keys()];
  for (const key of Object.keys(found))
    if (!keys.includes(key))
      return { key: path + key, found: show(found[key]), allowed: `only ${keys.join(", ")}` };
  for (const [key, check] of fields) {
    const value = found[key];
    if (value === undefined && !needed.includes(key)) continue;
    const bad = problemOfField(value, check, path + key);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function problemOfField(value: unknown, check: Check | Nested, key: string): BadIntent | undefined {
  if (typeof check === "function") {
    const allowed = check(value);
    return allowed === undefined ? undefined : { key, found: show(value), allowed };
  }
  if ("fields" in check) {
    if (isPlain(value)) return problemOfFields(value, check, [], `${key}.`);
    return { key, found: show(value), allowed: `an object of ${[...check.fields.keys()].join(", ")}` };
  }
  const names = [...check.list.fields.keys()].join(", ");
  if (!Array.isArray(value)) return { key, found: show(value), allowed: `a list of { ${names} }` };
  for (const [place, one] of value.entries()) {
    const bad = problemOfField(one, check.list, `${key}[${place}]`);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** What belongs together, or excludes each other. */
function problemOfTogether(kind: unknown, intent: Fields): BadIntent | undefined {
  const trail = intent["trail"];
  if (isPlain(trail)) {
    const ways = ["by", "share", "atrs"].filter((key) => trail[key] !== undefined);
    if (ways.length !== 1)
      return { key: "trail", found: ways.join(" and ") || "none of them", allowed: "one of by, share, atrs" };
  }
  if (intent["target"] !== undefined && intent["targets"] !== undefined)
    return { key: "targets", found: "beside target", allowed: "target or targets" };
  if (kind === "open" && intent["stop"] === undefined)
    return {
      key: "stop",
      found: "undefined",
      allowed: 'a protective price, or "default" for the configured one',
    };
  return kind === "order" ? problemOfOrder(intent) : undefined;
}

function problemOfOrder(intent: Fields): BadIntent | undefined {
  const { type, quantity, value } = intent;
  if (value !== undefined && type !== "market")
    return { key: "value", found: show(value), allowed: "with a market order, and only there" };
  if ((quantity === undefined) === (value === undefined))
    return { key: "quantity", found: show(quantity), allowed: "a number above 0" };
  const has = PRICES[type as OrderType]; // Its type has been checked.
  for (const key of ["limit", "trigger"] as const) {
    if (has.includes(key) === (intent[key] !== undefined)) continue;
    const types = ORDER_TYPES.filter((name) => PRICES[name].includes(key));
    const allowed = `a price with a ${types.join(", ")} order, and only there`;
    return { key, found: show(intent[key]), allowed };
  }
  if (type === "trailing-stop" && intent["trail"] === undefined)
    return { key: "trail", found: "undefined", allowed: "how far it follows, with a trailing-stop order" };
  return undefined;
}

const isPlain = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isPromise(value);

/** Of any realm: told by what it can do. */
const isPromise = (value: object): boolean => "then" in value && typeof value.then === "function";

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    if (isPromise(value)) return "a promise (a strategy is synchronous)";
    return Array.isArray(value) ? "an array" : "an object";
  }
  return String(value);
}
