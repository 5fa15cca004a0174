import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { filesIn, passedOver } from "./files-in.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-files-"));
afterAll(() => rmSync(root, { recursive: true }));
const place = (name: string, ...files: readonly string[]): string => {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  for (const file of files) writeFileSync(join(directory, file), "");
  return directory;
};

test("what a directory holds beside the files that are read is said, with what to do about it", () => {
  const binance = place("binance", "SOL_USDT-1h.json", "ADA_USDT-1h.feather", "README.md", ".DS_Store");
  const futures = place("binance/futures", "SOL_USDT_USDT-1h-futures.json");
  expect(filesIn(binance)).toEqual([join(binance, "SOL_USDT-1h.json")]);
  expect(passedOver([binance])).toEqual([
    `${binance}: not imported: ADA_USDT-1h.feather and futures; fix: freqtrade convert-data --format-from feather ` +
      `--format-to json, and timonel data import ${futures}`,
  ]);
});

test("a directory of which everything is read, and files, say nothing", () => {
  const whole = place("whole", "BTCUSDT_1h.csv.gz", "ETHUSDT_1h.csv", "README.md");
  expect(passedOver([whole, join(whole, "ETHUSDT_1h.csv")])).toEqual([]);
});
