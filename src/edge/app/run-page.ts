import { type BacktestReport, buildCharts, type PageOptions, renderPage } from "../report/index.ts";
import { importStrategies, type RunOutcome, traceIndicators } from "../research/index.ts";
import type { LoadedRun } from "./load-run.ts";
import { recordOf } from "./report-run.ts";

/** The HTML page of a run that has ended. Its stops are there when the run was played with `stops`. */
export async function runPage(
  loaded: LoadedRun,
  outcome: RunOutcome,
  report: BacktestReport,
  options: PageOptions,
): Promise<string> {
  const { plan, data } = loaded;
  const strategies = await importStrategies(plan); // Loaded before: this asks for what is there.
  const charts = buildCharts({
    record: recordOf(loaded, outcome),
    equity: report.equity,
    instruments: plan.series.map(({ instrument, intervalMs, columns }, id) => {
      const run = plan.runs.findIndex((one) => one.instrument === instrument);
      const [planned, strategy] = [plan.runs[run], strategies[run]];
      return {
        symbol: plan.instruments[instrument]?.symbol ?? "",
        timeframe: data[id]?.timeframe ?? "",
        intervalMs,
        columns,
        stops: outcome.stops.filter((stop) => stop.instrument === instrument),
        indicators: (rows) =>
          planned === undefined || strategy === undefined
            ? []
            : traceIndicators(plan, planned, strategy, rows),
      };
    }),
  });
  return renderPage(report, charts, options);
}
