import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** As `timonel drill --shrink --save` writes it, and the planted bug that is the one it was found for. */
interface SavedCase {
  readonly schema: string;
  readonly seed: string;
  readonly reduced: string;
  readonly invariant: string;
  readonly what: string;
  readonly bug: string;
}

/** File names of all cases, for `test.each`. */
export const CASES: readonly string[] = readdirSync(import.meta.dirname).filter((name) =>
  name.endsWith(".json"),
);

export const readCase = (name: string): SavedCase =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as SavedCase;
