import { expect, test } from "vitest";
import type { UnixMs } from "../base/index.ts";
import { StrategyFault } from "./index.ts";

test("a fault names the strategy, the instrument, the moment, what was found and what is allowed", () => {
  const cause = new TypeError("x is undefined");
  const at = 1_704_067_200_000 as UnixMs;
  const facts = {
    strategy: "ema-cross",
    symbol: "BTC/USDT",
    at,
    found: "threw TypeError: x is undefined",
    allowed: "an intent",
  };
  const fault = new StrategyFault({ ...facts, cause });
  expect(fault).toBeInstanceOf(Error);
  expect(fault).toMatchObject({ ...facts, name: "StrategyFault", cause });
  expect(fault.message).toBe("strategy ema-cross on BTC/USDT: threw TypeError: x is undefined");
});
