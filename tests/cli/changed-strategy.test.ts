/** A strategy that was changed between the end of one process and the start of the next: it is named, whatever comes of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoFile, heard, runCli, startCli } from "./run-cli.ts";

const place = mkdtempSync(join(tmpdir(), "timonel-changed-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const FILE = join(place, "flip.mjs");
const RUNS = join(place, "runs");
const LOGS = join(place, "logs");

/** In at every tenth bar, out ten bars later. */
const code = (
  name: string,
  remark = "",
): string => `import { bars, close, none, open, strategy } from "timonel";
${remark}
export default strategy({
  name: "${name}",
  version: "1.0.0",
  params: {},
  feeds: { main: bars() },
  indicators: () => ({}),
  state: () => ({ i: 0 }),
  onBar({ feeds, position, state }) {
    state.i += 1;
    if (state.i % 10 !== 0) return none;
    if (position.side === "flat") return open("long", { why: "turn", stop: feeds.main.close.now * 0.5 });
    return close("turn over");
  },
});
`;

const COMMAND = ["run", "--data", demoFile("BTC"), "--strategy", FILE, "--speed", "90000", "--runs", RUNS];
const OPTIONS = { env: { TIMONEL_LOGS__DIRECTORY: LOGS } };

test("a new name is told as that; new code under the old one is told, and the run goes on with it", async () => {
  writeFileSync(FILE, code("flip"));
  const first = startCli(COMMAND, OPTIONS);
  await heard(first.child.stdout, / signal /);
  expect((await runCli(["halt", "--runs", RUNS])).code).toBe(0); // Answered once everything before it is durable.
  first.child.kill("SIGKILL");
  await first.ended;

  writeFileSync(FILE, code("flop"));
  for (const _ of [1, 2]) {
    const { code: exit, stderr } = await runCli(COMMAND, OPTIONS);
    expect(exit).toBe(5);
    expect(stderr).toContain("the strategy on BTC/USDT is called flop now, and was flip");
    expect(stderr).not.toMatch(/I\{"strategy"/);
  }

  writeFileSync(FILE, code("flip", "// Looked at again."));
  const again = startCli(COMMAND, OPTIONS);
  await heard(again.child.stdout, /notice: the strategy flip on BTC\/USDT was changed: .* from here on/);
  again.child.kill("SIGINT");
  expect((await again.ended).code).toBe(130);
  const taken = readFileSync(join(LOGS, "runner.log"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event_type: string; level: string; data: { strategies?: string[] } })
    .filter(({ event_type }) => event_type === "run_resumed");
  expect(taken).toMatchObject([
    { level: "WARNING", data: { strategies: ["the strategy flip on BTC/USDT was changed"] } },
  ]);
});
