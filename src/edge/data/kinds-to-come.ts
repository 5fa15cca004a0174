/** Real data that this version cannot trade yet, told by its name: recognised, and refused in words. */
import { misused } from "./data-problem.ts";
import { parseFeedName } from "./feeds/feed-name.ts";
import type { FileName } from "./file-name.ts";

const NOT_YET: Readonly<Record<Exclude<FileName["content"], "bars" | "quotes">, string>> = {
  funding:
    "this file holds funding rates, which go with bars: leave it beside them, or name it in symbols.S.funding",
  mark: "this file holds mark prices, which go with bars: leave it beside them, or name it in symbols.S.mark",
  monthly: "months differ in length, so a month is no interval here",
};

/** @throws DataProblem, exit 2, for what is no file of bars by its name */
export function refuseContent(file: string, name: FileName): void {
  if (name.content === "bars" || name.content === "quotes") return;
  const fix = name.content === "monthly" ? "use the 1d file" : "choose a file of bars";
  throw misused({
    where: file,
    message: NOT_YET[name.content],
    allowed: "bars such as 1m, 15m, 1h, 1d or 1w",
    fix,
  });
}

/** @throws DataProblem, exit 2, for futures, told by the name */
export function refuseMarket(file: string, name: FileName): void {
  if (name.market === "known") return;
  throw misused({
    where: file,
    message: `${name.symbol} looks like a future: these come in a later version`,
    allowed: "crypto, US shares and currencies",
    fix: "choose another file, or say SYMBOL=FILE if the name misleads",
  });
}

/** @throws DataProblem, exit 2, for a recording of raw streams, told by its name, where only bars can be read */
export function refuseFeed(file: string): void {
  if (parseFeedName(file) === undefined) return;
  throw misused({
    where: file,
    message:
      "this is a recording of raw streams, which is played as it is: it is neither imported nor resampled",
    allowed: "files of bars",
    fix: "name it: timonel backtest --data FILE --timeframe 1s",
  });
}
