import type { Instrument } from "../../../core/domain/index.ts";
import { dataQuality } from "../../data/index.ts";
import { coverageSvg, type DrawnBars, reportPage } from "../../report/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";

/** Stretches of time in the picture of how much of each series is there. */
const CELLS = 120;

/** What of a page hangs on the data alone, and on nothing that is played. */
export interface DrawnData {
  /** How much of the data is there, as a picture. */
  readonly coverage: string;
  /** By series. */
  readonly bars: readonly DrawnBars[];
}

export async function drawData(loaded: LoadedRun): Promise<DrawnData> {
  const { drawBars } = await reportPage();
  const { series } = loaded.plan;
  const bars = series.map(({ columns, intervalMs }) => drawBars(columns, intervalMs, series.length));
  return { coverage: await coverageOf(loaded), bars };
}

async function coverageOf({ plan, data }: LoadedRun): Promise<string> {
  const { coverageOfBars } = await dataQuality();
  const rows = plan.series.flatMap(({ instrument, columns, intervalMs }, id) => {
    const { symbol, session, kind } = plan.instruments[instrument] as Instrument; // Ids are places in the list.
    const coverage = coverageOfBars({ columns, intervalMs, session, kind }, CELLS);
    return coverage === undefined ? [] : [{ name: `${symbol} ${data[id]?.timeframe ?? ""}`, coverage }];
  });
  return coverageSvg(rows);
}
