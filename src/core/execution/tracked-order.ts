import { type Price, priceToNumber, type Quantity } from "../base/index.ts";
import {
  type Amendment,
  type Approved,
  type ExitReason,
  isLive,
  nextOrderStatus,
  nextPendingRequest,
  type OrderMove,
  type OrderRequest,
  type OrderStatus,
  type PendingRequest,
  type PositionRules,
  type RequestMove,
} from "../domain/index.ts";

/** What travels with an order besides its terms. */
export interface OrderContext {
  /** Price of the decision, in quote units: slippage is measured from it. */
  readonly decidedAt: number;
  /** Protection that its fills call for. */
  readonly stop: Price | undefined;
  readonly target: Price | undefined;
  readonly rules: PositionRules | undefined;
  /** Reason a trade gets that this order closes. */
  readonly exitReason: ExitReason;
  /** It adds to a position: without that position it has no business. */
  readonly isAddition: boolean;
  /** Name that the strategy gave it. */
  readonly tag: string | undefined;
}

/** Why an order leaves a position, and whether it is there for all that is held, or for a part. */
export interface Due {
  readonly of: "all" | "part";
  readonly reason: ExitReason;
}

const NO_TRADE_IDS: readonly string[] = [];

/** An order of ours from approval to its certain end. */
export class TrackedOrder {
  request: Approved<OrderRequest>;
  context: OrderContext;
  status: OrderStatus = "PENDING";
  pending: PendingRequest = "none";
  filled = 0n as Quantity;
  /** Somebody else counts on it: its strategy cannot take it back any more. */
  isTakenOver = false;
  /** What is asked for again where it comes to nothing; undefined: whatever is its strategy's own affair. */
  due: Due | undefined;
  /** Fills already booked, by the venue's trade id: each is applied once. */
  #firstTradeId: string | undefined;
  #moreTradeIds: readonly string[] = NO_TRADE_IDS;

  constructor(request: Approved<OrderRequest>, context: OrderContext) {
    this.request = request;
    this.context = context;
  }

  get isLive(): boolean {
    return isLive(this.status);
  }

  get remaining(): Quantity {
    return (this.request.quantity - this.filled) as Quantity;
  }

  /** The price that it was decided at; undefined for one that trails: that was decided at a distance. */
  get decidedAt(): number | undefined {
    return this.request.conditions?.trail === undefined ? this.context.decidedAt : undefined;
  }

  /** @throws InvariantBroken for a move the table forbids */
  move(move: OrderMove): void {
    this.status = nextOrderStatus(this.status, move);
    if (!this.isLive) this.pending = "none";
  }

  /** @throws InvariantBroken for a move the table forbids */
  ask(move: RequestMove): void {
    this.pending = nextPendingRequest(this.pending, move);
  }

  /** The venue has taken new terms. */
  amend({ limit, trigger, quantity, collar }: Amendment): void {
    const { request } = this;
    this.request = {
      ...request,
      limit: limit ?? request.limit,
      trigger: trigger ?? request.trigger,
      quantity: quantity ?? request.quantity,
      collar: collar ?? request.collar,
    };
    const named = limit ?? trigger;
    if (named !== undefined) this.context = { ...this.context, decidedAt: priceToNumber(named) };
  }

  snapshot() {
    const { request, context, status, pending, filled, isTakenOver, due } = this;
    const tradeIds = this.#firstTradeId === undefined ? [] : [this.#firstTradeId, ...this.#moreTradeIds];
    return { request, context, status, pending, filled, isTakenOver, due, tradeIds };
  }

  static restored({ tradeIds, ...plain }: TrackedOrderSnapshot): TrackedOrder {
    const order = Object.assign(new TrackedOrder(plain.request, plain.context), plain);
    const [first, ...more] = tradeIds;
    order.#firstTradeId = first;
    if (more.length > 0) order.#moreTradeIds = more;
    return order;
  }

  /** Whether a fill was booked already. */
  hasBooked(tradeId: string): boolean {
    return tradeId === this.#firstTradeId || this.#moreTradeIds.includes(tradeId);
  }

  /** @returns false when this fill was booked before */
  fill(tradeId: string, quantity: Quantity): boolean {
    if (this.hasBooked(tradeId)) return false;
    // Most orders fill once: only those that do not pay for a list.
    if (this.#firstTradeId === undefined) this.#firstTradeId = tradeId;
    else this.#moreTradeIds = [...this.#moreTradeIds, tradeId];
    this.filled = (this.filled + quantity) as Quantity;
    this.move(this.filled >= this.request.quantity ? "fillAll" : "fillPart");
    return true;
  }
}

export type TrackedOrderSnapshot = ReturnType<TrackedOrder["snapshot"]>;
