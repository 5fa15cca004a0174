import type { WhyDocument } from "../../core/views/index.ts";
import { type Paint, toneOf } from "./ansi.ts";
import { count, money, percent, signedMoney, signedPercent } from "./format.ts";
import { headed, unbroken } from "./layout.ts";
import { decimal, moment } from "./why-words.ts";
import { refusalWords } from "./words.ts";

/** What a whole run came to. */
export interface WhyResult {
  readonly currency: string;
  /** Exact, as decimal text. */
  readonly final: string;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
  readonly trades: number;
  readonly fees: number;
}

/** What would have happened without a limit: the run played again, with it off from the first bar on. */
export interface WhyWithout {
  readonly limit: string;
  readonly key: string | null;
  /** Of the same signal at the same moment; null where the strategy gave none. */
  readonly story: WhyDocument | null;
  /** Since when it held a position instead. */
  readonly heldSince: number | null;
  readonly before: WhyResult;
  readonly after: WhyResult;
}

/** The signal, its trade, and the run, a line each: as they would have been. */
export function withoutLines(
  document: WhyDocument,
  without: WhyWithout,
  paint: Paint,
  width: number,
): string[] {
  const { limit, key, before, after } = without;
  const what = `${limit} off from the first bar on${key === null ? "" : ` (${key})`}`;
  const { currency } = before;
  return [
    ...headed(paint, "Without ", what, width),
    ...headed(paint, "  Signal", signalText(document, without), width),
    ...headed(
      paint,
      "  Trade ",
      `${tradeText(without.story, currency)}; it was: ${tradeText(document, currency)}`,
      width,
    ),
    ...headed(paint, "  Run   ", `${runText(after)}; it was: ${runText(before)}`, width).map((line, i) =>
      i === 0 ? paintReturn(line, after, paint) : line,
    ),
  ];
}

const paintReturn = (line: string, { totalReturn }: WhyResult, paint: Paint): string =>
  line.replace(signedPercent(totalReturn), paint(toneOf(totalReturn), signedPercent(totalReturn)));

function signalText(document: WhyDocument, { story, heldSince }: WhyWithout): string {
  if (story === null)
    return heldSince === null
      ? "the strategy would not have given it"
      : `the strategy would not have given it: it held a position since ${moment(heldSince)}`;
  return `${judged(story)}; it was: ${judged(document)}`;
}

function judged({ explanation }: WhyDocument): string {
  if (explanation === null) return "not judged";
  const { verdict, judgement } = explanation;
  if (verdict.kind === "refused")
    return `refused by ${verdict.refusal.kind}, ${refusalWords(verdict.refusal.kind)}`;
  const { sizing = null } = judgement ?? {};
  const cap = sizing?.cappedBy ? `, capped by ${sizing.cappedBy}` : "";
  return `approved ${decimal(sizing?.quantity ?? verdict.quantity ?? "0")}${cap}`;
}

function tradeText(story: WhyDocument | null, currency: string): string {
  const { kind = "nothing", result = null } = story?.outcome ?? {};
  if (result === null) return kind === "open" ? "still open at the end" : "none";
  const { pnl, exitReason, exitTime } = result;
  return unbroken(`${signedMoney(Number(pnl))} ${currency}, ${exitReason} ${moment(exitTime)}`);
}

const runText = ({ final, currency, totalReturn, trades, maxDrawdown }: WhyResult): string =>
  unbroken(
    `${money(Number(final))} ${currency}, ${signedPercent(totalReturn)}, ${count(trades)} trades, drawdown ${percent(maxDrawdown)}`,
  );
