import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closes } from "../../../../tests/builders/bars.ts";
import { perpetual } from "../../../../tests/builders/instrument.ts";
import { playJournaled } from "../../../../tests/builders/journaled-run.ts";
import { formatAmount, formatPrice, formatQuantity } from "../../../core/base/index.ts";
import type { Intent } from "../../../core/domain/index.ts";
import { bars, none, open, strategy } from "../../../core/strategy/index.ts";
import type { LoadedRun } from "../plan/load-run.ts";
import { openRunLogs } from "./run-logs.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "run-logs-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Leaves in three parts, at three prices. */
const staged = strategy({
  name: "staged",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar: ({ position }): Intent =>
    position.state === "CLOSED"
      ? open("long", {
          ...{ why: "now", stop: 95 },
          targets: [
            { price: 104, share: 0.75 },
            { price: 108, share: 0.5 },
          ],
        })
      : none,
});

test("the line of a trade is about the whole of it, in however many parts it was left", async () => {
  const symbol = "AAA/USDT:USDT";
  const prices = closes(100, ...[100, 105, 109, 103, 94, 93].flatMap((price) => [price, price]));
  const { told, ending } = playJournaled(
    [{ instrument: perpetual({ symbol }), bars: prices, strategy: staged }],
    [],
  );
  if (ending.kind !== "done") throw new Error(`ended as ${ending.kind}`);
  const { trades } = ending.outcome;
  const reports = told.flatMap((one) => (one.kind === "live" ? [one.report] : []));
  const leaving = reports.filter((report) => report.kind === "fill" && report.fill.side === "sell");
  expect(leaving.length).toBeGreaterThanOrEqual(3 * trades.length);

  // The rest of a run is not looked at.
  const loaded = { config: { logs: { directory: root, level: "INFO" } }, plan: { runs: [] } } as unknown;
  const run = { id: "run", mode: "paper", version: "1", loaded: loaded as LoadedRun, note: () => undefined };
  const logs = await openRunLogs(run);
  for (const report of reports) logs.onReport(report);
  await logs.close();
  expect(trades.length).toBeGreaterThan(0);
  expect(readFileSync(join(root, "trades.csv"), "utf8")).toBe(
    [
      "run_id,symbol,side,quantity,exit_time,exit_price,pnl,reason",
      ...trades.map(({ side, quantity, exitTime, exitPrice, pnl, exitReason }) =>
        [
          ...["run", symbol, side, formatQuantity(quantity), exitTime, formatPrice(exitPrice)],
          ...[formatAmount(pnl), exitReason],
        ].join(),
      ),
      "",
    ].join("\n"),
  );
});
