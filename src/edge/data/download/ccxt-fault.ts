import { VenueFault } from "./history.ts";

/** The last answer of a venue, seen before ccxt made an error of it. */
export interface LastAnswer {
  readonly status: number;
  /** ms, from the header Retry-After. */
  readonly retryAfterMs: number | undefined;
  /** The venue's clock, from the header Date. */
  readonly dateMs: number | undefined;
}

/** Reads the headers of an answer. ccxt writes every name as `Retry-After`. */
export function answerOf(status: number, headers: object, nowMs: number): LastAnswer {
  const header = (wanted: string): string | undefined => {
    const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted);
    return found === undefined ? undefined : String(found[1]);
  };
  const dateMs = Date.parse(header("date") ?? "");
  return {
    status,
    retryAfterMs: retryAfterMs(header("retry-after"), nowMs),
    dateMs: Number.isNaN(dateMs) ? undefined : dateMs,
  };
}

/** Seconds, or a date. */
function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(seconds, 0) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(date - nowMs, 0);
}

/** Refused by the place we ask from, or by a firewall: no patience helps. */
const REFUSING: ReadonlySet<number> = new Set([401, 403, 407, 451]);
/** Classes of ccxt that stand for a request which can be made again. */
const PASSING: ReadonlySet<string> = new Set([
  ...["OperationFailed", "NetworkError", "RequestTimeout", "ExchangeNotAvailable", "OnMaintenance"],
  ...["InvalidNonce", "ChecksumError", "ExchangeClosedByUser"],
]);
const THROTTLING: ReadonlySet<string> = new Set(["DDoSProtection", "RateLimitExceeded", "CancelPending"]);
const REFUSAL: ReadonlySet<string> = new Set([
  ...["BadSymbol", "BadRequest", "ArgumentsRequired", "NotSupported", "AuthenticationError"],
  ...["PermissionDenied", "AccountNotEnabled", "AccountSuspended", "RestrictedLocation", "MarketClosed"],
]);
const TEXT_MAX = 200;

/**
 * What an error of ccxt means to us. Status and headers weigh more than ccxt's classes: those depend on the address that
 * was asked, and a body that ends too early reaches us as an error of the HTTP library.
 */
export function faultOf(error: unknown, answer: LastAnswer | undefined): VenueFault {
  if (error instanceof VenueFault) return error;
  const name = error instanceof Error ? error.constructor.name : "";
  const text = textOf(error);
  const status = answer?.status ?? 0;
  if (status === 429 || status === 418 || THROTTLING.has(name))
    return new VenueFault("throttled", said(status, text), answer?.retryAfterMs);
  if (REFUSING.has(status)) return new VenueFault("refused", said(status, text));
  if (status >= 500) return new VenueFault("unreachable", said(status, text), answer?.retryAfterMs);
  if (REFUSAL.has(name)) return new VenueFault("refused", said(status, text));
  if (PASSING.has(name) || isTransport(error)) return new VenueFault("unreachable", said(status, text));
  if (name === "ExchangeError")
    return new VenueFault(status >= 400 ? "refused" : "unreachable", said(status, text));
  return new VenueFault("garbled", said(status, text));
}

const said = (status: number, text: string): string => (status >= 400 ? `HTTP ${status}: ${text}` : text);

/** An error of sockets and streams, which has a code; `UND_ERR_SOCKET`, `ECONNRESET`. */
const isTransport = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string";

/** One line without the name of the exchange, the address and markup. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const plain = text
    .replace(/^[a-z0-9]+ (?:GET |POST )?/, "")
    .replace(/https?:\/\/\S+ ?/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > TEXT_MAX ? `${plain.slice(0, TEXT_MAX)}...` : plain || "no reason given";
}
