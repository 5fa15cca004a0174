import { expect, test } from "vitest";
import { fundingNotices } from "./margin-plan.ts";

test("payments that were assumed are counted in words that fit one and many", () => {
  const said = (flat: number) =>
    fundingNotices([{ symbol: "S", coverage: { flat, recorded: 90 } }], 0.0001)[0];
  const rest = ": a flat rate of 0.01 % is used each 8 hours (simulation.funding_rate)";
  expect(said(1)).toBe(`S: no recorded funding for 1 payment${rest}`);
  expect(said(2)).toBe(`S: no recorded funding for 2 payments${rest}`);
});
