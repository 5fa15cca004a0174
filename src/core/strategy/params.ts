import { err, ok, type Result } from "../base/index.ts";

/** Declared parameters of a strategy: default, range, type. */
export type ParamSpec =
  | {
      readonly kind: "int" | "number";
      readonly default: number;
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly kind: "boolean"; readonly default: boolean }
  | { readonly kind: "choice"; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: "text"; readonly default: string };

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
export type ParamValue = number | boolean | string;

type ValueOf<S> = S extends { kind: "boolean" }
  ? boolean
  : S extends { kind: "choice"; choices: readonly (infer C)[] }
    ? C
    : S extends { kind: "text" }
      ? string
      : number;

/** The value type each declared parameter has inside the strategy. */
export type ParamsOf<P extends ParamSpecs> = { readonly [K in keyof P]: ValueOf<P[K]> };

interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** Builders for a strategy's `params`. */
export const p = {
  int: (value: number, range: Range = {}) => ({ kind: "int", default: value, ...range }) as const,
  number: (value: number, range: Range = {}) => ({ kind: "number", default: value, ...range }) as const,
  boolean: (value: boolean) => ({ kind: "boolean", default: value }) as const,
  choice: <const C extends string>(value: C, choices: readonly C[]) =>
    ({ kind: "choice", default: value, choices }) as const,
  /** Any text, such as the symbol of another instrument. */
  text: (value: string) => ({ kind: "text", default: value }) as const,
};

/** What is wrong with a parameter somebody gave. */
export interface BadParam {
  readonly name: string;
  /** As it was given; a text where none is due says so: `"14", which is text`. */
  readonly found: string;
  readonly allowed: string;
  /** No parameter has this name: `allowed` are the names. */
  readonly isUnknown?: true;
}

/** Defaults overlaid with what was given, or every parameter that does not fit. */
export function resolveParams(
  specs: ParamSpecs,
  given: Readonly<Record<string, unknown>>,
): Result<Readonly<Record<string, ParamValue>>, readonly BadParam[]> {
  const bad: BadParam[] = [];
  const values: Record<string, ParamValue> = {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name))
      bad.push({ name, found: shown(given[name]), allowed: Object.keys(specs).join(", "), isUnknown: true });
  }
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name] === undefined ? spec.default : given[name];
    const allowed = whyNot(spec, value);
    if (allowed === undefined)
      values[name] = value as ParamValue; // Checked by whyNot.
    else bad.push({ name, found: spec.kind === "choice" ? String(value) : shown(value), allowed });
  }
  return bad.length > 0 ? err(bad) : ok(values);
}

/** Without its quotes `"14"` would read like what is allowed. */
const shown = (value: unknown): string =>
  typeof value === "string" ? `${JSON.stringify(value)}, which is text` : String(value);

/** What would be allowed, when `value` is not. */
function whyNot(spec: ParamSpec, value: unknown): string | undefined {
  switch (spec.kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "choice":
      return typeof value === "string" && spec.choices.includes(value) ? undefined : spec.choices.join(", ");
    case "text":
      return typeof value === "string" ? undefined : "a text";
    case "int":
    case "number": {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec;
      const isNumber = typeof value === "number" && Number.isFinite(value);
      if (isNumber && value >= min && value <= max && (spec.kind === "number" || Number.isInteger(value)))
        return undefined;
      return `${spec.kind === "int" ? "a whole number" : "a number"} from ${min} to ${max}`;
    }
  }
}
