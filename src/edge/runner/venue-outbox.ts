import { assert, refillMap } from "../../core/base/index.ts";
import type { Amendment, Approved, OrderId, OrderRequest, Outbox } from "../../core/domain/index.ts";

/** What is to leave for the venue. */
export type VenueRequest =
  | { readonly kind: "submit"; readonly order: OrderId; readonly request: Approved<OrderRequest> }
  | { readonly kind: "cancel"; readonly order: OrderId }
  | {
      readonly kind: "amend";
      readonly order: OrderId;
      readonly to: Approved<Amendment>;
      /** How often new terms of that order were asked for by this process, with these. */
      readonly turn: number;
    };

/** Keeps what the engine asks for until it is written down why. What was decided before does not leave again. */
export class VenueOutbox implements Outbox {
  readonly #isOld: () => boolean;
  readonly #onSubmit: (order: OrderId) => void;
  #waiting: VenueRequest[] = [];
  readonly #turns = new Map<OrderId, number>();

  /** `isOld`: whether what is asked for now was decided before. `onSubmit` hears of every order all the same. */
  constructor(isOld: () => boolean, onSubmit: (order: OrderId) => void) {
    this.#isOld = isOld;
    this.#onSubmit = onSubmit;
  }

  submitOrder(request: Approved<OrderRequest>): void {
    this.#onSubmit(request.id);
    this.#keep({ kind: "submit", order: request.id, request });
  }

  cancelOrder(order: OrderId): void {
    this.#keep({ kind: "cancel", order });
  }

  amendOrder(order: OrderId, to: Approved<Amendment>): void {
    const turn = (this.#turns.get(order) ?? 0) + 1;
    this.#turns.set(order, turn);
    this.#keep({ kind: "amend", order, to, turn });
  }

  watch(): void {
    assert(false, "a venue that can do everything is asked for a watch");
  }

  unwatch(): void {
    this.watch();
  }

  /** How often new terms of each order were asked for; nothing waits while a run is walked again. */
  snapshot(): ReadonlyMap<OrderId, number> {
    return new Map(this.#turns);
  }

  restore(turns: ReadonlyMap<OrderId, number>): void {
    refillMap(this.#turns, turns);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether that order is still to be sent. */
  holds(order: OrderId): boolean {
    return this.#waiting.some((request) => request.kind === "submit" && request.order === order);
  }

  /** Whether newer terms of an order were asked for since: what is said of the older ones does not answer those. */
  isOutdated({ order, turn }: { readonly order: OrderId; readonly turn?: number | undefined }): boolean {
    return turn !== undefined && turn < (this.#turns.get(order) ?? 0);
  }

  /** It is not to leave after all, nor anything about it. */
  withdraw(order: OrderId): void {
    this.#waiting = this.#waiting.filter((request) => request.order !== order);
  }

  /** What has to leave now, in order: cancels first, for they can only take risk away. */
  take(): readonly VenueRequest[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return [
      ...waiting.filter(({ kind }) => kind === "cancel"),
      ...waiting.filter(({ kind }) => kind !== "cancel"),
    ];
  }

  #keep(request: VenueRequest): void {
    if (!this.#isOld()) this.#waiting.push(request);
  }
}
