/**
 * Why an order exists, on named real data: every line and every number of it.
 *
 * A difference means that a person would read something else. It is legitimate when a change was meant to alter decisions,
 * what is recorded of them, or the words; then, and only then: `npx vitest run tests/golden/why -u`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoFile, runCli } from "../cli/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-why-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const RUNS = ["--runs", join(folder, "runs")];

beforeAll(async () => {
  const { code } = await runCli([
    "backtest",
    "--strategy",
    "ema-cross",
    "--data",
    demoFile("BTC"),
    "--quiet",
    ...RUNS,
  ]);
  expect(code).toBe(0);
});

/** What is printed for a terminal of 80 columns, under a run's name that is always the same. */
async function why(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(["why", ...words, ...RUNS]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toBe(line.trimEnd());
  }
  return stdout.replace(/backtest-\d{8}-\d{6}-[0-9a-f]{4}/, "RUN");
}

test("an entry, from the bar to what became of it", async () => {
  expect(await why("trade:12")).toMatchInlineSnapshot(`
    "order 31: entry buy 0.14575 BTC/USDT                                      filled
    ema-cross 1.0.0 in run RUN
    ────────────────────────────────────────────────────────────────────────────────
    Why       “fast average crossed above the slow one”
    Saw       main: 15m bar 2023-01-06 00:45:00 to 01:00:00, row 483; open 16,851.03
              high 16,872.57 low 16,848.23 close 16,859.78 volume 2,216.7109
              fast 16,843.621 (before 16,840.683),
              slow 16,842.194 (before 16,840.788), atr 17.574926 (before 17.054535)
              set to fast 12, slow 26, atr 14, stopAtr 2
    Account   equity 9,928.09 USDT, free 9,928.09, held 0, last price 16,859.78
    Gates     8 of 8 passed
      ✓ TradingHalted none                    ✓ SameDirection 0 = 0
      ✓ ConcurrentTradesLimit 0 < 10          ✓ NoProtectiveStop a stop
      ✓ StopOnWrongSide 16,824.63 < 16,859.78
      ✓ StopTooNear 0.21 % ≥ 0.10 %           ✓ BelowMinimum 0.14575 ≥ 0.00001
      ✓ BelowMinimum 2,457.31 ≥ 10.00
    Size      risk_per_stop: 1.00 % of equity is 99.28 USDT, 237.593 lost a unit at
              the stop: 0.41786102 wanted, 0.14575 after caps and steps
      Limit                   Share  Used      Room        A unit   Allows
      PositionSizeLimit     25.00 %  0.00  2,482.02     17,028.37  0.14575  caps
      SymbolExposureLimit   25.00 %  0.00  2,482.02     17,028.37  0.14575
      ExposureLimit        100.00 %  0.00  9,928.09     17,028.37  0.58303
      LeverageLimit        100.00 %  0.00  9,928.09     17,028.37  0.58303
      TradeRiskLimit         1.00 %  0.00     99.28       237.593  0.41786
      PortfolioRiskLimit     6.00 %  0.00    595.69       237.593  2.50716
      BalanceShareLimit     95.00 %  0.00  9,431.68  17,045.39837  0.55332
      InsufficientBalance  100.00 %  0.00  9,928.09  17,045.39837  0.58244
    Sent      2023-01-06 01:00:00  buy 0.14575 market, no higher than 17,028.37,
              stop 16,824.63
    Venue     2023-01-06 01:00:00  accepted
    Filled    2023-01-06 01:00:00  0.14575 at 16,862.82, fee 2.46 USDT, taker
              0.02 % worse than the price of the decision
    Position  protected or left by one order
      Order  What  Quantity      Price  From         Became  Because
         32  stop   0.14575  16,824.63  01-06 01:00  filled  the entry filled
    Outcome   -10.97 USDT  trade 12: long from 16,862.82 to 16,821.26,
              stop-loss after 60 m, fees 4.91, best 0.00 %, worst -0.25 %
    Times     bar closed 2023-01-06 01:00:00, decided +0 ms, sent +0 ms,
              answered +0 ms, filled +0 ms, over +0 ms
    "
  `);
});

test("the stop that protected it", async () => {
  expect(await why("2")).toMatchInlineSnapshot(`
    "order 2: stop-loss sell 0.14961 BTC/USDT                               cancelled
    ema-cross in run RUN
    ────────────────────────────────────────────────────────────────────────────────
    Why       “protective stop”
    Entry     order 1, 2023-01-01 10:30:00: “fast average crossed above the slow
              one”
    Placed    2023-01-01 10:30:00  because the entry filled: “fast average crossed
              above the slow one”
    Sent      2023-01-01 10:30:00  sell 0.14961 stop, trigger 16,515.48, reduce only
    Venue     2023-01-01 10:30:00  accepted
              2023-01-02 01:30:00  cancelled
    Position  protected or left by 2 orders
      Order  What  Quantity      Price  From         Became     Because
          2  stop   0.14961  16,515.48  01-01 10:30  cancelled  the entry filled
          3  exit   0.14961             01-02 01:30  filled     fast average crosse…
    Outcome   -2.26 USDT  trade 1: long from 16,547 to 16,565.02, signal after 15 h,
              fees 4.95, best +0.50 %, worst -0.08 %
    Times     from 2023-01-01 10:30:00, decided +0 ms, sent +0 ms, answered +0 ms,
              over +15 h
    "
  `);
});

test("a signal that was refused, and what would have happened", async () => {
  const refused = await runCli(["why", "signal:999999", ...RUNS]);
  const [, signal = ""] = /such as (signal:\d+)/.exec(refused.stderr) ?? [];
  expect(await why(signal, "--without", "StopTooNear")).toMatchInlineSnapshot(`
    "order 1104: entry buy BTC/USDT                                           refused
    ema-cross 1.0.0 in run RUN
    ────────────────────────────────────────────────────────────────────────────────
    Why       “fast average crossed above the slow one”
    Saw       main: 15m bar 2023-07-29 17:15:00 to 17:30:00, row 20128;
              open 29,305.73 high 29,310 low 29,297.26 close 29,310 volume 58.57545
              fast 29,299.862 (before 29,298.019),
              slow 29,299.758 (before 29,298.938), atr 13.906404 (before 13.996127)
              set to fast 12, slow 26, atr 14, stopAtr 2
    Account   equity 8,253.48 USDT, free 8,253.48, held 0, last price 29,310
    Gates     5 of 6 passed
      ✓ TradingHalted none                    ✓ SameDirection 0 = 0
      ✓ ConcurrentTradesLimit 0 < 10          ✓ NoProtectiveStop a stop
      ✓ StopOnWrongSide 29,282.18 < 29,310
      ✗ StopTooNear 0.09 %, not ≥ 0.10 %  risk_limits.per_trade.min_stop_distance
    Refused   StopTooNear: stop closer than the minimum distance
              (distance 0.0009491641078130231, distanceMin 0.001)
    Times     bar closed 2023-07-29 17:30:00, decided +0 ms, over +0 ms
    Without   StopTooNear off from the first bar on
              (risk_limits.per_trade.min_stop_distance)
      Signal  approved 0.0697, capped by PositionSizeLimit; it was: refused by
              StopTooNear, stop closer than the minimum distance
      Trade   -3.74 USDT, signal 2023-07-30 02:00:00; it was: none
      Run     7,126.30 USDT, -28.74 %, 719 trades, drawdown 30.98 %; it was:
              7,181.80 USDT, -28.18 %, 707 trades, drawdown 30.44 %
    "
  `);
});
