/** The command of the first minute: `npm start` in the repository. */
import { expect, test } from "vitest";
import { ROOT, runCli } from "./run-cli.ts";

test("npm start -- --speed max trades the demo data and ends with a summary", async () => {
  const command = ["npm", "start", "--silent", "--"];
  const { code, stdout, stderr } = await runCli(["--speed", "max"], { command, cwd: ROOT });
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^paper run \S+: ema-cross on BNB\/USDT, BTC\/USDT, ETH\/USDT, demo data, speed max$/m,
  );
  expect(stdout).toMatch(/^ema-cross on BNB\/USDT, BTC\/USDT, ETH\/USDT, 15m/m);
  expect(stdout).toMatch(/^104,982 bars in /m);
});
