import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { componentsIn, followLog, type Logs, lastLines, openLogs, parseLogLine } from "./index.ts";
import { redacted } from "./redact.ts";

let root: string;
const notices: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "timonel-logs-"));
  notices.length = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (directory = root): Promise<Logs> =>
  openLogs({
    directory,
    level: "INFO",
    run: "paper-1",
    version: "1.2.3",
    tradeColumns: ["run_id", "why"],
    onNotice: (text) => notices.push(text),
    now: () => Date.parse("2026-11-21T12:00:00Z"),
  });

const textOf = (name: string): string => readFileSync(join(root, name), "utf8");

describe("the logs of a run", () => {
  test("a line has the fields that scripts rely on, and stands in every file it belongs to", async () => {
    const logs = await open();
    logs.write({
      level: "ERROR",
      component: "risk",
      type: "latched",
      data: { kind: "drawdown" },
      also: ["live"],
    });
    logs.write({ level: "DEBUG", component: "risk", type: "quiet", data: {} });
    logs.trade(["paper-1", 'a "reason", with a comma']);
    await logs.close();
    expect(readdirSync(root).sort()).toEqual(["error.log", "live.log", "main.log", "risk.log", "trades.csv"]);
    expect(JSON.parse(textOf("main.log"))).toEqual({
      timestamp: "2026-11-21T12:00:00.000Z",
      level: "ERROR",
      component: "risk",
      event_type: "latched",
      data: { kind: "drawdown" },
      run_id: "paper-1",
      version: "1.2.3",
    });
    for (const name of ["error.log", "live.log", "risk.log"]) expect(textOf(name)).toBe(textOf("main.log"));
    expect(textOf("trades.csv")).toBe('run_id,why\npaper-1,"a ""reason"", with a comma"\n');
    expect(notices).toEqual([]);
  });

  test("a directory that cannot be written costs one notice and no error", async () => {
    const place = join(root, "file");
    writeFileSync(place, "");
    const logs = await open(join(place, "logs"));
    for (let i = 0; i < 3; i++) logs.write({ level: "ERROR", component: "risk", type: "latched", data: {} });
    await logs.close();
    expect(notices[0]).toContain("the logs cannot be written, and the run goes on without them");
    expect(notices.slice(1)).toEqual(["9 lines of the logs were dropped"]);
  });
});

test("secrets are not written: by their names, and where a text carries them", () => {
  const told = redacted({
    apiKey: "k",
    nested: [{ API_SECRET: "s", "x-auth-token": "t" }],
    url: "https://me:word@host/path?api_key=abc&symbol=BTC",
    header: "Authorization: Bearer abcdefgh12345",
    amount: 12n,
    symbol: "BTC/USDT",
  });
  expect(told).toEqual({
    apiKey: "[redacted]",
    nested: [{ API_SECRET: "[redacted]", "x-auth-token": "[redacted]" }],
    url: "https://[redacted]@host/path?api_key=[redacted]&symbol=BTC",
    header: "Authorization: Bearer [redacted]",
    amount: "12",
    symbol: "BTC/USDT",
  });
});

describe("reading them", () => {
  const line = (type: string, run = "r"): string =>
    JSON.stringify({
      ...{ timestamp: "2026-11-21T12:00:00.000Z", level: "INFO", component: "main" },
      ...{ event_type: type, data: {}, run_id: run, version: "1" },
    });
  const typesOf = (lines: readonly { readonly event_type: string }[]): readonly string[] =>
    lines.map((one) => one.event_type);

  test("the latest lines come from as many parts as it takes, and what is damaged is passed over", () => {
    writeFileSync(join(root, "main.2026-11-20.2.log"), `${line("b")}\n`);
    writeFileSync(join(root, "main.2026-11-20.10.log"), `${line("c")}\n`);
    writeFileSync(join(root, "main.2026-11-19.1.log"), `${line("a")}\n`);
    writeFileSync(join(root, "main.log"), `${line("d")}\n{"half\n${line("e")}\n${line("not whole yet")}`);
    expect(typesOf(lastLines(root, "main", 10, () => true).lines)).toEqual(["a", "b", "c", "d", "e"]);
    expect(typesOf(lastLines(root, "main", 3, () => true).lines)).toEqual(["c", "d", "e"]);
    expect(componentsIn(root)).toEqual(["main"]);
    expect(lastLines(root, "absent", 3, () => true).lines).toEqual([]);
  });

  test("following goes on across a file that turned over, and with what was half a line", async () => {
    const path = join(root, "main.log");
    writeFileSync(path, `${line("a")}\n${line("b").slice(0, 20)}`);
    const { end } = lastLines(root, "main", 1, () => true);
    const stop = new AbortController();
    const heard: string[] = [];
    const following = followLog(root, "main", end, (one) => heard.push(one.event_type), stop.signal);
    appendFileSync(path, `${line("b").slice(20)}\n`);
    await expect.poll(() => heard).toEqual(["b"]);
    appendFileSync(path, `${line("c")}\n`);
    renameSync(path, join(root, "main.2026-11-21.1.log"));
    writeFileSync(path, `${line("d")}\n`);
    await expect.poll(() => heard).toEqual(["b", "c", "d"]);
    stop.abort();
    await following;
  });

  test("only a whole line of ours is one", () => {
    expect(parseLogLine(line("a"))?.event_type).toBe("a");
    for (const text of ["", "{", "[]", "null", line("a").replace("INFO", "LOUD")])
      expect(parseLogLine(text)).toBeUndefined();
  });
});
