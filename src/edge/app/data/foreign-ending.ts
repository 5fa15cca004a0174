import { wrongUsage } from "../cli/cli-errors.ts";

const FOREIGN =
  /\.(?:feather|arrow|xlsx?|xlsm|ods|h5|hdf5?|pkl|pickle|npy|npz|tsv|jsonl|ndjson|columns|db|sqlite3?|duckdb|orc|avro|parquet(?=\.gz)|zip|tar|bz2|xz|zst|7z)(?:\.gz)?$/i;
const NO_CSV = /\.(?:json|parquet)(?:\.gz)?$/i;

/**
 * Refuses a name that says another format than what is written: whoever opens the file would take it for what it is not.
 * @throws UserProblem, exit 2
 */
export function refuseForeignEnding(out: string | undefined, formats: "csv" | "all"): void {
  if (out === undefined) return;
  const isCsvAlone = formats === "csv";
  const foreign = (FOREIGN.exec(out) ?? (isCsvAlone ? NO_CSV.exec(out) : null))?.[0];
  if (foreign === undefined) return;
  const near = foreign.startsWith(".parquet") && !isCsvAlone ? "parquet" : "csv";
  throw wrongUsage(
    `${foreign} is no format that rows are written in`,
    `--out ${out}`,
    isCsvAlone ? ".csv or .csv.gz" : ".csv, .csv.gz, .json, .json.gz or .parquet",
    `write --out ${out.slice(0, -foreign.length)}.${near}`,
  );
}
