import { Indicator, Line, type Source } from "./indicator.ts";

/** An indicator, or one of its lines, as its strategy calls it: `fast`; further lines behind a dot: `bands.upper`. */
export interface NamedSource {
  readonly name: string;
  readonly source: Source;
}

/** The indicators among what a strategy declared, each followed by its further lines. */
export function namedSources(declared: unknown): readonly NamedSource[] {
  if (typeof declared !== "object" || declared === null) return [];
  return Object.entries(declared).flatMap(([name, value]: [string, unknown]) => {
    if (!(value instanceof Indicator)) return [];
    const lines = Object.entries(value).flatMap(([line, source]: [string, unknown]) =>
      source instanceof Line ? [{ name: `${name}.${line}`, source }] : [],
    );
    return [{ name, source: value }, ...lines];
  });
}
