import { type ConfigOverride, claimSymbol, refuseIfAny } from "../config/index.ts";
import { CHECKS, givenTwice, LATER_OPTIONS, laterOption, unknownCheck, wrongUsage } from "./cli-errors.ts";

/** What commander found: text, lists of text, flags. */
export type RawOptions = Readonly<Record<string, unknown>>;

export interface BacktestOptions {
  /** The file of `--config`; without it `timonel.yaml` is used where there is one. */
  readonly config: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** False with `--no-color`; the environment and the terminal have a say too. */
  readonly color: boolean;
  /** `--data` as given: FILE, DIR or SYMBOL=FILE, told apart where the files are looked for. */
  readonly data: readonly string[];
  /** Damaged files are repaired in memory and played. */
  readonly repair: boolean;
  /** Unified symbols in the order given; undefined leaves the choice to the config. */
  readonly symbols: readonly string[] | undefined;
  /** The file that the page of the run is written to; undefined: none is. */
  readonly html: string | undefined;
  /** False with `--no-keep`: nothing of the run is kept. */
  readonly isKept: boolean;
  /** Everything that is a config key. */
  readonly overrides: readonly ConfigOverride[];
}

export interface CheckOptions extends BacktestOptions {
  readonly check: (typeof CHECKS)[number];
}

export interface RunOptions extends BacktestOptions {
  /** Data time per wall time; undefined when not given. */
  readonly speed: number | "max" | undefined;
  /** Begin a new run, even where one of the same config was left. */
  readonly isNew: boolean;
  /** Trade at a simulated venue that is a process of its own. */
  readonly hasVenueProcess: boolean;
}

/** @throws UserProblem or ConfigProblem for a value that cannot be understood; ranges are the config's business */
export function backtestOptions(values: RawOptions): BacktestOptions {
  return {
    config: textOf(values["config"]),
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    color: values["color"] !== false,
    data: listOf(values["data"]),
    repair: values["repair"] === true,
    symbols: symbolsOf(textOf(values["symbols"])),
    html: textOf(values["html"]),
    isKept: values["keep"] !== false,
    overrides: [...configValues(values), ...paramValues(listOf(values["param"]))],
  };
}

/** @throws UserProblem for a check that this version does not know */
export function checkOptions(values: RawOptions, what: string | undefined): CheckOptions {
  const check = CHECKS.find((one) => one === what);
  if (check === undefined) throw unknownCheck(what);
  return { ...backtestOptions(values), check };
}

/** What `init` and `new` are told. */
export interface ScaffoldOptions extends Pick<BacktestOptions, "json" | "quiet" | "color"> {
  /** The words behind the verb. */
  readonly what: string | undefined;
  readonly name: string | undefined;
}

export const scaffoldOptions = (
  values: RawOptions,
  what: string | undefined,
  name: string | undefined,
): ScaffoldOptions => ({
  json: values["json"] === true,
  quiet: values["quiet"] === true,
  color: values["color"] !== false,
  what,
  name,
});

/** What `doctor` looks at beyond the directory it is called in. */
export type DoctorOptions = Pick<BacktestOptions, "config" | "json" | "quiet" | "color" | "data">;

export const doctorOptions = (values: RawOptions): DoctorOptions => ({
  config: textOf(values["config"]),
  json: values["json"] === true,
  quiet: values["quiet"] === true,
  color: values["color"] !== false,
  data: listOf(values["data"]),
});

export function runOptions(values: RawOptions): RunOptions {
  for (const { flags, name, given } of LATER_OPTIONS) {
    const isGiven = given === undefined ? values[name] !== undefined : values[name] === given;
    if (isGiven) throw laterOption(flags);
  }
  const speed = speedOf(textOf(values["speed"]));
  return {
    ...backtestOptions(values),
    speed,
    isNew: values["new"] === true,
    hasVenueProcess: values["venueProcess"] === true,
  };
}

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
export const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** Options that are another spelling of a config key. */
const CONFIG_OPTIONS: readonly (readonly [name: string, option: string, key: string])[] = [
  ["mode", "--mode", "mode"],
  ["balance", "--balance", "account.balance"],
  ["leverage", "--leverage", "account.leverage"],
  ["riskPercent", "--risk-percent", "risk_limits.per_trade.max_risk"],
  ["runs", "--runs", "runs.directory"],
  ["strategy", "--strategy", "symbols.*.strategy"],
  ["timeframe", "--timeframe", "symbols.*.timeframe"],
  ["store", "--store", "store.directory"],
];

const configValues = (values: RawOptions): ConfigOverride[] =>
  CONFIG_OPTIONS.flatMap(([name, where, key]) => {
    const text = textOf(values[name]);
    return text === undefined ? [] : [{ key, text, where, isPercent: name === "riskPercent" }];
  });

/** The last of two values of one parameter would win without a word. */
function paramValues(texts: readonly string[]): ConfigOverride[] {
  const values = texts.map(paramValue);
  for (const [i, { key, where, text }] of values.entries()) {
    const before = values.slice(0, i).find((other) => other.key === key);
    if (before !== undefined) throw givenTwice(where, before.text, text);
  }
  return values;
}

function paramValue(text: string): ConfigOverride {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw wrongUsage("--param is not of the form key=value", text, "key=value", "write --param fast=12");
  }
  return { key: `symbols.*.params.${name}`, text: value, where: `--param ${name}` };
}

/** The same symbol in two spellings would be two strategies on one instrument. */
function symbolsOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const taken = new Map<string, string>();
  const spellings = text.split(",").map((spelling) => spelling.trim());
  const problems = spellings.flatMap((spelling) => claimSymbol(spelling, "--symbols", taken) ?? []);
  refuseIfAny(problems);
  return [...taken.keys()];
}

function speedOf(text: string | undefined): number | "max" | undefined {
  if (text === undefined || text === "max") return text;
  const speed = text.trim() === "" ? Number.NaN : Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw wrongUsage(
    "--speed is not a speed",
    text,
    "max, or a number above 0",
    "write --speed 1000 or --speed max",
  );
}
