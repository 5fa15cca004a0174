/** Two hundred storms on every submission: nothing breaks, and everything that can go wrong does. */
import { expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";

const SEEDS = 200;

test("no promise breaks in any of them, the same seed comes to the same, and every fault strikes", async () => {
  const { code, stdout } = await runCli(["drill", "--seeds", String(SEEDS), "--json"]);
  const document = JSON.parse(stdout);
  expect(document.violations).toEqual([]);
  expect(code).toBe(0);
  expect(document).toMatchObject({
    schema: "timonel.drill/1",
    seeds: SEEDS,
    firstSeed: 1,
    determinism: { checked: SEEDS / 20, equal: SEEDS / 20 },
  });
  expect(document.simulatedHours).toBeGreaterThan(SEEDS);
}, 900_000);

test("a storm that breaks nothing is not reduced, and nothing is kept of it", async () => {
  const args = ["drill", "--seed", "7", "--shrink", "--save", "kept.json"];
  const { code, stdout, written } = await runCli(args);
  expect([code, stdout.trim(), written]).toEqual([
    0,
    "seed 7 breaks nothing: there is nothing to reduce",
    [],
  ]);
  const document = JSON.parse((await runCli([...args, "--json"])).stdout);
  expect(document).toMatchObject({ seed: "7", violation: null, saved: null });
});

test("one storm is repeated by its seed, and what happened in it is told", async () => {
  const { code, stdout } = await runCli(["drill", "--seed", "7"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^drilled seed 7: 1\.02 hours of trading/);
  expect(stdout).toMatch(/ {2}violations {6}0\n/);
  expect(stdout).toMatch(/\n {2}OrderAccepted +\d+\n/);
});
