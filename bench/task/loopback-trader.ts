/**
 * A live run at a venue on this machine, in a process of its own: `node loopback-trader.js ADDRESS DIRECTORY THREAD BARS`. Its
 * thread, its journal and its connection are those of `timonel run`; only the terminal is missing.
 */
import { join } from "node:path";
import { nextEpoch } from "../../src/edge/journal/index.ts";
import { type JournalThread, prepareLiveRun, VenueBridge } from "../../src/edge/runner/index.ts";
import { VenueClient } from "../../src/edge/venues/index.ts";
import { candles } from "../reference/candles.ts";
import { everyBar } from "./every-bar.ts";
import { LOOPBACK_SEED } from "./loopback.ts";
import { instrumentOf, MILLION, widePlan } from "./wide-run.ts";

const [address = "", directory = "", journalThread = "own", bars = "0"] = process.argv.slice(2);
const epoch = nextEpoch(directory);
const instrument = instrumentOf(0);
const plan = widePlan({
  instruments: [instrument],
  markets: [candles(Number(bars), LOOPBACK_SEED)],
  strategy: everyBar,
  balance: MILLION,
});
const url = new URL("./every-bar.js", import.meta.url).href;
const thread = prepareLiveRun();
const bridge = new VenueBridge({
  connectTo: (listener) =>
    new VenueClient({ address, account: "bench", epoch, symbols: [instrument.symbol] }, listener),
  admissionMs: 5_000,
  compareEveryMs: 3_600_000,
  directory,
  epoch,
  hear: (mail) => thread.hear(mail),
  now: () => performance.now(),
});
await thread.work(
  {
    plan: { ...plan, runs: plan.runs.map((run) => ({ ...run, source: { name: everyBar.name, url } })) },
    facts: {
      schema: "timonel.run-journal/1",
      run: "bench",
      configHash: "none",
      dataHash: "none",
      venue: true,
    },
    session: { epoch, at: 0, version: "bench", strategies: [] },
    journal: join(directory, "journal"),
    journalThread: journalThread as JournalThread, // The bench says so.
    task: { kind: "trade", isNew: true, statusEveryMs: 1e9, stops: false, daily: false },
  },
  { heartbeatMs: 60_000 },
  {
    onReport: () => undefined,
    onResumed: () => undefined,
    onTrading: (after) => bridge.open(after),
    onSend: (request) => bridge.send(request),
  },
);
bridge.close();
thread.discard();
