import { delimiter, resolve } from "node:path";
import { nearest } from "../problem/index.ts";
import {
  type ConfigOverride,
  ENVIRONMENT_KEYS,
  environmentName,
  type Problem,
  refuseIfAny,
} from "./config/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says, read once at the front door. */
export interface Settings {
  /** https://no-color.org: present and not empty. */
  readonly noColor: boolean;
  /** Colours even where no terminal is seen: `FORCE_COLOR`, but for 0. It wins over `NO_COLOR`, as it does in Node. */
  readonly forceColor: boolean;
  /** Nobody watches: no progress bars, no questions. */
  readonly ci: boolean;
  /** Directories that strategies are looked up in by name, first match first. */
  readonly strategyPath: readonly string[];
  /** A strategy that does not come back for this long is stopped. */
  readonly heartbeatSeconds: number;
  readonly overrides: readonly ConfigOverride[];
  readonly notices: readonly string[];
  /** The settings of ours that were there, by name: what it takes to run the same again. */
  readonly ours: Readonly<Record<string, string>>;
}

const HEARTBEAT_SECONDS = 10;
const STRATEGY_PATH = "TIMONEL_STRATEGY_PATH";
const HEARTBEAT = "TIMONEL_HEARTBEAT_SECONDS";

/** The only place that reads `process.env`. @throws ConfigProblem naming every variable that cannot be understood */
export function readSettings(environment: Environment = process.env): Settings {
  const problems: Problem[] = [];
  const overrides: ConfigOverride[] = [];
  const ours = Object.entries(environment)
    .filter(([name]) => name.startsWith("TIMONEL_"))
    .sort(byName);
  for (const [name, text = ""] of ours) {
    if (name === STRATEGY_PATH || name === HEARTBEAT) continue;
    const key = ENVIRONMENT_KEYS.get(name);
    if (key === undefined) problems.push(unknownName(name, environment));
    else overrides.push({ key, text, where: `environment ${name}` });
  }
  const foreign = foreignNames(environment, problems);
  const seconds = Number(environment[HEARTBEAT] || HEARTBEAT_SECONDS);
  if (!(seconds > 0 && seconds <= 86_400)) {
    const advice = { allowed: "seconds above 0 up to 86400", fix: "set it to 10" };
    problems.push({ ...inEnvironment(HEARTBEAT, environment), message: "not an allowed value", ...advice });
  }
  refuseIfAny(problems);
  return {
    noColor:
      isSet(environment["NO_COLOR"]) || environment["FORCE_COLOR"] === "0" || environment["TERM"] === "dumb",
    forceColor: isSet(environment["FORCE_COLOR"]) && environment["FORCE_COLOR"] !== "0",
    ci: !["", "0", "false"].includes((environment["CI"] ?? "").toLowerCase()),
    strategyPath: (environment[STRATEGY_PATH] ?? "")
      .split(delimiter)
      .filter((part) => part !== "")
      .map((part) => resolve(part)),
    heartbeatSeconds: seconds,
    overrides: [...foreign.overrides, ...overrides],
    notices: foreign.notices,
    ours: Object.fromEntries(ours.map(([name, text = ""]) => [name, text])),
  };
}

/** The value of a variable that the config names: it may be a secret. Undefined: there is none. */
export const readSecret = (name: string, environment: Environment = process.env): string | undefined =>
  environment[name];

const isSet = (text: string | undefined): boolean => (text ?? "") !== "";

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

const inEnvironment = (name: string, environment: Environment) => ({
  where: `environment ${name}`,
  key: "",
  found: environment[name] ?? "",
});

/** A misspelt limit would not protect anybody, so a name that is not ours is refused rather than ignored. */
function unknownName(name: string, environment: Environment): Problem {
  const known = [...ENVIRONMENT_KEYS.keys(), STRATEGY_PATH, HEARTBEAT];
  const tail = name.replace(/^TIMONEL_(?:.*__)?/, "_");
  const near = known.find((other) => other.endsWith(tail)) ?? nearest(name, known);
  const isSymbol = name.startsWith("TIMONEL_SYMBOLS");
  const advice = near === undefined ? "unset it" : `did you mean ${near}?`;
  return {
    ...inEnvironment(name, environment),
    message: isSymbol ? "symbols cannot be set in the environment" : "unknown setting",
    allowed: `config keys as TIMONEL_SECTION__KEY, such as ${environmentName("risk_limits.portfolio.max_drawdown")}`,
    fix: isSymbol ? "use --symbols, or the config file" : advice,
  };
}

/** Names that people bring from other systems. */
function foreignNames(
  environment: Environment,
  problems: Problem[],
): Pick<Settings, "overrides" | "notices"> {
  const exchange = environment["ACTIVE_EXCHANGE"] ?? "";
  const isSandbox = !["", "0", "false", "no"].includes((environment["SANDBOX_MODE"] ?? "").toLowerCase());
  if (isSandbox) {
    const advice = { allowed: "false", fix: "unset it; TIMONEL_MODE=sandbox comes with a later version" };
    problems.push({
      ...inEnvironment("SANDBOX_MODE", environment),
      message: "there is no sandbox yet",
      ...advice,
    });
  }
  if ((environment["AUTH_REQUIRED"] ?? "") !== "") {
    const advice = {
      allowed: "nothing",
      fix: "unset it; TIMONEL_API__AUTH_REQUIRED comes with a later version",
    };
    problems.push({
      ...inEnvironment("AUTH_REQUIRED", environment),
      message: "there is no API to protect yet",
      ...advice,
    });
  }
  if (exchange === "") return { overrides: [], notices: [] };
  return {
    overrides: [
      { key: "active_exchange", text: exchange.toLowerCase(), where: "environment ACTIVE_EXCHANGE" },
    ],
    notices: ["environment ACTIVE_EXCHANGE is understood as TIMONEL_ACTIVE_EXCHANGE"],
  };
}
