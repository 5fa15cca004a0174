import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { shellWord } from "../../../problem/index.ts";
import { damaged, list } from "../../data-problem.ts";
import { unreadable } from "../../read-file.ts";
import { namesIn } from "../../sources.ts";

const READ = /\.(?:csv|tsv|txt|json|jsonl|parquet|columns|zip)(?:\.gz)?$/i;
/** What nobody takes for market data. */
const BESIDE = /^\.|\.md$/i;

/** Files of a directory in the order of their names; a file is itself. */
export function filesIn(path: string): readonly string[] {
  if (!isDirectory(path)) return [path];
  const names = namesIn(path).filter((name) => READ.test(name));
  if (names.length > 0) return names.map((name) => join(path, name));
  const left = leftIn(path);
  throw damaged({
    where: path,
    message: "the directory holds no file that could be imported",
    ...(left.length === 0 ? {} : { found: list(left.map((one) => basename(one))) }),
    allowed: ".csv, .tsv, .txt, .json, .jsonl, .parquet, .columns, .zip, each also as .gz",
    fix: whatToDo(left) ?? "name another directory, or the files themselves",
  });
}

/** What of the directories nobody looks into: a sentence for each that holds any. Who imports them thinks that all is there. */
export const passedOver = (paths: readonly string[]): readonly string[] =>
  paths.filter(isDirectory).flatMap((path) => {
    const left = leftIn(path);
    if (left.length === 0) return [];
    const todo = whatToDo(left);
    const names = list(left.map((one) => basename(one)));
    return [`${path}: not imported: ${names}${todo === undefined ? "" : `; fix: ${todo}`}`];
  });

const leftIn = (path: string): readonly string[] =>
  namesIn(path)
    .filter((name) => !READ.test(name) && !BESIDE.test(name))
    .map((name) => join(path, name));

function whatToDo(left: readonly string[]): string | undefined {
  const isFeather = left.some((one) => one.endsWith(".feather"));
  const within = left.filter((one) => statSync(one, { throwIfNoEntry: false })?.isDirectory() === true);
  const steps = [
    ...(isFeather ? ["freqtrade convert-data --format-from feather --format-to json"] : []),
    ...(within.length > 0 ? [`timonel data import ${within.map(shellWord).join(" ")}`] : []),
  ];
  return steps.length === 0 ? undefined : steps.join(", and ");
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}
