import { connect } from "node:net";
import { endpointOf } from "./address.ts";
import { Fields, type JsonObject } from "./fields.ts";
import { readLines } from "./lines.ts";
import { type Priority, RequestQueue } from "./request-queue.ts";
import type { Connect, Wire } from "./wire.ts";

/** What became of a request on the wire; what it means is for the caller to say. */
export type Raw =
  | { readonly kind: "reply"; readonly body: Fields; readonly raw: string }
  | { readonly kind: "not sent"; readonly why: string }
  | {
      readonly kind: "lost";
      readonly why: "timeout" | "disconnected" | "garbage";
      readonly raw: string | undefined;
    };

interface Request {
  readonly n: number;
  readonly line: string;
  readonly settle: (raw: Raw) => void;
  timer: NodeJS.Timeout | undefined;
}

interface LinkOptions {
  readonly address: string;
  /** How long an answer may take, waiting for its turn included; and how long the connection may take before that. */
  readonly timeoutMs: number;
  /** Requests on the wire at once; the others wait by priority. */
  readonly inFlightMax: number;
  readonly queueMax: number;
  /** Left out: a socket. */
  readonly connect?: Connect | undefined;
}

const bySocket: Connect = (address) => connect(endpointOf(address));

/** Who hears what is no answer. */
interface LinkListener {
  /** A message of the stream. */
  told(message: Fields): void;
  /** An answer to a request that was given up. */
  late(n: number, body: Fields): void;
  closed(why: string): void;
}

/**
 * One connection to a venue, from its first byte to its last. It never sends a request twice, and says of each whether it
 * was written: what was not is surely not executed, what was and has no answer may be.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #listener: LinkListener;
  readonly #wire: Wire;
  readonly #queue: RequestQueue<Request>;
  readonly #inFlight = new Map<number, Request>();
  /** Asked for before there was a connection: their time begins with it. */
  #early: Request[] = [];
  readonly #opening: NodeJS.Timeout;
  #next: number;
  #isOpen = false;
  #isClosed = false;

  /** `firstNumber`: numbers of requests go on across connections, so that a late answer cannot be mistaken. */
  constructor(options: LinkOptions, listener: LinkListener, firstNumber: number) {
    this.#options = options;
    this.#listener = listener;
    this.#queue = new RequestQueue(options.queueMax);
    this.#next = firstNumber;
    this.#wire = (options.connect ?? bySocket)(options.address);
    this.#wire.setNoDelay(true);
    this.#opening = setTimeout(() => this.close("no connection in time"), options.timeoutMs);
    this.#wire.once("connect", () => this.#open());
    this.#wire.once("error", (error) => this.close(error.message));
    this.#wire.once("close", () => this.close("the venue closed the connection"));
    readLines(this.#wire, (line) => this.#hear(line));
  }

  get nextNumber(): number {
    return this.#next;
  }

  /** Sends a request once. Number of the request is passed to `onNumber` before anything can answer. */
  request(priority: Priority, body: JsonObject, onNumber?: (n: number) => void): Promise<Raw> {
    return new Promise((resolve) => {
      const n = this.#next++;
      onNumber?.(n);
      if (this.#isClosed) {
        resolve({ kind: "not sent", why: "not connected" });
        return;
      }
      const request: Request = {
        n,
        line: `${JSON.stringify({ n, ...body })}\n`,
        settle: resolve,
        timer: undefined,
      };
      if (this.#queue.push(priority, request) === "full") {
        resolve({ kind: "not sent", why: "too many requests wait" });
        return;
      }
      if (this.#isOpen) this.#begin(request);
      else this.#early.push(request);
      this.#flush();
    });
  }

  #begin(request: Request): void {
    request.timer = setTimeout(() => this.#giveUp(request), this.#options.timeoutMs);
  }

  #open(): void {
    this.#isOpen = true;
    clearTimeout(this.#opening);
    for (const request of this.#early) this.#begin(request);
    this.#early = [];
    this.#flush();
  }

  #flush(): void {
    while (this.#isOpen && this.#inFlight.size < this.#options.inFlightMax) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      this.#inFlight.set(request.n, request);
      this.#wire.write(request.line); // From here on it may have arrived.
    }
  }

  #giveUp(request: Request): void {
    if (this.#inFlight.delete(request.n)) request.settle({ kind: "lost", why: "timeout", raw: undefined });
    else {
      this.#queue.remove(request);
      request.settle({ kind: "not sent", why: "its turn did not come in time" });
    }
    this.#flush();
  }

  #hear(line: string): void {
    if (this.#isClosed) return;
    let message: Fields;
    try {
      message = new Fields(JSON.parse(line));
    } catch {
      // Nobody knows whose answer this was, nor what was lost with it.
      this.#end(`the venue said what is no message: ${line.slice(0, 200)}`, "garbage", line);
      return;
    }
    const n = message.raw["re"];
    if (typeof n !== "number") {
      this.#listener.told(message);
      return;
    }
    const request = this.#inFlight.get(n);
    if (request === undefined) {
      this.#listener.late(n, message);
      return;
    }
    this.#inFlight.delete(n);
    clearTimeout(request.timer);
    request.settle({ kind: "reply", body: message, raw: line });
    this.#flush();
  }

  /** Ends it: what was written is lost, what was not is not sent. */
  close(why: string): void {
    this.#end(why, "disconnected", undefined);
  }

  #end(why: string, lost: "disconnected" | "garbage", raw: string | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#opening);
    this.#wire.destroy();
    for (const { settle, timer } of this.#inFlight.values()) {
      clearTimeout(timer);
      settle({ kind: "lost", why: lost, raw });
    }
    this.#inFlight.clear();
    for (const { settle, timer } of this.#queue.drain()) {
      clearTimeout(timer);
      settle({ kind: "not sent", why });
    }
    this.#listener.closed(why);
  }
}
