import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { StoryName, StoryRange, WhyDocument } from "../../../core/views/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { prepareRun, type RunOutcome, type RunPlan } from "../../research/index.ts";
import { CONFIG, readRunFile, readRunReport, type StoredRun } from "../../runs/index.ts";
import { INTERRUPTED, onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import { configHash, loadConfig } from "../config/index.ts";
import { type LoadedRun, loadRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/** What a run tells about one of its orders, and what it came to. */
export interface RunStory {
  /** Undefined where there is no such order. */
  readonly story: WhyDocument | undefined;
  readonly range: StoryRange;
  readonly loaded: LoadedRun;
  readonly outcome: RunOutcome;
}

/** How the machine is looked after while it plays. */
export interface Surroundings {
  readonly settings: Settings;
  readonly terminal: Terminal;
}

/**
 * The story of an order of a finished run: it is played again from what was stored of it, and has to decide the same to
 * the last fill. @throws UserProblem, exit 5, when its data, strategies or settings are not what they were
 */
export async function storyOf(run: StoredRun, name: StoryName, around: Surroundings): Promise<RunStory> {
  const loaded = await loadAgain(run, around.settings);
  if (run.manifest.command === "run" && loaded.config.automation.level === "semi")
    throw new UserProblem({
      exitCode: 2,
      where: "command line",
      message: "a person answered the openings of this run: played once more, nobody could be asked",
      found: "automation.level: semi",
      allowed: "a run of another level, or a backtest",
      fix: "leave --without out; or ask a backtest of the same config",
    });
  const outcome = await playAgain(run, loaded, loaded.plan, name, around);
  if (outcome.hash !== run.manifest.hash) throw decidesOtherwise(run, outcome.hash, around);
  return { ...toldOf(run, outcome), loaded, outcome };
}

/** The same under a plan that differs on purpose: nothing is compared. */
export async function storyUnder(
  run: StoredRun,
  { loaded }: RunStory,
  plan: RunPlan,
  name: StoryName,
  around: Surroundings,
): Promise<RunStory> {
  const outcome = await playAgain(run, loaded, plan, name, around);
  return { ...toldOf(run, outcome), loaded, outcome };
}

function toldOf({ manifest }: StoredRun, { told }: RunOutcome): Pick<RunStory, "story" | "range"> {
  const none = {
    ...{ orders: 0, trades: 0, signals: 0, refused: { first: [], total: 0 } },
    ...{ below: undefined, above: undefined, nth: undefined },
  };
  const { story, range } = told ?? { story: undefined, range: none };
  return { story: story && { ...story, run: manifest.id }, range };
}

async function playAgain(
  run: StoredRun,
  loaded: LoadedRun,
  plan: RunPlan,
  story: StoryName,
  { settings, terminal }: Surroundings,
): Promise<RunOutcome> {
  const { complete } = run.manifest;
  if (!complete && plan.tapes !== undefined) throw stoppedOnRecording(run);
  const thread = prepareRun();
  const interrupt = onInterrupt();
  const startedAt = performance.now();
  try {
    const outcome = await thread.play(plan, {
      speed: "max",
      heartbeatMs: settings.heartbeatSeconds * 1_000,
      onProgress: (bars) => terminal.progress(bars, loaded.bars, performance.now() - startedAt),
      story,
      barsMax: complete ? undefined : (await readRunReport({ kind: "stored", run })).bars,
      signal: interrupt.signal,
    });
    if (interrupt.signal.aborted) throw new Interrupted();
    return outcome;
  } finally {
    terminal.endProgress();
    interrupt.release();
    thread.discard();
  }
}

/** It stopped between two messages that no bar tells apart. */
const stoppedOnRecording = ({ path }: StoredRun): UserProblem =>
  new UserProblem({
    exitCode: 2,
    where: path,
    message: "a backtest on a recording that was stopped cannot be played again to the same place",
    allowed: "one that came to its end",
    fix: "play it to its end, and ask about that run",
  });

/** Ctrl-C: half a run tells half of a story. */
export class Interrupted extends Error {
  readonly exitCode = INTERRUPTED;
}

/** The run as it was planned. @throws UserProblem, exit 5, naming the first thing that has changed */
async function loadAgain(run: StoredRun, settings: Settings): Promise<LoadedRun> {
  const { manifest, path } = run;
  const { again, command, strategies } = manifest;
  for (const { name, file, sha256 } of strategies)
    if (sha256 !== "" && hashOf(file) !== sha256)
      throw changed(file, `strategy ${name} is not the one that was played`, again.version);
  readRunFile(run, CONFIG); // Whole, or refused.
  const config = await loadConfig({
    path: join(path, CONFIG),
    explicit: true,
    overrides: { command: command === "run" ? "run" : "backtest" },
  });
  const own = (again.environment["TIMONEL_STRATEGY_PATH"] ?? "")
    .split(delimiter)
    .filter((part) => part !== "");
  const loaded = await loadRun(config, {
    data: [],
    repair: again.commandLine.includes("--repair"),
    strategyPath: [...own.map((part) => resolve(again.directory, part)), ...settings.strategyPath],
    defaultStrategy: undefined,
    onFault: command === "run" ? "stop strategy" : "end run",
    playsRecordings: true,
  });
  for (const { source } of loaded.plan.runs) {
    const file = fileURLToPath(source.url);
    const known = strategies.filter(({ name }) => name === source.name);
    if (known.length > 0 && known.every(({ sha256 }) => sha256 !== hashOf(file)))
      throw changed(file, `strategy ${source.name} is not the one that was played`, again.version);
  }
  if (loaded.dataHash() !== manifest.dataHash) {
    const file = manifest.data.find(({ path: data, sha256 }) => hashOf(data) !== sha256)?.path ?? path;
    throw changed(file, "the data are not those that were played", again.version);
  }
  if (configHash(loaded.config) !== manifest.configHash)
    throw changed(join(path, CONFIG), "the settings mean something else to this version", again.version);
  return loaded;
}

/** Empty where there is no such file. */
const hashOf = (file: string): string =>
  existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "";

const changed = (where: string, message: string, version: string): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where,
    message,
    allowed: `what was there when the run was stored (timonel ${version})`,
    fix: "bring the old one back, or run it again: `timonel backtest`",
  });

const decidesOtherwise = ({ manifest, path }: StoredRun, hash: string, _: Surroundings): UserProblem =>
  new UserProblem({
    exitCode: 5,
    where: path,
    message: `the same data, strategies and settings decide something else now: ${manifest.command === "run" ? "somebody told the run something while it went on, or " : ""}another version made it`,
    found: `decision hash ${hash.slice(0, 12)}`,
    allowed: `${manifest.hash.slice(0, 12)}, by timonel ${manifest.again.version} on Node ${manifest.again.node}`,
    fix:
      manifest.command === "run"
        ? `\`timonel replay ${manifest.id} --verify\` repeats a run with all that it was told, and says whether it is the same`
        : "run it again, or ask the version that made it",
  });
