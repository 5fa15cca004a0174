import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nearest, UserProblem } from "../problem/index.ts";
import { findFile, isPath } from "./find-file.ts";
import { FILE_ENDINGS, type StrategySource } from "./source.ts";

const EXTENSIONS = [".js", ".mjs"] as const;
/** Beside the compiled code: the strategies that ship. */
const BUILT_IN = fileURLToPath(new URL("../../../strategies/", import.meta.url));

/** Names of the strategies that ship, sorted. */
export const shippedStrategies = (): readonly string[] => namesIn(BUILT_IN);

/** Whether a strategy is one of those that ship. */
export const isShipped = ({ url }: StrategySource): boolean => fileURLToPath(url).startsWith(BUILT_IN);

/**
 * The module of a strategy: a user's file by its path, or by its name in `directories` (first match wins) and then
 * among those that ship. `where` is the place that names it, for the message.
 * @throws UserProblem, exit 2, naming those there are
 */
export function findStrategy(name: string, directories: readonly string[], where?: string): StrategySource {
  if (isPath(name)) return findFile(name, where);
  const places = [...directories, BUILT_IN];
  for (const directory of places) {
    for (const extension of EXTENSIONS) {
      const file = join(directory, name + extension);
      if (/^[\w-]+$/.test(name) && existsSync(file)) return { name, url: pathToFileURL(file).href };
    }
  }
  const known = places.flatMap(namesIn);
  throw new UserProblem({
    exitCode: 2,
    where,
    message: "no such strategy",
    found: name,
    allowed: `${known.join(", ")}, or the path of a file: ./mine.ts`,
    fix: adviceFor(name, known),
  });
}

function adviceFor(name: string, known: readonly string[]): string {
  const here = FILE_ENDINGS.map((ending) => name + ending).find((file) => existsSync(file));
  if (here !== undefined) return `did you mean the file? write ./${here}`;
  const near = nearest(name, known);
  return near === undefined ? `choose ${known[0] ?? "one"}` : `did you mean ${near}?`;
}

function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => EXTENSIONS.some((extension) => file.endsWith(extension)))
    .map((file) => basename(file).replace(/\.m?js$/, ""))
    .filter((name) => !name.endsWith(".test"))
    .sort();
}
