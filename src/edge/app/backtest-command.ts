import { renderSummary } from "../report/index.ts";
import { prepareRun } from "../research/index.ts";
import { commandAgain } from "./again.ts";
import type { BacktestOptions } from "./cli-options.ts";
import type { Config } from "./config/index.ts";
import { INTERRUPTED } from "./interrupt.ts";
import { loadRun } from "./load-run.ts";
import { playRun } from "./play-run.ts";
import { newRunId } from "./run-id.ts";
import { runPage } from "./run-page.ts";
import type { Settings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { checkWritable, writeWhole } from "./write-whole.ts";

/** `timonel backtest`: plays recorded data as fast as it goes and prints the report. @returns the exit code */
export async function backtestCommand(
  options: BacktestOptions,
  readConfig: () => Promise<Config>,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  // The thread boots on another core while this one reads config and data.
  const thread = prepareRun();
  try {
    const config = await readConfig();
    const { strategyPath } = settings;
    const loaded = await loadRun(config, {
      data: options.data,
      strategyPath,
      defaultStrategy: undefined,
      onFault: "end run",
    });
    const { html } = options;
    if (html !== undefined) checkWritable(html);
    const stops = html !== undefined;
    const how = { id: newRunId("backtest"), command: "backtest", speed: "max" as const, stops };
    const { report, outcome, isComplete } = await playRun(thread, loaded, how, settings, terminal);
    terminal.print(options.json ? JSON.stringify(report) : renderSummary(report, terminal.out));
    if (html !== undefined) {
      const command = commandAgain(process.argv.slice(2));
      writeWhole(html, await runPage(loaded, outcome, report, { command }));
      terminal.note(`wrote ${html}`);
    }
    return isComplete ? 0 : INTERRUPTED;
  } finally {
    thread.discard();
  }
}
