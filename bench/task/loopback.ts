/** A venue that sends a bar, waits for the order that it leads to, and takes the time between the two. */
import { fork } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { type Candles, candles, FIRST_BAR, MINUTE } from "../reference/candles.ts";
import { lineReader } from "./line-reader.ts";

/** Who is measured: a file beside this one, and what it is told behind the address. */
export interface Subject {
  readonly file: "loopback-trader.js" | "loopback-echo.js";
  readonly words: readonly string[];
}

const SYMBOL = "S000/USDT";
/** The bars that the trader knows as well: one that differed would let nothing new be risked. */
export const LOOPBACK_SEED = 7;
/** Far more than an order may take. */
const ORDER_MS_MAX = 20_000;
/** Between an order and the next bar: everybody has gone to sleep again. */
const PAUSE_MS = 2;

/**
 * Microseconds from the last byte of a bar to the first of its order, bar by bar; the first `warmUp` do not count.
 * @throws Error where an order does not come, is none, or is not one of its own for each bar
 */
export async function loopbackTimes(
  { file, words }: Subject,
  folder: string,
  { bars, warmUp }: { readonly bars: number; readonly warmUp: number },
): Promise<number[]> {
  const address = join(folder, `venue-${file}.sock`);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(address, resolve));
  const connected = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const child = fork(new URL(`./${file}`, import.meta.url), [address, ...words, String(bars + warmUp + 2)], {
    execArgv: [],
  });
  const died = new Promise<never>((_, reject) =>
    child.once("exit", (code) => reject(new Error(`${file} has ended with exit code ${code}`))),
  );
  died.catch(() => undefined); // It may end once nobody waits any more.
  try {
    const market = candles(bars + warmUp + 2, LOOPBACK_SEED);
    const venue = new LoopbackVenue(await Promise.race([connected, died]), market);
    if (file === "loopback-trader.js") await Promise.race([venue.subscribed, died]);
    const times: number[] = [];
    for (let bar = 0; bar < bars + warmUp; bar++) {
      const us = await Promise.race([venue.tradeOn(bar), died]);
      if (bar >= warmUp) times.push(us);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    if (venue.ordered.size !== bars + warmUp)
      throw new Error(`${file} sent ${venue.ordered.size} different orders at ${bars + warmUp} bars`);
    return times;
  } finally {
    child.kill("SIGKILL");
    server.close();
  }
}

/** As much of docs/VENUE-PROTOCOL.md as a run needs that never gets a fill. */
class LoopbackVenue {
  readonly #socket: Socket;
  #number = 0;
  #sentAt = 0;
  #onOrder: ((us: number) => void) | undefined;
  #onSubscribed: () => void = () => undefined;
  /** Names of all orders that came. */
  readonly ordered = new Set<string>();
  readonly subscribed = new Promise<void>((resolve) => {
    this.#onSubscribed = resolve;
  });

  readonly #market: Candles;

  constructor(socket: Socket, market: Candles) {
    this.#market = market;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", () => undefined); // Whoever is measured is killed at the end.
    lineReader(socket, (line) => this.#hear(line));
  }

  /** @returns microseconds until the order was here */
  tradeOn(bar: number): Promise<number> {
    const time = FIRST_BAR + bar * MINUTE;
    const { open, high, low, close, volume } = this.#market;
    const values = {
      open: open[bar],
      high: high[bar],
      low: low[bar],
      close: close[bar],
      volume: volume[bar],
    };
    const told = { e: "bar", symbol: SYMBOL, intervalMs: MINUTE, row: bar, time, ...values, closed: true };
    const at = time + MINUTE;
    const lines = [this.#event({ ...told, at }), this.#event({ e: "time", at })].join("");
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no order came of bar ${bar}`)), ORDER_MS_MAX);
      this.#onOrder = (us) => {
        clearTimeout(late);
        resolve(us);
      };
      this.#sentAt = performance.now();
      this.#socket.write(lines);
    });
  }

  #event(of: object): string {
    return `${JSON.stringify({ s: "event", no: ++this.#number, ...of })}\n`;
  }

  #hear(line: string): void {
    const here = performance.now();
    const request = JSON.parse(line) as { n: number; op: string; id: string };
    const answer = (body: object): void =>
      void this.#socket.write(`${JSON.stringify({ re: request.n, ...body })}\n`);
    switch (request.op) {
      case "submit": {
        const us = (here - this.#sentAt) * 1_000;
        this.ordered.add(request.id);
        const rejection = { kind: "VenueRefused", code: "bench", message: "nothing is filled here" };
        this.#socket.write(this.#event({ e: "rejected", id: request.id, rejection, at: FIRST_BAR }));
        answer({ result: "rejected" }); // The stream has told it; nobody reads this any more.
        this.#onOrder?.(us);
        return;
      }
      case "hello":
        answer({ life: "bench", epoch: 1, newest: 0, oldest: 1, time: FIRST_BAR, symbols: [SYMBOL] });
        return;
      case "subscribe":
        answer({ oldest: 1, newest: 0 });
        this.#onSubscribed();
        return;
      default:
        answer({});
    }
  }
}
