import type { BacktestReport } from "../../../core/views/index.ts";
import { type DrawnBars, reportPage } from "../../report/index.ts";
import { importStrategies, traceIndicators } from "../../research/index.ts";
import { drawData } from "./draw-data.ts";
import type { FinishedRun } from "./finished-run.ts";
import { recordOf } from "./report-run.ts";

/** The page of a report under its final name, with the YAML of the config in force. */
export type PageMaker = (report: BacktestReport, config: string) => string;

/**
 * Prepares the HTML page of a run that was played with `stops`.
 * @param command the line that plays it again
 */
export async function pageOf(
  { loaded, outcome, report, drawn = drawData(loaded) }: FinishedRun,
  command: string,
): Promise<PageMaker> {
  const { plan, data } = loaded;
  const strategies = await importStrategies(plan); // Loaded before: this asks for what is there.
  const { buildCharts, renderPage } = await reportPage();
  const { coverage, bars } = await drawn;
  const charts = buildCharts({
    record: recordOf(loaded, outcome),
    equity: report.equity,
    instruments: plan.series.map(({ instrument, intervalMs }, id) => {
      const run = plan.runs.findIndex((one) => one.instrument === instrument);
      const [planned, strategy] = [plan.runs[run], strategies[run]];
      return {
        symbol: plan.instruments[instrument]?.symbol ?? "",
        timeframe: data[id]?.timeframe ?? "",
        intervalMs,
        drawn: bars[id] as DrawnBars, // One for each series.
        stops: outcome.stops.filter((stop) => stop.instrument === instrument),
        indicators: (rows) =>
          planned === undefined || strategy === undefined
            ? []
            : traceIndicators(plan, planned, strategy, rows),
      };
    }),
  });
  return (named, config) => renderPage(named, charts, { command, config, coverage });
}
