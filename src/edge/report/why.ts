import type { WhyDocument } from "../../core/views/index.ts";
import { layoutWidth, type Paint, painter, type TerminalOptions, type Tone } from "./ansi.ts";
import { cut, headed, plainText } from "./layout.ts";
import { childLines, outcomeLines, sentLines, timingLines, venueLines } from "./why-after.ts";
import { askedLines } from "./why-asked.ts";
import { accountLines, gateLines, sawLines, sizeLines, verdictLines } from "./why-judgement.ts";
import { type WhyWithout, withoutLines } from "./why-without.ts";
import { dated, decimal, moment } from "./why-words.ts";

export type { WhyResult, WhyWithout } from "./why-without.ts";

/**
 * The story of an order on one screen: what was seen, judged, sent, answered, and what became of it. `currency`: of the
 * account, where it is known; the symbol of a share does not say it.
 */
export function renderWhy(
  document: WhyDocument,
  without: WhyWithout | undefined,
  options: TerminalOptions & { readonly currency?: string | undefined },
): string {
  const width = layoutWidth(options);
  const paint = painter(options.color);
  const currency = currencyOf(document, options.currency);
  const { explanation } = document;
  const before =
    explanation === null
      ? []
      : [
          ...sawLines(explanation, paint, width),
          ...askedLines(explanation, paint, width),
          ...accountLines(explanation, currency, paint, width),
          ...gateLines(explanation, paint, width),
          ...sizeLines(explanation, currency, paint, width),
          ...verdictLines(explanation, paint, width),
        ];
  const sections = [
    titleLines(document, paint, width),
    [...parentLines(document, paint, width), ...before],
    [
      ...sentLines(document, paint, width),
      ...venueLines(document, paint, width),
      ...changeLines(document, paint, width),
    ],
    childLines(document, paint, width),
    [...outcomeLines(document, currency, paint, width), ...timingLines(document, paint, width)],
    without === undefined ? [] : withoutLines(document, without, paint, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n")}\n`;
}

const TONES: Readonly<Record<string, Tone>> = {
  FILLED: "good",
  REFUSED: "bad",
  REJECTED: "bad",
  UNKNOWN: "warn",
};

function titleLines(document: WhyDocument, paint: Paint, width: number): string[] {
  const { order, signal, run, instrument, role, status, why, strategy, sent, explanation } = document;
  const name = order === null ? `signal ${signal}` : `order ${order}`;
  const side = sent?.side ?? explanation?.asked?.side ?? "";
  const quantity = document.filled?.quantity ?? sent?.quantity;
  const author = [strategy, explanation?.version ?? ""].join(" ").trim();
  const what = [role, side, quantity === undefined ? "" : decimal(quantity), instrument].filter(
    (word) => word !== "",
  );
  const right = status.toLowerCase().replace("_", " ");
  const title = cut(plainText(`${name}: ${what.join(" ")}`), width - right.length - 2);
  const blank = " ".repeat(width - title.length - right.length);
  return [
    `${paint("bold", title)}${blank}${paint(TONES[status] ?? "plain", right)}`,
    paint("dim", cut(plainText(`${author} in run ${run}`), width)),
    paint("dim", "─".repeat(width)),
    ...headed(paint, "Why     ", `“${plainText(why)}”`, width),
  ];
}

/** Whose position it protects or leaves, and what it took the place of. */
function parentLines({ parents, move }: WhyDocument, paint: Paint, width: number): string[] {
  const entries = parents.flatMap(({ order, at, why }, i) =>
    headed(
      paint,
      i === 0 ? "Entry   " : " ".repeat(8),
      `order ${order}, ${moment(at)}: “${plainText(why)}”`,
      width,
    ),
  );
  if (move === null) return entries;
  const { because, why, at, replaces } = move;
  const words = why === "" ? "" : `: “${plainText(why)}”`;
  const place = replaces === null ? "" : `, in the place of order ${replaces}`;
  return [...entries, ...headed(paint, "Placed  ", `${dated(at)}because ${because}${words}${place}`, width)];
}

/** New terms, and taking it back, in the words of the strategy. */
const changeLines = ({ changes }: WhyDocument, paint: Paint, width: number): string[] =>
  changes.slice(-2).flatMap(({ kind, at, why, verdict }) => {
    const refused = verdict.kind === "refused" ? `, refused: ${verdict.refusal.kind}` : "";
    return headed(paint, "Changed ", `${dated(at)}${kind}: “${plainText(why)}”${refused}`, width);
  });

/** What its money is counted in: the symbol says it of a pair, else the account, else what its fees were paid in. */
const currencyOf = ({ instrument, fills }: WhyDocument, account: string | undefined): string =>
  instrument.split(/[/:]/)[1] ?? account ?? fills[0]?.feeAsset ?? "";
