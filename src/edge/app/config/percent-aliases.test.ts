import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigProblem, loadConfig } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "timonel-percent-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (text: string) => {
  const path = join(folder, "timonel.yaml");
  writeFileSync(path, text);
  return loadConfig({ path, explicit: true });
};
const complaint = async (text: string): Promise<string> => {
  const error: unknown = await load(text).catch((thrown: unknown) => thrown);
  if (error instanceof ConfigProblem) return error.message.replaceAll(`${folder}/`, "");
  throw new Error(`not refused: ${text}`);
};

describe("percent under a name that says so", () => {
  test("is a ratio, with a notice that says where and how it is understood", async () => {
    const { symbols, riskLimits, notices, places } = await load(
      "symbols:\n  BTC/USDT: { strategy: x, stop_loss_percent: 0.7, take_profit_pct: 5 }\nrisk_limits:\n  portfolio: { max_drawdown_percentage: 25 }\n",
    );
    expect(symbols).toMatchObject([{ stopLoss: 0.007, takeProfit: 0.05 }]);
    expect(riskLimits.portfolio.maxDrawdown).toBe(0.25);
    expect(notices.map((notice) => notice.replace(`${folder}/`, ""))).toEqual([
      "timonel.yaml:2:28: stop_loss_percent is understood as stop_loss: 0.007",
      "timonel.yaml:2:52: take_profit_pct is understood as take_profit: 0.05",
      "timonel.yaml:4:16: max_drawdown_percentage is understood as max_drawdown: 0.25",
    ]);
    expect(places["symbols.BTC/USDT.stop_loss"]).toMatch(/timonel\.yaml:2:47$/);
  });

  test("in stages of taking profit", async () => {
    const { symbols, notices } = await load(
      "symbols:\n  BTC/USDT:\n    take_profit_levels: [{ target: 0.02, close_pct: 33 }, { target_percent: 4, close_share: 1 }]\n",
    );
    expect(symbols[0]?.takeProfitLevels).toEqual([
      { target: 0.02, closeShare: 0.33 },
      { target: 0.04, closeShare: 1 },
    ]);
    expect(notices.join("\n")).toMatch(/close_pct is understood as close_share: 0\.33\n.*target_percent/);
  });

  test.each([
    [
      "beside the ratio itself",
      "symbols: { BTC/USDT: { stop_loss: 0.02, stop_loss_percent: 3 } }\n",
      "stop_loss_percent",
    ],
    [
      "beyond what is allowed",
      "symbols: { BTC/USDT: { take_profit_pct: 150 } }\n",
      "symbols.BTC/USDT.take_profit_pct: take_profit in percent may not be this; found: 150; allowed: take_profit: a ratio above 0 up to 1 (0.02 is 2 %)",
    ],
    [
      "that is no number",
      "symbols: { BTC/USDT: { stop_loss_percent: 3 % } }\n",
      'stop_loss_percent: stop_loss in percent may not be this; found: "3 %"; allowed: stop_loss: a ratio above 0 and below 1',
    ],
    ["of what is no ratio", "account: { balance_percent: 5 }\n", "account.balance_percent: unknown key"],
    ["at another place", "stop_loss_percent: 3\n", "fix: use symbols.S.stop_loss, as a ratio: 0.03"],
  ])("%s is refused", async (_what, text, says) => {
    expect(await complaint(text)).toContain(says);
  });

  test("and a mistake elsewhere keeps its place", async () => {
    expect(await complaint("symbols:\n  BTC/USDT: { stop_loss_percent: 2, stop_loss_atr: 3 }\n")).toMatch(
      /^timonel\.yaml:2:\d+: symbols\.BTC\/USDT\.stop_loss_atr: stop_loss and stop_loss_atr are both set/,
    );
  });
});
