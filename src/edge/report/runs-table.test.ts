import { expect, test } from "vitest";
import { REPORT } from "../../../tests/builders/report.ts";
import { headlineOf } from "./headline.ts";
import { type RunRow, renderRuns } from "./runs-table.ts";

const row = (rest: Partial<RunRow> = {}): RunRow => ({
  ...headlineOf(REPORT),
  id: "backtest-20260102-030405-9f3c",
  created: Date.UTC(2026, 0, 2, 3, 4, 5),
  complete: true,
  pinned: false,
  hash: "3f2a91c0d4e5aa11",
  ...rest,
});
const view = (rows: readonly RunRow[]) => ({
  directory: "runs",
  rows,
  total: rows.length,
  bytes: 12_345_678,
  damaged: [],
  hints: [],
});

test("a wide terminal shows everything of a run", () => {
  const [titles, line] = renderRuns(view([row()]), { color: false, width: 160 }).split("\n");
  expect(titles).toBe(
    "  Run                            Strategy     Return  Sharpe  Drawdown  Trades  Symbols      Period                    Ended (UTC)       Hash",
  );
  expect(line).toBe(
    "  backtest-20260102-030405-9f3c  ema-cross  +23.45 %    1.20   12.00 %       4  BTC/USDT 1h  2017-08-17 to 2023-02-07  2026-01-02 03:04  3f2a91c0",
  );
});

test("a narrow one loses columns on the right, never a part of a name that one types next", () => {
  for (const width of [20, 72, 80, 100]) {
    const text = renderRuns(view([row(), row({ strategies: ["x".repeat(70)] })]), { color: false, width });
    expect(text.match(/backtest-20260102-030405-9f3c/g)).toHaveLength(2);
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(
      Math.max(width, 72),
    );
  }
  expect(renderRuns(view([row()]), { color: false, width: 80 })).toMatch(
    /Return +Sharpe +Drawdown +Trades\n/,
  );
});

test("marks are letters with a legend, and only where there are any", () => {
  const rows = [row({ pinned: true, latched: true }), row({ complete: false, broken: ["BTC/USDT"] })];
  const text = renderRuns(view(rows), { color: false, width: 100 });
  expect(text).toContain("9f3c *!  ema");
  expect(text).toContain("9f3c x~  ema");
  expect(text).toContain(
    "  * pinned   ! halted, and nobody resumed   x a strategy broke its contract\n  ~ stopped before its data ended\n",
  );
  expect(renderRuns(view([row()]), { color: false, width: 100 })).not.toMatch(/pinned|contract|[*!~]/);
});

test("says how many there are, how much room they take, and what cannot be read", () => {
  const text = renderRuns(
    { ...view([row()]), total: 7, damaged: ["x cannot be read: it has no run.json"], hints: ["a hint"] },
    { color: false, width: 80 },
  );
  expect(text).toContain("\n  1 of 7 runs in runs, 12 MB\n");
  expect(text).toContain("  ! x cannot be read: it has no run.json\n  · a hint\n");
  expect(renderRuns(view([row()]), { color: false, width: 80 })).toContain("\n  1 run in runs, 12 MB\n");
  expect(renderRuns(view([]), { color: false, width: 80 })).toBe("  0 runs in runs, 12 MB\n");
});

test("names from outside bring no escape codes and no lines of their own", () => {
  const text = renderRuns(view([row({ strategies: ["\u001b[31mred\nx"] })]), { color: false, width: 100 });
  expect(text).not.toContain("\u001b");
  expect(text.trimEnd().split("\n")).toHaveLength(4);
});
