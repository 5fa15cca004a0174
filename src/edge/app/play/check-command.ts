import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BarColumns } from "../../../core/market/index.ts";
import { dataQuality, headOf } from "../../data/index.ts";
import { renderCheck } from "../../report/index.ts";
import {
  type CheckSubject,
  checkDocument,
  leakySubjects,
  loadSubject,
  PARTS,
  prepareRun,
  type RunPlan,
  type SubjectCode,
} from "../../research/index.ts";
import { isShipped, type StrategySource, shippedStrategies } from "../../strategies/index.ts";
import type { CheckOptions } from "../cli/cli-options.ts";
import { INTERRUPTED, onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import { type Config, loadConfig } from "../config/index.ts";
import { DEMO_DATA, demoDataFor } from "../plan/demo-data.ts";
import { isWithoutData, loadAll, loadRun } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/** The same bars as those of perpetuals: what is checked may go short, and may follow one by the name of the other. */
const SELF_TEST_DATA = ["BNB", "BTC", "ETH"].map(
  (coin) => `${coin}/USDT:USDT=${join(DEMO_DATA, `binance-spot_${coin}USDT_15m_2023.csv.gz`)}`,
);
/** Bars of each symbol that the self-test plays: enough for dozens of decisions, few enough for a coffee. */
const SELF_TEST_BARS = { lookahead: 2_500, warmup: 6_000 } as const;

/**
 * `timonel check`: looks for decisions that hang on the future, or on where the data starts. Without a strategy it tests
 * itself: it must find every fixture that leaks, and nothing in the strategies that ship. @returns the exit code
 */
export async function checkCommand(
  options: CheckOptions,
  readConfig: () => Promise<Config>,
  settings: Settings,
  terminal: Terminal,
): Promise<number> {
  const { check } = options;
  const thread = prepareRun();
  const interrupt = onInterrupt();
  const startedAt = performance.now();
  try {
    const subjects = isSelfTest(options)
      ? await selfTest(check)
      : [await userSubject(await readConfig(), options, settings.strategyPath)];
    const task = { check, subjects };
    const results = await thread.check(task, {
      heartbeatMs: settings.heartbeatSeconds * 1_000,
      onProgress: (done) => terminal.progress((100 * done) / PARTS, 100, performance.now() - startedAt, "%"),
      signal: interrupt.signal,
    });
    terminal.endProgress();
    if (results.length < subjects.length) {
      terminal.note(
        `stopped: ${results.length} of ${subjects.length} strategies were checked, nothing is proved`,
      );
      return INTERRUPTED;
    }
    const document = checkDocument(task, results, performance.now() - startedAt);
    terminal.print(options.json ? JSON.stringify(document) : renderCheck(document, terminal.out));
    return document.clean ? 0 : 1;
  } finally {
    terminal.endProgress();
    interrupt.release();
    thread.discard();
  }
}

/** Nothing is said of what to check. */
const isSelfTest = ({ config, data, symbols, overrides }: CheckOptions): boolean =>
  config === undefined && data.length === 0 && symbols === undefined && overrides.length === 0;

type Bars = Awaited<ReturnType<typeof loadAll>>;

async function userSubject(
  config: Config,
  { data, repair }: CheckOptions,
  strategyPath: readonly string[],
): Promise<CheckSubject> {
  const reader = repair ? (await dataQuality()).readRepairedBars : undefined;
  const bars = await loadAll(config, isWithoutData(config, data) ? demoDataFor(config) : data, reader);
  return subjectOf(config, bars, strategyPath);
}

async function subjectOf(config: Config, bars: Bars, strategyPath: readonly string[]): Promise<CheckSubject> {
  const { plan, strategies, codes } = await planned(config, bars, strategyPath);
  return {
    name: strategies.join(", "),
    source: plan.runs.every(({ source }) => isShipped(source)) ? "shipped" : "user",
    expected: "clean",
    plan,
    codes,
    files: plan.runs.map(({ source }) => fileURLToPath(source.url)),
  };
}

/** The fixtures on one symbol; the strategies that ship on all three, because they may follow several. */
async function selfTest(check: CheckOptions["check"]): Promise<readonly CheckSubject[]> {
  const rows = SELF_TEST_BARS[check];
  const names = shippedStrategies();
  const plain = await plainConfig("ema-cross");
  const bars = (await loadAll(plain, SELF_TEST_DATA)).map((one) => ({
    ...one,
    columns: headOf(one.columns, rows),
    rows,
  }));
  const shipped: CheckSubject[] = [];
  for (const name of names) shipped.push(await subjectOf(await plainConfig(name), bars, []));
  const { plan } = await subjectOf(
    plain,
    bars.filter(({ symbol }) => symbol.startsWith("BTC")),
    [],
  );
  return [...leakySubjects(check, plan), ...shipped];
}

/** What is built in, and no file of the directory it happens to be called in. */
const plainConfig = (strategy: string): Promise<Config> =>
  loadConfig({
    path: "",
    explicit: false,
    overrides: {
      command: "backtest",
      commandLine: [{ key: "symbols.*.strategy", text: strategy, where: "timonel check" }],
    },
  });

/** A plan, and how the code of each of its strategies is loaded. */
async function planned(
  config: Config,
  bars: Bars,
  strategyPath: readonly string[],
): Promise<{ plan: RunPlan; strategies: readonly string[]; codes: readonly SubjectCode[] }> {
  const codes: SubjectCode[] = [];
  const load = async (source: StrategySource, columns: BarColumns) => {
    const { strategy, code } = await loadSubject(source, columns);
    codes.push(code);
    return strategy;
  };
  const sources = { data: [], strategyPath, onFault: "end run", defaultStrategy: undefined, load } as const;
  const { plan, strategies } = await loadRun(config, sources, bars);
  return { plan, strategies, codes };
}
