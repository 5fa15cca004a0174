/** A venue that answers when a test says so, behind the emulator, and whoever is told of it. */
import { formatQuantity, type Quantity } from "../../src/core/base/index.ts";
import type {
  Approved,
  Instrument,
  OrderEvent,
  OrderId,
  OrderRequest,
  Rejection,
  VenueAbilities,
} from "../../src/core/domain/index.ts";
import { Emulator, OrderBook } from "../../src/core/execution/index.ts";
import { BARE_VENUE } from "./abilities.ts";
import { fill } from "./fill.ts";
import { listed, perpetual, START } from "./instrument.ts";
import { amendment, type OrderTerms, order, orderContext } from "./order.ts";

/** Keeps what is asked of the venue, and what whoever trades is told. */
export class SlowVenue {
  readonly asked: string[] = [];
  readonly told: string[] = [];
  /** The same, whole. */
  readonly events: OrderEvent[] = [];
  /** Watches that were taken back. */
  readonly unwatched: number[] = [];
  last = 100;
  held = 0n as Quantity;
  readonly #orders = new OrderBook(2);
  readonly #emulator: Emulator;
  readonly #instruments: readonly Instrument[];

  /** @param can besides market and limit orders; undefined: everything */
  constructor(can: Partial<VenueAbilities> | "everything" = {}, first: Instrument = perpetual()) {
    const instruments = listed([first, perpetual({ symbol: "ETH/USDT:USDT" })]);
    this.#instruments = instruments;
    const abilities = can === "everything" ? undefined : { ...BARE_VENUE, ...can };
    for (let id = 0; id < 100; id++) this.#orders.nextId(); // Ids of the emulator's own begin at 101.
    this.#emulator = new Emulator({
      instruments,
      abilities: [abilities, abilities],
      orders: this.#orders,
      outbox: {
        submitOrder: ({ id, type, quantity: units }) =>
          this.asked.push(`${type} ${id} of ${formatQuantity(units)}`),
        cancelOrder: (id) => this.asked.push(`cancel ${id}`),
        amendOrder: (id) => this.asked.push(`amend ${id}`),
        watch: ({ order: id, type }) => this.asked.push(`watch ${id} ${type}`),
        unwatch: (id) => this.unwatched.push(id),
      },
      last: () => this.last,
      held: (instrument) => (instrument === 0 ? this.held : (0n as Quantity)),
      now: () => START,
      approveChild: (_, child) => child as Approved<OrderRequest>, // Stands in for risk.
      tell: (event) => this.#hear(event),
    });
  }

  submit(terms: OrderTerms & { readonly id: number }): void {
    const sent = order(terms);
    this.#orders.track(sent, orderContext()).move("send");
    this.#emulator.submit(sent);
  }

  amend(id: number, to: Parameters<typeof amendment>[0]): void {
    this.#emulator.amend(id as OrderId, amendment(to));
  }

  cancel(id: number): void {
    this.#emulator.cancel(id as OrderId);
  }

  say(kind: PlainWord, id: number): void {
    this.#emulator.hear({ kind, order: id as OrderId, at: START });
  }

  hear(event: OrderEvent): void {
    this.#emulator.hear(event);
  }

  reach(id: number, price: number): void {
    this.#emulator.hear({ kind: "PriceReached", order: id as OrderId, price, at: START });
  }

  fill(id: number, text: string, instrument = 0): void {
    const one = {
      ...fill(text, { instrument: this.#instruments[instrument] as Instrument }),
      order: id as OrderId,
    };
    if (instrument === 0)
      this.held = (this.held + (one.side === "buy" ? one.quantity : -one.quantity)) as Quantity;
    this.#emulator.hear({ kind: "OrderFilled", order: one.order, fill: one, at: START });
  }

  reject(id: number, rejection: Rejection): void {
    this.#emulator.hear({ kind: "OrderRejected", order: id as OrderId, rejection, at: START });
  }

  replace(id: number, to: Parameters<typeof amendment>[0]): void {
    this.#emulator.hear({ kind: "OrderReplaced", order: id as OrderId, to: amendment(to), at: START });
  }

  /** All that is held of the first one, by another hand. */
  sellOutside(): void {
    this.held = 0n as Quantity;
    this.#emulator.noteHeld(this.#instruments[0]?.id ?? (0 as Instrument["id"]));
  }

  #hear(event: OrderEvent): void {
    const tracked = this.#orders.get(event.order); // Throws for an order that nobody asked for.
    this.told.push(`${event.kind} ${event.order}`);
    this.events.push(event);
    if (event.kind === "OrderAccepted") tracked.move("accept");
    else if (event.kind === "OrderCancelled") tracked.move("cancel");
    else if (event.kind === "OrderExpired") tracked.move("expire");
    else if (event.kind === "OrderRejected") tracked.move("reject");
    else if (event.kind === "OrderFilled") tracked.fill(event.fill.tradeId, event.fill.quantity);
    else if (event.kind === "OrderReplaced") tracked.amend(event.to);
  }
}

type PlainWord =
  | ("OrderAccepted" | "OrderCancelled" | "CancelRefused" | "WatchExpired")
  | ("OrderNotSent" | "OrderProvenAbsent" | "OrderOutcomeLost");
