/** Hedge mode from the command line: both legs of one market, each with its own strategy and stop. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { demoFile, runCli } from "./run-cli.ts";

/** Holds its own direction all the time, protected. */
const holder = (direction: "long" | "short"): string => `import { bars, none, open, strategy } from "timonel";
export default strategy({
  name: "always-${direction}",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar: ({ position }) => (position.side === "flat" ? open("${direction}", { why: "test", stop: "default" }) : none),
});
`;
const CONFIG = `account: { balance: 10000 }
symbols:
  BTC/USDT:USDT long: { strategy: ./long.ts, stop_loss: 0.02 }
  BTC/USDT:USDT short: { strategy: ./short.ts, stop_loss: 0.02 }
`;
const FILES = { "timonel.yaml": CONFIG, "long.ts": holder("long"), "short.ts": holder("short") };
const DATA = ["--data", `BTC/USDT:USDT=${demoFile("BTC")}`];

interface Position {
  readonly instrument: string;
  readonly side: string;
  readonly entryTime: number;
}

interface Traded {
  readonly hash: string;
  readonly trades: readonly Position[];
  readonly open: readonly Position[];
}

test("both legs of a market are held at once, on the same bars; a paper run of them comes to the same", async () => {
  const both: Traded[] = [];
  for (const command of [["backtest"], ["run", "--mode", "paper", "--speed", "max"]]) {
    const { code, stdout } = await runCli([...command, ...DATA, "--json"], { files: FILES });
    expect(code).toBe(0);
    both.push(JSON.parse(stdout) as Traded);
  }
  const [backtest, paper] = both as [Traded, Traded];
  expect(paper.hash).toBe(backtest.hash);
  const held = [...backtest.trades, ...backtest.open].map(({ instrument, side }) => `${instrument} ${side}`);
  expect(new Set(held)).toEqual(new Set(["BTC/USDT:USDT long long", "BTC/USDT:USDT short short"]));
  const [long] = backtest.open;
  const [short] = backtest.trades;
  expect([long?.side, short?.side]).toEqual(["long", "short"]);
  expect(short?.entryTime).toBeGreaterThanOrEqual(long?.entryTime ?? Number.POSITIVE_INFINITY);
});

test("a leg and the net position of its market cannot both be traded", async () => {
  const directory = join(demoFile("BTC"), "..");
  const symbols = ["--symbols", "BTC/USDT:USDT long,BTC/USDT:USDT"];
  const { code, stderr } = await runCli([
    "backtest",
    "--strategy",
    "ema-cross",
    ...symbols,
    "--data",
    directory,
  ]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("are positions in the same market")]);
});
