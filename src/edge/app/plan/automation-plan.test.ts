/** Conditions for openings, from the words of a config to those of the engine. */
import { describe, expect, test } from "vitest";
import { listed, perpetual, START } from "../../../../tests/builders/instrument.ts";
import { InvariantBroken, type UnixMs } from "../../../core/base/index.ts";
import type { LoadedBars } from "../../data/index.ts";
import { type ConditionSetting, type Config, loadConfig } from "../config/index.ts";
import { planAutomation } from "./automation-plan.ts";

const plain: Config = await loadConfig({ path: "", explicit: false });
const instruments = listed([perpetual()]);
/** All that hours look at. */
const bars = [
  { from: START as UnixMs, to: START as UnixMs, intervalMs: 3_600_000 },
] as unknown as LoadedBars[];

function planned(condition: object) {
  const conditions = [condition as ConditionSetting];
  const automation = { ...plain.automation, level: "conditional" as const, conditions };
  return planAutomation({ ...plain, automation }, false, instruments, bars).automation;
}

describe("a condition for openings", () => {
  test("is passed on", () => {
    expect(planned({ name: "price", above: 100 })).toEqual({
      level: "conditional",
      conditions: [{ name: "price", above: 100 }],
    });
    expect(planned({ name: "hours", within: "09:00-17:00" })).toMatchObject({
      conditions: [{ name: "hours", words: "09:00-17:00 UTC" }],
    });
  });

  test("about a symbol that is not traded is left out", () => {
    expect(planned({ name: "price", above: 100, symbol: "ETH/USDT" })).toMatchObject({ conditions: [] });
  });

  test.each([
    ["of hours that cannot be read", { name: "hours", within: "from nine to five" }],
    ["of no hours at all", { name: "hours" }],
    ["of a name that is none", { name: "moon_phase", above: 1 }],
  ])("%s does not leave everything open, should the config ever let it through", (_, condition) => {
    expect(() => planned(condition)).toThrow(InvariantBroken);
  });
});
