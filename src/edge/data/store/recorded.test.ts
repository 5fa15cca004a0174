/** Every recorded file of candles into a store and out of it again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { describeWithShared, sharedFile } from "../../../../tests/shared-data.ts";
import { commitImport, DataProblem, exportDataset, planImport, stemOf } from "../index.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-recorded-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Files that a store does not take, and why. */
const REFUSED: Readonly<Record<string, readonly [code: number, message: RegExp]>> = {
  "binance-spot_BTCUSDT_1Mo_2024.csv.gz": [2, /months differ in length, so a month is no interval here/],
  "bitfinex_BTCUSD_1h_2017-2019_as-found.csv.gz": [
    5,
    /as-found\.csv\.gz:14379:1: rows are not sorted: 2017-11-11 23:00Z comes after 2017-11-12 04:00Z/,
  ],
};

/** The cells of a CSV file as numbers, without the first one; NaN for an empty one. */
function cellsOf(csv: string): {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
} {
  const [head = "", ...lines] = csv.trim().split(/\r?\n/);
  const rows = lines.map((line) =>
    line
      .split(",")
      .slice(1)
      .map((cell) => (cell === "" ? Number.NaN : Number(cell))),
  );
  return { names: head.toLowerCase().split(",").slice(1), rows };
}

describeWithShared("recorded files of candles", () => {
  const candles = sharedFile("data", "candles");
  const files = readdirSync(candles).flatMap((kind) =>
    readdirSync(join(candles, kind)).map((name) => join(candles, kind, name)),
  );

  test("are many", () => expect(files.length).toBeGreaterThan(70));

  describe.each(files.map((file) => [basename(file), file] as const))("%s", (name, file) => {
    test("goes in and comes out to the same numbers, or is refused for a reason", async () => {
      const store = join(root, name);
      const planning = planImport({
        store,
        files: [file],
        identity: {
          symbol: undefined,
          venue: undefined,
          timeframe: name.includes("ticks") ? "1m" : undefined,
          fallbackVenue: "binance",
        },
        hints: { columns: undefined, timeZone: undefined, dateOrder: undefined, decimal: undefined },
        policy: "refuse",
      });
      const refusal = REFUSED[name];
      if (refusal !== undefined) {
        await expect(planning).rejects.toThrow(DataProblem);
        await expect(planning).rejects.toMatchObject({
          exitCode: refusal[0],
          message: expect.stringMatching(refusal[1]),
        });
        return;
      }
      const [planned] = await planning;
      if (planned === undefined) throw new Error("nothing was planned");
      const { manifest } = await commitImport(store, planned, 0);
      const from = { venue: manifest.venue, symbol: manifest.symbol, stem: stemOf(manifest) };
      const all = { out: undefined, since: undefined, until: undefined };
      const { text = "" } = await exportDataset({ store, from, format: "csv", ...all });
      if (!name.endsWith(".csv.gz") || name.includes("ticks")) return;
      const source = cellsOf(gunzipSync(readFileSync(file)).toString());
      const back = cellsOf(text);
      expect([back.names, back.rows.length]).toEqual([source.names, source.rows.length]);
      const differs = back.rows.findIndex((row, r) =>
        row.some((cell, c) => !Object.is(cell, source.rows[r]?.[c])),
      );
      expect(differs).toBe(-1);
    }, 120_000);
  });
});
