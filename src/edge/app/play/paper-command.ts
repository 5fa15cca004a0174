import { statusOf } from "../../../core/views/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { renderApproval, renderFill, renderStatus } from "../../report/index.ts";
import { faultText, type LiveReport, type PlannedRun, prepareRun } from "../../research/index.ts";
import type { RunOptions } from "../cli/cli-options.ts";
import { INTERRUPTED } from "../cli/interrupt.ts";
import type { Invocation } from "../cli/invocation.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import { refuseLatched } from "../live/take-run.ts";
import { demoDataFor } from "../plan/demo-data.ts";
import { isWithoutData, loadRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";
import type { FinishedRun } from "./finished-run.ts";
import { checkRunsDirectory } from "./keep-run.ts";
import type { PaperTask, Telling } from "./paper-task.ts";
import { playRun } from "./play-run.ts";
import { newRunId } from "./run-id.ts";
import { showResult } from "./show-result.ts";

const DEMO_STRATEGY = "ema-cross";
/** A day of data in a second, where nobody says otherwise. */
const SPEED = 86_400;
const STATUS_EVERY_MS = 20_000;

/**
 * `timonel run --mode paper`: recorded data let pass at a chosen speed through the engine and the simulated exchange.
 * One line a fill, a status block now and then, the report at the end. What is stored is written down as it happens, and
 * taken up again where a process died. @returns the exit code
 */
export async function paperCommand(
  options: RunOptions,
  readConfig: () => Promise<Config>,
  settings: Settings,
  terminal: Terminal,
  invocation: Invocation,
): Promise<number> {
  const config = await readConfig();
  if (options.isKept) {
    checkRunsDirectory(config);
    refuseLatched(config.runs.directory);
  } else if (config.automation.level === "semi") throw unattended(config.places["automation.level"]);
  const isDemo = isWithoutData(config, options.data);
  const data = isDemo ? demoDataFor(config) : options.data;
  const loaded = await loadRun(config, {
    data,
    repair: options.repair,
    strategyPath: settings.strategyPath,
    defaultStrategy: isDemo ? DEMO_STRATEGY : undefined, // Else trading is a decision.
    onFault: "stop strategy",
    isAttended: options.isKept,
  });
  const id = newRunId("paper");
  const speed = options.speed ?? SPEED;
  // With --json standard output belongs to the document alone.
  const say = options.json ? terminal.note : options.quiet ? () => undefined : terminal.print;
  const look = options.json ? terminal.err : terminal.out;
  const symbols = loaded.plan.instruments.map(({ symbol }) => symbol).join(", ");
  const announce = (run: string): Telling => {
    say(
      `paper run ${run}: ${loaded.strategies.join(", ")} on ${symbols}, ${isDemo ? "demo data" : "recorded data"}, speed ${speed}`,
    );
    const facts = { run, currency: config.account.currency, runs: loaded.plan.runs };
    return { statusEveryMs: STATUS_EVERY_MS, onReport: (report) => say(textOf(report, facts, look)) };
  };
  const task: PaperTask = { loaded, id, speed, options, settings, terminal, invocation, say, announce };
  if (options.isKept) {
    const { playJournaled } = await import("../live/play-journaled.ts");
    return playJournaled(task);
  }
  const run = await playUnrecorded(task);
  say("");
  await showResult(run, options, settings, terminal, invocation);
  return run.isComplete ? 0 : INTERRUPTED;
}

/** Nothing may open without a yes, and nobody could give one. */
const unattended = (where: string | undefined): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where: where ?? "command line",
    message: "automation.level is semi, and a run that is not kept cannot be answered",
    found: "--no-keep",
    allowed: "a run that is kept, or automation.level full",
    fix: "leave --no-keep out, or set automation: { level: full }",
  });

/** A run that nobody wants to keep leaves nothing behind, and cannot be taken up. */
async function playUnrecorded({
  loaded,
  id,
  speed,
  settings,
  terminal,
  announce,
}: PaperTask): Promise<FinishedRun> {
  const thread = prepareRun();
  try {
    const live = announce(id);
    const how = { id, command: "run", speed, live, isKept: false, stops: false };
    return await playRun(thread, loaded, how, settings, terminal);
  } finally {
    thread.discard();
  }
}

interface Told {
  readonly run: string;
  readonly currency: string;
  readonly runs: readonly PlannedRun[];
}

function textOf(report: LiveReport, { run, currency, runs }: Told, look: Terminal["out"]): string {
  switch (report.kind) {
    case "fill":
      return renderFill({ ...report, pnl: report.trade?.pnl, currency }, look);
    case "liquidation": {
      const insured =
        report.insured === 0n ? "" : "; its loss went beyond the margin, the insurance fund took the rest";
      return `liquidated: the margin of ${report.symbol} was used up${insured}`;
    }
    case "approval":
      return renderApproval(report.told);
    case "latch":
      return `latched: ${report.latch.kind}, no new risk until ${report.latch.endsBy}`;
    case "fault":
      return `stopped: ${faultText(report.fault, runs)}; it adds no more risk, its protection stays`;
    case "status":
      return `\n${renderStatus(statusOf({ ...report.status, run, mode: "paper" }), look)}`;
  }
}
