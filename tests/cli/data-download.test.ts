/** What goes wrong on the way, and how a download ends: faults by script, kill -9, Ctrl-C, and what the venue says that cannot be. */
import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Cells, timeOf, type World } from "../builders/look-alike/series.ts";
import { type Asked, type Fault, type LookAlike, startLookAlike } from "../builders/look-alike/server.ts";
import { bars, between, HOURS_2024, hours2024, recorded, stored } from "../builders/look-alike/worlds.ts";
import { describeWithShared } from "../shared-data.ts";
import { type CliOutcome, runCli, startCli } from "./run-cli.ts";

const QUARTER_MS = 900_000;
const ASK = ["data", "download", "BTC/USDT", "--from", "2024-01-01"];

const unwrapped = (text: string): string => text.replace(/\s+/g, " ");

describeWithShared("a download from a venue in trouble", () => {
  let cwd = "";
  let store = "";
  let unfinished = "";
  let venue: LookAlike;
  /** What the venue recorded: three pages of a thousand hours. */
  let expected: number[][] = [];
  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), "timonel-download-"));
    store = join(cwd, "data");
    unfinished = join(store, "binance", "BTC-USDT", "1h.download");
    venue = await startLookAlike(hours2024("2024-04-01T00:30:00Z"));
    expected = between(recorded(HOURS_2024), "2024-01-01", "2024-04-01");
  });
  afterEach(async () => {
    await venue.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  const download = (...options: readonly string[]): Promise<CliOutcome> =>
    runCli([...ASK, ...options, "--url", venue.url], { cwd });
  const kept = (): Promise<number[][]> => stored(store, "binance", "BTC/USDT", "1h");
  const starts = (from = 0): readonly (string | null)[] =>
    venue.asked.slice(from).flatMap(({ isHistory, query }) => (isHistory ? [query.get("startTime")] : []));
  /** A fault for the second request for bars. */
  const once =
    (fault: Fault) =>
    (asked: Asked): Fault | undefined =>
      asked.isHistory && asked.before === 1 ? fault : undefined;
  const status = (code: number, body: string, headers: Readonly<Record<string, string>> = {}): Fault => ({
    status: code,
    body,
    headers,
  });
  const rows = (change: (rows: readonly Cells[]) => readonly Cells[]): Fault => ({ rows: change });

  test("nineteen faults, one a page: every bar arrives all the same", async () => {
    const quarters = recorded("binance-spot_BTCUSDT_15m_2024");
    const first = timeOf(quarters[0] ?? []);
    const faults: readonly Fault[] = [
      status(429, '{"code":-1003,"msg":"Too many requests."}', { "retry-after": "1" }),
      status(418, ""),
      status(500, "{}"),
      status(503, "<html><h1>Sorry</h1></html>"),
      "drop",
      "cut",
      status(200, "<html>Please log in</html>"),
      status(200, "{}"),
      status(200, '[[1704067200000,"1"'),
      { delayMs: 1_500 },
      rows((page) => page.filter((_, i) => i < 300 || i > 320)),
      rows((page) => page.slice(40)),
      rows((page) => page.slice(0, 900)),
      rows(() => []),
      rows((page) => [...page].reverse()),
      // Bars twice, and one of long ago.
      rows((page) => [["1704067200000", "1", "1", "1", "1", "1"], ...page, ...page.slice(-3)]),
      // A bar twice with different numbers; one off the grid; one whose high is below its low.
      rows((page) => [...page, (page[5] ?? []).map((cell, i) => (i === 4 ? `${cell}1` : cell))]),
      rows((page) => page.map((row, i) => (i === 7 ? [String(timeOf(row) + 1), ...row.slice(1)] : row))),
      rows((page) => page.map((row, i) => (i === 7 ? [row[0] ?? "", "5", "4", "6", "5", "1"] : row))),
    ];
    const met = new Set<number>();
    venue.world = { series: [bars("BTCUSDT", "15m", quarters)], now: Date.parse("2024-09-07T00:00:00Z") };
    venue.script = ({ isHistory, query }) => {
      const page = Math.floor((Number(query.get("startTime")) - first) / (1_000 * QUARTER_MS));
      if (!isHistory || met.has(page)) return undefined;
      met.add(page);
      return faults[page];
    };
    const outcome = await download("--timeframe", "15m");
    expect({ code: outcome.code, stderr: outcome.code === 0 ? "" : outcome.stderr }).toEqual({
      code: 0,
      stderr: "",
    });
    expect(met.size).toBeGreaterThanOrEqual(faults.length);
    const waits = outcome.stderr.split("\n").filter((line) => line.includes("asking again"));
    for (const [i, says] of [
      /^binance: HTTP 429: .*Too many requests.*; asking again in 1(\.\d)? s \(2 of 6\)$/,
      /HTTP 418: /,
      /HTTP 500: /,
      /HTTP 503: .*Sorry/,
      /closed|ended|reset|hang/,
      /closed|ended|reset|terminated|aborted/,
      /the answer is not JSON: <html>Please log in<\/html>; .*\(2 of 3\)/,
      /the answer is no list/,
      /the answer is not JSON: \[\[1704067200000/,
    ].entries())
      expect(waits[i]).toMatch(says);
    expect(waits).toHaveLength(9);
    const arrived = await stored(store, "binance", "BTC/USDT", "15m");
    expect(arrived).toEqual(quarters.map((row) => row.map(Number)));
    expect(existsSync(unfinished.replace("1h", "15m"))).toBe(false);
  });

  test("maintenance of Bitfinex is waited for", async () => {
    const world: World = {
      series: [bars("tBTCUSD", "1h", recorded("bitfinex_BTCUSD_1h_2013-10"))],
      now: Date.parse("2013-10-20T00:00:10Z"),
    };
    venue.world = world;
    venue.script = (asked) =>
      asked.isHistory && asked.before === 0 ? status(500, '["error",20060,"maintenance"]') : undefined;
    const args = [
      "data",
      "download",
      "BTC/USD",
      "--venue",
      "bitfinex",
      "--from",
      "2013-10-02",
      "--url",
      venue.url,
    ];
    const outcome = await runCli(args, { cwd });
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toMatch(/bitfinex: .*maintenance.*asking again/);
    expect((await stored(store, "bitfinex", "BTC/USD", "1h")).length).toBeGreaterThan(400);
  });

  test("a venue that stays away is exit 4, keeps what was fetched, and the next run goes on from there", async () => {
    venue.script = ({ isHistory, before }) => (isHistory && before >= 2 ? "drop" : undefined);
    const failed = await download("--attempts", "2");
    expect(failed).toMatchObject({ code: 4, stdout: "" });
    expect(failed.stderr).toMatch(
      /2,000 bars are kept in .*1h\.download: the same command goes on from there/,
    );
    expect(failed.stderr).toMatch(
      /binance: no answer from the venue after 2 attempts in .*; found: .*; fix: /,
    );
    expect(failed.stderr).not.toMatch(/^\s+at |bug in timonel/m);
    expect(await kept()).toEqual([]);

    venue.script = () => undefined;
    const before = venue.asked.length;
    const outcome = await download();
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toContain("going on with 2,000 bars of an unfinished download");
    expect(starts(before)).toEqual([String(expected[2_000]?.[0])]);
    expect(await kept()).toEqual(expected);
  });

  test("a ban of hours ends the download at once", async () => {
    venue.script = once(status(418, '{"code":-1003,"msg":"IP banned"}', { "retry-after": "7200" }));
    const outcome = await download();
    expect(outcome).toMatchObject({ code: 4, stdout: "" });
    expect(outcome.stderr).toMatch(
      /the venue wants to be left alone for 2 h; found: HTTP 418: .*IP banned.*; fix: wait that long/,
    );
    expect(starts()).toHaveLength(2);
  });

  test("a refusal is not asked for again", async () => {
    venue.script = once(status(451, '{"code":0,"msg":"Service unavailable from a restricted location"}'));
    const outcome = await download();
    expect(outcome).toMatchObject({ code: 4 });
    expect(outcome.stderr).toMatch(/the venue refuses; found: HTTP 451: .*restricted location/);
    expect(starts()).toHaveLength(2);
  });

  test("a symbol that the venue does not list is exit 2, with the nearest one", async () => {
    const outcome = await runCli(["data", "download", "BTC/USDC", "--url", venue.url], { cwd });
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(
      /^SYMBOL: binance does not list it; found: BTC\/USDC; allowed: BTC\/USDT; fix: did you mean BTC\/USDT\?\n$/,
    );
    expect(existsSync(store)).toBe(false);
  });

  test("a time in which the venue has nothing is exit 5", async () => {
    const outcome = await runCli(
      [...ASK, "--to", "2024-01-02", "--url", venue.url].map((word) => word.replace("BTC", "ETH")),
      { cwd },
    );
    expect(outcome).toMatchObject({ code: 5, stdout: "" });
    expect(outcome.stderr).toContain("no bars from 2024-01-01 to 2024-01-02");
  });

  test("nobody listens at all", async () => {
    await venue.close();
    const outcome = await download("--attempts", "1");
    expect(outcome).toMatchObject({ code: 4, stdout: "" });
    expect(outcome.stderr).toMatch(/no answer from the venue after 1 attempt.*ECONNREFUSED/);
    expect(existsSync(join(store, "binance"))).toBe(false);
  });

  test("a hole that the venue has is kept as a hole, and said", async () => {
    const world = hours2024("2024-04-01T00:30:00Z");
    const [btc, eth] = world.series;
    if (btc === undefined || eth === undefined) throw new Error("a world of two symbols");
    const holed = btc.rows.filter((_, i) => i < 1_500 || i > 1_503);
    venue.world = { ...world, series: [{ ...btc, rows: holed }, eth] };
    const outcome = await download();
    expect(outcome).toMatchObject({ code: 0 });
    expect(unwrapped(outcome.stdout)).toContain(
      "the venue gave no sound bar for 4 intervals: 4 from 2024-03-03 12:00Z to 2024-03-03 15:00Z",
    );
    expect(await kept()).toEqual(between(holed, "2024-01-01", "2024-04-01"));
  });

  test("a bar that cannot be, and that the venue repeats, is left out and said", async () => {
    venue.script = ({ isHistory }) =>
      isHistory
        ? rows((page) =>
            page.map((row) => (row[0] === "1704110400000" ? [row[0], "5", "4", "6", "5", "1"] : row)),
          )
        : undefined;
    const outcome = await download();
    expect(unwrapped(outcome.stdout)).toContain("1 broken row left out, first at 2024-01-01 12:00Z");
    expect(await kept()).toEqual(expected.filter(([time]) => time !== 1_704_110_400_000));
  });

  test("kill -9 in the middle costs the page on its way, and a torn line costs nothing", async () => {
    venue.script = ({ isHistory, before }) => (isHistory && before === 2 ? { delayMs: 60_000 } : undefined);
    const { child, ended } = startCli([...ASK, "--url", venue.url], { cwd });
    await untilAsked(3);
    child.kill("SIGKILL");
    await ended;
    expect(await kept()).toEqual([]);
    appendFileSync(unfinished, "[1711267200000,1711270800000,[[17112");
    venue.script = () => undefined;
    const before = venue.asked.length;
    expect(await download()).toMatchObject({ code: 0 });
    expect(starts(before)).toEqual([String(expected[2_000]?.[0])]);
    expect(await kept()).toEqual(expected);
  });

  test("Ctrl-C ends at once with 130 and keeps what was fetched", async () => {
    venue.script = ({ isHistory, before }) => (isHistory && before === 2 ? { delayMs: 60_000 } : undefined);
    const { child, ended } = startCli([...ASK, "--url", venue.url, "--json"], { cwd });
    await untilAsked(3);
    child.kill("SIGINT");
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      complete: false,
      datasets: [{ status: "interrupted", added: 2_000, rows: 0 }],
    });
    expect(outcome.stderr).toContain("2,000 bars are kept in");
    venue.script = () => undefined;
    expect(await download()).toMatchObject({ code: 0 });
    expect(await kept()).toEqual(expected);
  });

  test("two downloads of one dataset: the second is refused", async () => {
    venue.script = ({ isHistory, before }) => (isHistory && before === 0 ? { delayMs: 60_000 } : undefined);
    const { child, ended } = startCli([...ASK, "--url", venue.url], { cwd });
    await untilAsked(1);
    const second = await download();
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/process \d+; fix: wait until it has ended/);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  });

  test("kept bars that the venue contradicts are an error, until --replace decides", async () => {
    expect(await download("--to", "2024-01-02")).toMatchObject({ code: 0 });
    const world = hours2024("2024-04-01T00:30:00Z");
    const [btc] = world.series;
    if (btc === undefined) throw new Error("a world with bars");
    const corrected = btc.rows.map((row, i) => (i === 23 ? [...row.slice(0, 5), "1.5"] : row));
    venue.world = { ...world, series: [{ ...btc, rows: corrected }] };
    const refused = await download("--to", "2024-01-04");
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    expect(refused.stderr).toMatch(
      /differs from what the venue says of 2024-01-01 23:00Z; found: volume [\d.]+ is kept, the venue says 1.5/,
    );
    expect(await kept()).toHaveLength(24);
    expect(await download("--to", "2024-01-04", "--replace")).toMatchObject({ code: 0 });
    expect(await kept()).toEqual(between(corrected, "2024-01-01", "2024-01-04"));
  });

  test("what it prints, and what --quiet and --json leave of it", async () => {
    const { stdout, stderr } = await download();
    expect(stdout).toContain("  Symbol    What               From                 To   Rows    New  Holes\n");
    expect(stdout).toContain("  BTC/USDT  1h    2024-01-01 00:00Z  2024-03-31 23:00Z  2,184  2,184      0\n");
    expect(stderr).toBe("BTC/USDT 1h: up to 2,184 bars to get, 2024-01-01 00:00Z to 2024-04-01 00:00Z\n");
    const quiet = await download("--quiet", "--json");
    expect(quiet.stderr).toBe("");
    expect(JSON.parse(quiet.stdout)).toMatchObject({
      schema: "timonel.download/1",
      venue: "binance",
      complete: true,
      datasets: [{ symbol: "BTC/USDT", content: "bars", interval: "1h", rows: 2_184, added: 0, holes: [] }],
    });
  });

  async function untilAsked(history: number): Promise<void> {
    while (starts().length < history) await new Promise((done) => setTimeout(done, 20));
  }
});
