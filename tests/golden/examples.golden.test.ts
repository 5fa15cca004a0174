/**
 * The example strategies on named real data: what they traded and what came of it, to the last digit, on this Node and
 * on Node 24. When a difference is legitimate, and what to do then, stands at the top of ema-cross.golden.test.ts.
 *
 * None of them has to earn money: they show how a strategy is written, and hold the engine to its decisions.
 */
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { runOnNode24 } from "../cli/node-24.ts";
import { type Report, readReport } from "../cli/report-document.ts";
import { type CliOutcome, demoFile, ROOT, runCli } from "../cli/run-cli.ts";
import { sharedFile, testWithShared } from "../shared-data.ts";

const backtest = (strategy: string, data: string): readonly string[] => [
  ...["backtest", "--json"],
  ...["--strategy", strategy],
  ...["--data", data],
];

const RUNS = {
  vwapReversion: backtest("vwap-reversion", demoFile("ETH")),
  volumeBreakout: backtest("volume-breakout", demoFile("BTC")),
  confluence: backtest("confluence", demoFile("BNB")),
  rsiTrend: backtest("rsi-trend", demoFile("ETH")),
  heikinAshiTrend: backtest("heikin-ashi-trend", demoFile("BNB")),
  multiTimeframe: backtest("multi-timeframe", demoFile("BTC")),
} as const;

/** Named only where ../shared is there. */
const pairsRun = (): readonly string[] => [
  ...["backtest", "--json"],
  ...["--config", join(ROOT, "examples", "pairs.yaml")],
  ...["--data", sharedFile("data", "candles", "crypto")],
];

function reportOf({ code, stdout, stderr }: CliOutcome): Report {
  expect(code, stderr).toBe(0);
  return readReport(stdout);
}

/** The part of the report that only decisions can change. */
async function play(args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { hash, dataHash, account, metrics, open, refusals, trades } = reportOf(await runCli(args));
  const told = [trades[0], trades.at(-1)].map(
    (one) => `${one?.side} ${one?.quantity} from ${one?.entryPrice} to ${one?.exitPrice}: ${one?.pnl}`,
  );
  return {
    dataHash,
    trades: metrics.trades,
    open: open.length,
    refusals,
    totalReturn: metrics.totalReturn.toFixed(9),
    final: account.final,
    fees: account.fees,
    maxDrawdown: metrics.maxDrawdown.toFixed(9),
    winRate: metrics.winRate?.toFixed(9),
    first: told[0],
    last: told[1],
    hash,
  };
}

test("vwap-reversion, ETH/USDT by the quarter of an hour in 2023", async () => {
  expect(await play(RUNS.vwapReversion)).toMatchInlineSnapshot(`
    {
      "dataHash": "7c1148d9159359066c09151fcc01a47bfabac794f84eee4cd7c3a00532094524",
      "fees": "686.608800248",
      "final": "9681.668739752",
      "first": "long 2.0427 from 1212.02 to 1206.21: -16.807805421",
      "hash": "a73a628a9bcb7347e9927bcdcdabc103d68d08f826fca0e30da05a387be13f31",
      "last": "long 1.0401 from 2314.1 to 2279.52: -40.744482162",
      "maxDrawdown": "0.048666539",
      "open": 0,
      "refusals": {},
      "totalReturn": "-0.031833126",
      "trades": 142,
      "winRate": "0.464788732",
    }
  `);
});

test("volume-breakout, BTC/USDT by the quarter of an hour in 2023", async () => {
  expect(await play(RUNS.volumeBreakout)).toMatchInlineSnapshot(`
    {
      "dataHash": "47eb7dd57e8d5d1c0cb8acbb16baee20027d83e9f58b7a1be3fcfd0a544843c9",
      "fees": "435.0332721329",
      "final": "11101.9991731671",
      "first": "long 0.14701 from 16839.53 to 16744.04: -18.9751055257",
      "hash": "65864e747d2be58e51fdaf0823519ad2a49803dee3b368e8c872f764bcb7a0ff",
      "last": "long 0.06295 from 43778.2 to 43371.31: -31.0997871545",
      "maxDrawdown": "0.068974281",
      "open": 0,
      "refusals": {},
      "totalReturn": "0.110199917",
      "trades": 79,
      "winRate": "0.164556962",
    }
  `);
});

test("confluence, BNB/USDT by the quarter of an hour in 2023", async () => {
  expect(await play(RUNS.confluence)).toMatchInlineSnapshot(`
    {
      "dataHash": "d5fee7f46d2e149e939fe589f1794c563e23b8884268abadd48ff47992f59630",
      "fees": "620.8282117",
      "final": "9022.2308883",
      "first": "long 8.308 from 298.1 to 300.7: 16.6259696",
      "hash": "76995b0168d4f7ac76b91d0f8771ce4695a693062623ed39fbbc7f9580c744f0",
      "last": "long 8.45 from 264.6 to 266: 7.34643",
      "maxDrawdown": "0.110264498",
      "open": 1,
      "refusals": {},
      "totalReturn": "-0.097776911",
      "trades": 133,
      "winRate": "0.481203008",
    }
  `);
});

test("rsi-trend, ETH/USDT by the quarter of an hour in 2023", async () => {
  expect(await play(RUNS.rsiTrend)).toMatchInlineSnapshot(`
    {
      "dataHash": "7c1148d9159359066c09151fcc01a47bfabac794f84eee4cd7c3a00532094524",
      "fees": "650.829128264",
      "final": "9332.678365736",
      "first": "long 1.9804 from 1250.07 to 1240.37: -24.141947376",
      "hash": "ea6c2ebb604f2ca53801ac1a6617ef002526a486fe52595e1ea6d3590fd8aaa7",
      "last": "long 1.0092 from 2284.98 to 2307.46: 18.052125552",
      "maxDrawdown": "0.106133592",
      "open": 0,
      "refusals": {},
      "totalReturn": "-0.066732163",
      "trades": 138,
      "winRate": "0.369565217",
    }
  `);
});

test("heikin-ashi-trend, BNB/USDT by the quarter of an hour in 2023", async () => {
  expect(await play(RUNS.heikinAshiTrend)).toMatchInlineSnapshot(`
    {
      "dataHash": "d5fee7f46d2e149e939fe589f1794c563e23b8884268abadd48ff47992f59630",
      "fees": "1334.332083",
      "final": "8370.499717",
      "first": "long 10.101 from 245.3 to 243.8: -20.0918991",
      "hash": "b303cb16f909059bcf6b67d42829a4d00863bd145e42bf92263fb95f0464460a",
      "last": "long 6.573 from 312.5 to 324.6: 75.3456417",
      "maxDrawdown": "0.184657385",
      "open": 0,
      "refusals": {},
      "totalReturn": "-0.162950028",
      "trades": 293,
      "winRate": "0.348122867",
    }
  `);
});

test("multi-timeframe, BTC/USDT by the quarter of an hour and by 4 hours in 2023", async () => {
  expect(await play(RUNS.multiTimeframe)).toMatchInlineSnapshot(`
    {
      "dataHash": "47eb7dd57e8d5d1c0cb8acbb16baee20027d83e9f58b7a1be3fcfd0a544843c9",
      "fees": "548.3069104075",
      "final": "10680.2816872925",
      "first": "long 0.14726 from 16811.91 to 17191.27: 50.8572453132",
      "hash": "b1ace8cd9a166aa6a187bba44acd3621b2fa720e775b66a062da480a31207452",
      "last": "long 0.06092 from 43628.98 to 42797.74: -55.9042565824",
      "maxDrawdown": "0.056746464",
      "open": 0,
      "refusals": {},
      "totalReturn": "0.068028169",
      "trades": 111,
      "winRate": "0.369369369",
    }
  `);
});

// Renewed when funding lands: legs that are held for days will pay or receive it.
testWithShared("pairs, the perpetuals of BTC and ETH by the hour, a month of 2025", async () => {
  expect(await play(pairsRun())).toMatchInlineSnapshot(`
    {
      "dataHash": "c431dcc56c204e68d6dedd2c955a897e23846e9a03af6eb87d8bb11c6eca772e",
      "fees": "489.605630765",
      "final": "97873.283407855",
      "first": "short 0.318 from 78404.8 to 77636.2: 219.604281",
      "hash": "20fd2904ff94572afc42a5659a3ceb19b32db09dd03bb9429cf79747baabbcc3",
      "last": "long 13.483 from 1797.27 to 1821.62: 300.076181395",
      "maxDrawdown": "0.026052963",
      "open": 0,
      "refusals": {},
      "totalReturn": "-0.021267166",
      "trades": 20,
      "winRate": "0.600000000",
    }
  `);
});

testWithShared("pairs: both legs open and close at the same moment, on opposite sides", async () => {
  const { trades } = reportOf(await runCli(pairsRun()));
  const legs = (side: "long" | "short"): readonly string[] =>
    trades.filter((one) => one.side === side).map((one) => `${one.entryTime} to ${one.exitTime}`);
  expect(legs("long")).toEqual(legs("short"));
  expect(legs("long").length).toBeGreaterThan(5);
});

test.for(Object.entries(RUNS))("%s: Node 24 decides the same", async ([, args], context) => {
  await expectSameOnNode24(context, args);
});

testWithShared("pairs: Node 24 decides the same", async (context) => {
  await expectSameOnNode24(context, pairsRun());
});

async function expectSameOnNode24(context: TestContext, args: readonly string[]): Promise<void> {
  const there = reportOf(await runOnNode24(context, args));
  const here = reportOf(await runCli(args));
  expect(there).toMatchObject({ hash: here.hash, dataHash: here.dataHash, account: here.account });
}
