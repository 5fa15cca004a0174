import type { WhyExplanation, WhyGate, WhyLimit, WhySizing } from "../../core/views/index.ts";
import type { Paint } from "./ansi.ts";
import { date, duration, percent, short } from "./format.ts";
import { type Cell, type Column, cut, headed, plainText, table, unbroken, unpadded } from "./layout.ts";
import { cash, checkText, decimal, moment } from "./why-words.ts";
import { refusalWords } from "./words.ts";

/** More lines of indicators or bars than these belong into the JSON. */
const BARS_MAX = 3;

/** The bars, the indicators and the parameters that the strategy had before it. */
export function sawLines({ basis }: WhyExplanation, paint: Paint, width: number): string[] {
  if (basis === null) return [];
  const bars = basis.bars.slice(0, BARS_MAX).flatMap((bar, i) => {
    const { open, high, low, close, volume } = bar;
    const to = date(bar.to) === date(bar.from) ? moment(bar.to).slice(11) : moment(bar.to);
    const place = `${duration(bar.intervalMs).replaceAll(" ", "")} bar ${moment(bar.from)} to ${to}, row ${bar.row}`;
    const prices = [
      ["open", open],
      ["high", high],
      ["low", low],
      ["close", close],
      ["volume", volume],
    ].map(([name, value]) => unbroken(`${name} ${short(Number(value))}`));
    const title = i === 0 ? "Saw     " : " ".repeat(8);
    return headed(paint, title, `${plainText(bar.feed)}: ${unbroken(place)}; ${prices.join(" ")}`, width);
  });
  const params = Object.entries(basis.params).map(([name, value]) => unbroken(`${plainText(name)} ${value}`));
  return [
    ...bars,
    ...(basis.indicators.length === 0
      ? []
      : headed(paint, "        ", basis.indicators.map(indicatorText).join(", "), width)),
    ...(params.length === 0 ? [] : headed(paint, "        ", `set to ${params.join(", ")}`, width)),
  ];
}

const indicatorText = ({
  name,
  now,
  prev,
}: NonNullable<WhyExplanation["basis"]>["indicators"][number]): string =>
  unbroken(`${plainText(name)} ${valueText(now)} (before ${valueText(prev)})`);

const valueText = (value: number | null): string => (value === null ? "n/a" : short(value));

/** The account when it was judged. */
export function accountLines(
  { judgement, reference }: WhyExplanation,
  currency: string,
  paint: Paint,
  width: number,
): string[] {
  const { account = null } = judgement ?? {};
  const price = reference === null ? [] : [`last price ${short(reference)}`];
  if (account === null) return price.length === 0 ? [] : headed(paint, "Market  ", price.join(""), width);
  const { equity, free, held } = account;
  const facts = [
    `equity ${cash(equity)} ${currency}`,
    `free ${cash(free)}`,
    `held ${decimal(held)}`,
    ...price,
  ].map(unbroken);
  return headed(paint, "Account ", facts.join(", "), width);
}

/** Every gate in the order it was passed, two on a line; the one that was shut with its setting. */
export function gateLines({ judgement }: WhyExplanation, paint: Paint, width: number): string[] {
  const gates = judgement?.gates ?? [];
  if (gates.length === 0) return [];
  const half = Math.floor((width - 4) / 2);
  const open = gates.filter(({ passed }) => passed).map(gateText);
  const lines: string[] = [];
  let left: string | undefined;
  const put = (text: string): string => `${paint("good", "✓")} ${text}`;
  for (const text of open) {
    if (left !== undefined && left.length + 2 <= half && text.length + 2 <= half) {
      lines.push(`  ${put(left)}${" ".repeat(half - left.length - 2)}  ${put(text)}`);
      left = undefined;
      continue;
    }
    if (left !== undefined) lines.push(`  ${put(left)}`);
    left = text;
  }
  if (left !== undefined) lines.push(`  ${put(left)}`);
  const shut = gates.filter(({ passed }) => !passed).map((gate) => shutLine(gate, paint, width));
  const count = `${open.length} of ${gates.length} passed`;
  return [`${paint("bold", "Gates   ")}  ${count}`, ...lines, ...shut];
}

const gateText = (gate: WhyGate): string => `${plainText(gate.about ?? gate.limit)} ${checkText(gate)}`;

function shutLine(gate: WhyGate, paint: Paint, width: number): string {
  const key = gate.key === null ? "" : `  ${gate.key}`;
  const text = cut(gateText(gate), width - 4);
  return `  ${paint("bad", `✗ ${text}`)}${text.length + key.length + 4 <= width ? paint("dim", key) : ""}`;
}

const COLUMNS: readonly Column[] = [
  { title: "Limit", align: "left" },
  { title: "Share", align: "right" },
  { title: "Used", align: "right" },
  { title: "Room", align: "right" },
  { title: "A unit", align: "right" },
  { title: "Allows", align: "right" },
  { title: "", align: "left" },
];

/** How the quantity came about, and each limit that it had to fit into. */
export function sizeLines(
  { judgement, verdict }: WhyExplanation,
  currency: string,
  paint: Paint,
  width: number,
): string[] {
  const { sizing = null, limits = [] } = judgement ?? {};
  if (sizing === null) return [];
  const rows = limits.map((limit) => rowOf(limit, sizing, verdict));
  return [
    ...headed(paint, "Size    ", sizingText(sizing, currency), width),
    ...(rows.length === 0 ? [] : unpadded(table(paint, COLUMNS, rows, width))),
  ];
}

function sizingText(
  { method, share, budget, unit, wanted, quantity, confidence }: WhySizing,
  currency: string,
): string {
  const after = quantity === wanted ? "" : `, ${unbroken(`${decimal(quantity)} after caps and steps`)}`;
  if (method === "quantity") {
    const worth = budget === null ? "" : ` for ${cash(budget)} ${currency}`;
    return `the strategy asked for ${unbroken(decimal(wanted))}${worth}${after}`;
  }
  const part = share === null ? "all equity" : `${percent(Number(share))} of equity`;
  const follows =
    confidence === undefined ? "" : `, of that ${percent(confidence)} by confidence, less what is held`;
  const each = method === "risk_per_stop" && share !== null ? "lost a unit at the stop" : "a unit";
  return `${method}: ${part} is ${cash(budget ?? "0")} ${currency}, ${decimal(unit ?? "0")} ${each}${follows}: ${unbroken(`${decimal(wanted)} wanted`)}${after}`;
}

function rowOf(
  check: WhyLimit,
  { cappedBy }: WhySizing,
  verdict: WhyExplanation["verdict"],
): readonly Cell[] {
  const { limit, share, measure, used, room, unit, allows, passed } = check;
  const isMoney = measure !== "units";
  const told = (text: string): string => (isMoney ? cash(text) : decimal(text));
  const isRefused = verdict.kind === "refused" && verdict.refusal.kind === limit && !passed;
  const caps = limit === cappedBy ? { text: "caps", tone: "warn" as const } : { text: "" };
  const mark = isRefused ? { text: "refuses", tone: "bad" as const } : caps;
  return [
    { text: limit, tone: isRefused ? "bad" : limit === cappedBy ? "warn" : "plain" },
    { text: isMoney ? percent(Number(share)) : "" },
    { text: told(used) },
    { text: told(room) },
    { text: decimal(unit) },
    { text: allows === null ? "any" : decimal(allows) },
    mark,
  ];
}

/** What was decided. */
export function verdictLines({ verdict }: WhyExplanation, paint: Paint, width: number): string[] {
  if (verdict.kind === "approved") return [];
  const { kind, ...terms } = verdict.refusal;
  const numbers = Object.entries(terms).map(([name, value]) => unbroken(`${name} ${termText(name, value)}`));
  const text = `${kind}: ${refusalWords(kind)}${numbers.length === 0 ? "" : ` (${numbers.join(", ")})`}`;
  return headed(paint, "Refused ", text, width);
}

const TIMES = new Set(["until", "since", "endsAt", "at", "expiresAt", "opensAt"]);

/** A number of a refusal or an answer, by its name. */
export function termText(name: string, value: string | number | boolean): string {
  if (typeof value !== "number") return typeof value === "string" ? plainText(value) : String(value);
  return TIMES.has(name) ? moment(value) : String(value);
}
