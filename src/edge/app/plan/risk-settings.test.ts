/** The words of a config in those of the engine. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../config/index.ts";
import { needsAtr, riskSettingsOf } from "./risk-settings.ts";

const directory = mkdtempSync(join(tmpdir(), "timonel-risk-settings-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Settings of a run on BTC/USDT, of which a config says this. */
async function settingsOf(symbol: string, general: string = "") {
  const path = join(directory, "timonel.yaml");
  writeFileSync(path, `symbols: { BTC/USDT: { ${symbol} } }\n${general}`);
  const config = await loadConfig({ path, explicit: true });
  const settings = riskSettingsOf(config, config.symbols, [undefined]);
  const [own] = settings.instruments;
  if (own === undefined) throw new Error("one symbol is configured");
  return { settings, own };
}

describe("the management of a position", () => {
  test("is absent where nothing is configured: it costs something on every entry", async () => {
    expect((await settingsOf("")).own.management).toBeUndefined();
    const inactive = "position_management: { trailing_stop_activation: 0.01, timeout_minutes: 0 }\n";
    expect((await settingsOf("", inactive)).own.management).toBeUndefined();
  });

  test("has levels, a trail with its activation, break even, and times in milliseconds", async () => {
    const { own } = await settingsOf(
      "take_profit_levels: [{ target: 0.02, close_share: 0.5 }], trailing_stop: 0.03, break_even: 0.01, cool_down_minutes: 5",
      "position_management: { trailing_stop_activation: 0.015, timeout_minutes: 90 }\n",
    );
    expect(own.management).toEqual({
      takeProfitLevels: [{ target: 0.02, share: 0.5 }],
      trail: { share: 0.03 },
      activation: 0.015,
      breakEven: 0.01,
      holdMs: 5_400_000,
      coolDownMs: 300_000,
    });
    expect(needsAtr(own)).toBe(false);
  });

  test.each(["timeout_minutes: 1", "cool_down_minutes: 1", "break_even: 0.5", "trailing_stop: 0.5"])(
    "begins with any one of its keys: %s",
    async (key) => {
      expect((await settingsOf(key)).own.management).toBeDefined();
    },
  );

  test("in average true ranges keeps them", async () => {
    const { own } = await settingsOf("trailing_stop_atr: 2.5");
    expect(own.management?.trail).toEqual({ atrs: 2.5 });
    expect(needsAtr(own)).toBe(true);
  });
});

test("entries are sized at the decision, or at the fill where that is asked for", async () => {
  expect((await settingsOf("")).settings.sizing.at).toBe("decision");
  expect((await settingsOf("", "sizing: { at: fill }\n")).settings.sizing.at).toBe("fill");
});
