import { dataQuality, newFile } from "../../data/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { ResampleOptions } from "./quality-options.ts";

/** `timonel data resample`. @returns the exit code */
export async function resampleCommand(options: ResampleOptions, terminal: Terminal): Promise<number> {
  const { resampleFile, writeWhole } = await dataQuality();
  const { file, to, out, symbol, timeframe, calendar, json } = options;
  const target = out === undefined ? undefined : newFile(out);
  const made = resampleFile(file, to, { symbol, timeframe, calendar, now: Date.now() });
  for (const warning of made.warnings) terminal.note(`${file}: ${warning}`);
  const { csv, ...facts } = made;
  if (target !== undefined) writeWhole(target, csv);
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
