import {
  AMOUNT_DIGITS,
  type Amount,
  averagePrice,
  formatAmount,
  formatPrice,
  formatQuantity,
  multiply,
  parseDecimal,
  price,
  type Quantity,
  quantity,
} from "../base/index.ts";
import type { Explanation } from "../engine/index.ts";
import type { PositionStory } from "./position-story.ts";
import type { FilledOrder, SentOrder, StoryFill, StoryRecord } from "./story-record.ts";
import type { WhyAnswer, WhyChild, WhyDocument, WhyMove } from "./why-document.ts";

type Answered = Extract<StoryRecord, { kind: "answered" }>;

/** What is known of one order so far. */
export class OrderLine {
  readonly id: number;
  explanation: Explanation | undefined;
  /** Of what explains the same thing at the same moment, from 1: which its own is. */
  nth: number | undefined;
  sent: SentOrder | undefined;
  of: FilledOrder | undefined;
  status = "PENDING";
  until: number | null = null;
  position: PositionStory<OrderLine> | undefined;
  move: WhyMove | null = null;
  latch: WhyDocument["latch"] = null;
  readonly changes: Explanation[] = [];
  readonly answers: WhyAnswer[] = [];
  readonly fills: StoryFill[] = [];

  constructor(id: number) {
    this.id = id;
  }

  get isLive(): boolean {
    return this.until === null && this.sent !== undefined;
  }

  hear({ at, answer, terms }: Answered): void {
    this.answers.push({ at, answer, terms });
    switch (answer) {
      case "OrderAccepted":
        if (this.fills.length === 0) this.status = "ACCEPTED";
        return;
      case "OrderRejected":
        this.#end("REJECTED", at);
        return;
      case "OrderCancelled":
        this.#end("CANCELLED", at);
        return;
      case "OrderExpired":
        this.#end("EXPIRED", at);
        return;
      case "OrderOutcomeLost":
        this.status = "UNKNOWN";
        return;
      case "OrderNotSent":
      case "OrderProvenAbsent":
        this.#end("FAILED", at);
        return;
      case "OrderReplaced":
      case "CancelRefused":
      case "ReplaceRefused":
      case "PriceReached":
      case "WatchExpired":
        return; // It goes on.
    }
  }

  fill(of: FilledOrder, fill: StoryFill): void {
    this.of = of;
    this.fills.push(fill);
    const isWhole = this.quantity >= quantity(of.quantity);
    if (isWhole) this.#end("FILLED", fill.at);
    else if (this.until === null) this.status = "PARTIALLY_FILLED";
  }

  #end(status: string, at: number): void {
    this.status = status;
    this.until = at;
  }

  /** Filled so far. */
  get quantity(): Quantity {
    let sum = 0n;
    for (const fill of this.fills) sum += quantity(fill.quantity);
    return sum as Quantity;
  }

  /** All fills as one: the average price is truncated, the fees are exact, by asset. */
  get filled(): WhyDocument["filled"] {
    if (this.fills.length === 0) return null;
    let value = 0n;
    const fees = new Map<string, bigint>();
    for (const fill of this.fills) {
      value += multiply(price(fill.price), quantity(fill.quantity));
      const paid = parseDecimal(fill.fee, AMOUNT_DIGITS);
      fees.set(fill.feeAsset, (fees.get(fill.feeAsset) ?? 0n) + (paid.ok ? paid.value : 0n));
    }
    return {
      quantity: formatQuantity(this.quantity),
      price: formatPrice(averagePrice(value as Amount, this.quantity)),
      fees: Object.fromEntries([...fees].map(([asset, paid]) => [asset, formatAmount(paid as Amount)])),
    };
  }

  get child(): WhyChild {
    const { id, sent, of, status, until, move } = this;
    return {
      order: id,
      role: sent?.role ?? of?.role ?? "exit",
      type: sent?.type ?? of?.type ?? "market",
      quantity: this.#lastOf("quantity") ?? sent?.quantity ?? of?.quantity ?? "0",
      price: this.#lastOf("trigger") ?? this.#lastOf("limit") ?? sent?.trigger ?? sent?.limit ?? null,
      trail: sent?.trail ?? null,
      at: sent?.at ?? this.fills[0]?.at ?? 0,
      until,
      status,
      why: sent?.why ?? of?.why ?? "",
      move,
    };
  }

  /** What a venue has changed in it last. */
  #lastOf(term: "quantity" | "trigger" | "limit"): string | undefined {
    const changed = this.answers.findLast(({ answer, terms }) => answer === "OrderReplaced" && term in terms);
    return changed === undefined ? undefined : String(changed.terms[term]);
  }
}
