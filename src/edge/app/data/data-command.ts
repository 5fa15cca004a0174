import { dataQuality } from "../../data/index.ts";
import { renderDataCheck, renderDataRepair } from "../../report/index.ts";
import type { Terminal } from "../terminal.ts";
import type { DataCheckOptions, DataOptions, ResampleOptions } from "./data-options.ts";

/** `timonel data check` and `timonel data resample`. @returns the exit code */
export const dataCommand = (options: DataOptions, terminal: Terminal): Promise<number> =>
  options.what === "check" ? checkData(options, terminal) : resampleData(options, terminal);

/** 1 where a file has an error. A repair tells what was wrong and leaves sound copies: it is done, 0. */
async function checkData(options: DataCheckOptions, terminal: Terminal): Promise<number> {
  const { checkPaths, repairFiles } = await dataQuality();
  const { paths, symbol, timeframe, calendar, repairTo, spikes, json, coverage, all } = options;
  const startedAt = performance.now();
  const document = checkPaths(paths, { symbol, timeframe, calendar, now: Date.now() }, (done, total) =>
    terminal.progress(done, total, performance.now() - startedAt, "files"),
  );
  terminal.endProgress();
  if (repairTo === undefined) {
    const look = { ...terminal.out, coverage, all };
    terminal.print(json ? JSON.stringify(document) : renderDataCheck(document, look));
    return document.sound ? 0 : 1;
  }
  const bars = document.files.filter(
    ({ content }) => content === "bars" || content === "quotes" || content === "mark",
  );
  const repair = repairFiles(
    bars.map(({ file }) => file),
    repairTo,
    spikes,
  );
  terminal.print(json ? JSON.stringify({ ...document, repair }) : renderDataRepair(repair, terminal.out));
  return 0;
}

async function resampleData(options: ResampleOptions, terminal: Terminal): Promise<number> {
  const { refuseExisting, resampleFile, writeWhole } = await dataQuality();
  const { file, to, out, symbol, timeframe, calendar, json } = options;
  if (out !== undefined) refuseExisting(out);
  const made = resampleFile(file, to, { symbol, timeframe, calendar, now: Date.now() });
  for (const warning of made.warnings) terminal.note(`${file}: ${warning}`);
  const { csv, ...facts } = made;
  if (out !== undefined) writeWhole(out, csv);
  if (json)
    terminal.print(
      JSON.stringify({
        schema: "timonel.data-resample/1",
        file,
        out: out ?? null,
        ...facts,
        ...(out === undefined ? { csv } : {}),
      }),
    );
  else if (out === undefined) terminal.print(csv);
  else terminal.note(`${made.bars} ${to} bars written to ${out}`);
  return 0;
}
