/** docs/MIGRATING.md keeps its word: what it says of words people bring is what the check of a config does with them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/edge/app/config/index.ts";
import { specOf } from "../../src/edge/app/config/keys.ts";
import { BROUGHT_WORDS, NOT_IN_FORCE } from "../../src/edge/app/config/words.ts";

const TEXT = readFileSync(resolve(import.meta.dirname, "..", "..", "docs", "MIGRATING.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "timonel-migrating-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = TEXT.slice(TEXT.indexOf("| Your word | Here |"), TEXT.indexOf("## Your data"));
const rows = [...settings.matchAll(/^\| (`.+?`) \| (.+) \|$/gm)].flatMap(([, words = "", here = ""]) =>
  [...words.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => ({ word, here })),
);
const codes = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
/** Dotted names of keys in a sentence. */
const keysIn = (text: string): string[] =>
  [...text.matchAll(/[a-z_]+(?:\.[A-Za-z_]+)+/g)].map(([key]) => key).filter((key) => !key.endsWith(".yaml"));

/** Words that CONTRACT.md promises an answer to. */
const PROMISED = [
  ...["max_portfolio_exposure", "emergency_stop_drawdown", "partial_close_thresholds", "daily_loss_limit"],
  ...["max_open_positions", "max_leverage", "use_take_profit", "take_profit_percent", "stop_loss_percent"],
  ...["paper_trading", "dry_run", "stake_currency", "max_open_trades", "stoploss", "pair_whitelist"],
];

describe("the words people bring", () => {
  test("all have a row: those of the table of words, and those that are promised", () => {
    const told = new Set(rows.map(({ word }) => word));
    const missing = [...Object.keys(BROUGHT_WORDS), ...PROMISED].filter((word) => !told.has(word));
    expect(missing).toEqual([]);
    for (const name of ["ACTIVE_EXCHANGE", "SANDBOX_MODE", "AUTH_REQUIRED"])
      expect(settings).toContain(`\`${name}\``);
  });

  test.each(rows)("$word: the page says what the refusal says", async ({ word, here }) => {
    const path = join(folder, "timonel.yaml");
    writeFileSync(path, `${word}: 1\n`);
    const refusal = await loadConfig({ path, explicit: true }).then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(refusal).toContain(`${word}: `);
    const fix = refusal.slice(refusal.indexOf("fix: "));
    for (const key of keysIn(fix)) expect(codes(here).join(" ")).toContain(key);
  });

  test.each([...new Set(rows.flatMap(({ here }) => codes(here).flatMap(keysIn)))])("%s is a key", (key) => {
    const path = key.replace("symbols.S.", "symbols.BTC/USDT.").split(".");
    const isSection = ["simulation.latency"].includes(key);
    const isLater = NOT_IN_FORCE.some((name) => key.startsWith(name));
    expect(specOf(path) !== undefined || isSection || isLater).toBe(true);
  });
});

test("its config loads without a notice", async () => {
  const [, yaml = ""] = /^```yaml\n(.*?)^```$/ms.exec(TEXT) ?? [];
  const path = join(folder, "sample.yaml");
  writeFileSync(path, yaml);
  const { symbols, notices } = await loadConfig({ path, explicit: true });
  expect(notices).toEqual([]);
  expect(symbols).toMatchObject([{ symbol: "BTC/USDT", timeframe: "1h", stopLoss: 0.05, takeProfit: 0.1 }]);
});
