import { fileURLToPath } from "node:url";
import type { Strategy } from "../../core/strategy/index.ts";
import { UserProblem } from "../problem/index.ts";
import type { StrategySource } from "./find.ts";
import { placeIn } from "./place.ts";

/**
 * Loads a strategy's module and takes the strategy it exports under its name.
 * @throws UserProblem, exit 2, when the module cannot be loaded or exports no such strategy
 */
export async function importStrategy(source: StrategySource): Promise<Strategy> {
  const file = fileURLToPath(source.url);
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = (await import(source.url)) as Readonly<Record<string, unknown>>; // Looked at field by field below.
  } catch (error) {
    throw cannotLoad(file, error);
  }
  const found = Object.values(exports).filter(isStrategy);
  const strategy = found.find(({ name }) => name === source.name);
  if (strategy !== undefined) return strategy;
  throw new UserProblem({
    exitCode: 2,
    where: file,
    message: `the module exports no strategy named ${source.name}`,
    found:
      found.length === 0
        ? `exports ${Object.keys(exports).join(", ") || "nothing"}`
        : found.map(({ name }) => name).join(", "),
    allowed: `export const ... = strategy({ name: "${source.name}", version, params, feeds, indicators, onBar })`,
  });
}

function cannotLoad(file: string, error: unknown): UserProblem {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new UserProblem({
    exitCode: 2,
    where: placeIn(error instanceof Error ? error.stack : undefined, file),
    message: `the strategy cannot be loaded: ${message.replaceAll(/\s*\n\s*/g, " ")}`,
    fix: howToLoad(file, message),
  });
}

function howToLoad(file: string, message: string): string {
  if (message.includes("Cannot find package 'timonel'")) {
    return "keep the file inside a project that has the package timonel installed";
  }
  if (message.startsWith("SyntaxError")) return `mend it; node --check ${file} shows the place`;
  return "mend the strategy; nothing was written";
}

function isStrategy(value: unknown): value is Strategy {
  if (typeof value !== "object" || value === null) return false;
  const { name, params, feeds, indicators, onBar } = value as Readonly<Record<string, unknown>>;
  const isNamed = typeof name === "string" && typeof params === "object" && typeof feeds === "object";
  return isNamed && typeof indicators === "function" && typeof onBar === "function";
}
