/** The report document of a backtest on the demo data: complete, well formed, and one story in all its numbers. */
import { beforeAll, describe, expect, test } from "vitest";
import { barsIn, type PlainBar } from "./demo-bars.ts";
import { exact, sumOf } from "./exact.ts";
import { type Report, readReport } from "./report-document.ts";
import { type CliOutcome, DEMO, demoFile, runCli } from "./run-cli.ts";

const COINS = ["BNB", "BTC", "ETH"] as const;
const SYMBOLS = COINS.map((coin) => `${coin}/USDT`);
const QUARTER_HOUR = 900_000;

let outcome: CliOutcome;
let report: Report;
const bars = new Map<string, readonly PlainBar[]>();

beforeAll(async () => {
  outcome = await runCli(["backtest", "--strategy", "ema-cross", "--data", DEMO, "--json"]);
  report = readReport(outcome.stdout);
  for (const coin of COINS) bars.set(`${coin}/USDT`, barsIn(demoFile(coin)));
});

const barsOf = (symbol: string): readonly PlainBar[] => bars.get(symbol) ?? [];

test("is the only thing on standard output; nothing is said beside it, nothing is written", () => {
  expect(outcome).toMatchObject({ code: 0, stderr: "", written: [] });
  expect(outcome.stdout.trimEnd().split("\n")).toHaveLength(1);
});

test("names command, instruments and strategy", () => {
  expect(report).toMatchObject({ command: "backtest", latch: null });
  expect(report.data.map(({ instrument }) => instrument)).toEqual(SYMBOLS);
  expect(Object.keys(report.byInstrument)).toEqual(SYMBOLS);
  expect(new Set(report.trades.map(({ strategy }) => strategy))).toEqual(new Set(["ema-cross"]));
});

test("tells of the data what a second reader finds in the files", () => {
  for (const { instrument, ...told } of report.data) {
    const times = barsOf(instrument).map(({ time }) => time);
    const steps = times.slice(1).map((time, i) => (time - (times[i] ?? 0)) / QUARTER_HOUR);
    expect(told).toMatchObject({
      timeframe: "15m",
      bars: times.length,
      from: times[0],
      to: times.at(-1),
      gaps: steps.filter((step) => step > 1).length,
      missing: steps.reduce((missing, step) => missing + step - 1, 0),
    });
    expect(told.warnings.join()).toMatch(/5 bars without volume.*2023-03-24/);
  }
  expect(report.bars).toBe(SYMBOLS.reduce((sum, symbol) => sum + barsOf(symbol).length, 0));
  expect(report.barsPerSecond).toBeCloseTo((report.bars / report.elapsedMs) * 1_000, 0);
});

describe("the money adds up, to the last digit", () => {
  test("profit of closed trades and of open positions is what the account won or lost", () => {
    const { account, trades, open } = report;
    const profit = sumOf([...trades, ...open].map(({ pnl }) => pnl));
    expect(profit).toBe(exact(account.final) - exact(account.initial));
    expect(account).toMatchObject({ currency: "USDT", initial: "10000", funding: "0" });
  });

  test("fees of trades and open positions are the fees of the account", () => {
    const { account, trades, open } = report;
    expect(sumOf([...trades, ...open].map(({ fees }) => fees))).toBe(exact(account.fees));
  });

  test("the profit of each trade follows from its prices, its quantity and its fees", () => {
    for (const { side, quantity, entryPrice, exitPrice, fees, funding, pnl } of report.trades) {
      const moved = exact(exitPrice) - exact(entryPrice);
      const gross = (exact(quantity) * (side === "long" ? moved : -moved)) / 10n ** 18n;
      expect(gross - exact(fees) + exact(funding)).toBe(exact(pnl));
    }
  });
});

describe("the metrics follow from trades and equity", () => {
  test("of the account", () => {
    const { account, metrics, trades, equity } = report;
    const [initial, final] = [Number(account.initial), Number(account.final)];
    const pnls = trades.map(({ pnl }) => exact(pnl));
    const won = pnls.filter((pnl) => pnl > 0n);
    const lost = pnls.filter((pnl) => pnl <= 0n);
    const total = (each: readonly bigint[]): number =>
      Number(each.reduce((sum, pnl) => sum + pnl, 0n)) / 1e18;
    expect(metrics.totalReturn).toBeCloseTo(final / initial - 1, 9);
    expect(metrics.trades).toBe(trades.length);
    expect(metrics.winRate).toBeCloseTo(won.length / trades.length, 9);
    expect(metrics.profitFactor).toBeCloseTo(total(won) / -total(lost), 9);
    expect(metrics.expectancy).toBeCloseTo(total(pnls) / trades.length, 6);
    const held = trades.reduce((sum, { entryTime, exitTime }) => sum + exitTime - entryTime, 0);
    expect(metrics.avgTradeDurationMs).toBeCloseTo(held / trades.length, 3);
    expect(metrics.maxDrawdown).toBeCloseTo(deepestFall(initial, equity), 9);
  });

  test("of each instrument, whose trades are all trades", () => {
    for (const symbol of SYMBOLS) {
      const own = report.trades.filter(({ instrument }) => instrument === symbol);
      const metrics = report.byInstrument[symbol];
      expect(metrics?.trades).toBe(own.length);
      expect(metrics?.winRate).toBeCloseTo(own.filter(({ pnl }) => exact(pnl) > 0n).length / own.length, 9);
      const [first, last] = [barsOf(symbol)[0], barsOf(symbol).at(-1)];
      expect(metrics?.benchmarkReturn).toBeCloseTo((last?.close ?? 0) / (first?.close ?? 0) - 1, 9);
    }
  });

  test("of every cut, which share out the trades and their money", () => {
    const { trades, byInstrument, byStrategy, bySide, byExitReason } = report;
    const profit = Number(sumOf(trades.map(({ pnl }) => pnl))) / 1e18;
    for (const cut of [byInstrument, byStrategy, bySide, byExitReason]) {
      const groups = Object.values(cut);
      expect(groups.reduce((sum, own) => sum + own.trades, 0)).toBe(trades.length);
      expect(groups.reduce((sum, own) => sum + own.totalReturn * 10_000, 0)).toBeCloseTo(profit, 6);
    }
    expect(Object.keys(byStrategy)).toEqual(["ema-cross"]);
    expect(Object.keys(bySide)).toEqual(["long"]); // Spot.
    const reasons = [...new Set(trades.map(({ exitReason }) => exitReason))].sort();
    expect(Object.keys(byExitReason)).toEqual(reasons);
    for (const reason of reasons) {
      const own = trades.filter(({ exitReason }) => exitReason === reason);
      expect(byExitReason[reason]?.expectancy).toBeCloseTo(
        Number(sumOf(own.map(({ pnl }) => pnl))) / 1e18 / own.length,
        9,
      );
    }
  });
});

test("drawdowns are dated, and the deepest is the deepest fall of the equity", () => {
  const { drawdowns, metrics, equity } = report;
  expect(drawdowns).toHaveLength(10);
  expect(drawdowns[0]?.depth).toBe(metrics.maxDrawdown);
  expect(drawdowns.map(({ depth }) => depth)).toEqual(
    drawdowns.map(({ depth }) => depth).sort((a, b) => b - a),
  );
  const valueAt = new Map(equity);
  const [{ peakAt, troughAt } = { peakAt: 0, troughAt: 0 }] = drawdowns;
  const [peak = 0, trough = 0] = [valueAt.get(peakAt), valueAt.get(troughAt)]; // Both are kept in the thinned curve.
  expect((peak - trough) / peak).toBeCloseTo(metrics.maxDrawdown, 12);
  for (const each of drawdowns) {
    expect(each.peakAt).toBeLessThan(each.troughAt);
    expect(each.troughAt).toBeLessThan(each.recoveredAt ?? Number.POSITIVE_INFINITY);
    const under = (each.recoveredAt ?? equity.at(-1)?.[0] ?? 0) - each.peakAt;
    expect(under).toBeLessThanOrEqual(metrics.maxDrawdownDurationMs);
  }
});

test("the run stands beside a benchmark that a second reader can rebuild", () => {
  const day = 86_400_000;
  const first = report.equity[0]?.[0] ?? 0;
  const closesByDay = SYMBOLS.map((symbol) => {
    const start = barsOf(symbol)[0]?.close ?? Number.NaN;
    const byDay = new Map<number, number>();
    for (const { time, close } of barsOf(symbol))
      byDay.set(Math.ceil((time + QUARTER_HOUR) / day) - 1, close / start);
    return byDay;
  });
  const days = [...(closesByDay[0]?.keys() ?? [])];
  expect(days[0]).toBe(Math.ceil(first / day) - 1);
  const values = days.map(
    (each) => closesByDay.reduce((sum, byDay) => sum + (byDay.get(each) ?? Number.NaN), 0) / SYMBOLS.length,
  );
  const held = values.map((value, i) => value / (values[i - 1] ?? 1) - 1);
  const { beta, trackingError, informationRatio, alpha } = report.againstBenchmark;
  expect(held.at(-1)).not.toBeNaN();
  expect((values.at(-1) ?? 0) - 1).toBeCloseTo(report.metrics.benchmarkReturn ?? 0, 9);
  // About half of the time in the market, long only: the run moves with its market, and less than it.
  expect(beta).toBeGreaterThan(0);
  expect(beta).toBeLessThan(1);
  const mean = held.reduce((sum, each) => sum + each, 0) / held.length;
  const deviation = Math.sqrt(held.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (held.length - 1));
  // The variance of a difference: what the run moves alone, and what it does not follow.
  const { volatility } = report.metrics;
  const apart = (volatility ?? 0) ** 2 / 365 + deviation ** 2 - 2 * (beta ?? 0) * deviation ** 2;
  expect(trackingError).toBeCloseTo(Math.sqrt(apart * 365), 9);
  const { sharpe } = report.metrics;
  const ownMean = ((sharpe ?? 0) * (volatility ?? 0)) / 365;
  expect(informationRatio).toBeCloseTo(((ownMean - mean) * 365) / (trackingError ?? 0), 9);
  expect(alpha).toBeCloseTo((1 + ownMean - (beta ?? 0) * mean) ** 365 - 1, 9);
});

test("equity begins and ends with the account, and time only moves forward", () => {
  const { equity, account } = report;
  expect(equity.length).toBeGreaterThan(1_000);
  const times = equity.map(([time]) => time);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(equity[0]).toEqual([(report.data[0]?.from ?? 0) + QUARTER_HOUR, Number(account.initial)]);
  expect(equity.at(-1)?.[0]).toBe((report.data[0]?.to ?? 0) + QUARTER_HOUR);
  expect(equity.at(-1)?.[1]).toBeCloseTo(Number(account.final), 6);
});

test("every trade is possible: in order, inside the bars of its instrument, at a price of its bar", () => {
  const { trades } = report;
  expect(trades.map(({ id }) => id)).toEqual(trades.map((_, i) => i + 1));
  for (const symbol of SYMBOLS) {
    const byTime = new Map(barsOf(symbol).map((bar) => [bar.time, bar]));
    const barAt = (time: number): PlainBar | undefined => byTime.get(time - (time % QUARTER_HOUR));
    let flatSince = 0;
    for (const trade of trades.filter(({ instrument }) => instrument === symbol)) {
      expect(trade.entryTime).toBeGreaterThanOrEqual(flatSince);
      expect(trade.exitTime).toBeGreaterThanOrEqual(trade.entryTime);
      const entry = byTime.get(trade.entryTime); // An entry by signal fills at the open of a bar.
      expect(isPaid(Number(trade.entryPrice), entry?.open ?? 0)).toBe(true);
      const { low = 0, high = 0 } = barAt(trade.exitTime) ?? {};
      expect(Number(trade.exitPrice)).toBeGreaterThanOrEqual(low * (1 - SLIPPAGE) - TICK);
      expect(Number(trade.exitPrice)).toBeLessThanOrEqual(high);
      flatSince = trade.exitTime;
    }
  }
});

test("refusals are counted by their names", () => {
  for (const name of Object.keys(report.refusals)) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
});

/** The default slippage of the simulation, and the coarsest price step of the demo data. */
const SLIPPAGE = 0.0002;
const TICK = 0.1;

/** A buyer pays the price and the slippage, rounded to a tick. */
const isPaid = (paid: number, price: number): boolean =>
  paid >= price && paid <= price * (1 + SLIPPAGE) + TICK;

function deepestFall(initial: number, equity: Report["equity"]): number {
  let high = initial;
  let deepest = 0;
  for (const [, value] of equity) {
    high = Math.max(high, value);
    deepest = Math.max(deepest, (high - value) / high);
  }
  return deepest;
}
