import type { BacktestReport } from "../../../core/views/index.ts";
import { count, money, percent, signedMoney } from "../format.ts";
import { refusalWords, rejectionWords } from "../words.ts";
import { type Markup, markup } from "./markup.ts";
import { type Cell, facts, panel, section } from "./parts.ts";

/** What trading cost, and what would have been without it. */
export function costSection(report: BacktestReport): Markup {
  const { account } = report;
  const [initial, final, fees] = [Number(account.initial), Number(account.final), Number(account.fees)];
  const [funding, dividends, turnover] = [
    Number(account.funding),
    Number(account.dividends),
    Number(account.turnover),
  ];
  const net = final - initial;
  const gross = net + fees + funding - dividends;
  const rows: (Cell & { readonly label: string })[] = [
    { label: "Before costs", text: signedMoney(gross), tone: gross },
    { label: "Fees", text: signedMoney(-fees), tone: -fees },
    ...(funding === 0
      ? []
      : [{ label: "Funding and borrowing", text: signedMoney(-funding), tone: -funding }]),
    ...(dividends === 0 ? [] : [{ label: "Dividends", text: signedMoney(dividends), tone: dividends }]),
    { label: "After costs", text: signedMoney(net), tone: net },
  ];
  const shares: (Cell & { readonly label: string })[] = [
    { label: "Turnover", text: `${money(turnover)} ${account.currency}` },
    { label: "Fees of the turnover", text: percent(turnover > 0 ? fees / turnover : null) },
    { label: "Fees of the capital", text: percent(initial > 0 ? fees / initial : null) },
    {
      label: "Fees a trade",
      text: report.trades.length === 0 ? "n/a" : money(feesOf(report.trades) / report.trades.length),
    },
    {
      label: "Turnover of the capital",
      text: initial > 0 ? `${(turnover / initial).toFixed(1)} times` : "n/a",
    },
  ];
  return section({
    id: "costs",
    title: "Costs",
    lead: costSentence(gross, fees + funding),
    body: markup`<div class="pair">${panel(`Result, ${account.currency}`, facts(rows))}${panel("What they were paid for", facts(shares))}</div>
<p class="quiet">Slippage and spread are inside of the prices of fills, and so in “before costs”.</p>`,
  });
}

/** Without what was paid for positions that are still held. */
const feesOf = (trades: BacktestReport["trades"]): number =>
  trades.reduce((sum, { fees }) => sum + Number(fees), 0);

function costSentence(gross: number, costs: number): string {
  if (costs === 0) return "Nothing was paid for trading.";
  if (costs < 0) return "Fees and funding together brought more than they took.";
  if (gross <= 0) return "Trading lost before costs already; they came on top.";
  const took = `Costs took ${percent(costs / gross)} of what trading earned before them`;
  return costs > gross ? `${took}: more than there was.` : `${took}.`;
}

/** Who said no, how often and why: our own limits, then the venue. */
export function refusalSection({ refusals, rejections }: BacktestReport): Markup {
  return section({
    id: "refusals",
    title: "Refused and rejected",
    lead: "Intents that risk said no to, by the limit that did, and orders that the venue said no to.",
    body: markup`<div class="pair">${reasons("Refused by risk", refusals, refusalWords)}${reasons("Rejected by the venue", rejections, rejectionWords)}</div>`,
  });
}

function reasons(
  title: string,
  counts: Readonly<Record<string, number>>,
  words: (kind: string) => string,
): Markup {
  const given = Object.entries(counts)
    .filter(([, times]) => times > 0)
    .sort(([kindA, a], [kindB, b]) => b - a || (kindA < kindB ? -1 : 1));
  if (given.length === 0) return panel(title, markup`<p class="quiet">Never.</p>`);
  const total = given.reduce((sum, [, times]) => sum + times, 0);
  return panel(
    `${title}, ${count(total)} ${total === 1 ? "time" : "times"}`,
    facts(given.map(([kind, times]) => ({ label: words(kind), text: count(times) }))),
  );
}
