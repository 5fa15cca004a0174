import { intervalMs } from "../../../core/domain/index.ts";
import { nearest } from "../../problem/index.ts";
import { wrongUsage } from "../cli-errors.ts";
import { type RawOptions, textOf } from "../cli-values.ts";

interface CommonOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly symbol: string | undefined;
  readonly timeframe: string | undefined;
  readonly calendar: string | undefined;
}

const SPIKES = ["keep", "mark", "drop"] as const;

export interface DataCheckOptions extends CommonOptions {
  readonly what: "check";
  readonly paths: readonly string[];
  readonly coverage: boolean;
  readonly all: boolean;
  /** Where repaired copies go; undefined without --repair. */
  readonly repairTo: string | undefined;
  readonly spikes: (typeof SPIKES)[number];
}

export interface ResampleOptions extends CommonOptions {
  readonly what: "resample";
  readonly file: string;
  readonly to: string;
  /** Undefined: standard output. */
  readonly out: string | undefined;
}

export type DataOptions = DataCheckOptions | ResampleOptions;

const DATA_VERBS = ["check", "resample"] as const;
const PLANNED: readonly string[] = ["import", "download", "list", "export"];

/** Refuses a second word that is no verb of `timonel data`. @throws UserProblem */
export function requireDataVerb(word: string | undefined): void {
  if (word !== undefined && ([...DATA_VERBS, "help"].includes(word) || word.startsWith("-"))) return;
  const allowed = DATA_VERBS.join(", ");
  if (word === undefined)
    throw wrongUsage("`timonel data` what?", "nothing", allowed, "write timonel data check PATH");
  if (PLANNED.includes(word))
    throw wrongUsage(
      `\`timonel data ${word}\` is planned, not part of this version`,
      word,
      allowed,
      "see `timonel data --help`",
    );
  const near = nearest(word, DATA_VERBS);
  const fix = near === undefined ? "see `timonel data --help`" : `did you mean \`timonel data ${near}\`?`;
  throw wrongUsage("unknown verb of `timonel data`", word, allowed, fix);
}

/** @throws UserProblem for values that cannot be understood, and options that do not go together */
export function dataOptions(
  values: RawOptions,
  what: string | undefined,
  paths: readonly string[],
): DataOptions {
  const timeframe = textOf(values["timeframe"]);
  if (timeframe !== undefined && intervalMs(timeframe) === undefined)
    throw wrongUsage(
      "--timeframe is no interval",
      timeframe,
      "such as 1m, 15m, 1h, 4h, 1d, 1w",
      "write --timeframe 1h",
    );
  const common: CommonOptions = {
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    color: values["color"] !== false,
    symbol: textOf(values["symbol"]),
    timeframe,
    calendar: textOf(values["calendar"]),
  };
  const out = textOf(values["out"]);
  if (what === "resample") {
    const to = textOf(values["to"]) ?? "";
    const [file = ""] = paths;
    return { ...common, what, file, to, out: out === "-" ? undefined : out };
  }
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
  if (!isRepair && (out !== undefined || spelled !== undefined))
    throw wrongUsage(
      `${out === undefined ? "--spikes" : "--out"} goes with --repair`,
      "no --repair",
      "--repair --out PATH",
      "add --repair, or remove it",
    );
  return {
    ...common,
    what: "check",
    paths,
    coverage: values["coverage"] === true,
    all: values["all"] === true,
    repairTo: isRepair ? out : undefined,
    spikes,
  };
}
