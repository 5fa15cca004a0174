/**
 * An HTTP server on 127.0.0.1 that answers like the history endpoints of an exchange, as far as ccxt asks: recorded rows, page
 * limits and directions of the real ones, and faults by script.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerBinance } from "./binance.ts";
import { answerBitfinex } from "./bitfinex.ts";
import { answerBitget } from "./bitget.ts";
import type { Answer, Cells, World } from "./series.ts";

/** What was asked, as scripts see it. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether it asks for bars or payments, not for listings or the time. */
  readonly isHistory: boolean;
  /** How many requests for history came before, this one not counted. */
  readonly before: number;
}

/** What goes wrong with one answer. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  /** The connection ends before, or in the middle of, the body. */
  | "drop"
  | "cut"
  | { readonly delayMs: number }
  /** Other rows in the place of the right ones. */
  | { readonly rows: (rows: readonly Cells[]) => readonly Cells[] };

export interface LookAlike {
  readonly url: string;
  readonly asked: Asked[];
  world: World;
  script: (asked: Asked) => Fault | undefined;
  close(): Promise<void>;
}

type Dialect = (path: string, query: URLSearchParams, world: World) => Answer | undefined;
const DIALECTS: readonly Dialect[] = [answerBinance, answerBitget, answerBitfinex];

export async function startLookAlike(world: World): Promise<LookAlike> {
  const server = createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  );
  const alike: LookAlike = {
    url: "",
    asked: [],
    world,
    script: () => undefined,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const path = decodeURIComponent(pathname);
    const answer = DIALECTS.map((dialect) => dialect(path, searchParams, alike.world)).find(
      (one) => one !== undefined,
    );
    const isHistory = answer !== undefined && "rows" in answer;
    const before = alike.asked.filter((one) => one.isHistory).length;
    const asked = { path, query: searchParams, isHistory, before };
    alike.asked.push(asked);
    await answerWith(response, answer, alike.script(asked), alike.world.now);
  }

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(alike, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function answerWith(
  response: ServerResponse,
  answer: Answer | undefined,
  fault: Fault | undefined,
  now: number,
): Promise<void> {
  if (fault === "drop") return void response.destroy();
  if (typeof fault === "object" && "status" in fault)
    return void response.writeHead(fault.status, { ...fault.headers }).end(fault.body);
  if (typeof fault === "object" && "delayMs" in fault)
    await new Promise((done) => setTimeout(done, fault.delayMs));
  if (answer === undefined) return void response.writeHead(404).end('{"code":-1,"msg":"no such path"}');
  const rows =
    "rows" in answer && typeof fault === "object" && "rows" in fault ? fault.rows(answer.rows) : undefined;
  const body = JSON.stringify("rows" in answer ? answer.wrap(rows ?? answer.rows) : answer.json);
  const headers = { "content-type": "application/json", date: new Date(now).toUTCString() };
  response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(body) });
  if (fault !== "cut") return void response.end(body);
  response.write(body.slice(0, body.length / 2));
  setTimeout(() => response.destroy(), 20);
}
