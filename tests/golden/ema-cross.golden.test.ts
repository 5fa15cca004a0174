/**
 * The shipped strategy on named real data: what it traded and what came of it, to the last digit.
 *
 * A difference means that a strategy would have traded otherwise. It is legitimate when a change was meant to alter
 * decisions, fills, fees or the record that is hashed, and docs/DECISIONS.md says so; a change for speed or clarity
 * never is. Then, and only then: `npx vitest run tests/golden -u`, and the review reads the numbers below.
 */
import { expect, test } from "vitest";
import { readReport } from "../cli/report-document.ts";
import { demoFile, runCli } from "../cli/run-cli.ts";
import { sharedFile, testWithShared } from "../shared-data.ts";

/** The part of the report that only decisions can change. */
async function play(data: string): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout, stderr } = await runCli([
    "backtest",
    "--strategy",
    "ema-cross",
    "--json",
    "--data",
    data,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { hash, dataHash, account, metrics, open, refusals, trades } = readReport(stdout);
  const [first, last] = [trades[0], trades.at(-1)];
  return {
    dataHash,
    trades: metrics.trades,
    open: open.length,
    refusals,
    final: account.final,
    fees: account.fees,
    maxDrawdown: metrics.maxDrawdown.toFixed(9),
    winRate: metrics.winRate?.toFixed(9),
    first: `${first?.side} ${first?.quantity} from ${first?.entryPrice} to ${first?.exitPrice}: ${first?.pnl}`,
    last: `${last?.side} ${last?.quantity} from ${last?.entryPrice} to ${last?.exitPrice}: ${last?.pnl}`,
    hash,
  };
}

test("BTC/USDT by the quarter of an hour in 2023, the demo data", async () => {
  expect(await play(demoFile("BTC"))).toMatchInlineSnapshot(`
    {
      "dataHash": "47eb7dd57e8d5d1c0cb8acbb16baee20027d83e9f58b7a1be3fcfd0a544843c9",
      "fees": "3030.8997759768",
      "final": "7181.8025738232",
      "first": "long 0.14961 from 16547 to 16565.02: -2.2579171122",
      "hash": "c64ddf3b510769c3b7f754a183bb2dd0ea7d74d86440cd3aff958366f0a5aac5",
      "last": "long 0.042 from 42353.18 to 42171.92: -11.1629742",
      "maxDrawdown": "0.304427231",
      "open": 1,
      "refusals": {
        "StopTooNear": 12,
      },
      "trades": 707,
      "winRate": "0.164073550",
    }
  `);
});

testWithShared("BTC/USDT by the hour, 2017 to 2024", async () => {
  const file = sharedFile("data", "candles", "crypto", "binance-spot_BTCUSDT_1h_2017-2024.csv.gz");
  expect(await play(file)).toMatchInlineSnapshot(`
    {
      "dataHash": "3000345a3f265f085457d2ed3309d4a45cf7281f7964e28ae4937c5d5cc61c56",
      "fees": "6951.70121240217",
      "final": "14824.84202648783",
      "first": "long 0.562893 from 4082.22 to 4079.12: -6.33892945662",
      "hash": "b44fa4524faa3be593f7bb48a835a037b52c6540e6651eb1448815cc14853d78",
      "last": "long 0.05188 from 64637.3 to 63811.31: -49.5162750868",
      "maxDrawdown": "0.287606970",
      "open": 1,
      "refusals": {},
      "trades": 1006,
      "winRate": "0.250497018",
    }
  `);
});
