/**
 * What both sides of the protocol need of a connection: a part of node's `Socket`, so that a socket is one, and so is
 * whatever else carries text in order or not at all.
 */
export interface Wire {
  readonly destroyed: boolean;
  /** More waits to be sent than is good: `drain` says when it has gone. */
  readonly writableNeedDrain: boolean;
  setEncoding(encoding: "utf8"): unknown;
  setNoDelay(isOn: boolean): unknown;
  on(event: "data", hear: (part: string) => void): unknown;
  on(event: "drain" | "error", hear: () => void): unknown;
  once(event: "connect" | "close", hear: () => void): unknown;
  once(event: "error", hear: (error: Error) => void): unknown;
  write(text: string): unknown;
  destroy(error?: Error): unknown;
}

/** Opens a connection to an address, as `net.connect` does: what goes wrong is told by `error` and `close`. */
export type Connect = (address: string) => Wire;
