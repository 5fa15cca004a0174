import { dateTime } from "./format.ts";
import { plainText } from "./layout.ts";
import { refusalWords, rejectionWords } from "./words.ts";

/** An opening that waits for a person, or waited. */
interface Entry {
  readonly id: number;
  readonly symbol: string;
  readonly wants: string;
  readonly why: string;
  readonly expiresAt: number;
}

const named = ({ id, symbol, wants }: Entry): string => `${id}, ${plainText(wants)} on ${plainText(symbol)}`;

/** `3 (open long on BTC/USDT, until 2023-01-03 05:00), 4 (…)`. */
export const renderWaiting = (waiting: readonly Entry[]): string =>
  waiting
    .map(
      ({ id, symbol, wants, expiresAt }) =>
        `${id} (${plainText(wants)} on ${plainText(symbol)}, until ${dateTime(expiresAt)})`,
    )
    .join(", ");

/** What came of an answer, in one line. */
export function renderAnswer(
  verb: "approve" | "reject",
  {
    entry,
    orders,
    refusals,
  }: { readonly entry: Entry; readonly orders: readonly number[]; readonly refusals: readonly string[] },
): string {
  if (verb === "reject") return `rejected ${named(entry)}`;
  const sent = orders.length === 0 ? "" : `order ${orders.join(", ")}`;
  const no = refusals.map((kind) => `${wordsOf(kind)} (${kind})`).join("; ");
  const refused = no === "" ? "" : `refused: ${no}`;
  const came = [sent, refused].filter((part) => part !== "").join("; ");
  return `approved ${named(entry)}: ${came === "" ? "nothing came of it" : came}`;
}

/** By risk, or by the venue. */
const wordsOf = (kind: string): string => {
  const ours = refusalWords(kind);
  return ours === kind ? rejectionWords(kind) : ours;
};

/** A question to a person, or its end, as a running program prints it. */
export function renderApproval({
  what,
  entry,
  detail,
}: {
  readonly what: "asked" | "approved" | "rejected" | "expired" | "withdrawn";
  readonly entry: Entry;
  readonly detail: string;
}): string {
  switch (what) {
    case "asked":
      return `waits: ${named(entry)}: “${plainText(entry.why)}”; timonel approve ${entry.id}, or reject ${entry.id}, before ${dateTime(entry.expiresAt)}`;
    case "approved":
    case "rejected":
      return `${what}: ${named(entry)}, by ${plainText(detail)}`;
    case "expired":
      return `expired: ${named(entry)}: nobody answered in time`;
    case "withdrawn":
      return `withdrawn: ${named(entry)}: ${plainText(detail)}`;
  }
}
