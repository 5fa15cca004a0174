/** Openings that wait for a person, as that person meets them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { type CliOutcome, demoFile, heard, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-answer-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Asks twice a day whenever it holds nothing. At the speed below that is every nine seconds, whatever the market does. */
const PATIENT = `import { bars, none, open, strategy } from "timonel";
export const patient = strategy({
  name: "patient",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  onBar({ feeds, now, position }) {
    if (position.side !== "flat" || now % 43_200_000 !== 0) return none;
    return open("long", { why: "noon or midnight", stop: feeds.main.close.now / 2 });
  },
});
`;
writeFileSync(join(place, "patient.ts"), PATIENT);
const CONFIG = {
  "timonel.yaml": [
    "automation: { level: semi, approval_timeout_seconds: 604800 }",
    `symbols: { BTC/USDT: { timeframe: 15m, strategy: ${join(place, "patient.ts")}, data: ${demoFile("BTC")} } }`,
  ].join("\n"),
};
const runs = join(place, "runs");
const say = (...words: readonly string[]): Promise<CliOutcome> => runCli([...words, "--runs", runs]);
interface Waiting {
  readonly id: number;
  readonly symbol: string;
  readonly wants: string;
}
const waiting = async (): Promise<readonly Waiting[]> => {
  const { stdout } = await say("status", "--json");
  return (JSON.parse(stdout) as { readonly waiting: readonly Waiting[] }).waiting;
};

/** Nothing waits yet after an answer, and what waits is replaced by the next: then somebody says it again. */
async function untilDone(...words: readonly string[]): Promise<CliOutcome> {
  for (let tries = 0; tries < 100; tries++) {
    const outcome = await say(...words);
    if (outcome.code === 0) return outcome;
    expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringMatching(/waits/)]);
    await sleep(250);
  }
  throw new Error("nothing waited");
}

describe("a run of level semi", () => {
  test("asks, opens nothing without a yes, obeys both answers, and is verified", async () => {
    const { child, ended } = startCli(["run", "--speed", "5000", "--runs", runs], { files: CONFIG });
    await heard(
      child.stdout,
      /waits: 1, open long on BTC\/USDT: .*timonel approve 1, or reject 1, before 2023-/,
    );
    const [first] = await waiting();
    expect(first).toMatchObject({ symbol: "BTC/USDT", wants: "open long" });
    const { stdout: shown } = await say("status");
    expect(shown).toMatch(/Waits +Symbol +Wants +Until \(UTC\) +Why\n +\d+ +BTC\/USDT +open long/);

    expect(await say("approve", "9999")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /nothing of this number waits in paper-.*allowed: \d+ \(open long on BTC\/USDT/,
      ),
    });
    expect((await say("orders")).stdout).toBe("no order so far\n");
    expect((await say("flatten")).stdout).toMatch(
      /^paper-\S+: nothing is held, so there is nothing to leave\n$/,
    );

    const no = await untilDone("reject", "--json");
    expect(JSON.parse(no.stdout)).toMatchObject({
      schema: "timonel.command/1",
      do: "reject",
      result: "obeyed",
      approval: { wants: "open long" },
      refusals: ["ApprovalRejected"],
    });
    const yes = await untilDone("approve");
    expect(yes.stdout).toMatch(/^paper-\S+: approved \d+, open long on BTC\/USDT: order \d+\n$/);
    const order = /order (\d+)/.exec(yes.stdout)?.[1] ?? "";
    const [run = ""] = yes.stdout.split(":");
    const why = await say("why", run, order);
    expect(why.stdout).toMatch(/Asked +as \d+ at 2023-.*, approved by/);

    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    // Answers to what did not wait were given above, too.
    const told = stderr.match(/alert INFO: (approve|reject) .*/g) ?? [];
    expect(told).toEqual([
      expect.stringMatching(/^alert INFO: reject of opening \d+ of BTC\/USDT, asked for by /),
      expect.stringMatching(/^alert INFO: approve of opening \d+ of BTC\/USDT, asked for by /),
    ]);
    expect(JSON.parse((await say("replay", "last", "--verify", "--json")).stdout)).toMatchObject({
      equal: true,
    });
    expect(await say("approve")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no run goes on here"),
    });
  });
});

test("a run that cannot be spoken to is refused; a backtest takes every opening as approved, and says so", async () => {
  expect(await runCli(["run", "--no-keep", "--speed", "max"], { files: CONFIG })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/timonel.yaml:1:22: automation.level is semi, and a run that is not kept/),
  });
  const { code, stdout, stderr } = await runCli(["backtest", "--no-keep"], { files: CONFIG });
  expect(code).toBe(0);
  expect(stdout + stderr).toMatch(/nobody to ask: every opening is taken\s+as approved/);
});
