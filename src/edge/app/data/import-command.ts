import { resolve } from "node:path";
import {
  changes,
  commitImport,
  type PlannedDataset,
  passedOver,
  planImport,
  type StoredDataset,
} from "../../data/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import type { ImportOptions } from "./data-options.ts";
import { importDocument } from "./import-document.ts";
import { previewText, writtenText } from "./preview.ts";

/**
 * `timonel data import`: reads and checks every file, shows what was recognised, and only then writes. An error in one
 * file leaves the store as it was. @returns the exit code
 */
export async function importCommand(
  options: ImportOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const { files, symbol, venue, timeframe, columns, timeZone, dateOrder, decimal, policy } = options;
  const store = resolve(config.store.directory);
  const startedAt = performance.now();
  const planned = await planImport({
    store,
    files,
    identity: { symbol, venue, timeframe, fallbackVenue: config.activeExchange },
    hints: { columns, timeZone, dateOrder, decimal },
    policy,
    onFile: (done, total) => terminal.progress(done, total, performance.now() - startedAt, "files"),
  });
  terminal.endProgress();
  for (const sentence of passedOver(files)) terminal.note(sentence);
  const say = options.json ? terminal.note : options.quiet ? () => undefined : terminal.print;
  for (const one of planned) say(previewText(one));
  const stored: (StoredDataset | undefined)[] = [];
  for (const one of planned)
    stored.push(options.dryRun ? undefined : await commitImport(store, one, Date.now()));
  if (options.json) terminal.print(JSON.stringify(importDocument(store, planned, stored, options.dryRun)));
  else for (const one of planned) terminal.print(outcome(one, store, options.dryRun));
  return 0;
}

const outcome = (planned: PlannedDataset, store: string, isDryRun: boolean): string =>
  writtenText(planned, store, isDryRun ? "would be" : changes(planned) ? "stored" : "nothing");
