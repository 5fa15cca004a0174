/** Whoever watches over a run: a process that is stopped, a venue that is silent, a person who is called. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { socketPath } from "../../src/edge/control/index.ts";
import { VenueStage } from "../../src/edge/venues/index.ts";
import { demoFile, heard, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-watch-"));
let server: Server | undefined;
afterAll(() => rmSync(place, { recursive: true, force: true }));
afterEach(() => server?.close());

let places = 0;
/** A directory with a config. */
function withConfig(text: string): { readonly runs: string; readonly config: string } {
  const directory = join(place, String(++places));
  const config = `${directory}.yaml`;
  writeFileSync(config, text);
  return { runs: directory, config };
}
const start = ({ runs, config }: ReturnType<typeof withConfig>, ...more: readonly string[]) =>
  startCli([
    ...["run", "--mode", "paper", "--data", demoFile("BTC"), "--strategy", "ema-cross", "--speed", "30000"],
    ...["--config", config, "--runs", runs, ...more],
  ]);
const say = ({ runs }: { readonly runs: string }, ...words: readonly string[]) =>
  runCli([...words, "--runs", runs]);
/** The alerts of a run that goes on, as its status tells them. */
const alertsOf = async (at: { readonly runs: string }): Promise<string> =>
  String((JSON.parse((await say(at, "status", "--json")).stdout) as { alerts: unknown }).alerts);
/** On a busy machine each look takes a while, and what watches the loop may find it slow once more. */
const soon = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 150_000, interval: 250 });
const FILL = / fee .* entry/;

/** A webhook that answers, and what it was told. */
async function webhook(status = 204): Promise<{ readonly url: string; readonly told: { type: string }[] }> {
  const told: { type: string }[] = [];
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => {
      text += part.toString();
    });
    request.on("end", () => {
      told.push(JSON.parse(text) as { type: string });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told };
}

test("a process that was stopped for a while is halted when it goes on, says so, and can be verified", async () => {
  const at = withConfig("emergency: { overload: { loop_lag_ms: 800 } }\n");
  const { child, ended } = start(at);
  await heard(child.stdout, FILL);
  const told = heard(child.stderr, /alert ERROR: the run did nothing for \d+ ms: no new risk/);
  child.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  child.kill("SIGCONT");
  await told;
  expect(await alertsOf(at)).toContain("overload: no new risk until a minute without lag");
  expect((await say(at, "resume")).code).toBe(0);
  await soon(async () => expect(await alertsOf(at)).not.toContain("overload: no new risk"));
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  const verified = JSON.parse((await say(at, "replay", "last", "--verify", "--json")).stdout) as object;
  expect(verified).toMatchObject({ equal: true });
});

test("a venue whose stream is silent pulls the trigger, which ends when it is heard again", async () => {
  const at = withConfig("emergency: { disconnect: { after_seconds: 1 } }\n");
  const { child, ended } = start(at, "--venue-process");
  await heard(child.stdout, FILL);
  const [id = ""] = readdirSync(join(at.runs, ".live")).filter((name) => name.startsWith("paper-"));
  const stage = new VenueStage(socketPath(join(at.runs, ".live", id), "venue"));
  const pulled = heard(child.stderr, /alert ERROR: the venue was not heard for .*: no new risk/);
  await stage.ask("fault", { rule: { kind: "silentStream" } });
  await pulled;
  await soon(async () => expect(await alertsOf(at)).toContain("disconnect: no new risk until"));
  const over = heard(child.stderr, /alert INFO: the venue was not heard for .*, and is heard again/);
  await stage.ask("fault", { clear: "all" });
  await over;
  await soon(async () => expect(await alertsOf(at)).not.toContain("disconnect: no new risk until"));
  stage.close();
  child.kill("SIGINT");
  await ended;
  const verified = JSON.parse((await say(at, "replay", "last", "--verify", "--json")).stdout) as object;
  expect(verified).toMatchObject({ equal: true });
});

describe("a webhook", () => {
  test("is told of a person's command, of an emergency without the process, and of what that came to", async () => {
    const { url, told } = await webhook();
    const at = withConfig(`alerts: { webhook: { url: "${url}" } }\n`);
    const { child, ended } = start(at);
    await heard(child.stdout, FILL);
    await say(at, "halt");
    await soon(() => expect(told.map(({ type }) => type)).toEqual(["command"]));
    child.kill("SIGKILL");
    await ended;
    expect((await say(at, "emergency")).code).toBe(0);
    expect(told.map(({ type }) => type)).toEqual(["command", "emergency", "emergency_over"]);
  });

  test("that is dead costs neither a run nor an emergency anything but the alerts, and is named once", async () => {
    const { url, told } = await webhook(404);
    const at = withConfig(`alerts: { webhook: { url: "${url}" } }\n`);
    const { child, ended } = start(at);
    await heard(child.stdout, FILL);
    await say(at, "halt");
    await say(at, "resume");
    await soon(() => expect(told).toHaveLength(2));
    const emergency = await say(at, "emergency", "--json");
    expect(emergency.code).toBe(0);
    const { code, stderr } = await ended;
    expect(code).toBe(3);
    expect(stderr.match(/alerts do not reach the webhook: it answered with status 404/g)).toHaveLength(1);
  });

  test("without an address is refused before anything begins", async () => {
    const at = withConfig("alerts: { webhook: { url_env: NO_SUCH_HOOK } }\n");
    const { code, stderr } = await start(at).ended;
    expect(code).toBe(2);
    expect(stderr).toContain("environment NO_SUCH_HOOK: alerts.webhook.url_env names this variable");
    expect(() => readFileSync(join(at.runs, ".live"))).toThrow();
  });
});

test("an emergency leaves positions of a run whose config says so", async () => {
  const at = withConfig("emergency: { close_positions: false }\n");
  const { child, ended } = start(at);
  await heard(child.stdout, FILL);
  const { stdout } = await say(at, "emergency", "--json");
  await ended;
  expect(JSON.parse(stdout)).toMatchObject({ stopped: true, closed: 0 });
});
