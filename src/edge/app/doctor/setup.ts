import { resolveParams } from "../../../core/strategy/index.ts";
import type { LoadedBars } from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { DoctorCheck } from "../../report/index.ts";
import { findStrategy, importStrategy } from "../../strategies/index.ts";
import { type Config, ConfigProblem, loadConfig } from "../config/index.ts";
import { demoDataFor } from "../plan/demo-data.ts";
import { isWithoutData, loadAll } from "../plan/load-run.ts";
import type { Settings } from "../settings.ts";

/** The sentence and the advice of a problem, each in its place. Anything else is a bug of ours and stays one. */
function refusedAs(name: string, error: unknown): DoctorCheck[] {
  if (!(error instanceof UserProblem)) throw error;
  const all = error instanceof ConfigProblem ? error.problems : [error.details];
  return all.map(({ where, message, found, allowed, fix }) => {
    const detail = [
      where === undefined ? message : `${where}: ${message}`,
      ...(found === undefined ? [] : [`found: ${found}`]),
      ...(allowed === undefined ? [] : [`allowed: ${allowed}`]),
    ].join("; ");
    return { name, result: "failed" as const, detail, ...(fix === undefined ? {} : { fix }) };
  });
}

/** The configuration of a run here, and what there is to say about it. */
export async function checkConfig(
  path: string | undefined,
  overrides: Settings["overrides"],
): Promise<{ readonly config?: Config; readonly checks: readonly DoctorCheck[] }> {
  const name = "config";
  try {
    const explicit = path !== undefined;
    const config = await loadConfig({
      path,
      explicit,
      overrides: { environment: overrides },
    });
    const symbols = `${config.symbols.length} ${config.symbols.length === 1 ? "symbol" : "symbols"}`;
    const detail =
      config.sources.length === 0
        ? "no timonel.yaml here: the built-in defaults hold (timonel init writes one)"
        : `${config.sources.join(", ")}: valid, ${symbols}, mode ${config.mode}`;
    const notices = config.notices.map((notice) => ({ name, result: "warning" as const, detail: notice }));
    return { config, checks: [{ name, result: "ok", detail }, ...notices] };
  } catch (error) {
    const checks = refusedAs(name, error);
    return {
      checks: checks.some(({ detail }) => /: venues: /.test(detail)) ? [...checks, ROUND_TRIP] : checks,
    };
  }
}

const ROUND_TRIP: DoctorCheck = {
  name: "venues",
  result: "warning",
  detail: "a venue is configured, but this version connects to none: its round trip is measured once it does",
};

/** The recorded data that the config or `--data` names: there, readable, whole? */
export async function checkData(config: Config, data: readonly string[]): Promise<DoctorCheck[]> {
  try {
    if (isWithoutData(config, data)) return await checkDemoData(config);
    return (await loadAll(config, data)).flatMap(stateOf);
  } catch (error) {
    return refusedAs("data", error);
  }
}

/** Whoever always names data with `--data` needs none in the config: what `run` would refuse is a warning. */
async function checkDemoData(config: Config): Promise<DoctorCheck[]> {
  let files: readonly string[];
  try {
    files = demoDataFor(config);
  } catch (error) {
    return refusedAs("data", error).map((check) => ({ ...check, result: "warning" }));
  }
  return [demoData(await loadAll({ ...config, symbols: [] }, files))];
}

const demoData = (bars: readonly LoadedBars[]): DoctorCheck => ({
  name: "data",
  result: "ok",
  detail: `none is named: \`run\` plays the demo data (${bars.map(({ symbol }) => symbol).join(", ")}: readable), \`backtest\` asks for --data`,
});

/** `2023-01-01`. */
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function stateOf({ symbol, interval, rows, from, to, gaps, missing, warnings }: LoadedBars): DoctorCheck[] {
  const name = `data ${symbol}`;
  const holes = gaps === 0 ? "no gaps" : `${missing} bars missing in ${gaps} ${gaps === 1 ? "gap" : "gaps"}`;
  const detail = `${interval}, ${rows} bars, ${day(from)} to ${day(to)}, ${holes}`;
  return [
    { name, result: "ok", detail },
    ...warnings.map((warning) => ({ name, result: "warning" as const, detail: warning })),
  ];
}

/** Every strategy that the config names loads, and takes its parameters. */
export async function checkStrategies(
  config: Config,
  strategyPath: readonly string[],
): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  for (const { symbol, strategy: wanted, params } of config.symbols) {
    if (wanted === null) {
      const detail = `${symbol} has no strategy: \`run\` gives it ema-cross, \`backtest\` asks for --strategy`;
      checks.push({ name: "strategy", result: "warning", detail, fix: `set symbols.${symbol}.strategy` });
      continue;
    }
    const name = `strategy ${symbol}`;
    try {
      const source = findStrategy(wanted, strategyPath, config.places[`symbols.${symbol}.strategy`]);
      const strategy = await importStrategy(source);
      const resolved = resolveParams(strategy.params, params);
      checks.push(
        ...(resolved.ok
          ? [{ name, result: "ok" as const, detail: `${strategy.name} ${strategy.version} loads` }]
          : resolved.error.map((bad) => ({
              name,
              result: "failed" as const,
              detail: `${strategy.name} does not take ${bad.found} for ${bad.name}; allowed: ${bad.allowed}`,
              fix: `change symbols.${symbol}.params.${bad.name}`,
            }))),
      );
    } catch (error) {
      checks.push(...refusedAs(name, error));
    }
  }
  if (checks.length > 0) return checks;
  return [{ name: "strategy", result: "ok", detail: "the config names no symbol, so there is none to load" }];
}
