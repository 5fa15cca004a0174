import type { Command } from "commander";
import type { RawOptions } from "../cli-values.ts";

/** The verbs below `timonel data`, with their options and help. */
export function addDataVerbs(
  root: Command,
  addOutputOptions: (command: Command) => Command,
  choose: (what: string, paths: readonly string[], values: RawOptions) => void,
): Command {
  const data = root
    .command("data")
    .usage("<verb> [options]")
    .description("check recorded market data, repair it, make longer bars of it")
    .addHelpText(
      "after",
      "\nExamples:\n  timonel data check data/demo\n  timonel data resample BTCUSDT_5m.csv.gz --to 1h",
    );
  addOutputOptions(data.command("check"))
    .argument("<path...>", "files, or directories with files")
    .description("find gaps, halts, duplicates, broken and unsorted rows, bad prints, splits, wrong clocks")
    .option("--symbol <symbol>", "what the files hold, where their names do not say it: SPY, BTC/USDT")
    .option("--timeframe <interval>", "the bar length they must have: 5m, 1h, 1d")
    .option("--calendar <file>", "market-hours database in LEAN's form: FILE or FILE#ENTRY")
    .option("--coverage", "show how much of each series is there, as a picture")
    .option("--all", "show every finding, not the first five of a kind")
    .option("--repair", "write repaired copies to --out; the originals stay")
    .option("--out <path>", "with --repair: a FILE for one file, else a DIR")
    .option(
      "--spikes <what>",
      "with --repair: keep bad prints (default), mark them in a column, or drop them",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  timonel data check data/demo --coverage\n  timonel data check bars.csv --repair --out repaired.csv\n\n" +
        "Exit code 1 where a file has an error, 0 where there are only warnings.",
    )
    .action((paths: readonly string[], values: RawOptions) => choose("check", paths, values));
  addOutputOptions(data.command("resample"))
    .argument("<file>", "a file of bars")
    .description("make longer bars: exact volumes, days by the hours of the market, weeks from Monday")
    .requiredOption("--to <interval>", "the length of the bars to make: 15m, 1h, 1d, 1w")
    .option("--out <file>", "where to; - or nothing is standard output, a name in .gz is packed")
    .option("--symbol <symbol>", "what the file holds, where its name does not say it")
    .option("--timeframe <interval>", "the length of its bars, where neither name nor rows tell it")
    .option("--calendar <file>", "market-hours database in LEAN's form: FILE or FILE#ENTRY")
    .addHelpText(
      "after",
      "\nExamples:\n  timonel data resample binance-spot_BTCUSDT_5m_2024.csv.gz --to 1h --out BTCUSDT_1h.csv",
    )
    .action((file: string, values: RawOptions) => choose("resample", [file], values));
  return data;
}
