import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nearest, type ProblemDetails, UserProblem } from "../problem/index.ts";
import { FILE_ENDINGS, type StrategySource } from "./source.ts";

/** Whether `--strategy` names a file rather than a strategy. */
export const isPath = (strategy: string): boolean => /[/\\]|\.[cm]?[jt]sx?$/.test(strategy);

/** A user's file, anywhere on the disk. @throws UserProblem, exit 2, naming the nearest file there is */
export function findFile(path: string, where?: string): StrategySource {
  const file = resolve(path);
  const refuse = (details: Omit<ProblemDetails, "exitCode" | "where" | "allowed">): UserProblem =>
    new UserProblem({
      exitCode: 2,
      where,
      allowed: `a file ending in ${FILE_ENDINGS.join(", ")}`,
      ...details,
    });
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw refuse({ message: "no such strategy file", found: file, fix: nearestFile(file) });
  }
  if (!stat.isFile()) {
    throw refuse({ message: "not a strategy file", found: `${file}, a directory`, fix: nearestFile(file) });
  }
  if (!isCode(file)) {
    const found = extname(file) || "no ending";
    throw refuse({ message: "not a strategy file by its ending", found, fix: howToRename(file) });
  }
  return { name: basename(file, extname(file)), url: pathToFileURL(file).href, isUserFile: true };
}

const isCode = (file: string): boolean => FILE_ENDINGS.some((ending) => file.endsWith(ending));

function howToRename(file: string): string {
  const stem = basename(file, extname(file));
  return /\.c?js$/.test(file)
    ? `write it as a module with import and export, and call it ${stem}.mjs`
    : `if it holds TypeScript, call it ${stem}.ts; if JavaScript, ${stem}.js`;
}

/** What to write instead of a path that leads nowhere. */
function nearestFile(file: string): string {
  const isDirectory = statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const directory = isDirectory ? file : dirname(file);
  const files = codeIn(directory);
  if (files === undefined) return `correct the path: there is no directory ${directory}`;
  const stem = basename(file, extname(file));
  const near =
    files.find((one) => basename(one, extname(one)) === stem) ??
    nearest(basename(file), files) ??
    (files.length === 1 ? files[0] : undefined);
  if (near !== undefined) return `did you mean ${asTyped(join(directory, near))}?`;
  return files.length === 0
    ? `correct the path: there is no such file in ${directory}`
    : `correct the path; there are ${files.slice(0, 8).join(", ")}`;
}

function codeIn(directory: string): string[] | undefined {
  try {
    return readdirSync(directory).filter(isCode).sort();
  } catch {
    return undefined;
  }
}

/** As a person would type it here. */
function asTyped(file: string): string {
  const path = relative("", file);
  return path.startsWith("..") ? file : `./${path}`;
}
