import { nearest } from "../../problem/index.ts";
import { wrongUsage } from "../cli/cli-errors.ts";
import { type RawOptions, textOf } from "../cli/cli-values.ts";
import { type CommonOptions, commonOptions } from "./common-options.ts";
import { DATA_VERBS, type DataVerb } from "./data-program.ts";
import { type DownloadOnly, downloadOptions } from "./download-options.ts";
import { refuseForeignEnding } from "./foreign-ending.ts";
import {
  checkOptions,
  type DataCheckOptions,
  type ResampleOptions,
  resampleOptions,
} from "./quality-options.ts";

export interface ImportOptions extends CommonOptions {
  readonly files: readonly string[];
  readonly symbol: string | undefined;
  readonly venue: string | undefined;
  readonly timeframe: string | undefined;
  readonly columns: ReadonlyMap<string, string> | undefined;
  readonly timeZone: string | undefined;
  readonly dateOrder: "dmy" | "mdy" | undefined;
  readonly decimal: "." | "," | undefined;
  readonly dryRun: boolean;
  readonly policy: "refuse" | "replace" | "keep";
}

export type DownloadOptions = CommonOptions & DownloadOnly;

export type ListOptions = CommonOptions;

export interface ExportOptions extends CommonOptions {
  readonly what: string;
  readonly dataset: string | undefined;
  readonly format: "csv" | "json" | "parquet";
  /** Undefined: standard output. */
  readonly out: string | undefined;
  /** Unix ms. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export type DataCommand =
  | { readonly verb: "import"; readonly options: ImportOptions }
  | { readonly verb: "download"; readonly options: DownloadOptions }
  | { readonly verb: "list"; readonly options: ListOptions }
  | { readonly verb: "check"; readonly options: DataCheckOptions }
  | { readonly verb: "resample"; readonly options: ResampleOptions }
  | { readonly verb: "export"; readonly options: ExportOptions };

/** What somebody asked `timonel data` for. @throws UserProblem, exit 2, for a value that cannot be understood */
export function dataCommandOf(verb: DataVerb, words: readonly string[], values: RawOptions): DataCommand {
  switch (verb) {
    case "import":
      return { verb, options: importOptions(words, values) };
    case "download":
      return { verb, options: { ...commonOptions(values), ...downloadOptions(words, values) } };
    case "list":
      return { verb, options: commonOptions(values) };
    case "check":
      return { verb, options: checkOptions(commonOptions(values), words, values) };
    case "resample":
      return { verb, options: resampleOptions(commonOptions(values), words, values) };
    case "export":
      return { verb, options: exportOptions(words, values) };
  }
}

/** Refuses a word behind `timonel data` that is no verb of it. @throws UserProblem */
export function checkDataVerb(found: string | undefined): void {
  if (found === undefined || found.startsWith("-") || DATA_VERBS.some((verb) => verb === found)) return;
  const allowed = DATA_VERBS.join(", ");
  const near = nearest(found, DATA_VERBS);
  throw wrongUsage(
    "unknown verb of `timonel data`",
    found,
    allowed,
    near === undefined ? "see `timonel data --help`" : `did you mean \`timonel data ${near}\`?`,
  );
}

function importOptions(files: readonly string[], values: RawOptions): ImportOptions {
  const policies = (["merge", "replace", "keep"] as const).filter((name) => values[name] === true);
  if (policies.length > 1)
    throw wrongUsage(
      "only one of these can hold",
      policies.map((name) => `--${name}`).join(" and "),
      "--merge, --replace or --keep",
      "remove all but one",
    );
  const dateOrder = textOf(values["dateOrder"]);
  if (dateOrder !== undefined && dateOrder !== "dmy" && dateOrder !== "mdy")
    throw wrongUsage(
      "--date-order is no order",
      dateOrder,
      "dmy or mdy",
      "write --date-order dmy for 31/12/2024",
    );
  const decimal = textOf(values["decimal"]);
  if (decimal !== undefined && decimal !== "point" && decimal !== "comma")
    throw wrongUsage(
      "--decimal is neither point nor comma",
      decimal,
      "point or comma",
      "write --decimal comma where 145,120 is 145.12",
    );
  const columns = textOf(values["columns"]);
  const [policy] = policies;
  return {
    ...commonOptions(values),
    files,
    symbol: textOf(values["symbol"]),
    venue: textOf(values["venue"]),
    timeframe: textOf(values["timeframe"]),
    columns: columns === undefined ? undefined : columnsOf(columns),
    timeZone: textOf(values["timeZone"]),
    dateOrder,
    decimal: decimal === undefined ? undefined : decimal === "comma" ? "," : ".",
    dryRun: values["dryRun"] === true,
    policy: policy === undefined || policy === "merge" ? "refuse" : policy,
  };
}

const COLUMNS: readonly string[] = ["time", "clock", "open", "high", "low", "close", "volume", "symbol"];

function columnsOf(text: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const part of text.split(",")) {
    const [, name = "", column] = /^\s*([a-z]+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    if (column === undefined || !COLUMNS.includes(name)) {
      const near = nearest(name || part, COLUMNS);
      throw wrongUsage(
        column === undefined ? "--columns is not of the form name=column" : `--columns knows no ${name}`,
        part,
        COLUMNS.join(", "),
        near === undefined
          ? "write --columns time=Date,open=Open,high=High,low=Low,close=Last"
          : `did you mean ${near}=${column ?? "NAME"}?`,
      );
    }
    if (map.has(name))
      throw wrongUsage(`--columns names ${name} twice`, part, "each name once", "remove one of the two");
    map.set(name, column);
  }
  return map;
}

function exportOptions([what = "", dataset]: readonly string[], values: RawOptions): ExportOptions {
  const out = textOf(values["out"]);
  const told = textOf(values["format"]);
  refuseForeignEnding(out, "all");
  const byName = /\.(csv|json|parquet)(?:\.gz)?$/i.exec(out ?? "")?.[1]?.toLowerCase();
  const format = told ?? byName ?? "csv";
  if (format !== "csv" && format !== "json" && format !== "parquet")
    throw wrongUsage("--format is no format", format, "csv, json or parquet", "write --format csv");
  return {
    ...commonOptions(values),
    what,
    dataset,
    format,
    out: out === "-" ? undefined : out,
    since: momentOf("--from", textOf(values["from"])),
    until: momentOf("--to", textOf(values["to"])),
  };
}

function momentOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{9,14}$/.test(text)) return Number(text) < 1e11 ? Number(text) * 1_000 : Number(text);
  const iso = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  const at =
    iso === null
      ? Number.NaN
      : Date.parse(text.length === 10 || iso[1] !== undefined ? text : `${text.replace(" ", "T")}Z`);
  if (!Number.isNaN(at)) return at;
  throw wrongUsage(
    `${option} is no date`,
    text,
    "2024-01-31, 2024-01-31T12:00Z or Unix ms",
    `write ${option} 2024-01-31`,
  );
}
