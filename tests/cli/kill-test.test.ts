/** Fifty kills: the document, and that they find nothing. */
import { expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

test("kill-test kills as often as it is told, and nothing is lost or doubled", async () => {
  const { code, stdout } = await runCli(["kill-test", "--times", "50", "--seed", "7", "--json"]);
  expect(JSON.parse(stdout)).toEqual({
    schema: "timonel.kill/1",
    times: 50,
    lostOrders: 0,
    doubledOrders: 0,
    hashMismatches: 0,
    restartMs: { p50: expect.any(Number), p99: expect.any(Number) },
    fromSnapshots: expect.any(Number),
    seed: "7",
    runs: expect.any(Number),
  });
  expect(code).toBe(0);
}, 900_000);
