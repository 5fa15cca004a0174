import type { CheckDocument, CheckedStrategy, CheckFinding } from "../research/index.ts";
import { layoutWidth, type Paint, painter, type TerminalOptions } from "./ansi.ts";
import { count, duration } from "./format.ts";
import { bullet, type Cell, type Column, headed, plainText, table } from "./layout.ts";

const TITLES = {
  lookahead: "all bars after t changed, at many t: no decision up to t may move",
  warmup: "the data starts later: once warm, the decisions must be the same",
} as const;

/** The result of `timonel check` at a glance: one row a strategy, then what moved. Reads nothing but the document. */
export function renderCheck(document: CheckDocument, options: TerminalOptions): string {
  const width = Math.min(layoutWidth(options), 79);
  const paint = painter(options.color);
  const isSelfTest = document.leaks.expected > 0;
  const told = document.strategies.filter(({ source }) => !isSelfTest || source !== "fixture");
  const sections = [
    headed(paint, document.check, TITLES[document.check], width),
    table(paint, columnsOf(document), document.strategies.map(rowOf), width),
    told.flatMap((strategy) => findingLines(strategy, document.check, paint, width)),
    verdictLines(document, paint, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const columnsOf = ({ check }: CheckDocument): readonly Column[] => [
  { title: "Strategy", align: "left" },
  { title: "Source", align: "left" },
  { title: "Found", align: "left" },
  { title: check === "lookahead" ? "Cuts" : "Starts", align: "right" },
  { title: "Decisions", align: "right" },
  { title: "", align: "left" },
];

function rowOf({ name, source, expected, found, cuts, decisions }: CheckedStrategy): readonly Cell[] {
  const isRight = found === expected;
  return [
    { text: plainText(name) },
    { text: source, tone: "dim" },
    { text: found, tone: found === "leak" ? "warn" : "plain" },
    { text: count(cuts) },
    { text: count(decisions) },
    { text: isRight ? "ok" : verdictOf(source, expected), tone: isRight ? "good" : "bad" },
  ];
}

/** Only the self-test knows better than what was found. */
const verdictOf = (source: CheckedStrategy["source"], expected: CheckedStrategy["expected"]): string =>
  source === "user" ? "see below" : `expected ${expected}`;

function findingLines(
  { name, found, findings, inconclusive, cuts, room }: CheckedStrategy,
  check: CheckDocument["check"],
  paint: Paint,
  width: number,
): string[] {
  const nothing =
    check === "lookahead"
      ? "it decided nothing on this data, so nothing is proved: give it more data"
      : `no start left a decision to compare, so nothing is proved: ${moreOf(room)}`;
  const lines = findings.map((finding) => sentenceOf(finding, check));
  if (found === "unknown") lines.push(`${name}: ${nothing}`);
  else if (inconclusive > 0)
    lines.push(
      `${name}: ${inconclusive} of ${cuts} starts left no decision to compare${isShort(room) ? `: ${moreOf(room)}` : ""}`,
    );
  return lines.flatMap((line) => bullet(paint, "plain", "-", line, width));
}

const isShort = (room: CheckedStrategy["room"]): boolean => room !== undefined && room.bars < room.wanted;

/** What would prove something. */
function moreOf(room: CheckedStrategy["room"]): string {
  if (room === undefined) return "give it more data";
  const { symbol, bars, wanted } = room;
  const has = `there ${bars === 1 ? "is" : "are"} ${count(bars)}`;
  return isShort(room)
    ? `give it ${count(wanted)} bars of ${symbol} (ten warm-ups, a week and something to compare); ${has}`
    : `it decided too little on ${count(bars)} bars of ${symbol}; its warm-ups want ${count(wanted)}: give it more data`;
}

function sentenceOf({ where, at, symbol, decision, became, input }: CheckFinding, check: string): string {
  const what = `${where}: decision of ${minute(at)} on ${symbol}: ${decision} becomes ${became}`;
  if (check === "warmup") return `${what} when the data starts at ${minute(input.bar)}`;
  const of = input.symbol === symbol ? "" : ` of ${input.symbol}`;
  return `${what} with the ${input.column} of the bar ${minute(input.bar)}${of}, which had not closed`;
}

/** `2023-03-04T10:00Z`. */
const minute = (iso: string): string => iso.replace(/:00\.000Z$/, "Z");

function verdictLines(document: CheckDocument, paint: Paint, width: number): string[] {
  const { clean, leaks, falseAlarms, strategies, elapsedMs } = document;
  const time = duration(elapsedMs);
  const shipped = strategies.filter(({ source }) => source === "shipped").length;
  const text =
    leaks.expected > 0
      ? `leaks found ${leaks.found} of ${leaks.expected}, false alarms ${falseAlarms} of ${shipped}, ${time}`
      : `${strategies.flatMap(({ findings }) => findings).length} findings, ${time}`;
  const isUnproved = strategies.every(({ found, expected }) => found === expected || found === "unknown");
  const verdict = clean ? "clean:" : isUnproved ? "NOTHING PROVED:" : "NOT CLEAN:";
  return bullet(paint, clean ? "good" : "bad", verdict, text, width);
}
