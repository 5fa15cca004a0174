import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { parseSymbol } from "../../../core/domain/index.ts";
import { nearest, type ProblemDetails } from "../../problem/index.ts";
import { type Config, ConfigProblem, type SymbolConfig } from "../config/index.ts";
import { placeOf } from "./place-of.ts";

/** A file that the config names, and the paths that it may be at. */
interface NamedFile {
  readonly key: "data" | "quotes" | "adjust" | "actions" | "calendar" | "funding" | "mark";
  readonly paths: readonly string[];
}

/**
 * Ends where a file is not there that the config names: asked before anything is read, so that each is told at the line
 * that names it, and all of them at once. @throws ConfigProblem, exit 5
 */
export function refuseMissingFiles(config: Config, data: readonly string[]): void {
  const [first, ...others] = config.symbols.flatMap((symbol) =>
    filesOf(symbol, data)
      .filter(({ paths }) => !paths.some((path) => existsSync(path)))
      .map((file) => missing(config, symbol.symbol, file, data)),
  );
  if (first !== undefined) throw new ConfigProblem([first, ...others]);
}

function filesOf(symbol: SymbolConfig, data: readonly string[]): readonly NamedFile[] {
  const directories = data.filter(isDirectory);
  // A file that the command line names is read in the place of the config's.
  const isNamed = symbol.data !== null && directories.length === data.length;
  // Only a perpetual has either; for anything else both are said in vain, and not read.
  const isPerpetual = parseSymbol(symbol.symbol)?.kind === "linear-perpetual";
  const below = (key: "data" | "funding" | "mark"): readonly NamedFile[] => {
    const file = symbol[key];
    if (file === null) return [];
    const bases = directories.length > 0 ? directories : [file.directory];
    return [{ key, paths: bases.map((base) => resolve(base, file.file)) }];
  };
  return [
    ...(isNamed ? below("data") : []),
    ...(["quotes", "adjust", "actions"] as const).flatMap((key) => at(key, symbol[key])),
    ...at("calendar", symbol.calendar?.replace(/#[^#]+$/, "") ?? null),
    ...(isPerpetual ? [...below("funding"), ...below("mark")] : []),
  ];
}

const at = (key: NamedFile["key"], path: string | null): readonly NamedFile[] =>
  path === null ? [] : [{ key, paths: [path] }];

function missing(
  config: Config,
  symbol: string,
  { key, paths }: NamedFile,
  data: readonly string[],
): ProblemDetails {
  const path = paths[0] ?? ""; // One directory is the config's own where the command line names none.
  const near = nearest(basename(path), namesIn(dirname(path)));
  const fromData = data.length > 0 && ["data", "funding", "mark"].includes(key);
  const name = `symbols.${symbol}.${key}`;
  const place = placeOf(config, symbol, key);
  return {
    exitCode: 5,
    ...(place === undefined ? {} : { where: place }),
    message: `${name}: there is no file ${basename(path)} in ${paths.map((one) => dirname(one)).join(", ")}`,
    allowed: fromData ? "a path relative to the --data directory" : "a path relative to the config",
    fix: near === undefined ? "check the path" : `did you mean ${near}?`,
  };
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return []; // Where there is no directory, there is nothing to propose.
  }
}
