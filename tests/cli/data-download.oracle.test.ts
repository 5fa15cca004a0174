/** Downloads from look-alikes of three exchanges, with ccxt as the client: what arrives is what was recorded, bar for bar. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { longer, type World } from "../builders/look-alike/series.ts";
import { type LookAlike, startLookAlike } from "../builders/look-alike/server.ts";
import {
  bars,
  between,
  HOUR_MS,
  HOURS_2024,
  hours2024,
  recorded,
  stored,
} from "../builders/look-alike/worlds.ts";
import { describeWithShared } from "../shared-data.ts";
import { runCli } from "./run-cli.ts";

interface Downloaded {
  readonly complete: boolean;
  readonly requests: number;
  readonly datasets: readonly {
    readonly symbol: string;
    readonly content: string;
    readonly rows: number;
    readonly added: number;
    readonly holes: readonly { readonly from: string; readonly to: string; readonly bars: number }[];
    readonly leftOut: readonly string[];
  }[];
}

describeWithShared("a download brings what the venue recorded", () => {
  let cwd = "";
  let store = "";
  let venue: LookAlike;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "timonel-download-"));
    store = join(cwd, "data");
  });
  afterEach(async () => {
    await venue.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  const open = async (world: World): Promise<void> => {
    venue = await startLookAlike(world);
  };
  const download = async (line: string): Promise<Downloaded> => {
    const args = ["data", "download", ...line.split(" "), "--url", venue.url, "--json"];
    const outcome = await runCli(args, { cwd });
    expect({ code: outcome.code, stderr: outcome.code === 0 ? "" : outcome.stderr }).toEqual({
      code: 0,
      stderr: "",
    });
    return JSON.parse(outcome.stdout) as Downloaded;
  };

  test("Binance since its listing: every bar, and the 28 outages with their 128 hours", async () => {
    const rows = recorded("binance-spot_BTCUSDT_1h_2017-2024");
    await open({ series: [bars("BTCUSDT", "1h", rows)], now: Date.parse("2024-04-21T15:20:00Z") });
    const { datasets } = await download("BTC/USDT --from 2010-01-01");
    expect(await stored(store, "binance", "BTC/USDT", "1h")).toEqual(rows.map((row) => row.map(Number)));
    expect(datasets[0]).toMatchObject({ rows: 58_419, added: 58_419, leftOut: [] });
    expect(datasets[0]?.holes).toHaveLength(28);
    expect(datasets[0]?.holes.reduce((sum, hole) => sum + hole.bars, 0)).toBe(128);
  });

  test("Bitget, in windows of 200 bars that say nothing of what comes later", async () => {
    await open(hours2024("2024-03-01T10:30:00Z"));
    const { requests } = await download("BTC/USDT --venue bitget --from 2020-01-01");
    const expected = between(recorded(HOURS_2024), 0, "2024-03-01T10:00:00Z");
    expect(await stored(store, "bitget", "BTC/USDT", "1h")).toEqual(expected);
    // Four empty years cost a handful of requests for bars of a day, not two hundred for hours.
    expect(requests).toBeLessThan(30);
  });

  test("Bitfinex, whose cells have another order, and which leaves out hours without a trade", async () => {
    const rows = recorded("bitfinex_BTCUSD_1h_2013-10");
    await open({ series: [bars("tBTCUSD", "1h", rows)], now: Date.parse("2013-11-01T00:00:10Z") });
    const { datasets } = await download("BTC/USD --venue bitfinex --from 2013-10-01");
    expect(await stored(store, "bitfinex", "BTC/USD", "1h")).toEqual(rows.map((row) => row.map(Number)));
    expect(datasets[0]?.holes.reduce((sum, hole) => sum + hole.bars, 0)).toBe(9);
  });

  test("a perpetual with its mark price and the funding that was paid", async () => {
    const marks = recorded("binance-usdm_BTCUSDT_mark_8h_2025");
    const paid = recorded("binance-usdm_BTCUSDT_funding_8h_2025");
    const traded = longer(recorded("binance-usdm_BTCUSDT_1h_2025"), 8 * HOUR_MS).slice(1, -1);
    const perpetual = { id: "BTCUSDT", market: "perpetual" } as const;
    await open({
      series: [
        { ...perpetual, content: "bars", interval: "8h", rows: traded },
        {
          ...perpetual,
          content: "bars",
          interval: "4h",
          rows: longer(recorded("binance-usdm_BTCUSDT_1h_2025"), 4 * HOUR_MS).slice(1, -1),
        },
        { ...perpetual, content: "mark", interval: "8h", rows: marks },
        { ...perpetual, content: "funding", interval: "", rows: paid },
      ],
      now: Date.parse("2025-07-01T00:00:00Z"),
    });
    const asNumbers = (rows: readonly (readonly string[])[]): number[][] =>
      rows.map((row) => row.map(Number));

    await download(
      "BTCUSDT:USDT --timeframe 8h --from 2025-01-01 --mark --funding".replace(
        "BTCUSDT:USDT",
        "BTC/USDT:USDT",
      ),
    );
    expect(await stored(store, "binance", "BTC/USDT:USDT", "8h")).toEqual(asNumbers(traded));
    expect(await stored(store, "binance", "BTC/USDT:USDT", "8h", "mark")).toEqual(asNumbers(marks));
    expect(await stored(store, "binance", "BTC/USDT:USDT", "8h", "funding")).toEqual(asNumbers(paid));

    // Bitget counts its pages of funding from the newest.
    await download("BTC/USDT:USDT --venue bitget --timeframe 4h --from 2025-03-20 --funding");
    const from = Date.parse("2025-03-20T00:00:00Z");
    expect(await stored(store, "bitget", "BTC/USDT:USDT", "8h", "funding")).toEqual(
      between(paid, from, Number.POSITIVE_INFINITY),
    );
    expect((await stored(store, "bitget", "BTC/USDT:USDT", "4h"))[0]?.[0]).toBe(from);
  });

  test("a bar that has not closed by the clock of the venue is never kept, whatever our clock says", async () => {
    await open(hours2024("2024-01-02T09:59:59Z"));
    const first = await download("BTC/USDT --from 2024-01-01");
    expect(first.datasets[0]).toMatchObject({ rows: 33, to: "2024-01-02T08:00:00.000Z" });
    // Two seconds after its end late trades may still be added to it; half a minute later they may not.
    venue.world = hours2024("2024-01-02T10:00:02Z");
    expect((await download("BTC/USDT")).datasets[0]).toMatchObject({ rows: 33, added: 0 });
    venue.world = hours2024("2024-01-02T10:00:30Z");
    expect((await download("BTC/USDT")).datasets[0]).toMatchObject({ rows: 34, added: 1 });
  });

  test("a dataset grows forward and backward in one piece, and what is there is not asked for again", async () => {
    await open(hours2024("2024-06-01T00:30:00Z"));
    const rows = recorded(HOURS_2024);
    await download("BTC/USDT --from 2024-02-01 --to 2024-02-15");
    expect(await stored(store, "binance", "BTC/USDT", "1h")).toEqual(
      between(rows, "2024-02-01", "2024-02-15"),
    );
    // What lies between is fetched, too: a dataset has no holes that the venue does not have.
    await download("BTC/USDT --from 2024-04-01 --to 2024-04-02");
    expect(await stored(store, "binance", "BTC/USDT", "1h")).toEqual(
      between(rows, "2024-02-01", "2024-04-02"),
    );
    await download("BTC/USDT --from 2024-01-01 --to 2024-01-03");
    expect(await stored(store, "binance", "BTC/USDT", "1h")).toEqual(
      between(rows, "2024-01-01", "2024-04-02"),
    );
    const before = venue.asked.length;
    expect((await download("BTC/USDT --to 2024-04-02")).datasets[0]).toMatchObject({
      added: 0,
      rows: 24 * 92,
    });
    expect(venue.asked.slice(before).filter(({ isHistory }) => isHistory)).toEqual([]);
    // Nothing but the dataset stays behind.
    expect(readdirSync(join(store, "binance", "BTC-USDT")).sort()).toEqual([
      "1h.columns",
      "1h.json",
      "1h.parquet",
    ]);
  });

  test("several symbols at once; a run finds what was downloaded", async () => {
    const world = hours2024("2024-03-01T00:30:00Z");
    const eth = bars("ETHUSDT", "1h", recorded("binance-spot_BTCUSDT_1h_2024"));
    await open({ ...world, series: [...world.series.slice(0, 1), eth] });
    const { datasets } = await download("BTCUSDT,ETHUSDT --from 2024-01-01");
    expect(datasets.map(({ symbol, rows }) => [symbol, rows])).toEqual([
      ["BTC/USDT", 1_440],
      ["ETH/USDT", 1_440],
    ]);
    const backtest = await runCli(
      ["backtest", "--strategy", "ema-cross", "--symbols", "BTC/USDT", "--timeframe", "1h", "--json"],
      { cwd },
    );
    expect(backtest).toMatchObject({ code: 0 });
    const listed = await runCli(["data", "list"], { cwd });
    expect(listed.stdout).toContain("download from binance");
  });
});
