import type { Instrument } from "../../../core/domain/index.ts";
import type { BacktestReport } from "../../../core/views/index.ts";
import { dataQuality } from "../../data/index.ts";
import { coverageSvg, reportPage } from "../../report/index.ts";
import { importStrategies, traceIndicators } from "../../research/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import type { FinishedRun } from "./finished-run.ts";
import { recordOf } from "./report-run.ts";

/** The page of a report under its final name, with the YAML of the config in force. */
export type PageMaker = (report: BacktestReport, config: string) => string;

/**
 * Prepares the HTML page of a run that was played with `stops`.
 * @param command the line that plays it again
 */
export async function pageOf({ loaded, outcome, report }: FinishedRun, command: string): Promise<PageMaker> {
  const { plan, data } = loaded;
  const strategies = await importStrategies(plan); // Loaded before: this asks for what is there.
  const { buildCharts, renderPage } = await reportPage();
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
  const coverage = await coverageOf(loaded);
  return (named, config) => renderPage(named, charts, { command, config, coverage });
}

/** Stretches of time in the picture of how much of each series is there. */
const CELLS = 120;

async function coverageOf({ plan, data }: LoadedRun): Promise<string> {
  const { coverageOfBars } = await dataQuality();
  const rows = plan.series.flatMap(({ instrument, columns, intervalMs }, id) => {
    const { symbol, session, kind } = plan.instruments[instrument] as Instrument; // Ids are places in the list.
    const coverage = coverageOfBars({ columns, intervalMs, session, kind }, CELLS);
    return coverage === undefined ? [] : [{ name: `${symbol} ${data[id]?.timeframe ?? ""}`, coverage }];
  });
  return coverageSvg(rows);
}
