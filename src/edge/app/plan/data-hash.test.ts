/** The hash of the data tells whatever a run reads apart. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../config/index.ts";
import { loadRun } from "./load-run.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-hash-"));
afterAll(() => rmSync(directory, { recursive: true }));

const config = await loadConfig({ path: "", explicit: false });
const defaultStrategy = join(
  import.meta.dirname,
  "..",
  "..",
  "..",
  "..",
  "dist",
  "strategies",
  "ema-cross.js",
);

/** Quote bars of a day around 100, half a spread to either side. */
async function hashOf(name: string, halfSpread: number): Promise<string> {
  const [bid, ask] = [100 - halfSpread, 100 + halfSpread];
  const rows = Array.from({ length: 24 }, (_, hour) => {
    const time = Date.UTC(2024, 0, 1, hour);
    return [time, bid, bid, bid, bid, ask, ask, ask, ask].join();
  });
  const names = ["open", "high", "low", "close"];
  const header = ["time", ...names.map((one) => `bid_${one}`), ...names.map((one) => `ask_${one}`)].join();
  const file = join(directory, name);
  writeFileSync(file, `${[header, ...rows].join("\n")}\n`);
  const sources = { data: [`BTC/USDT=${file}`], strategyPath: [], onFault: "end run" } as const;
  return (await loadRun(config, { ...sources, defaultStrategy })).dataHash();
}

test("quotes with another spread are other data, though their bars are the same", async () => {
  const narrow = await hashOf("narrow.csv", 0.5);
  expect(await hashOf("again.csv", 0.5)).toBe(narrow);
  expect(await hashOf("wide.csv", 2)).not.toBe(narrow);
});
