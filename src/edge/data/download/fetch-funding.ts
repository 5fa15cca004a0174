import { checkFundingPage } from "./check-page.ts";
import type { Row, VenueHistory } from "./history.ts";
import type { FetchedPage } from "./partial-file.ts";
import type { Patience } from "./patience.ts";
import type { Span } from "./spans.ts";

/** Payments of one perpetual that are wanted. */
export interface FundingWanted {
  readonly symbol: string;
  readonly span: Span;
}

/** Hands over what was paid within a stretch of time, page after page, in the direction in which the venue tells it. */
export async function fetchFunding(
  history: VenueHistory,
  wanted: FundingWanted,
  patience: Patience,
  keep: (page: FetchedPage) => void,
): Promise<void> {
  const walk = history.fundingPages === "forward" ? forward : backward;
  await walk(history, wanted, patience, keep);
}

async function forward(
  history: VenueHistory,
  { symbol, span }: FundingWanted,
  patience: Patience,
  keep: (page: FetchedPage) => void,
): Promise<void> {
  for (let { from } = span; from < span.to; ) {
    const ask = { symbol, from, page: 0 };
    const page = await patience.ask(() => history.funding(ask));
    const { rows, flaws } = checkFundingPage(page, { from, to: span.to });
    const last = Math.max(rows.at(-1)?.[0] ?? -1, ...flaws);
    const to = last < 0 ? span.to : Math.min(last + 1, span.to);
    keep({ from, to, rows, flaws: [...flaws] });
    from = to;
  }
}

/** Pages are counted from the newest: those behind the asked stretch are passed over. */
async function backward(
  history: VenueHistory,
  { symbol, span }: FundingWanted,
  patience: Patience,
  keep: (page: FetchedPage) => void,
): Promise<void> {
  let { to } = span;
  for (let number = 0; to > span.from; number++) {
    const page = await patience.ask(() => history.funding({ symbol, from: span.from, page: number }));
    const oldest = oldestOf(page);
    const from = oldest === undefined ? span.from : Math.max(span.from, Math.min(oldest, to));
    const { rows, flaws } = checkFundingPage(page, { from, to });
    if (from < to) keep({ from, to, rows, flaws: [...flaws] });
    to = from;
  }
}

const oldestOf = (page: readonly Row[]): number | undefined =>
  page.reduce<number | undefined>(
    (least, [time = Number.NaN]) => (time >= (least ?? time) ? (least ?? time) : time),
    undefined,
  );
