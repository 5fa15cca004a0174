import { setTimeout as wait } from "node:timers/promises";
import { intervalMs } from "../../../core/domain/index.ts";
import { type CcxtExchange, loadExchange, REQUEST_TIMEOUT_MS, redirect } from "./ccxt-exchange.ts";
import { answerOf, faultOf, type LastAnswer } from "./ccxt-fault.ts";
import {
  type BarsAsk,
  type FundingAsk,
  type PageLimits,
  type Row,
  VenueFault,
  type VenueHistory,
} from "./history.ts";
import { isTried, rulesOf } from "./venue-rules.ts";

/** ccxt stops its clock when the head of an answer is there; a body that never ends needs one of our own. */
const ANSWER_TIMEOUT_MS = 2 * REQUEST_TIMEOUT_MS;

/** What is wanted of a venue, as far as it decides what has to be loaded. */
export interface VenueChoice {
  readonly venue: string;
  readonly kinds: ReadonlySet<"spot" | "perpetual">;
  /** In the place of the venue's own scheme and host. */
  readonly url: string | undefined;
}

/** Opens the history of a venue through ccxt. Nothing is asked yet. */
export async function openHistory(choice: VenueChoice): Promise<VenueHistory> {
  const exchange = await loadExchange(choice.venue);
  // Listings of coins and of other markets are megabytes that nobody here reads.
  if (isTried(choice.venue)) exchange.has["fetchCurrencies"] = false;
  const { marketTypes } = rulesOf(choice.venue);
  if (marketTypes !== undefined) {
    exchange.options["fetchMarkets"] = { types: [...choice.kinds].map((kind) => marketTypes[kind]) };
    // The clock of perpetuals is asked for at the host of perpetuals: the other may not answer everywhere.
    if (!choice.kinds.has("spot")) exchange.options["defaultType"] = "swap";
  }
  if (choice.url !== undefined) redirect(exchange, choice.url);
  return new CcxtHistory(choice.venue, exchange);
}

class CcxtHistory implements VenueHistory {
  readonly venue: string;
  /** Without `1M`: months differ in length and are no interval of ours. */
  readonly intervals: ReadonlyMap<number, string>;
  readonly hasMarks: boolean;
  readonly hasFunding: boolean;
  readonly #exchange: CcxtExchange;
  #answer: LastAnswer | undefined;
  /** Whether the last body had a list in it: an answer without one is not "nothing". */
  #hasList = false;

  constructor(venue: string, exchange: CcxtExchange) {
    this.venue = venue;
    this.#exchange = exchange;
    this.intervals = new Map(
      Object.keys(exchange.timeframes).flatMap((name) => {
        const ms = intervalMs(name);
        return ms === undefined ? [] : [[ms, name] as const];
      }),
    );
    this.hasMarks = exchange.has["fetchMarkOHLCV"] === true;
    this.hasFunding = rulesOf(venue).funding !== undefined;
    const original = exchange.onRestResponse.bind(exchange);
    exchange.onRestResponse = (status, text, url, method, headers, body) => {
      this.#answer = answerOf(status, headers, Date.now());
      this.#hasList = body.includes("[");
      // ccxt takes a page of HTML, or half an answer, for an empty list: that would read as "there are no more bars".
      if (status < 400 && !isJson(body))
        throw new VenueFault("garbled", `the answer is not JSON: ${startOf(body)}`);
      return original(status, text, url, method, headers, body);
    };
  }

  get fundingPages() {
    return rulesOf(this.venue).funding?.pages ?? "forward";
  }

  limitsOf({ symbol, intervalMs: length }: Pick<BarsAsk, "symbol" | "intervalMs">): PageLimits {
    return rulesOf(this.venue).limits({ isContract: symbol.includes(":"), intervalMs: length });
  }

  async symbols(): Promise<readonly string[]> {
    await this.#ask(() => this.#exchange.loadMarkets());
    const markets = Object.entries(this.#exchange.markets ?? {});
    if (markets.length === 0) throw new VenueFault("garbled", "its list of markets is empty");
    return markets.flatMap(([symbol, { spot, swap, linear }]) =>
      spot === true || (swap === true && linear === true) ? [symbol] : [],
    );
  }

  async now(): Promise<number> {
    if (this.#exchange.has["fetchTime"] === true) {
      const time = await this.#ask(() => this.#exchange.fetchTime());
      if (typeof time === "number" && time > 0) return time;
      throw new VenueFault("garbled", "its clock shows no time");
    }
    return this.#answer?.dateMs ?? Date.now();
  }

  async bars({ symbol, intervalMs: length, content, from, rows }: BarsAsk): Promise<readonly Row[]> {
    const timeframe = this.intervals.get(length) ?? "";
    const params = content === "mark" ? { price: "mark" } : {};
    const answer = await this.#ask(() => this.#exchange.fetchOHLCV(symbol, timeframe, from, rows, params));
    return this.#rowsOf(answer, (row) => {
      if (!Array.isArray(row)) return [];
      const cells = row.map((cell) => (typeof cell === "number" ? cell : Number.NaN));
      return content === "mark" ? cells.slice(0, 5) : cells;
    });
  }

  async funding({ symbol, from, page }: FundingAsk): Promise<readonly Row[]> {
    const { pages = "forward", rows = 100 } = rulesOf(this.venue).funding ?? {};
    const params = pages === "backward" ? { pageNo: page + 1 } : {};
    // ccxt drops what is older than `since`: of pages that are counted from the newest nothing may be dropped.
    const since = pages === "backward" ? 0 : from;
    const answer = await this.#ask(() => this.#exchange.fetchFundingRateHistory(symbol, since, rows, params));
    return this.#rowsOf(answer, (entry) => {
      const { timestamp, fundingRate } = (entry ?? {}) as { timestamp?: unknown; fundingRate?: unknown };
      return [timestamp, fundingRate].map((cell) => (typeof cell === "number" ? cell : Number.NaN));
    });
  }

  #rowsOf(answer: unknown, rowOf: (entry: unknown) => Row): readonly Row[] {
    if (!Array.isArray(answer) || !this.#hasList) throw new VenueFault("garbled", "the answer is no list");
    const rows = answer.map(rowOf);
    // ccxt makes rows of nothing out of what it does not understand.
    if (rows.length > 0 && !rows.some((row) => row.length > 1 && row.every((cell) => Number.isFinite(cell))))
      throw new VenueFault("garbled", "the answer holds no numbers");
    return rows;
  }

  async close(): Promise<void> {
    await this.#exchange.fetchDispatcher?.destroy();
  }

  /** One request, with an end; whatever goes wrong is a fault. */
  async #ask<T>(request: () => Promise<T>): Promise<T> {
    this.#answer = undefined;
    const timer = new AbortController();
    const late = wait(ANSWER_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
      throw new VenueFault("unreachable", `no whole answer within ${ANSWER_TIMEOUT_MS / 1_000} s`);
    });
    late.catch(() => undefined); // It is ended below, or lost the race.
    try {
      const answer = request();
      answer.catch(() => undefined); // An answer that comes after its end concerns nobody.
      return await Promise.race([answer, late]);
    } catch (error) {
      throw faultOf(error, this.#answer);
    } finally {
      timer.abort();
    }
  }
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

const START = 40;
const startOf = (body: string): string => body.slice(0, START).replace(/\s+/g, " ").trim() || "nothing";
