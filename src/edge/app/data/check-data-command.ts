import { dataQuality } from "../../data/index.ts";
import { renderDataCheck, renderDataRepair } from "../../report/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import type { DataCheckOptions } from "./quality-options.ts";
import { storeFiles } from "./store-files.ts";

type Quality = Awaited<ReturnType<typeof dataQuality>>;
type Checked = ReturnType<Quality["checkPaths"]>;

/** `timonel data check`. 1 where a file has an error. A repair tells what was wrong and leaves sound copies: it is done, 0. */
export async function checkDataCommand(
  options: DataCheckOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const quality = await dataQuality();
  if (options.paths.length > 0)
    return tell(check(quality, options, options.paths, terminal), quality, options, terminal);
  const store = await storeFiles(config.store.directory);
  try {
    const found = check(quality, options, store.files, terminal);
    const files = found.files.map((one) => ({ ...one, file: store.nameOf(one.file) }));
    const skipped = found.skipped.map((one) => ({ ...one, file: store.nameOf(one.file) }));
    return tell({ ...found, files, skipped }, quality, options, terminal);
  } finally {
    store.discard();
  }
}

function check(
  { checkPaths }: Quality,
  { symbol, timeframe, calendar }: DataCheckOptions,
  paths: readonly string[],
  terminal: Terminal,
): Checked {
  const startedAt = performance.now();
  const found = checkPaths(paths, { symbol, timeframe, calendar, now: Date.now() }, (done, total) =>
    terminal.progress(done, total, performance.now() - startedAt, "files"),
  );
  terminal.endProgress();
  return found;
}

function tell(
  found: Checked,
  { repairFiles }: Quality,
  { repairTo, spikes, json, coverage, all }: DataCheckOptions,
  terminal: Terminal,
): number {
  if (repairTo === undefined) {
    const look = { ...terminal.out, coverage, all };
    terminal.print(json ? JSON.stringify(found) : renderDataCheck(found, look));
    return found.sound ? 0 : 1;
  }
  const bars = found.files.filter(
    ({ content }) => content === "bars" || content === "quotes" || content === "mark",
  );
  const repair = repairFiles(
    bars.map(({ file }) => file),
    repairTo,
    spikes,
  );
  terminal.print(json ? JSON.stringify({ ...found, repair }) : renderDataRepair(repair, terminal.out));
  return 0;
}
