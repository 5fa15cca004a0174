import { UserProblem } from "../problem/index.ts";
import { placeIn } from "./place.ts";

/** A module that fails while it is loaded. Its cause is what was thrown, for whoever wants the stack. */
export function cannotLoad(file: string, error: unknown): UserProblem {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const problem = new UserProblem({
    exitCode: 2,
    where: placeIn(error instanceof Error ? error.stack : undefined, file),
    message: `the strategy cannot be loaded: ${message.replaceAll(/\s*\n\s*/g, " ")}`,
    fix: howToLoad(file, message),
  });
  problem.cause = error;
  return problem;
}

function howToLoad(file: string, message: string): string {
  if (message.includes("Cannot find package 'timonel'")) {
    return `keep the file inside a project that has the package timonel installed, or give it by its path: --strategy ${file}`;
  }
  if (message.startsWith("SyntaxError")) return `mend it; node --check ${file} shows the place`;
  return "mend the strategy; nothing was written";
}
