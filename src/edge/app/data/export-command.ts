import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseSymbol } from "../../../core/domain/index.ts";
import { type ExportRequest, exportDataset } from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import type { ExportOptions } from "./data-options.ts";

/** `timonel data export`: rows of the store, or of a file, as others read them. @returns the exit code */
export async function exportCommand(
  options: ExportOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const { format, out, since, until } = options;
  const store = resolve(config.store.directory);
  if (options.json && out === undefined)
    throw wrongUsage(
      "--json is a document about the export, so the rows need a file",
      "--out -",
      "--out FILE",
      "add --out FILE, or leave --json out (--format json writes the rows as JSON)",
    );
  const exported = await exportDataset({ store, from: sourceOf(options, config), format, out, since, until });
  const { name, rows, text } = exported;
  if (text !== undefined) terminal.print(text);
  else if (options.json)
    terminal.print(JSON.stringify({ schema: "timonel.export/1", from: name, format, out, rows }));
  else terminal.note(`${name}: ${rows} rows written to ${out}`);
  return 0;
}

function sourceOf({ what, dataset }: ExportOptions, config: Config): ExportRequest["from"] {
  if (dataset === undefined) {
    if (existsSync(what) && statSync(what).isFile())
      return { file: what, fallbackVenue: config.activeExchange };
    const isSymbol = symbolOf(what) !== undefined && !/\.\w{2,7}$/.test(what);
    if (!isSymbol)
      throw new UserProblem({
        exitCode: 5,
        where: what,
        message: "there is no such file",
        allowed: "VENUE:SYMBOL INTERVAL, or FILE",
        fix: "check the path; `timonel data list` shows what the store has",
      });
    throw wrongUsage(
      "which bars of it?",
      what,
      "VENUE:SYMBOL INTERVAL, or FILE",
      `write timonel data export ${what} 1h`,
    );
  }
  const [venue, spelling] = /^([a-z][a-z0-9_-]*):(.+)$/.exec(what)?.slice(1) ?? [undefined, what];
  const symbol = symbolOf(spelling ?? what);
  if (symbol === undefined)
    throw wrongUsage(
      "this is no symbol",
      what,
      "binance:BTC/USDT, BTC/USDT, EUR/USD or SPY",
      "see `timonel data list`",
    );
  return { venue, symbol, stem: dataset };
}

/** A future is called what it is called: 6EH4. */
const symbolOf = (spelling: string): string | undefined =>
  parseSymbol(spelling)?.symbol ?? (/^[A-Z0-9]{2,8}$/.test(spelling) ? spelling : undefined);
