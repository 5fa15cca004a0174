import type { Command } from "commander";
import type { RawOptions } from "../cli/cli-values.ts";
import { addDownload } from "./download-options.ts";

/** What `timonel data` can do, in the order of its help. A new one is a line here, an options function and a command. */
export const DATA_VERBS = ["import", "download", "list", "check", "resample", "export"] as const;
export type DataVerb = (typeof DATA_VERBS)[number];

export interface DataProgram {
  readonly data: Command;
  readonly verbs: Readonly<Record<DataVerb, Command>>;
}

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;

/** Adds `timonel data` with its verbs. `choose` learns what was asked for. */
export function addDataCommand(
  root: Command,
  choose: (verb: DataVerb, words: readonly string[], values: RawOptions) => void,
): DataProgram {
  const data = root
    .command("data")
    .description("market data: bring files in, see what is there and whether it is sound, take it out")
    .usage("<import|download|list|check|resample|export> [options]")
    .addHelpText(
      "after",
      examples(
        "timonel data import BTCUSDT-1h-2024-01.zip BTCUSDT-1h-2024-02.zip",
        "timonel data download BTC/USDT --timeframe 1h --from 2023-01-01",
        "timonel data list",
        "timonel data check --coverage",
        "timonel data export binance:BTC/USDT 1h --out btc.csv",
      ),
    );
  data.helpCommand(false);
  const add = data
    .command("import")
    .argument("<file...>", "CSV, JSON or Parquet, also in gzip or zip, or a directory of such files")
    .description("recognise files of bars, quotes or funding, check them, and keep them in the store")
    .option(
      "--symbol <symbol>",
      "what the rows are, where the file does not say: BTC/USDT, BTC/USDT:USDT, EUR/USD, SPY",
    )
    .option("--venue <venue>", "where they are from, where the file does not say: binance")
    .option("--timeframe <interval>", "bar length, where the rows do not say: 1h")
    .option("--columns <map>", "which column is what: time=Date,close=Last, by name or by number from 1")
    .option("--time-zone <zone>", "zone of times that name none: America/New_York (default: UTC)")
    .option("--date-order <dmy|mdy>", "days or months first, where dates do not tell")
    .option("--decimal <point|comma>", "what stands before decimals, where numbers do not tell: 145,120")
    .option("--dry-run", "show what would be imported and write nothing")
    .option("--merge", "add to what is stored; rows that differ from stored ones are an error (default)")
    .option("--replace", "add to what is stored; where rows differ, the new ones win")
    .option("--keep", "add to what is stored; where rows differ, the stored ones stay")
    .addHelpText(
      "after",
      examples(
        "timonel data import btc.csv --symbol BTC/USDT --venue binance --dry-run",
        "timonel data import user_data/data/binance",
        "timonel data import quotes.csv --symbol EUR/USD --time-zone Europe/London",
      ),
    )
    .action((files: readonly string[], values: RawOptions) => choose("import", files, values));
  const download = addDownload(data).action((symbols: readonly string[], values: RawOptions) =>
    choose("download", symbols, values),
  );
  const list = data
    .command("list")
    .description("show the datasets of the store")
    .addHelpText("after", examples("timonel data list", "timonel data list --json"))
    .action((values: RawOptions) => choose("list", [], values));
  const out = data
    .command("export")
    .argument("<what>", "VENUE:SYMBOL or SYMBOL of the store, or a FILE")
    .argument("[dataset]", "1h, 1m-quotes, mark-8h or funding")
    .description("write rows as CSV, JSON or Parquet")
    .option("--format <csv|json|parquet>", "default: as the name of the file says, else csv")
    .option("--out <file>", "where to; - is standard output (default: -)")
    .option("--from <date>", "first row: 2024-01-01, 2024-01-01T12:00Z or Unix ms")
    .option("--to <date>", "first row that is left out")
    .addHelpText(
      "after",
      examples(
        "timonel data export binance:BTC/USDT 1h --out btc.csv.gz",
        "timonel data export BTC/USDT 1h --from 2024-01-01 --to 2024-02-01 | head",
      ),
    )
    .action((what: string, dataset: string | undefined, values: RawOptions) =>
      choose("export", dataset === undefined ? [what] : [what, dataset], values),
    );
  const check = data
    .command("check")
    .argument("[path...]", "files, or directories with files; without one, the store")
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
  const resample = data
    .command("resample")
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
  for (const verb of [add, download, list, check, resample, out])
    verb
      .option("--store <dir>", "directory of the store (default: store.directory of the config, else data)")
      .option("--config <file>", "config file (default: timonel.yaml where there is one)")
      .option("--json", "print exactly one JSON document on stdout")
      .option("--quiet", "print the result only")
      .option("--no-color", "print without colours");
  return { data, verbs: { import: add, download, list, check, resample, export: out } };
}
