import { parseSymbol } from "../../../core/domain/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { type CommandResult, clearLatch, type Resumed } from "../../runner/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import { newCommand, sendCommand } from "./ask-run.ts";
import { findLive, matching } from "./find-live.ts";
import { isPlayed } from "./free-run.ts";
import type { LiveOptions } from "./live-program.ts";
import { unreadLatch } from "./take-run.ts";

export type ControlVerb = "halt" | "resume" | "flatten" | "start" | "stop";

const DONE: Readonly<Record<ControlVerb, string>> = {
  halt: "halted: no new risk; what is held stays protected; `timonel resume` lifts it",
  resume: "resumed",
  flatten: "leaving at the market",
  start: "started",
  stop: "stopped: it is not asked any more; what is held stays protected",
};

/** Tells a run that goes on what to do. @returns the exit code. @throws UserProblem, exit 2 to 4 */
export async function controlCommand(
  verb: ControlVerb,
  options: LiveOptions,
  { directory }: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const wasLatched = verb === "resume" && liftLatch(directory);
  if (wasLatched) terminal.note("the latch of the emergency is lifted: runs may begin here again");
  // An emergency ends its runs: there may be none left to resume, or one that nobody plays.
  if (wasLatched && !matching(directory, options.run).some(isPlayed)) {
    if (options.json)
      terminal.print(JSON.stringify({ schema: "timonel.command/1", do: verb, run: null, result: "obeyed" }));
    return 0;
  }
  const run = findLive(directory, options.run);
  const symbol =
    options.symbol === undefined ? {} : { symbol: asRunWrites(options.symbol, run.facts.symbols) };
  const result = await sendCommand(run, newCommand({ do: verb, ...symbol }));
  if (result.kind === "unknown symbol")
    throw new UserProblem({
      exitCode: 2,
      where: "command line",
      message: `the run ${run.facts.run} does not trade this symbol`,
      found: result.symbol,
      allowed: result.allowed.join(", "),
      fix: "write it as the run does",
    });
  if (result.kind === "broken strategy")
    throw new UserProblem({
      exitCode: 3,
      where: run.facts.run,
      message: `the strategy ${result.strategy} of ${result.symbol} broke its contract at the bar closing ${new Date(result.since).toISOString()}, and is not asked again in this run`,
      found: result.found,
      allowed: "a strategy that a person stopped",
      fix: "mend it, end this run with Ctrl-C, and run it again; `timonel flatten` leaves what it holds",
    });
  if (options.json) {
    const { run: id } = run.facts;
    const resumed = result.kind === "obeyed" ? result.resumed : undefined;
    const document = { schema: "timonel.command/1", do: verb, ...symbol, run: id, result: result.kind };
    terminal.print(JSON.stringify({ ...document, ...resumed }));
  } else
    terminal.print(`${run.facts.run}: ${doneBy(verb, result)}${options.symbol ? ` (${symbol.symbol})` : ""}`);
  return 0;
}

/** @returns whether there was one. @throws UserProblem, exit 3, where this user may not lift it */
function liftLatch(runs: string): boolean {
  try {
    return clearLatch(runs);
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw unreadLatch(runs, error.message);
  }
}

/** What a command came to, in words. */
export function doneBy(verb: ControlVerb, result: CommandResult): string {
  if (result.kind !== "obeyed") return DONE[verb];
  if (result.resumed !== undefined) return resumedText(result.resumed);
  return result.leaves === 0 ? "nothing is held, so there is nothing to leave" : DONE[verb];
}

function resumedText({ lifted, holds }: Resumed): string {
  const rest = holds.map(
    ({ kind, endsBy }) => `${kind} still holds, and nobody lifts it: no new risk until ${endsBy}`,
  );
  if (lifted.length > 0) return [`${DONE.resume}: ${lifted.join(", ")} lifted`, ...rest].join("; ");
  return rest.length > 0 ? rest.join("; ") : "nothing was halted";
}

/** `BTCUSDT` is BTC/USDT where the run trades that, and BTC/USDT:USDT where it trades only this one. */
function asRunWrites(word: string, symbols: readonly string[]): string {
  if (symbols.includes(word)) return word;
  const unified = parseSymbol(word)?.symbol ?? parseSymbol(word.toUpperCase())?.symbol ?? word;
  if (symbols.includes(unified)) return unified;
  const [only, ...more] = symbols.filter((one) => one.split(":")[0] === unified);
  return only !== undefined && more.length === 0 ? only : word;
}
