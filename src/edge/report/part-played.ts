import type { BacktestReport } from "../../core/views/index.ts";
import { count } from "./format.ts";

/** For a run that ended before its data: what is told of the data is told of the whole files. Undefined: all was played. */
export function partPlayed({ bars, data }: Pick<BacktestReport, "bars" | "data">): string | undefined {
  const read = data.reduce((sum, one) => sum + one.bars, 0);
  return bars < read
    ? `This is about all that was read: ${count(bars)} of ${count(read)} bars were played, and what is dated later was not met.`
    : undefined;
}
