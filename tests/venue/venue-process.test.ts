/** The simulated venue as a process: it outlives whoever started it, and says what is wrong with its plan. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { amount } from "../../src/core/base/index.ts";
import type { InstrumentId } from "../../src/core/domain/index.ts";
import { PLAIN_FILLS } from "../../src/core/exchange/index.ts";
import { instrumentFor, loadBars } from "../../src/edge/data/index.ts";
import { emergencyClose } from "../../src/edge/emergency/index.ts";
import {
  introduce,
  parseClientOrderId,
  type StartedVenue,
  startVenue,
  type VenuePlan,
  VenueStage,
} from "../../src/edge/venues/index.ts";
import { demoFile, ROOT } from "../cli/run-cli.ts";

const DIST = join(ROOT, "dist", "src");
const MAIN = join(DIST, "edge", "venues", "simulated", "venue-main.js");
const ACCOUNT = { name: "paper", currency: "USDT", balance: "10000" };

let directory = "";
const pids: number[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "venue-"));
});
afterEach(() => {
  for (const pid of pids.splice(0))
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  rmSync(directory, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  /** First line of what it prints; empty when it ended without one. */
  readonly line: Promise<string>;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly err: string;
  }>;
}

function node(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) pids.push(child.pid);
  let out = "";
  let err = "";
  child.stderr.on("data", (part: Buffer) => {
    err += String(part);
  });
  const line = new Promise<string>((done) => {
    child.stdout.on("data", (part: Buffer) => {
      out += String(part);
      if (out.includes("\n")) done(out.slice(0, out.indexOf("\n")));
    });
    child.once("close", () => done(""));
  });
  const ended = new Promise<{ code: number | null; signal: string | null; err: string }>((done) => {
    child.once("close", (code, signal) => done({ code, signal, err }));
  });
  return { child, line, ended };
}

const planFile = (plan: object): string => {
  const file = join(directory, "plan.json");
  writeFileSync(file, JSON.stringify(plan));
  return file;
};

/** Starts a venue from recorded bars, trades on it, says so, and waits to be killed. */
const trader = (address: string): string => `
import { startVenue, VenueClient, clientOrderId, introduce } from ${JSON.stringify(`file://${DIST}/edge/venues/index.js`)};
import { loadBars, instrumentFor } from ${JSON.stringify(`file://${DIST}/edge/data/index.js`)};
import { PLAIN_FILLS } from ${JSON.stringify(`file://${DIST}/core/exchange/index.js`)};
import { amount } from ${JSON.stringify(`file://${DIST}/core/base/index.js`)};
const bars = loadBars(${JSON.stringify(demoFile("BTC"))});
const { columns, intervalMs, symbol } = bars;
const instruments = [{ ...instrumentFor(bars).instrument, id: 0 }];
const plan = {
  account: { name: "paper", currency: "USDT", balance: amount("10000"), leverage: 1 },
  instruments, series: [{ instrument: 0, intervalMs, columns }], fills: PLAIN_FILLS,
};
const venue = await startVenue({ plan, address: ${JSON.stringify(address)}, speed: 900000 });
const client = new VenueClient({ address: venue.address, account: "paper", epoch: 1, symbols: [symbol] }, { news() {} });
await client.connect();
let outcome;
for (let ordinal = 1; outcome?.kind !== "ACCEPTED"; ordinal++) {
  const request = { id: ordinal, instrument: 0, side: "buy", type: "limit", role: "entry", quantity: 10_000_000n, limit: 1_000_000_000_000_000n, reduceOnly: false, expiresAt: Infinity };
  outcome = await client.submit({ id: clientOrderId({ epoch: 1, run: "paperrun", ordinal }), request });
}
process.stdout.write(JSON.stringify({ pid: venue.pid, id: outcome.order.id }) + "\\n");
setInterval(() => {}, 1000);
`;

describe("a venue of its own", () => {
  test("outlives the process that started it and was killed: its orders are there, and can be cancelled from outside", async () => {
    const address = join(directory, "venue.sock");
    const script = join(directory, "trader.mjs");
    writeFileSync(script, trader(address));
    const run = node(script);
    const said = JSON.parse((await run.line) || "{}") as { readonly pid?: number; readonly id?: string };
    if (said.pid !== undefined) pids.push(said.pid);
    else expect(await run.ended).toBe("a trader that trades");
    run.child.kill("SIGKILL");
    expect((await run.ended).signal).toBe("SIGKILL");

    expect(await introduce(address, "paper", 5_000)).toMatchObject({
      kind: "known",
      epoch: 1,
      symbols: ["BTC/USDT"],
    });
    const stage = new VenueStage(address);
    const truth = await stage.ask("truth");
    const open = (truth["orders"] as readonly { id: string; status: string }[]).filter(
      ({ status }) => status === "ACCEPTED",
    );
    expect(open.map(({ id }) => id)).toEqual([said.id]);
    expect(parseClientOrderId(said.id ?? "")).toMatchObject({ epoch: 1, run: "paperrun" });
    expect(Number((await stage.ask("truth"))["time"]), "its time goes on").toBeGreaterThanOrEqual(
      Number(truth["time"]),
    );

    const report = await emergencyClose({ address, account: "paper", epoch: 2, closePositions: true });
    expect(report).toMatchObject({ isFlat: true, cancelled: [said.id] });
    await stage.ask("stop");
    stage.close();
    await gone(said.pid ?? 0);
    expect(existsSync(address), "it takes its socket with it").toBe(false);
  });

  test("is started from a plan file, on a port that the system chose, and writes down what happened", async () => {
    const data = [{ file: demoFile("BTC") }, { file: demoFile("ETH"), maker: "0", taker: "0" }];
    const run = node(
      MAIN,
      planFile({ address: "127.0.0.1:0", account: ACCOUNT, data, truthFile: "truth.jsonl" }),
    );
    const { listening } = JSON.parse((await run.line) || "{}") as { readonly listening: string };
    expect(listening).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
    const stage = new VenueStage(listening);
    await stage.advance(3);
    const order = { symbol: "ETH/USDT", side: "buy", type: "market", quantity: "1" };
    expect(await stage.ask("ghost", { order })).toMatchObject({ result: "accepted" });
    const fills = (await stage.ask("truth"))["fills"] as readonly { readonly fee: string }[];
    expect(fills.map(({ fee }) => fee)).toEqual(["0"]);
    const written = readFileSync(join(directory, "truth.jsonl"), "utf8").trim().split("\n");
    expect(written.map((line) => (JSON.parse(line) as { e: string }).e)).toEqual(["accepted", "filled"]);
    run.child.kill("SIGTERM");
    expect((await run.ended).code).toBe(0);
    stage.close();
  });

  test.each([
    [
      "a key that it does not know",
      { account: ACCOUNT, data: [{ file: "x" }], adress: "127.0.0.1:0", address: "127.0.0.1:0" },
      2,
      "adress",
    ],
    ["no data", { account: ACCOUNT, data: [], address: "127.0.0.1:0" }, 2, "data"],
    [
      "a balance that is no decimal text",
      { account: { ...ACCOUNT, balance: 5 }, data: [{ file: "x" }], address: "127.0.0.1:0" },
      2,
      "account.balance",
    ],
    [
      "a file that is not there",
      { account: ACCOUNT, data: [{ file: "none.csv" }], address: "127.0.0.1:0" },
      5,
      "none.csv",
    ],
    [
      "an address that others could reach",
      { account: ACCOUNT, data: [{ file: demoFile("BTC") }], address: "0.0.0.0:80" },
      2,
      "0.0.0.0:80",
    ],
    [
      "a fault that there is not",
      {
        account: ACCOUNT,
        data: [{ file: demoFile("BTC") }],
        address: "127.0.0.1:0",
        faults: [{ kind: "hail" }],
      },
      2,
      "hail",
    ],
  ] as const)("refuses %s, by its name", async (_, plan, code, named) => {
    const run = node(MAIN, planFile(plan));
    const { err, ...ended } = await run.ended;
    expect(ended).toEqual({ code, signal: null });
    expect(err).toContain(named);
    expect(err).not.toContain("    at ");
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  describe("started by a program", () => {
    const plan = (): VenuePlan => {
      const { columns, intervalMs, symbol, venue, kind, session } = loadBars(demoFile("BNB"));
      const known = instrumentFor({ columns, symbol, venue, kind, session });
      const instruments = [{ ...known.instrument, id: 0 as InstrumentId }];
      const account = { ...ACCOUNT, balance: amount("500"), leverage: 1 };
      return {
        account,
        instruments,
        series: [{ instrument: 0 as InstrumentId, intervalMs, columns }],
        fills: PLAIN_FILLS,
      };
    };

    test("plays the plan that it was handed, to the last bar", async () => {
      const venue: StartedVenue = await startVenue({ plan: plan(), address: "127.0.0.1:0" }, MAIN);
      pids.push(venue.pid);
      const stage = new VenueStage(venue.address);
      expect(await stage.advance(34_000)).toBe(true);
      expect(await stage.advance(34_000)).toBe(false);
      expect(await stage.ask("truth")).toMatchObject({ cash: "500", orders: [], positions: [] });
      await stage.ask("stop");
      stage.close();
      await gone(venue.pid);
    });

    test("says why it does not come to stand", async () => {
      const starting = startVenue(
        { plan: plan(), address: join(directory, "no", "such", "directory") },
        MAIN,
      );
      await expect(starting).rejects.toThrow(/did not start: .*ENOENT|EACCES/);
    });
  });

  test("leaves an address that another venue has to that one", async () => {
    const plan = {
      address: join(directory, "one.sock"),
      account: ACCOUNT,
      data: [{ file: demoFile("BTC") }],
    };
    const first = node(MAIN, planFile(plan));
    await first.line;
    const { code, err } = await node(MAIN, planFile(plan)).ended;
    expect([code, err]).toEqual([4, expect.stringContaining("EADDRINUSE")]);
    expect((await introduce(plan.address, "paper", 5_000)).kind).toBe("known");
    first.child.kill("SIGKILL");
    await first.ended;
    const second = node(MAIN, planFile(plan)); // A socket that a killed process left behind is in nobody's way.
    expect(await second.line).toContain("listening");
  });
});

/** Until a process is no more. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
