/** What went wrong in words a person can act on: one error class and its exit code for every room of the edge. */
export { messageOf } from "./message-of.ts";
export { nearest } from "./nearest.ts";
export { nearestSymbol } from "./nearest-symbol.ts";
export { shellWord } from "./shell-word.ts";
export { type ProblemDetails, UserProblem } from "./user-problem.ts";
