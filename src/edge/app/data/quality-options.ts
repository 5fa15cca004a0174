import { intervalMs } from "../../../core/domain/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";
import type { CommonOptions } from "./common-options.ts";
import { refuseForeignEnding } from "./foreign-ending.ts";

/** What files hold, where neither their names nor their rows say it. */
interface AboutBars extends CommonOptions {
  readonly symbol: string | undefined;
  readonly timeframe: string | undefined;
  readonly calendar: string | undefined;
}

const SPIKES = ["keep", "mark", "drop"] as const;

export interface DataCheckOptions extends AboutBars {
  /** None: the store. */
  readonly paths: readonly string[];
  readonly coverage: boolean;
  readonly all: boolean;
  /** Where repaired copies go; undefined without --repair. */
  readonly repairTo: string | undefined;
  readonly spikes: (typeof SPIKES)[number];
}

export interface ResampleOptions extends AboutBars {
  readonly file: string;
  readonly to: string;
  /** Undefined: standard output. */
  readonly out: string | undefined;
}

/** @throws UserProblem, exit 2, for values that cannot be understood, and options that do not go together */
export function checkOptions(
  common: CommonOptions,
  paths: readonly string[],
  values: RawOptions,
): DataCheckOptions {
  const out = textOf(values["out"]);
  const spelled = textOf(values["spikes"]);
  const spikes = SPIKES.find((one) => one === (spelled ?? "keep"));
  if (spikes === undefined)
    throw wrongUsage("--spikes is not understood", spelled ?? "", SPIKES.join(", "), "write --spikes mark");
  const isRepair = values["repair"] === true;
  if (isRepair && out === undefined)
    throw wrongUsage(
      "--repair needs a place for the repaired copies",
      "no --out",
      "--out FILE or --out DIR",
      "add --out repaired",
    );
  if (isRepair && paths.length === 0)
    throw wrongUsage(
      "--repair copies files",
      "no path",
      "files or directories; what is in the store was sound when it came in",
      "write timonel data check PATH --repair --out PLACE",
    );
  if (!isRepair && (out !== undefined || spelled !== undefined))
    throw wrongUsage(
      `${out === undefined ? "--spikes" : "--out"} goes with --repair`,
      "no --repair",
      "--repair --out PATH",
      "add --repair, or remove it",
    );
  return {
    ...aboutBars(common, values),
    paths,
    coverage: values["coverage"] === true,
    all: values["all"] === true,
    repairTo: isRepair ? out : undefined,
    spikes,
  };
}

/** @throws UserProblem, exit 2, for an interval that is none, and for a name of something else than CSV */
export function resampleOptions(
  common: CommonOptions,
  [file = ""]: readonly string[],
  values: RawOptions,
): ResampleOptions {
  const out = textOf(values["out"]);
  const to = textOf(values["to"]) ?? "";
  refuseForeignEnding(out, "csv");
  return { ...aboutBars(common, values), file, to, out: out === "-" ? undefined : out };
}

function aboutBars(common: CommonOptions, values: RawOptions): AboutBars {
  const timeframe = textOf(values["timeframe"]);
  if (timeframe !== undefined && intervalMs(timeframe) === undefined)
    throw wrongUsage(
      "--timeframe is no interval",
      timeframe,
      "such as 1m, 15m, 1h, 4h, 1d, 1w",
      "write --timeframe 1h",
    );
  return { ...common, symbol: textOf(values["symbol"]), timeframe, calendar: textOf(values["calendar"]) };
}
