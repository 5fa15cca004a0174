/** What holding perpetuals cost on recorded funding, worked out again from the files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { sharedFile, testWithShared } from "../shared-data.ts";
import { exact, sumOf } from "./exact.ts";
import { readReport } from "./report-document.ts";
import { ROOT, runCli } from "./run-cli.ts";

/** Rows of `time,...` by time, cells as text. */
function rowsOf(symbol: string, what: "funding" | "mark"): readonly (readonly string[])[] {
  const file = sharedFile("data", "candles", "crypto", `binance-usdm_${symbol}_${what}_8h_2025.csv.gz`);
  return gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

const EIGHT_HOURS = 28_800_000;
const GRID = 10n ** 10n; // Eight decimals, where all numbers here have eighteen.

/** Of every payment: stamp, and what a position of one unit pays, in 10^-36. */
function paymentsOf(symbol: string): readonly { readonly at: number; readonly perUnit: bigint }[] {
  const marks = new Map(rowsOf(symbol, "mark").map(([time, open = ""]) => [Number(time), exact(open)]));
  return rowsOf(symbol, "funding").map(([time, rate = ""]) => {
    const at = Number(time);
    const mark = marks.get(Math.floor(at / EIGHT_HOURS) * EIGHT_HOURS);
    if (mark === undefined) throw new Error(`no mark at ${time}`);
    return { at, perUnit: mark * exact(Number(rate).toFixed(12)) }; // Some rates have an exponent.
  });
}

/** What is owed is rounded up to the venue's eight decimals, what is received down. */
function booked(due: bigint): bigint {
  const unit = GRID * 10n ** 36n; // Quantity x mark x rate: eighteen decimals each.
  return due > 0n ? ((due + unit - 1n) / unit) * GRID : (due / unit) * GRID;
}

testWithShared("funding of every trade is position x mark x rate of each stamp it was held at", async () => {
  const { code, stdout, stderr } = await runCli([
    ...["backtest", "--json", "--config", join(ROOT, "examples", "pairs.yaml")],
    ...["--data", sharedFile("data", "candles", "crypto")],
  ]);
  expect(code, stderr).toBe(0);
  const { trades, account, notices, liquidations } = readReport(stdout);
  const payments = { BTC: paymentsOf("BTCUSDT"), ETH: paymentsOf("ETHUSDT") };
  let paying = 0;
  for (const { instrument, side, quantity, entryTime, exitTime, funding } of trades) {
    const own = payments[instrument.slice(0, 3) as "BTC" | "ETH"];
    const held = exact(quantity) * (side === "long" ? 1n : -1n);
    const stamps = own.filter(({ at }) => at > entryTime && at <= exitTime);
    const due = stamps.reduce((sum, { perUnit }) => sum + booked(perUnit * held), 0n);
    expect(exact(funding)).toBe(due);
    paying += stamps.length;
  }
  expect(paying).toBeGreaterThan(20);
  expect(exact(account.funding)).toBe(sumOf(trades.map((trade) => trade.funding)));
  expect(exact(account.final)).toBe(exact(account.initial) + sumOf(trades.map((trade) => trade.pnl)));
  expect(liquidations).toEqual([]);
  expect(notices.filter((notice) => notice.includes("flat rate"))).toEqual([]);
});
