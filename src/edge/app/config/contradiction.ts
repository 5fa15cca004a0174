import type { Config } from "./config.ts";
import type { Problem } from "./problems.ts";

/** Where each key was said, for messages; undefined when it is a built-in default. */
export type WhereOf = (key: string) => string | undefined;

/** A contradiction between keys. `between` names them all: when one of them is already wrong, this says nothing new. */
export interface Contradiction extends Problem {
  readonly between: readonly string[];
}

/** A config whose values fit one by one. */
export type Checked = Omit<Config, "notices" | "places" | "sources">;

/** What messages call a place that nobody wrote. */
export const DEFAULT = "built-in default";
