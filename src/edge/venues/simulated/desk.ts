import { formatAmount, formatQuantity, NO_QUANTITY, type Quantity } from "../../../core/base/index.ts";
import { type Instrument, isLive, type Rejection } from "../../../core/domain/index.ts";
import type { EventLog } from "./event-log.ts";
import type { Faults } from "./faults.ts";
import { BadMessage, type Fields, type JsonObject } from "./fields.ts";
import type { Lists } from "./lists.ts";
import type { VenueMarket } from "./market.ts";
import type { VenuePlan } from "./plan.ts";
import { type OrderRecord, type Truth, writeRecord } from "./truth.ts";
import { writeRejection } from "./wire-news.ts";
import { type OrderTerms, readAmendment, readTerms } from "./wire-order.ts";

/** A refusal before anything was looked at: a code of docs/VENUE-PROTOCOL.md and a sentence. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;
  readonly more: JsonObject;

  constructor(code: string, message: string, more: JsonObject = {}) {
    super(message);
    this.code = code;
    this.more = more;
  }
}

/** Who asks. */
export interface Client {
  /** Undefined before `hello`; 0: it only looks. */
  epoch: number | undefined;
}

type Reply = (body: JsonObject) => void;

interface DeskParts {
  readonly plan: VenuePlan;
  readonly truth: Truth;
  readonly log: EventLog;
  readonly market: VenueMarket;
  readonly lists: Lists;
  readonly faults: Faults;
  readonly now: () => number;
  /** Told apart from another venue that may stand here later and knows nothing. */
  readonly life: string;
}

const ID = /^[\x21-\x7e]{1,64}$/;
const LIMIT = 1_000;

/** What the venue answers to whoever trades or asks. Throws Refused or BadMessage; everything else is a reply. */
export class Desk {
  readonly #of: DeskParts;
  #hands = 0;

  constructor(parts: DeskParts) {
    this.#of = parts;
  }

  handle(op: string, request: Fields, client: Client, reply: Reply): void {
    switch (op) {
      case "hello":
        reply(this.#hello(request, client));
        return;
      case "ping":
        reply({ wall: this.#of.now() });
        return;
      case "submit":
        this.#submit(request, client, reply);
        return;
      case "cancel":
        this.#cancel(this.#known(request, client), reply);
        return;
      case "amend":
        this.#amend(this.#known(request, client), request.object("to"), reply);
        return;
      case "cancelAll":
        this.#cancelAll(request, client, reply);
        return;
      default:
        if (client.epoch === undefined) throw new Refused("notIntroduced", "say hello first");
        reply(this.#tell(op, request));
    }
  }

  #tell(op: string, request: Fields): JsonObject {
    const { truth, lists, market, log, plan } = this.#of;
    const since = (): number => request.optional("since", (key) => request.count(key)) ?? 0;
    const limit = (): number =>
      Math.min(LIMIT, request.optional("limit", (key) => request.count(key)) ?? LIMIT);
    const asOf = { asOf: log.newest };
    switch (op) {
      case "time":
        return { ...asOf, time: market.now, wall: this.#of.now() };
      case "order": {
        const id = request.text("id");
        const record = lists.isBlind(id) ? undefined : truth.find(id);
        if (record === undefined)
          throw new Refused("unknownOrder", "there is no such order", { at: market.now });
        return { order: writeRecord(record, true) };
      }
      case "openOrders":
        return lists.openOrders();
      case "orders":
        return lists.orders(since(), limit());
      case "fills":
        return lists.fills(since(), limit());
      case "positions":
        return lists.positions(market);
      case "account":
        return { ...asOf, currency: plan.account.currency, ...accountRow(market), epoch: truth.epoch };
      case "history": {
        const { id } = this.#instrument(request);
        const from = request.optional("from", (key) => request.count(key));
        return { ...asOf, bars: market.history(id, from, limit()) };
      }
      default:
        throw new BadMessage(`there is no request ${op}`);
    }
  }

  // --- who may trade --------------------------------------------------------------------------------------------------

  #hello(request: Fields, client: Client): JsonObject {
    const { truth, plan, log, market } = this.#of;
    const account = request.text("account");
    if (account !== plan.account.name)
      throw new Refused("unknownAccount", `there is no account ${account} here`);
    const epoch = request.optional("epoch", (key) => request.count(key)) ?? 0;
    if (epoch !== 0) {
      this.#refuseOld(epoch);
      truth.epoch = epoch;
    }
    client.epoch = epoch;
    return {
      life: this.#of.life,
      epoch: truth.epoch,
      newest: log.newest,
      oldest: log.oldest,
      time: market.now,
      wall: this.#of.now(),
      symbols: market.instruments.map(({ symbol }) => symbol),
    };
  }

  #refuseOld(epoch: number): void {
    const { epoch: highest } = this.#of.truth;
    if (epoch < highest)
      throw new Refused("fenced", `epoch ${epoch} is over: ${highest} trades this account`, {
        epoch: highest,
      });
  }

  /** Whoever changes something says its epoch each time: a connection may be older than the fence. */
  #admit(request: Fields, client: Client): number {
    if (client.epoch === undefined) throw new Refused("notIntroduced", "say hello first");
    if (client.epoch === 0) throw new Refused("onlyLooks", "this connection came without an epoch");
    const epoch = request.count("epoch");
    if (epoch !== client.epoch) throw new BadMessage(`epoch is ${epoch}, introduced was ${client.epoch}`);
    this.#refuseOld(epoch);
    const validUntil = request.optional("validUntil", (key) => request.number(key));
    const now = this.#of.now();
    const isTooLate = validUntil !== undefined && now > validUntil;
    if (isTooLate && this.#of.faults.strike("admitLate") === undefined)
      throw new Refused("tooLate", `arrived at ${now}, was valid until ${validUntil}`);
    return epoch;
  }

  #known(request: Fields, client: Client): OrderRecord {
    this.#admit(request, client);
    const record = this.#of.truth.find(request.text("id"));
    if (record === undefined) throw new Refused("unknownOrder", "there is no such order");
    return record;
  }

  #instrument(request: Fields): Instrument {
    const symbol = request.text("symbol");
    const instrument = this.#of.market.instrumentOf(symbol);
    if (instrument === undefined) throw new Refused("unknownSymbol", `${symbol} is not traded here`);
    return instrument;
  }

  // --- orders ---------------------------------------------------------------------------------------------------------

  #submit(request: Fields, client: Client, reply: Reply): void {
    const { truth } = this.#of;
    const epoch = this.#admit(request, client);
    const id = request.text("id");
    if (!ID.test(id)) throw new BadMessage("id is no client order id: 1 to 64 characters without spaces");
    const known = truth.find(id);
    if (known !== undefined) {
      reply({ result: "duplicate", order: writeRecord(known, true) });
      return;
    }
    this.#place(id, request.object("order"), { epoch, isForeign: false }, reply);
  }

  /** An order that nobody here sent: a person at the venue's own page, or another program. */
  ghost(order: Fields, reply: Reply): void {
    this.#hands++;
    this.#place(`hand-${this.#hands}`, order, { epoch: 0, isForeign: true }, reply);
  }

  #place(id: string, order: Fields, by: Pick<OrderRecord, "epoch" | "isForeign">, reply: Reply): void {
    const { truth, market } = this.#of;
    const asked = readTerms(order);
    const terms = by.isForeign ? asked : this.#taken(asked);
    const instrument = this.#instrument(order);
    if (market.lastOf(instrument.id) === undefined)
      throw new Refused("noPrice", `${instrument.symbol} has not traded yet`);
    const isOverfilled =
      !by.isForeign && !terms.reduceOnly && this.#of.faults.strike("overfill") !== undefined;
    const excess = isOverfilled ? aTenthOf(terms.quantity, instrument) : NO_QUANTITY;
    const record = truth.receive(id, { ...by, instrument, terms, excess }, market.now);
    market.submit(record, () => {
      const { rejection } = record;
      reply({
        result: rejection === undefined ? "accepted" : "rejected",
        order: writeRecord(record, true),
        ...(rejection !== undefined && { rejection: writeRejection(rejection) }),
      });
    });
  }

  /** Other terms than were asked for, where a fault wants that. */
  #taken(terms: OrderTerms): OrderTerms {
    const fault = this.#of.faults.strike("otherTerms");
    if (fault === undefined) return terms;
    if (fault.how === "quantity") return { ...terms, quantity: (terms.quantity / 2n) as Quantity };
    return { ...terms, reduceOnly: false };
  }

  /** The next cancel is refused, and the order works on as it did. */
  refuseCancel(request: Fields, client: Client, reply: Reply): void {
    reply({ result: "rejected", order: writeRecord(this.#known(request, client), true) });
  }

  /** The next submit is answered with a rejection, whatever it asks for: its name is used up all the same. */
  rejectNext(request: Fields, client: Client, kind: string | undefined, reply: Reply): void {
    const { truth, market } = this.#of;
    const epoch = this.#admit(request, client);
    const order = request.object("order");
    const instrument = this.#instrument(order);
    const id = request.text("id");
    if (truth.find(id) !== undefined) {
      this.#submit(request, client, reply);
      return;
    }
    const record = truth.receive(
      id,
      { epoch, isForeign: false, instrument, terms: readTerms(order), excess: NO_QUANTITY },
      market.now,
    );
    const rejection: Rejection =
      kind === "InsufficientMargin"
        ? { kind, needed: "1", available: "0" }
        : { kind: "VenueRefused", code: kind ?? "busy", message: "the venue is busy" };
    market.reject(record, rejection);
    reply({ result: "rejected", order: writeRecord(record, true), rejection: writeRejection(rejection) });
  }

  #cancel(record: OrderRecord, reply: Reply): void {
    this.#of.market.cancel(record, (refused) => {
      const order = writeRecord(record, true);
      reply({ result: refused === undefined ? "accepted" : "rejected", order });
    });
  }

  #amend(record: OrderRecord, to: Fields, reply: Reply): void {
    this.#of.market.amend(record, readAmendment(to), (refused) => {
      const { rejection } = refused ?? {};
      reply({
        result: refused === undefined ? "accepted" : "rejected",
        order: writeRecord(record, true),
        ...(rejection !== undefined && { rejection: writeRejection(rejection) }),
      });
    });
  }

  #cancelAll(request: Fields, client: Client, reply: Reply): void {
    this.#admit(request, client);
    const only = request.optional("symbol", () => this.#instrument(request).symbol);
    const live = this.#of.truth.orders.filter(
      ({ status, terms }) => isLive(status) && (only === undefined || terms.symbol === only),
    );
    const cancelled: string[] = [];
    const refused: string[] = [];
    const done = (): void => {
      if (cancelled.length + refused.length < live.length) return;
      reply({ result: "accepted", asOf: this.#of.log.newest, cancelled, refused });
    };
    if (live.length === 0) done();
    for (const record of live)
      this.#of.market.cancel(record, (no) => {
        // One of a pair may have gone with the other.
        (no === undefined || record.status === "CANCELLED" ? cancelled : refused).push(record.id);
        done();
      });
  }
}

/** The cash, and what is held beside it: a thing by its name, a contract by its symbol. */
function accountRow({ exchange: { account }, instruments }: VenueMarket): JsonObject {
  const assets = instruments
    .filter((instrument) => account.held(instrument) !== 0n)
    .map((instrument) => ({
      asset: instrument.settlement === "asset" ? instrument.base : instrument.symbol,
      quantity: formatQuantity(account.held(instrument)),
    }));
  return { cash: formatAmount(account.cash), free: formatAmount(account.free), assets };
}

/** On its grid, and one step at least. */
function aTenthOf(quantity: Quantity, { rules }: Instrument): Quantity {
  const step = rules.at(-1)?.step ?? quantity;
  const tenth = quantity / 10n;
  return (tenth > step ? tenth - (tenth % step) : step) as Quantity;
}
