import { basename } from "node:path";
import type { DataCheckDocument, DataRepairDocument, FileCheck, Finding } from "../data/index.ts";
import { layoutWidth, type Paint, painter, type TerminalOptions, type Tone } from "./ansi.ts";
import { COVERAGE_LEGEND, coverageLines } from "./coverage-text.ts";
import { count, date, dateTime } from "./format.ts";
import { bullet, type Cell, headed, plainText, table, wrap } from "./layout.ts";

const TONES: Readonly<Record<Finding["severity"], Tone>> = { error: "bad", warning: "warn", note: "dim" };
/** More findings of one kind in one file are left to `--all`. */
const SHOWN = 5;

export interface DataCheckLook extends TerminalOptions {
  /** Every finding, however many. */
  readonly all: boolean;
  readonly coverage: boolean;
}

/** The result of `timonel data check`: a table of the files, what was found in each, coverage. Reads only the document. */
export function renderDataCheck(document: DataCheckDocument, look: DataCheckLook): string {
  const width = layoutWidth(look);
  const paint = painter(look.color);
  const { files, skipped } = document;
  const sections = [
    headed(
      paint,
      "data check",
      `${count(files.length)} ${files.length === 1 ? "file" : "files"} checked`,
      width,
    ),
    files.length === 0 ? [] : fileTable(files, paint, width),
    ...files.map((file) => findingLines(file, paint, width, look.all)),
    skipped.map(({ file, reason }) =>
      paint("dim", `  not checked: ${plainText(basename(file))}: ${plainText(reason)}`),
    ),
    look.coverage ? coverageSection(files, paint, width) : [],
    verdict(document, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** From here on there is room for the span of each file. */
const SPAN_FROM = 96;

function fileTable(files: readonly FileCheck[], paint: Paint, width: number): string[] {
  const isWide = width >= SPAN_FROM;
  const right = (title: string) => ({ title, align: "right" as const });
  const left = (title: string) => ({ title, align: "left" as const });
  const columns = [left("File"), left("Series"), right("Bars"), left("Found")];
  return table(
    paint,
    isWide ? [...columns, left("From"), left("To")] : columns,
    files.map((file): readonly Cell[] => [
      { text: plainText(basename(file.file)) },
      { text: plainText(seriesName(file)) },
      { text: count(file.bars) },
      foundCell(file),
      { text: file.from === null ? "" : date(file.from) },
      { text: file.to === null ? "" : date(file.to) },
    ]),
    width,
  );
}

const seriesName = ({ symbol, interval, content }: FileCheck): string =>
  [symbol ?? "?", interval ?? "?", content === "bars" ? "" : content].join(" ").trimEnd();

/** `3 errors, 28 warnings`: short, for it is the last column. */
function foundCell({ findings }: FileCheck): Cell {
  const of = (severity: Finding["severity"]): number =>
    findings.filter((each) => each.severity === severity).length;
  const [errors, warnings, notes] = [of("error"), of("warning"), of("note")];
  if (errors + warnings === 0)
    return { text: notes === 0 ? "sound" : `sound, ${many(notes, "note")}`, tone: "good" };
  const text = [errors > 0 ? many(errors, "error") : "", warnings > 0 ? many(warnings, "warning") : ""];
  return { text: text.filter((each) => each !== "").join(", "), tone: errors > 0 ? "bad" : "warn" };
}

const many = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;

/** What was found in a file, one kind after the other: what it means and what to do, then where. */
function findingLines(file: FileCheck, paint: Paint, width: number, all: boolean): string[] {
  if (file.findings.length === 0) return [];
  const kinds = [...new Set(file.findings.map(({ kind }) => kind))];
  const what = seriesName(file);
  const title = `${paint("bold", plainText(basename(file.file)))}  ${paint("dim", plainText(`${what}, ${file.hours}`))}`;
  return [
    title,
    ...kinds.flatMap((kind) => {
      const findings = file.findings.filter((each) => each.kind === kind);
      const [first] = findings;
      if (first === undefined) return [];
      const shown = all ? findings : findings.slice(0, SHOWN);
      const fix = first.fix.startsWith("none") ? "" : `; fix: ${first.fix}`;
      return [
        ...bullet(paint, TONES[first.severity], first.severity, `${kind}: ${first.means}${fix}`, width),
        ...shown.flatMap((each) => placeLines(each, width)),
        ...(shown.length < findings.length
          ? [paint("dim", `      and ${count(findings.length - shown.length)} more: --all shows them`)]
          : []),
      ];
    }),
  ];
}

function placeLines({ at, line, found }: Finding, width: number): string[] {
  const when = at === null ? "" : `${dateTime(at)}Z  `;
  const where = line === null ? "" : `line ${line}  `;
  const lead = `      ${when}${where}`;
  return wrap(plainText(found), Math.max(20, width - lead.length)).map((text, i) =>
    i === 0 ? `${lead}${text}` : `${" ".repeat(lead.length)}${text}`,
  );
}

function coverageSection(files: readonly FileCheck[], paint: Paint, width: number): string[] {
  const series = files.flatMap(({ symbol, interval, coverage, venue }) =>
    coverage === null
      ? []
      : [{ name: plainText(`${symbol ?? "?"} ${interval ?? ""} ${venue ?? ""}`).trim(), coverage }],
  );
  if (series.length === 0) return [];
  return [
    paint("bold", "coverage"),
    ...coverageLines(paint, series, width),
    paint("dim", `  ${COVERAGE_LEGEND}`),
  ];
}

function verdict({ sound, errors, warnings, notes }: DataCheckDocument, paint: Paint): string[] {
  const counts = `${many(errors, "error")}, ${many(warnings, "warning")}, ${many(notes, "note")}`;
  return [sound ? paint("good", `sound: ${counts}`) : paint("bad", `damaged: ${counts}`)];
}

/** What a repair changed, file by file. */
export function renderDataRepair({ files }: DataRepairDocument, options: TerminalOptions): string {
  const width = layoutWidth(options);
  const paint = painter(options.color);
  const lines = files.flatMap(({ file, out, rows, kept, changes }) => {
    if (out === null) return [`${plainText(basename(file))}: nothing to repair, nothing written`];
    return [
      `${paint("bold", plainText(basename(file)))}: ${count(kept)} of ${count(rows)} rows written to ${plainText(out)}; the original is untouched`,
      ...changes.flatMap(({ text }) => bullet(paint, "plain", "-", text, width)),
    ];
  });
  return `${lines.join("\n")}\n`;
}
