import { expect, test } from "vitest";
import { ordersTable, positionsTable, renderLiveTable, tradesTable } from "./index.ts";

const plain = (width: number) => ({ color: false, width });
const ORDERS = ordersTable([
  {
    ...{ id: 5358, symbol: "BTC/USDT", side: "sell", type: "stop", role: "stop-loss", status: "ACCEPTED" },
    ...{ quantity: "0.01914", filled: "0", price: "20921.50151094101", at: 1_672_664_700_000 },
    why: "fast crossed above slow, and nothing stood against it",
  },
]);
const TRADES = tradesTable([
  {
    ...{ id: 7, symbol: "ETH/USDT", side: "long", quantity: "0.30671234567", exitReason: "trailing-stop" },
    ...{ entryPrice: "20921.50151094101", exitPrice: "1550.1", exitTime: 1_672_664_700_000 },
    pnl: "-18.6125612988",
  },
]);
const POSITIONS = positionsTable([
  {
    ...{ symbol: "BTC/USDT", side: "long", quantity: "0.05408", entry: "20921.50151094101" },
    ...{ current: "20000", pnl: "1118.6125612988", pnlPercent: 0.541 },
  },
]);

test("numbers read as they do in status and report", () => {
  expect(renderLiveTable(TRADES, plain(120))).toMatch(
    / long {2}0\.30671235 {2}20,921\.502 {2}1,550\.1 {2}-18\.61 {2}trailing-stop {2}2023-01-02 13:05\n$/,
  );
  expect(renderLiveTable(POSITIONS, plain(120))).toMatch(
    / long {3}0\.05408 {2}20,921\.502 {2}20,000 {2}\+1,118\.61 {2}\+0\.54\n$/,
  );
});

test("the price of a stop is what a narrow terminal shows last of all to go", () => {
  const [title = "", row = ""] = renderLiveTable(ORDERS, plain(80)).split("\n");
  expect(title).toMatch(/^ {2}Order .* Status .* Quantity +Price {2}Why/);
  expect(row).toContain("20,921.502  fast cros");
  expect(renderLiveTable(ORDERS, plain(160))).toMatch(/Type .*Filled .*At \(UTC\) .*Why/);
});

test.each([40, 60, 72, 80, 100])("%i columns hold every line, with numbers whole", (width) => {
  for (const table of [ORDERS, TRADES, POSITIONS]) {
    const lines = renderLiveTable(table, plain(width)).trimEnd().split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    if (width >= 60) expect(lines.join("\n")).toContain("20,921.502");
  }
});
