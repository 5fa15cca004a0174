import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nearest, UserProblem } from "../problem/index.ts";

/** Where a strategy's module is. Plain data: it travels to the worker that runs it. */
export interface StrategySource {
  readonly name: string;
  readonly url: string;
}

const EXTENSIONS = [".js", ".mjs"] as const;
/** Beside the compiled code: the strategies that ship. */
const BUILT_IN = fileURLToPath(new URL("../../../strategies/", import.meta.url));

/**
 * The module of a strategy by its name, in `directories` (first match wins) and then among those that ship. `where` is
 * the place that names it, for the message.
 * @throws UserProblem, exit 2, naming those there are
 */
export function findStrategy(name: string, directories: readonly string[], where?: string): StrategySource {
  const places = [...directories, BUILT_IN];
  for (const directory of places) {
    for (const extension of EXTENSIONS) {
      const file = join(directory, name + extension);
      if (/^[\w-]+$/.test(name) && existsSync(file)) return { name, url: pathToFileURL(file).href };
    }
  }
  const known = places.flatMap(namesIn);
  const near = nearest(name, known);
  throw new UserProblem({
    exitCode: 2,
    where,
    message: /^[\w-]+$/.test(name) ? "no such strategy" : "strategies are given by name in this version",
    found: name,
    allowed: known.join(", "),
    fix: near === undefined ? `choose ${known[0] ?? "one"}` : `did you mean ${near}?`,
  });
}

function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => EXTENSIONS.some((extension) => file.endsWith(extension)))
    .map((file) => basename(file).replace(/\.m?js$/, ""))
    .filter((name) => !name.endsWith(".test"))
    .sort();
}
