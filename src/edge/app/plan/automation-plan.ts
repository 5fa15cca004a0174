import { assert, InvariantBroken } from "../../../core/base/index.ts";
import type { Instrument } from "../../../core/domain/index.ts";
import type { Condition } from "../../../core/engine/index.ts";
import { hoursOf, type LoadedBars } from "../../data/index.ts";
import type { RunPlan } from "../../research/index.ts";
import { type ConditionSetting, type Config, parseHours } from "../config/index.ts";

interface AutomationPlan {
  readonly automation: RunPlan["automation"];
  readonly notices: readonly string[];
}

const LENGTH = 14;
const WINDOW = 500;

/** Who decides about openings, in the words of the engine. `isAttended`: commands reach the run, so a person can be asked. */
export function planAutomation(
  { automation }: Config,
  isAttended: boolean,
  instruments: readonly Instrument[],
  bars: readonly LoadedBars[],
): AutomationPlan {
  const { level, approvalTimeoutSeconds, conditions, confidenceStep } = automation;
  switch (level) {
    case "full":
      return { automation: undefined, notices: [] };
    case "semi":
      return isAttended
        ? { automation: { level, timeoutMs: approvalTimeoutSeconds * 1_000 }, notices: [] }
        : {
            automation: undefined,
            notices: [
              "automation.level is semi, and here is nobody to ask: every opening is taken as approved",
            ],
          };
    case "scaled":
      return { automation: { level, confidenceStep }, notices: [] };
    case "conditional": {
      const all = conditions ?? [];
      const planned = all.flatMap((one) => conditionOf(one, instruments, bars));
      return { automation: { level, conditions: planned }, notices: spreadNotices(all, bars) };
    }
  }
}

/**
 * None where it is about a symbol that is not traded here.
 * @throws InvariantBroken for what the config should have refused: without its condition everything would open
 */
function conditionOf(
  { name, symbol, of = "atr", by = "adx", length = LENGTH, window = WINDOW, ...rest }: ConditionSetting,
  instruments: readonly Instrument[],
  bars: readonly LoadedBars[],
): readonly Condition[] {
  const { above, below, within, timeZone = "UTC" } = rest;
  const instrument = instruments.find((one) => one.symbol === symbol)?.id;
  if (symbol !== undefined && instrument === undefined) return [];
  const terms = {
    ...(instrument !== undefined && { instrument }),
    ...(above !== undefined && { above }),
    ...(below !== undefined && { below }),
  };
  switch (name) {
    case "volatility":
      return [{ name, of, length, window, ...terms }];
    case "trend":
      return [{ name, by, length, ...terms }];
    case "hours": {
      const hours = parseHours(within ?? "");
      assert(hours !== undefined, "hours of a condition cannot be read", within); // The config looked at them.
      const from = Math.min(...bars.map((one) => one.from));
      const to = Math.max(...bars.map((one) => one.to + one.intervalMs));
      const sessions = hoursOf({ ...hours, zone: timeZone }, { from, to });
      return [{ name, sessions, words: `${within} ${timeZone}`, ...terms }];
    }
    case "spread":
    case "price":
    case "drawdown":
    case "open_positions":
    case "exposure":
      return [{ name, ...terms }];
    default: // A condition that nobody knows must not stand open.
      throw new InvariantBroken(`a condition has a name that is none: ${name}`);
  }
}

/** Where nobody knows the spread, a condition about it never holds. */
const spreadNotices = (
  conditions: readonly ConditionSetting[],
  bars: readonly LoadedBars[],
): readonly string[] =>
  conditions
    .filter(({ name }) => name === "spread")
    .flatMap(({ symbol }) =>
      bars
        .filter((one) => one.quotes === undefined && one.symbol === (symbol ?? one.symbol))
        .map(
          (one) =>
            `automation.conditions: the data of ${one.symbol} has no quotes, so its spread is not known: nothing opens there`,
        ),
    );
