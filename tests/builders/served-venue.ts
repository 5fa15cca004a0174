/** A simulated venue on a socket, with hand-made bars: for tests of what speaks to it. It moves only when told to. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { amount } from "../../src/core/base/index.ts";
import type { Instrument, InstrumentId, OrderId } from "../../src/core/domain/index.ts";
import { PLAIN_FILLS } from "../../src/core/exchange/index.ts";
import type {
  ClientOrderId,
  Outcome,
  VenueListener,
  VenueNews,
  VenueOrder,
} from "../../src/edge/ports/index.ts";
import {
  clientOrderId,
  type ServedVenue,
  serveVenue,
  VenueClient,
  type VenueClientOptions,
  type VenueOptions,
  type VenuePlan,
  VenueStage,
} from "../../src/edge/venues/index.ts";
import { columns } from "./bars.ts";
import { HOUR, listed, perpetual } from "./instrument.ts";
import { type OrderTerms, order } from "./order.ts";

const RUN = "testruns";

export interface HouseTerms extends Partial<Omit<VenueOptions, "address" | "plan">> {
  /** Bars of each instrument: "open high low close". */
  readonly bars?: readonly (readonly string[])[];
  readonly instruments?: readonly Instrument[];
  readonly balance?: string;
  readonly leverage?: number;
  readonly fills?: VenuePlan["fills"];
  readonly funding?: VenuePlan["funding"];
}

/** A venue of hand-made bars, an hour each. */
export function housePlan(terms: HouseTerms): VenuePlan {
  const { bars, balance, leverage, fills, funding } = terms;
  const instruments = listed(terms.instruments ?? [perpetual()]);
  return {
    account: {
      name: "test",
      currency: "USDT",
      balance: amount(balance ?? "100000"),
      leverage: leverage ?? 1,
    },
    instruments,
    series: instruments.map((_, id) => ({
      instrument: id as InstrumentId,
      intervalMs: HOUR,
      columns: columns(bars?.[id] ?? Array.from({ length: 200 }, () => "100 101 99 100")),
    })),
    fills: fills ?? PLAIN_FILLS,
    funding,
  };
}

/** What a client has heard. */
export interface Heard {
  readonly news: { readonly number: number; readonly news: VenueNews }[];
  readonly said: string[];
  readonly late: { readonly id: ClientOrderId; readonly outcome: Outcome }[];
}

export interface TestClient extends Heard {
  readonly client: VenueClient;
  /** Sends an order under the next name of this client. */
  send(terms: OrderTerms): Promise<Outcome>;
  id(ordinal: number): ClientOrderId;
}

export class ServedHouse {
  readonly address: string;
  readonly served: ServedVenue;
  readonly stage: VenueStage;
  readonly instruments: readonly Instrument[];
  readonly #directory: string;
  readonly #clients: VenueClient[] = [];

  private constructor(served: ServedVenue, directory: string, instruments: readonly Instrument[]) {
    this.served = served;
    this.address = served.address;
    this.stage = new VenueStage(served.address);
    this.instruments = instruments;
    this.#directory = directory;
  }

  static async open(terms: HouseTerms = {}): Promise<ServedHouse> {
    const directory = mkdtempSync(join(tmpdir(), "venue-"));
    const { bars, instruments, balance, leverage, fills, funding, ...options } = terms;
    const plan = housePlan(terms);
    const served = await serveVenue({ beatMs: 20, ...options, address: join(directory, "socket"), plan });
    const house = new ServedHouse(served, directory, plan.instruments);
    await house.stage.advance(1); // The first bar closes: there is a price.
    return house;
  }

  options(epoch: number, more: Partial<VenueClientOptions> = {}): VenueClientOptions {
    const symbols = this.instruments.map(({ symbol }) => symbol);
    const quick = { timeoutMs: 2_000, backoffMs: 5, backoffMsMax: 20, pingMs: 50, silenceMs: 60_000 };
    return { address: this.address, account: "test", epoch, symbols, ...quick, ...more };
  }

  async client(epoch = 1, more: Partial<VenueClientOptions> = {}, from?: number): Promise<TestClient> {
    const heard: Heard = { news: [], said: [], late: [] };
    const listener: VenueListener = {
      news: (number, news) => heard.news.push({ number, news }),
      connected: () => heard.said.push("connected"),
      disconnected: () => heard.said.push("disconnected"),
      fenced: (by) => heard.said.push(`fenced by ${by}`),
      gap: ({ from: first, to }) => heard.said.push(`gap ${first} to ${to}`),
      silent: () => heard.said.push("silent"),
      late: (id, outcome) => heard.late.push({ id, outcome }),
    };
    const client = new VenueClient(this.options(epoch, more), listener);
    this.#clients.push(client);
    if (from !== undefined) client.subscribe(from);
    await client.connect();
    let ordinal = 0;
    const id = (place: number): ClientOrderId => clientOrderId({ epoch, run: RUN, ordinal: place });
    const send = (terms: OrderTerms): Promise<Outcome> => {
      ordinal++;
      return client.submit({ id: id(ordinal), request: order({ ...terms, id: ordinal as OrderId }) });
    };
    return { ...heard, client, send, id };
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    this.stage.close();
    await this.served.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Waits for what comes by itself; the test's own timeout ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** "ACCEPTED FILLED", "REJECTED PriceOffTick", "UNKNOWN timeout", "NOT_SENT". */
export function inShort(outcome: Outcome): string {
  switch (outcome.kind) {
    case "NOT_SENT":
      return outcome.kind;
    case "ACCEPTED":
      return `ACCEPTED ${outcome.order.status}`;
    case "REJECTED":
      return `REJECTED ${outcome.rejection?.kind === "VenueRefused" ? outcome.rejection.code : (outcome.rejection?.kind ?? outcome.order?.status)}`;
    case "UNKNOWN":
      return `UNKNOWN ${outcome.why}`;
  }
}

export const statusOf = (found: { readonly kind: string; readonly order?: VenueOrder }): string =>
  found.order?.status ?? found.kind;
