import type { ParamValue } from "./config.ts";
import { type Fault, faultOf } from "./fault.ts";
import { isNullWord, percentToRatio } from "./fits.ts";
import { KEYS, type KeySpec, specOf } from "./keys.ts";
import type { Layer, Leaf } from "./layers.ts";
import type { Problem } from "./problems.ts";

/** One value from outside the file, as text. */
export interface ConfigOverride {
  /** Dotted path; `symbols.*.timeframe` and `symbols.*.params.fast` are said of every symbol. */
  readonly key: string;
  readonly text: string;
  /** What messages call its source: `--leverage`, `environment TIMONEL_MODE`. */
  readonly where: string;
  /** The text is in percent because the name of its option says so. */
  readonly isPercent?: boolean;
}

/** The values of environment or command line, checked by the same table as a file, without the cost of a schema library. */
export function layerOfOverrides(overrides: readonly ConfigOverride[]): {
  readonly layer: Layer;
  readonly problems: readonly Problem[];
} {
  const leaves = new Map<string, Leaf>();
  const problems: Problem[] = [];
  for (const override of overrides) {
    const { key, where, text } = override;
    const path = key.split(".");
    const spec = specOf(path);
    const value = spec === undefined ? paramOf(text) : readText(spec, override);
    const fault = spec === undefined ? undefined : faultIn(spec, value, override);
    if (fault !== undefined) problems.push({ where, key, ...fault });
    else
      leaves.set(key, {
        value: spec !== undefined && isNullWord(spec, value) ? null : value,
        where,
        directory: ".",
      });
  }
  return { layer: { leaves, symbols: new Map() }, problems };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readText(spec: KeySpec, { text, isPercent }: ConfigOverride): unknown {
  if (spec.kind === "number" && NUMBER.test(text))
    return isPercent === true ? percentToRatio(Number(text)) : Number(text);
  if (text === "null" && isNullWord(spec, null)) return null;
  if (spec.kind === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function faultIn(spec: KeySpec, value: unknown, { text, isPercent }: ConfigOverride): Fault | undefined {
  const fault = faultOf(spec, value);
  if (fault === undefined || isPercent !== true || spec.kind !== "number") return fault;
  const allowed = `a percentage ${spec.above === true ? "above" : "from"} ${spec.min * 100} up to ${spec.max * 100}`;
  return {
    message: "not an allowed percentage",
    found: text,
    allowed,
    fix: "write a number such as 2.0 for 2 %",
  };
}

/** `12`, `true`, or text: a strategy checks its own parameters. */
function paramOf(text: string): ParamValue {
  if (NUMBER.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}

const PREFIX = "TIMONEL_";

/** `risk_limits.portfolio.max_drawdown` is `TIMONEL_RISK_LIMITS__PORTFOLIO__MAX_DRAWDOWN`. */
export const environmentName = (key: string): string => PREFIX + key.toUpperCase().replaceAll(".", "__");

/** Every name of a config key in the environment, and the key it stands for. */
export const ENVIRONMENT_KEYS: ReadonlyMap<string, string> = new Map(
  Object.keys(KEYS).map((key) => [environmentName(key), key]),
);
