import { formatQuantity, type UnixMs } from "../../../core/base/index.ts";
import type { Amendment, Approved, InstrumentId } from "../../../core/domain/index.ts";
import type {
  AccountState,
  Answer,
  BarRecord,
  CancelledAll,
  ClientOrderId,
  Lookup,
  OrderToSend,
  Outcome,
  PositionState,
  ReducingOrder,
  Venue,
  VenueConnection,
  VenueFill,
  VenueListener,
  VenueOrder,
} from "../../ports/index.ts";
import { parseClientOrderId } from "../client-order-id.ts";
import { Connector, type ConnectorOptions } from "./connector.ts";
import { BadMessage, type Fields, type JsonObject } from "./fields.ts";
import { outcomeOf } from "./outcome.ts";
import { AnswerReader, timeOf } from "./read-answer.ts";
import type { Priority } from "./request-queue.ts";
import type { Connect } from "./wire.ts";
import { termsOf, writeAmendment, writeTerms } from "./wire-order.ts";

export interface VenueClientOptions extends Partial<ConnectorOptions> {
  /** Where the venue listens. */
  readonly address: string;
  readonly account: string;
  /** From the journal, one more at each start; 0: only looks. */
  readonly epoch: number;
  /** By instrument id. */
  readonly symbols: readonly string[];
  /** The venue must not admit an order that arrives later than this after it was asked for. */
  readonly admissionMs?: number;
  /** Unix milliseconds, until the venue has told what its clock says. */
  readonly now?: () => number;
  /** How a connection is opened; left out: by a socket. */
  readonly connect?: Connect;
}

/** Requests that were given up are remembered for late answers: this many. */
const GIVEN_UP_MAX = 1_000;

/** The simulated venue behind the port of every venue. Nothing is ever sent twice. */
export class VenueClient implements Venue {
  readonly admissionMs: number;
  readonly #options: VenueClientOptions;
  readonly #connector: Connector;
  readonly #reader: AnswerReader;
  readonly #now: () => number;
  readonly #givenUp = new Map<number, ClientOrderId>();

  constructor(options: VenueClientOptions, listener: VenueListener) {
    this.#options = options;
    this.admissionMs = options.admissionMs ?? 5_000;
    const now = options.now ?? (() => Date.now());
    this.#now = () => this.#connector.venueNow ?? now();
    this.#reader = new AnswerReader((symbol) => {
      const place = options.symbols.indexOf(symbol);
      if (place < 0) throw new BadMessage(`${symbol} is not traded here`);
      return place as InstrumentId; // A brand is born: the place in the list.
    });
    this.#connector = new Connector(options, {
      listener,
      read: (of) => this.#reader.news(of),
      late: (n, body) => this.#hearLate(n, body, listener),
    });
  }

  connect(): Promise<VenueConnection> {
    return this.#connector.connect();
  }

  disconnect(): void {
    this.#connector.disconnect();
  }

  subscribe(from: number): void {
    this.#connector.subscribe(from);
  }

  // --- requests -------------------------------------------------------------------------------------------------------

  submit({ id, request, after }: OrderToSend): Promise<Outcome> {
    const number = request.conditions?.oneCancelsOther;
    // Groups are numbered within a run: the venue hears of several.
    const group = number === undefined ? undefined : `${parseClientOrderId(id)?.run ?? ""}.${number}`;
    const terms = termsOf(request, this.#symbolOf(request.instrument), { group, after });
    return this.#change(request.reduceOnly ? "reduce" : "open", id, {
      op: "submit",
      validUntil: this.#now() + this.admissionMs,
      order: writeTerms(terms),
    });
  }

  reduce({ id, instrument, side, quantity }: ReducingOrder): Promise<Outcome> {
    const order = {
      symbol: this.#symbolOf(instrument),
      ...{ side, type: "market", quantity: formatQuantity(quantity), reduceOnly: true },
    };
    const validUntil = this.#now() + this.admissionMs;
    return this.#change("reduce", id, { op: "submit", validUntil, order });
  }

  cancel(id: ClientOrderId): Promise<Outcome> {
    return this.#change("cancel", id, { op: "cancel" });
  }

  amend(id: ClientOrderId, to: Approved<Amendment>): Promise<Outcome> {
    const validUntil = this.#now() + this.admissionMs;
    return this.#change("reduce", id, { op: "amend", validUntil, to: writeAmendment(to) });
  }

  async #change(priority: Priority, id: ClientOrderId, body: JsonObject): Promise<Outcome> {
    let number = 0;
    const whole = { ...body, id, epoch: this.#options.epoch };
    const raw = await this.#connector.request(priority, whole, (n) => {
      number = n;
    });
    if (raw.kind === "lost") this.#remember(number, id);
    if (raw.kind === "reply") this.#connector.lookForFence(raw.body);
    return outcomeOf(raw, id, this.#reader);
  }

  #remember(n: number, id: ClientOrderId): void {
    this.#givenUp.set(n, id);
    const [oldest] = this.#givenUp.keys();
    if (oldest !== undefined && this.#givenUp.size > GIVEN_UP_MAX) this.#givenUp.delete(oldest);
  }

  #hearLate(n: number, body: Fields, listener: VenueListener): void {
    const id = this.#givenUp.get(n);
    if (id === undefined) return; // An answer that came twice, or one to a question.
    this.#givenUp.delete(n);
    listener.late?.(id, outcomeOf({ kind: "reply", body, raw: JSON.stringify(body.raw) }, id, this.#reader));
  }

  async cancelAll(instrument?: InstrumentId): Promise<Answer<CancelledAll>> {
    const only = instrument === undefined ? {} : { symbol: this.#symbolOf(instrument) };
    const body = { op: "cancelAll", epoch: this.#options.epoch, ...only };
    return this.#ask("cancel", body, (of) => ({
      cancelled: of.texts("cancelled") as readonly ClientOrderId[], // Brands are born.
      refused: of.texts("refused") as readonly ClientOrderId[], // As above.
    }));
  }

  // --- questions ------------------------------------------------------------------------------------------------------

  async find(id: ClientOrderId): Promise<Lookup> {
    const raw = await this.#connector.request("query", { op: "order", id });
    if (raw.kind !== "reply") return { kind: "unavailable", why: raw.why };
    try {
      if (!raw.body.has("error")) {
        const order = this.#reader.order(raw.body.object("order"));
        return order.id === id ? { kind: "found", order } : { kind: "unavailable", why: "garbage" };
      }
      const error = raw.body.object("error");
      const code = error.text("code");
      return code === "unknownOrder"
        ? { kind: "absent", at: timeOf(error) }
        : { kind: "unavailable", why: code };
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      return { kind: "unavailable", why: `garbage: ${error.message}` };
    }
  }

  openOrders(): Promise<Answer<readonly VenueOrder[]>> {
    return this.#ask("query", { op: "openOrders" }, (of) => this.#orders(of));
  }

  orders(since: number, limit = 1_000): Promise<Answer<readonly VenueOrder[]>> {
    return this.#ask("query", { op: "orders", since, limit }, (of) => this.#orders(of));
  }

  fills(since: number, limit = 1_000): Promise<Answer<readonly VenueFill[]>> {
    return this.#ask("query", { op: "fills", since, limit }, (of) =>
      of.list("fills").map((one) => this.#reader.bookedFill(one)),
    );
  }

  positions(): Promise<Answer<readonly PositionState[]>> {
    return this.#ask("query", { op: "positions" }, (of) =>
      of.list("positions").map((one) => this.#reader.position(one)),
    );
  }

  account(): Promise<Answer<AccountState>> {
    return this.#ask("query", { op: "account" }, (of) => this.#reader.account(of));
  }

  history(
    instrument: InstrumentId,
    range: { readonly from?: number; readonly limit?: number } = {},
  ): Promise<Answer<readonly BarRecord[]>> {
    return this.#ask("query", { op: "history", symbol: this.#symbolOf(instrument), ...range }, (of) =>
      of.list("bars").map((one) => this.#reader.bar(one)),
    );
  }

  time(): Promise<Answer<UnixMs>> {
    return this.#ask("query", { op: "time" }, (of) => of.number("time") as UnixMs); // A brand is born.
  }

  async #ask<T>(priority: Priority, body: JsonObject, read: (of: Fields) => T): Promise<Answer<T>> {
    const raw = await this.#connector.request(priority, body);
    if (raw.kind !== "reply") return { kind: "unavailable", why: raw.why };
    try {
      if (raw.body.has("error")) {
        this.#connector.lookForFence(raw.body);
        return { kind: "unavailable", why: raw.body.object("error").text("code") };
      }
      return { kind: "answered", value: read(raw.body), asOf: raw.body.count("asOf") };
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      return { kind: "unavailable", why: `garbage: ${error.message}` };
    }
  }

  #orders(of: Fields): readonly VenueOrder[] {
    return of.list("orders").map((one) => this.#reader.order(one));
  }

  #symbolOf(instrument: InstrumentId): string {
    const symbol = this.#options.symbols[instrument];
    if (symbol === undefined) throw new RangeError(`instrument ${instrument} has no symbol`);
    return symbol;
  }
}
