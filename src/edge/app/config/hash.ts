import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Config } from "./config.ts";
import { DEFAULTS } from "./defaults.ts";
import { strategyName } from "./resolve.ts";

/**
 * SHA-256 over what influences the result, as canonical JSON. The mode, notices and places on disk are left out, so that
 * backtest and paper of one config, on any machine, bear the same hash; data and strategy code have hashes of their own.
 */
export function configHash(config: Config): string {
  const { account, automation, sizing, leverage, execution, riskLimits, positionManagement } = config;
  const symbols = config.symbols.map(
    ({ data: _place, funding: _funding, mark: _mark, strategy, calendar, ...settings }) => ({
      ...settings,
      strategy: strategyName(strategy),
      calendar: fileName(calendar),
      quotes: fileName(settings.quotes),
      adjust: fileName(settings.adjust),
      actions: fileName(settings.actions),
    }),
  );
  const counted = {
    account,
    sizing,
    leverage,
    execution,
    riskLimits,
    positionManagement,
    simulation: simulationIn(config),
    symbols,
    // The level that always was, and says nothing, is what configs of before it mean.
    ...(automation.level === "full" ? {} : { automation }),
    ...triggersIn(config),
  };
  return createHash("sha256").update(canonicalJson(counted)).digest("hex");
}

/** What configs of before there were recordings do not say is left out where it is as they mean it. */
function simulationIn({ simulation: { queue, triggersBy, bookLevels, ...simulation } }: Config): object {
  const usual = DEFAULTS.simulation;
  return {
    ...simulation,
    ...(queue !== usual.queue && { queue }),
    ...(triggersBy !== usual.triggersBy && { triggersBy }),
    ...(bookLevels !== usual.bookLevels && { bookLevels }),
  };
}

/** Those that what happens in the market pulls; left out where they are off. What is pulled from outside stands in the journal. */
function triggersIn({ emergency: { drawdown, flashCrash } }: Config): object {
  const inForce = {
    ...(drawdown.above !== null && { drawdown }),
    ...(flashCrash.drop !== null && { flashCrash }),
  };
  return Object.keys(inForce).length === 0 ? {} : { emergency: inForce };
}

const fileName = (path: string | null): string | null => (path === null ? null : basename(path));

/** JSON with keys in code-unit order at every level. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
