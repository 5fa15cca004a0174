import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Config, configHash, effectiveYaml, loadConfig, type Overrides } from "./index.ts";
import { KEYS, SYMBOL_KEYS } from "./keys.ts";

const root = mkdtempSync(join(tmpdir(), "timonel-effective-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const first = join(root, "timonel.yaml");
const again = join(root, "runs", "x", "config.yaml");
mkdirSync(join(root, "runs", "x"), { recursive: true });

function load(path: string, text: string, overrides: Overrides = {}): Promise<Config> {
  writeFileSync(path, text);
  return loadConfig({ path, explicit: true, overrides });
}

/** The text of a config's effective file, and what is read back from it. */
async function roundTrip(config: Config): Promise<{ text: string; read: Config }> {
  const text = effectiveYaml(
    config,
    () => ({}),
    (file) => relative(join(root, "runs", "x"), file),
  );
  return { text, read: await load(again, text) };
}

/** All that influences a run; `places` and the like say where a value came from, which is not the same. */
const essence = ({ places: _p, sources: _s, notices: _n, symbolDefaults: _d, ...rest }: Config) => rest;

const FULL = `
mode: paper
active_exchange: kraken
account: { currency: USDT, balance: 1234.5, leverage: 3, margin: cross }
leverage: { max: 5 }
sizing: { method: fixed_percent, at: fill }
execution: { max_slippage_bps: 12, max_data_age_seconds: 60 }
risk_limits:
  per_trade: { max_position_size: 0.5, max_risk: off, min_stop_distance: off, min_stop_atr: 2, max_slippage: 0.0029 }
  portfolio: { max_drawdown: 0.25, max_risk: off, same_direction: allow, max_concurrent_trades: 3 }
  session: { max_daily_loss: 0.03, max_session_time: 600 }
position_management: { default_stop_loss: off, require_stop: false, timeout_minutes: 90, cool_down_minutes: 5 }
simulation:
  slippage: square_root
  impact_coefficient: 2
  fee_tiers: [{ volume: 0, maker: 0.0002, taker: 0.0005 }, { volume: 1000000, maker: -0.0001, taker: 0.0004 }]
  volume_share_max: 0.1
  latency: { feed_ms: 5, order_ms: 10 }
  limit_fill: touch
symbols:
  BTC/USDT:USDT:
    venue: binance
    timeframe: 15m
    strategy: ./mine.ts
    data: data/x.csv
    funding: f.csv
    params: { fast: 12, name: "on", deep: true, text: "a: b # c" }
    max_position_size: 0.1
    take_profit_levels: [{ target: 0.02, close_share: 0.33 }, { target: 0.04, close_share: 1 }]
    margin_tiers: [{ from: 0, maintenance: 0.004, leverage: 125 }]
    trailing_stop_atr: 3
    trailing_stop_activation: 0.02
    timeout_minutes: 30
  SPY/USDT: { strategy: rsi-trend, session: { hours: "09:30-16:00", overnight: false }, adjust: f.csv, quotes: q.csv }
`;

describe("the effective config", () => {
  test("of a file with everything means the same when it is read again", async () => {
    // SPY/USDT is no spot pair that could not be levered: one at a time.
    const config = await load(first, FULL.replace(/\n {2}SPY[^\n]*/, ""));
    const { text, read } = await roundTrip(config);
    expect(configHash(read)).toBe(configHash(config));
    const [symbol] = read.symbols;
    expect(symbol).toMatchObject({
      strategy: join(root, "mine.ts"),
      params: { fast: 12, name: "on", deep: true, text: "a: b # c" },
      data: { file: "../../data/x.csv" },
    });
    expect(text).toContain('\n  "BTC/USDT:USDT":\n');
    expect(text).toContain("\n    # max_exposure: 1\n");
    expect(text).toContain("\n    max_risk: off\n");
  });

  test("of a share keeps its hours and its files", async () => {
    const config = await load(first, `symbols:${/\n {2}SPY[^\n]*/.exec(FULL)?.[0]}`);
    const { read } = await roundTrip(config);
    expect(essence(read)).toEqual(essence(config));
    expect(read.symbols[0]).toMatchObject({
      adjust: join(root, "f.csv"),
      quotes: join(root, "q.csv"),
    });
  });

  test("of a calendar names its file and its entry", async () => {
    const config = await load(first, "symbols: { SPY/USDT: { calendar: hours.json#SPY } }");
    expect(essence((await roundTrip(config)).read)).toEqual(essence(config));
  });

  test("of nothing is nothing but comments, and the same", async () => {
    const config = await loadConfig({ path: join(root, "absent.yaml"), explicit: false });
    const { text, read } = await roundTrip(config);
    expect(essence(read)).toEqual(essence(config));
    const said = text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
    expect(said.every((line) => line.endsWith(":") || line === "symbols: {}")).toBe(true);
  });

  test("takes what the command line says, and the files that were really read", async () => {
    const commandLine = [
      { key: "symbols.*.strategy", text: "ema-cross", where: "--strategy" },
      { key: "symbols.*.params.fast", text: "7", where: "--param" },
      { key: "account.balance", text: "77", where: "--balance" },
    ];
    const config = await load(first, "symbols: { BTC/USDT: { data: old.csv } }", { commandLine });
    const text = effectiveYaml(
      config,
      () => ({ data: "/data/new.csv" }),
      (file) => file,
    );
    const read = await load(again, text);
    expect(configHash(read)).toBe(configHash(config));
    expect(read.symbols[0]?.data).toMatchObject({ file: "/data/new.csv" });
    expect(text).toContain("\n  balance: 77\n");
  });

  const keys = Object.entries(KEYS).filter(([key]) => key !== "mode" && !/^(?:runs|store)\./.test(key));
  const symbolKeys = Object.entries(SYMBOL_KEYS);
  const numberOf = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }));
  const values = fc.oneof(
    numberOf,
    fc.constantFrom("off", "instrument", true, false, "allow", "cross", "none"),
  );

  test("of any config that is accepted has the same hash when it is read again", async () => {
    let accepted = 0;
    const chosen = fc.array(fc.tuple(fc.constantFrom(...keys), values), { maxLength: 4 });
    const ofSymbol = fc.array(fc.tuple(fc.constantFrom(...symbolKeys), values), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(chosen, ofSymbol, async (general, own) => {
        const text = `${nested(general)}symbols:\n  BTC/USDT:USDT: ${JSON.stringify(tree(own))}\n`;
        const config = await load(first, text).catch(() => undefined);
        if (config === undefined) return;
        accepted++;
        expect(configHash((await roundTrip(config)).read)).toBe(configHash(config));
      }),
      { numRuns: 800, seed: 5 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

/** Dotted keys as groups within groups. */
function tree(pairs: readonly (readonly [readonly [string, unknown], unknown])[]): object {
  const root: Record<string, unknown> = {};
  for (const [[path], value] of pairs) {
    const words = path.split(".");
    const last = words.pop() ?? "";
    let group = root;
    for (const word of words) {
      group[word] ??= {};
      group = group[word] as Record<string, unknown>;
    }
    group[last] = value;
  }
  return root;
}

const nested = (pairs: Parameters<typeof tree>[0]): string =>
  Object.entries(tree(pairs))
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join("");
