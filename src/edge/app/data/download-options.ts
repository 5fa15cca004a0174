import type { Command } from "commander";
import { wrongUsage } from "../cli/cli-errors.ts";
import type { RawOptions } from "../cli/cli-values.ts";

/** What `timonel data download` alone is told. */
export interface DownloadOnly {
  /** Symbols as they were typed. */
  readonly words: readonly string[];
  /** Undefined: the venue of the config. */
  readonly venue: string | undefined;
  readonly timeframe: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly funding: boolean;
  readonly mark: boolean;
  readonly replace: boolean;
  /** How often one request is made. */
  readonly attempts: number;
  readonly url: string | undefined;
}

const EXAMPLE = "  timonel data download BTC/USDT --timeframe 1h --from 2023-01-01";
const ATTEMPTS = 6;
const ATTEMPTS_MAX = 100;
const TIMEFRAME = "1h";

/** The verb with its options; those that every verb has come from the caller. */
export function addDownload(data: Command): Command {
  return data
    .command("download")
    .argument(
      "[symbol...]",
      "BTC/USDT, or BTC/USDT:USDT for a perpetual; several with blanks or commas between",
    )
    .description("fetch bars from an exchange; goes on where an earlier download stopped or ended")
    .option(
      "--venue <name>",
      "binance, bitget, bitfinex, or what else ccxt knows (default: active_exchange of the config)",
    )
    .option("--timeframe <interval>", `bar length: 5m, 1h, 1d (default: ${TIMEFRAME})`)
    .option(
      "--from <date>",
      "first day: 2023-01-01, or 90d for 90 days ago (default: what is kept, else a year ago)",
    )
    .option("--to <date>", "end: bars that begin before it (default: now)")
    .option("--funding", "the funding rates that were paid, too (perpetuals)")
    .option("--mark", "bars of the mark price, too (perpetuals)")
    .option("--replace", "download the asked time anew, and let it win over what is kept")
    .option("--attempts <n>", `how often one request is made before giving up (default: ${ATTEMPTS})`)
    .option("--url <base>", "another address in the place of the venue's own: https://host[:port]")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        EXAMPLE,
        "  timonel data download BTC/USDT,ETH/USDT --venue bitget --timeframe 15m --from 90d",
        "  timonel data download BTC/USDT:USDT --timeframe 8h --from 2024-01-01 --funding --mark",
      ].join("\n"),
    );
}

/** @throws UserProblem, exit 2, for a value that cannot be understood; dates and names are the download's business */
export function downloadOptions(words: readonly string[], values: RawOptions): DownloadOnly {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    words,
    venue: text("venue"),
    timeframe: text("timeframe") ?? TIMEFRAME,
    from: text("from"),
    to: text("to"),
    funding: values["funding"] === true,
    mark: values["mark"] === true,
    replace: values["replace"] === true,
    attempts: attemptsOf(text("attempts")),
    url: urlOf(text("url")),
  };
}

function attemptsOf(text: string | undefined): number {
  const attempts = text === undefined ? ATTEMPTS : text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isInteger(attempts) && attempts >= 1 && attempts <= ATTEMPTS_MAX) return attempts;
  throw wrongUsage(
    "--attempts is no count",
    text ?? "",
    `a whole number from 1 to ${ATTEMPTS_MAX}`,
    "write --attempts 6",
  );
}

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Prices decide about money: unprotected they travel within this machine only. */
function urlOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (url !== undefined && isSafe && url.search === "" && url.hash === "") return text;
  throw wrongUsage(
    "--url is no address of a venue",
    text,
    "https://host[:port][/path]; http:// for 127.0.0.1 and localhost only",
    "write --url https://api.example.com, or leave it out",
  );
}
