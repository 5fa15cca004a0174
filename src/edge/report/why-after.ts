import type { WhyChild, WhyDocument } from "../../core/views/index.ts";
import { type Paint, toneOf } from "./ansi.ts";
import { duration, percent, signedMoney, signedPercent } from "./format.ts";
import { type Cell, type Column, headed, leftOut, plainText, table, unbroken } from "./layout.ts";
import { termText } from "./why-judgement.ts";
import { cash, dated, decimal, moment } from "./why-words.ts";
import { rejectionWords } from "./words.ts";

const FILLS_MAX = 3;
const ANSWERS_MAX = 3;
const CHILDREN_MAX = 6;

/** What left us. */
export function sentLines({ sent, explanation }: WhyDocument, paint: Paint, width: number): string[] {
  if (sent === null) return [];
  const { side, type, quantity, limit, trigger, collar, reduceOnly, expiresAt, trail, notional } = sent;
  const { stop = null, target = null } = explanation?.verdict.kind === "approved" ? explanation.verdict : {};
  const facts = [
    `${side} ${notional === null ? decimal(quantity) : `${cash(notional)} worth`} ${type}`,
    ...named("limit", limit),
    ...named("trigger", trigger),
    ...(trail === null ? [] : [`trail ${trailText(trail)}`]),
    ...named(`no ${side === "buy" ? "higher" : "lower"} than`, collar),
    ...named("stop", stop),
    ...named("target", target),
    ...(reduceOnly ? ["reduce only"] : []),
    ...(expiresAt === null ? [] : [`until ${moment(expiresAt)}`]),
  ].map(unbroken);
  return headed(paint, "Sent    ", `${dated(sent.at)}${facts.join(", ")}`, width);
}

const named = (name: string, price: string | null): string[] =>
  price === null ? [] : [`${name} ${decimal(price)}`];

const trailText = ({ kind, by, activation }: NonNullable<WhyChild["trail"]>): string =>
  `${kind === "ratio" ? percent(Number(by)) : decimal(by)}${activation === null ? "" : ` from ${decimal(activation)} on`}`;

/** What the venue said, and what it filled. */
export function venueLines(document: WhyDocument, paint: Paint, width: number): string[] {
  const { answers, fills, filled, latch } = document;
  const said = answers.slice(0, ANSWERS_MAX).flatMap(({ at, answer, terms }, i) => {
    const { kind, ...numbers } = terms;
    const detail = Object.entries(numbers).map(([name, value]) =>
      unbroken(`${name} ${termText(name, value)}`),
    );
    const reason = kind === undefined ? "" : `: ${rejectionWords(String(kind))}`;
    const text = `${dated(at)}${answerWords(answer)}${reason}${detail.length === 0 ? "" : ` (${detail.join(", ")})`}`;
    return headed(paint, i === 0 ? "Venue   " : " ".repeat(8), text, width);
  });
  const booked = fills.slice(0, FILLS_MAX).flatMap((fill, i) => {
    const { at, quantity, price, fee, feeAsset, liquidity } = fill;
    const cost = `fee ${cash(fee)} ${feeAsset}, ${liquidity}`;
    const text = `${dated(at)}${unbroken(`${decimal(quantity)} at ${decimal(price)}`)}, ${unbroken(cost)}`;
    return headed(paint, i === 0 ? "Filled  " : " ".repeat(8), text, width);
  });
  const whole =
    filled === null || fills.length < 2
      ? []
      : headed(paint, " ".repeat(8), `in all ${decimal(filled.quantity)} at ${decimal(filled.price)}`, width);
  const halted =
    latch === null
      ? []
      : headed(
          paint,
          "Halted  ",
          `${dated(latch.at)}${latch.latch}: no new risk until ${latch.endsBy}, and what still worked was taken back`,
          width,
        );
  return [
    ...said,
    ...leftOut(paint, answers.length - ANSWERS_MAX),
    ...booked,
    ...leftOut(paint, fills.length - FILLS_MAX),
    ...whole,
    ...slippage(document, paint, width),
    ...halted,
  ];
}

/** `OrderAccepted` reads as `accepted`. */
const answerWords = (answer: string): string =>
  answer
    .replace(/^Order/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

/** How far the fills were from the price of the decision. */
function slippage({ filled, explanation, sent, role }: WhyDocument, paint: Paint, width: number): string[] {
  const decided = sent?.limit ?? sent?.trigger ?? explanation?.reference ?? null;
  if (filled === null || decided === null || role !== "entry") return [];
  const share = (Number(filled.price) / Number(decided) - 1) * (sent?.side === "sell" ? -1 : 1);
  const words = share > 0 ? "worse than" : share < 0 ? "better than" : "just at";
  const by = share === 0 ? "" : `${percent(Math.abs(share))} `;
  return headed(paint, " ".repeat(8), `${by}${words} the price of the decision`, width);
}

const CHILD_COLUMNS: readonly Column[] = [
  { title: "Order", align: "right" },
  { title: "What", align: "left" },
  { title: "Quantity", align: "right" },
  { title: "Price", align: "right" },
  { title: "From", align: "left" },
  { title: "Became", align: "left" },
  { title: "Because", align: "left" },
];

/** What protected the position and what left it; the newest where there are many. */
export function childLines({ children, order }: WhyDocument, paint: Paint, width: number): string[] {
  if (children.length === 0) return [];
  const shown = children.slice(-CHILDREN_MAX);
  const rows = shown.map((child) => childRow(child, child.order === order));
  const count = children.length === 1 ? "one order" : `${children.length} orders`;
  return [
    `${paint("bold", "Position")}  protected or left by ${count}`,
    ...table(paint, CHILD_COLUMNS, rows, width),
    ...leftOut(paint, children.length - shown.length),
  ];
}

function childRow(child: WhyChild, isSelf: boolean): readonly Cell[] {
  const { role, type, quantity, price, trail, at, status, why, move } = child;
  const tone = isSelf ? "bold" : "plain";
  const what = role === "exit" || type === "market" ? role : role === "stop-loss" ? type : "target";
  const replaced = move?.replaces ?? null;
  const reason = move === null ? plainText(why) : move.because;
  return [
    { text: String(child.order), tone },
    { text: what, tone },
    { text: decimal(quantity) },
    { text: price === null ? (trail === null ? "" : trailText(trail)) : decimal(price) },
    { text: moment(at).slice(5, 16) },
    { text: status.toLowerCase().replace("_", " ") },
    { text: replaced === null ? reason : `${reason}, for ${replaced}` },
  ];
}

/** What became of it. */
export function outcomeLines(
  { outcome }: WhyDocument,
  currency: string,
  paint: Paint,
  width: number,
): string[] {
  const { kind, held, result } = outcome;
  switch (kind) {
    case "refused":
      return [];
    case "nothing":
      return headed(paint, "Outcome ", "nothing was filled", width);
    case "working":
      return headed(paint, "Outcome ", "it still worked when the run ended", width);
    case "open":
      return headed(paint, "Outcome ", `still open when the run ended: ${decimal(held ?? "0")} held`, width);
    case "closed": {
      if (result === null) return [];
      const profit = Number(result.pnl);
      const facts = [
        `${result.side} from ${decimal(result.entryPrice)} to ${decimal(result.exitPrice)}`,
        `${result.exitReason} after ${duration(result.exitTime - result.entryTime)}`,
        `fees ${cash(result.fees)}`,
        `best ${signedPercent(result.mfe)}`,
        `worst ${signedPercent(result.mae)}`,
      ].map(unbroken);
      const money = `${signedMoney(profit)} ${currency}`.trimEnd();
      const [first = "", ...rest] = headed(
        paint,
        "Outcome ",
        `${unbroken(`${money}  `)}trade ${result.id}: ${facts.join(", ")}`,
        width,
      );
      return [first.replace(money, paint(toneOf(profit), money)), ...rest];
    }
  }
}

/** How long each step took, from the close of the bar on. */
export function timingLines({ timings }: WhyDocument, paint: Paint, width: number): string[] {
  const { barClosed, decided, sent, answered, firstFill, ended } = timings;
  const start = barClosed ?? decided ?? sent;
  if (start === null) return [];
  const steps = (
    [
      ["decided", decided],
      ["sent", sent],
      ["answered", answered],
      ["filled", firstFill],
      ["over", ended],
    ] as const
  ).flatMap(([name, at]) => (at === null ? [] : [unbroken(`${name} +${duration(at - start)}`)]));
  const from = barClosed === null ? "from" : "bar closed";
  return headed(paint, "Times   ", `${from} ${moment(start)}, ${steps.join(", ")}`, width);
}
