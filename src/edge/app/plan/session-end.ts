import type { UnixMs } from "../../../core/base/index.ts";
import { type Instrument, isDayOverBy, type SessionTable } from "../../../core/domain/index.ts";
import type { LoadedBars } from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { Config, SymbolConfig } from "../config/index.ts";

/**
 * How long before the end of a session day the positions of an instrument are left; undefined: they may be held overnight.
 * It is one bar, whose open is the last price that an order can fill at, and the time that orders take to enter and to leave.
 * @throws UserProblem, exit 2, where holding overnight cannot be avoided
 */
export function exitBeforeClose(
  config: Config,
  { symbol, session }: SymbolConfig,
  { session: calendar }: Instrument,
  { intervalMs, interval }: Pick<LoadedBars, "intervalMs" | "interval">,
): number | undefined {
  if (session.overnight) return undefined;
  const key = `symbols.${symbol}.session.overnight`;
  const place = { exitCode: 2, where: config.places[key] ?? key, found: "false", allowed: "true" } as const;
  if (calendar.kind === "continuous")
    throw new UserProblem({
      ...place,
      message: `${symbol} trades round the clock: it has no night`,
      fix: "remove it, or name its session.hours",
    });
  const { feedMs, orderMs } = config.simulation.latency;
  const delayMs = feedMs + orderMs;
  const leadMs = intervalMs + (delayMs < intervalMs ? 0 : 2 * delayMs);
  if (!hasTimeToTrade(calendar, leadMs))
    throw new UserProblem({
      ...place,
      message: `${symbol}: bars of ${interval} are as long as a session: what is bought at the open of one can only be sold after the night`,
      fix: "use shorter bars, or remove it",
    });
  return leadMs;
}

/** Whether on any day something could be entered at the open. */
const hasTimeToTrade = ({ opens, ...calendar }: SessionTable, leadMs: number): boolean =>
  opens.some((open) => !isDayOverBy({ opens, ...calendar }, open as UnixMs, leadMs));
