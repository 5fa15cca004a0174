import { setImmediate as nextTurn } from "node:timers/promises";
import { prepareRun } from "../../research/index.ts";
import type { BacktestOptions } from "../cli/cli-options.ts";
import { INTERRUPTED, onInterrupt } from "../cli/interrupt.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import { loadRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";
import { checkWritable } from "../write-whole.ts";
import { checkRunsDirectory } from "./keep-run.ts";
import { playRun } from "./play-run.ts";
import { newRunId } from "./run-id.ts";
import { showResult } from "./show-result.ts";

/** `timonel backtest`: plays recorded data as fast as it goes and prints the report. @returns the exit code */
export async function backtestCommand(
  options: BacktestOptions,
  readConfig: () => Promise<Config>,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<number> {
  // The thread boots on another core while this one reads config and data.
  const thread = prepareRun();
  try {
    const config = await readConfig();
    if (options.isKept) checkRunsDirectory(config);
    const { strategyPath } = settings;
    const loaded = await loadRun(config, {
      data: options.data,
      repair: options.repair,
      strategyPath,
      defaultStrategy: undefined,
      onFault: "end run",
      playsRecordings: true,
    });
    const { html, isKept } = options;
    if (html !== undefined) checkWritable(html);
    const stops = isKept || html !== undefined;
    const how = {
      id: newRunId("backtest"),
      command: "backtest",
      speed: "max" as const,
      isKept,
      stops,
    };
    const run = await playRun(thread, loaded, how, settings, terminal);
    // What was played is worth the moment that storing takes: Ctrl-C waits for it, twice does not.
    const interrupt = onInterrupt();
    try {
      await showResult(run, options, settings, terminal, invocation);
      // A signal that came meanwhile is heard between two turns.
      await nextTurn();
      await nextTurn();
    } finally {
      interrupt.release();
    }
    return run.isComplete && !interrupt.signal.aborted ? 0 : INTERRUPTED;
  } finally {
    thread.discard();
  }
}
