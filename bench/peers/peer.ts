/** What the bench knows about another engine: where it comes from, how it is started, what it is held against. */
import type { Limit } from "../row.ts";

export interface Peer {
  /** Also the name of its folder in the cache. */
  readonly name: string;
  readonly from: "npm" | "PyPI";
  /** With their versions pinned; the first one is the peer. */
  readonly packages: readonly string[];
  /** A file in bench/peers/adapters. */
  readonly adapter: string;
  /** Bars of the EMA-cross task; fewer for those that would take minutes. */
  readonly bars: number;
  /** Single measurements of the peer. */
  readonly rounds: number;
  /** Of how many times as fast we are; none where only the figure is wanted. */
  readonly limit?: Limit;
  /** Why it cannot give the same answer, where that is known. */
  readonly because?: string;
}
