import { resolve } from "node:path";
import { type DownloadRequest, loadDownload } from "../../data/index.ts";
import { renderDownload } from "../../report/index.ts";
import { INTERRUPTED, onInterrupt } from "../cli/interrupt.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { Config } from "../config/index.ts";
import type { DownloadOptions } from "./data-options.ts";

/** `timonel data download`: fetches history from a venue into the store. @returns the exit code */
export async function downloadCommand(
  options: DownloadOptions,
  { store, activeExchange }: Config,
  terminal: Terminal,
): Promise<number> {
  const interrupt = onInterrupt();
  try {
    const { download, realPace } = await loadDownload();
    const venue = options.venue ?? activeExchange;
    const request: DownloadRequest = {
      ...options,
      symbols: options.words,
      venue,
      store: resolve(store.directory),
    };
    const document = await download(request, {
      signal: interrupt.signal,
      pace: realPace,
      note: terminal.note,
      progress: terminal.progress,
    });
    terminal.endProgress();
    terminal.print(options.json ? JSON.stringify(document) : renderDownload(document, terminal.out));
    return document.complete ? 0 : INTERRUPTED;
  } finally {
    terminal.endProgress();
    interrupt.release();
  }
}
