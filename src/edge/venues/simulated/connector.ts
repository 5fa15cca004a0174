import type { UnixMs } from "../../../core/base/index.ts";
import type { VenueConnection, VenueListener, VenueNews } from "../../ports/index.ts";
import { endpointOf } from "./address.ts";
import { BadMessage, type Fields, type JsonObject } from "./fields.ts";
import { Link, type Raw } from "./link.ts";
import type { Priority } from "./request-queue.ts";
import { StreamCursor } from "./stream.ts";
import type { Connect } from "./wire.ts";

/** How a connection is kept. Milliseconds. */
export interface ConnectorOptions {
  /** How long an answer may take before the outcome is UNKNOWN. */
  readonly timeoutMs: number;
  /** Requests on the wire at once; the others wait by priority. */
  readonly inFlightMax: number;
  readonly queueMax: number;
  /** The first pause before a new attempt; it doubles up to `backoffMsMax`. */
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  /** How often the connection is asked whether it lives. */
  readonly pingMs: number;
  /** A stream that says nothing for so long is dead, whatever the pings say. */
  readonly silenceMs: number;
}

const USUAL: ConnectorOptions = {
  timeoutMs: 5_000,
  inFlightMax: 32,
  queueMax: 1_000,
  backoffMs: 50,
  backoffMsMax: 5_000,
  pingMs: 1_000,
  silenceMs: 5_000,
};

/** To whom, as whom, and over what. */
interface Identity {
  readonly address: string;
  readonly account: string;
  readonly epoch: number;
  /** Left out: a socket. */
  readonly connect?: Connect;
}

interface ConnectorParts {
  readonly listener: VenueListener;
  read(of: Fields): VenueNews;
  late(n: number, body: Fields): void;
}

/** Keeps a connection and a subscription: makes both anew when they are lost, and sends nothing again. */
export class Connector {
  readonly #options: ConnectorOptions & Identity;
  readonly #parts: ConnectorParts;
  #link: Link | undefined;
  #isReady = false;
  #isWanted = false;
  #isSubscribing = false;
  #stream: StreamCursor | undefined;
  #heardAt = 0;
  #firstNumber = 1;
  #pauseMs: number;
  #retry: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** What the wall clock of the venue is ahead of the steady clock here, at least: an answer was on its way for a while. */
  #aheadMs: number | undefined;

  constructor(options: Partial<ConnectorOptions> & Identity, parts: ConnectorParts) {
    endpointOf(options.address); // Refuses what is no address before anything begins.
    this.#options = { ...USUAL, ...options };
    this.#parts = parts;
    this.#pauseMs = this.#options.backoffMs;
  }

  connect(): Promise<VenueConnection> {
    this.#isWanted = true;
    this.#watch ??= setInterval(() => this.#look(), this.#options.pingMs);
    return this.#attempt();
  }

  disconnect(): void {
    this.#isWanted = false;
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    this.#watch = undefined;
    this.#link?.close("disconnected");
  }

  request(priority: Priority, body: JsonObject, onNumber?: (n: number) => void): Promise<Raw> {
    if (this.#link === undefined || !this.#isReady)
      return Promise.resolve({ kind: "not sent", why: "not connected" });
    return this.#link.request(priority, body, onNumber);
  }

  // --- the connection -------------------------------------------------------------------------------------------------

  async #attempt(): Promise<VenueConnection> {
    const { account, epoch } = this.#options;
    const link: Link = new Link(
      this.#options,
      {
        told: (message) => this.#told(link, message),
        late: (n, body) => this.#parts.late(n, body),
        closed: (why) => this.#closed(link, why),
      },
      this.#firstNumber,
    );
    this.#link = link;
    const raw = await link.request("cancel", { op: "hello", account, ...(epoch > 0 && { epoch }) });
    if (raw.kind !== "reply") {
      link.close(raw.why);
      return { kind: "unreachable", why: raw.why };
    }
    try {
      return this.#introduced(link, raw.body);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      link.close("garbage");
      return { kind: "unreachable", why: `garbage: ${error.message}` };
    }
  }

  /** The wall clock of the venue, or a little less; undefined before it has told. Ours may be wrong, and may be set. */
  get venueNow(): number | undefined {
    return this.#aheadMs === undefined ? undefined : performance.now() + this.#aheadMs;
  }

  #hearClock(body: Fields): void {
    const wall = body.optional("wall", (key) => body.number(key));
    if (wall === undefined) return;
    this.#aheadMs = Math.max(this.#aheadMs ?? Number.NEGATIVE_INFINITY, wall - performance.now());
  }

  #introduced(link: Link, body: Fields): VenueConnection {
    if (body.has("error")) {
      const error = body.object("error");
      const code = error.text("code");
      this.#isWanted = false; // It will not change its mind.
      if (this.lookForFence(body)) return { kind: "fenced", epoch: error.count("epoch") };
      link.close(code);
      return { kind: "unreachable", why: `${code}: ${error.text("message")}` };
    }
    const connection = {
      kind: "connected",
      life: body.text("life"),
      epoch: body.count("epoch"),
      newest: body.count("newest"),
      at: body.number("time") as UnixMs, // A brand is born.
    } as const;
    this.#isReady = true;
    this.#aheadMs = undefined; // The clock of the venue may have been set meanwhile.
    this.#hearClock(body);
    this.#pauseMs = this.#options.backoffMs;
    if (this.#stream !== undefined) void this.#subscribe(link, this.#stream);
    this.#parts.listener.connected?.(connection);
    return connection;
  }

  /** A later epoch has taken over: this connection is of no use any more. @returns whether it says so */
  lookForFence(body: Fields): boolean {
    if (!body.has("error") || body.object("error").raw["code"] !== "fenced") return false;
    this.#parts.listener.fenced?.(body.object("error").count("epoch"));
    this.disconnect();
    return true;
  }

  #closed(link: Link, why: string): void {
    if (link !== this.#link) return;
    this.#firstNumber = link.nextNumber;
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#isSubscribing = false;
    if (wasReady) this.#parts.listener.disconnected?.(why);
    if (!this.#isWanted) return;
    const pause = this.#pauseMs;
    this.#pauseMs = Math.min(2 * pause, this.#options.backoffMsMax);
    this.#retry = setTimeout(() => void this.#attempt(), pause);
  }

  /** Whether the connection lives, and the stream on it: one can be dead while the other is not. */
  #look(): void {
    const link = this.#link;
    if (link === undefined || !this.#isReady) return;
    if (this.#stream !== undefined && performance.now() - this.#heardAt > this.#options.silenceMs) {
      this.#parts.listener.silent?.();
      link.close("the stream was silent");
      return;
    }
    void link.request("cancel", { op: "ping" }).then((raw) => {
      if (raw.kind === "lost" && raw.why === "timeout") link.close("a ping was not answered");
      else if (raw.kind === "reply" && link === this.#link) this.#hearClock(raw.body);
    });
  }

  // --- the stream -----------------------------------------------------------------------------------------------------

  subscribe(from: number): void {
    const { listener, read } = this.#parts;
    this.#stream = new StreamCursor(from, read, {
      news: (number, news) => listener.news(number, news),
      missed: () => {
        if (this.#link !== undefined && this.#stream !== undefined)
          void this.#subscribe(this.#link, this.#stream);
      },
    });
    if (this.#isReady && this.#link !== undefined) void this.#subscribe(this.#link, this.#stream);
  }

  async #subscribe(link: Link, stream: StreamCursor): Promise<void> {
    if (this.#isSubscribing) return;
    this.#isSubscribing = true;
    this.#heardAt = performance.now();
    const raw = await link.request("query", { op: "subscribe", from: stream.last });
    if (link !== this.#link || stream !== this.#stream) return;
    this.#isSubscribing = false;
    if (raw.kind !== "reply") link.close("not subscribed");
    else if (raw.body.has("error")) this.#fillGap(link, stream, raw.body.object("error"));
  }

  /** What the venue does not keep cannot be told: whoever listens has to ask, and the stream goes on behind it. */
  #fillGap(link: Link, stream: StreamCursor, error: Fields): void {
    const code = error.raw["code"];
    if (code !== "gap" && code !== "notYet") {
      link.close("not subscribed");
      return;
    }
    // An event that has not happened there: another venue, that knows nothing of what we have seen.
    const missing =
      code === "gap"
        ? { from: stream.last + 1, to: error.count("oldest") - 1 }
        : { from: 1, to: error.count("newest") };
    stream.last = missing.to;
    this.#parts.listener.gap?.(missing);
    void this.#subscribe(link, stream);
  }

  #told(link: Link, message: Fields): void {
    const stream = this.#stream;
    if (stream === undefined || link !== this.#link) return;
    this.#heardAt = performance.now();
    this.#parts.listener.heard?.();
    try {
      if (stream.hear(message) === "gap") void this.#subscribe(link, stream);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#skip(link, stream, message);
    }
  }

  /** An event that cannot be read is one that is missing: asking for it again would not help. */
  #skip(link: Link, stream: StreamCursor, message: Fields): void {
    const no = message.raw["no"];
    if (no !== stream.last + 1) {
      link.close("the stream said what is no message");
      return;
    }
    stream.last = no;
    this.#parts.listener.gap?.({ from: no, to: no });
  }
}
