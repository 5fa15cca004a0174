import type { UnixMs } from "../base/index.ts";

/** A strategy broke its contract: it threw, or returned what is no intent. The author's mistake, told in the author's terms. */
export class StrategyFault extends Error {
  override readonly name = "StrategyFault";
  readonly strategy: string;
  readonly symbol: string;
  /** Close of the bar it was looking at. */
  readonly at: UnixMs;
  readonly found: string;
  readonly allowed: string;

  constructor(args: {
    readonly strategy: string;
    readonly symbol: string;
    readonly at: UnixMs;
    readonly found: string;
    readonly allowed: string;
    readonly cause?: unknown;
  }) {
    super(`strategy ${args.strategy} on ${args.symbol}: ${args.found}`, { cause: args.cause });
    this.strategy = args.strategy;
    this.symbol = args.symbol;
    this.at = args.at;
    this.found = args.found;
    this.allowed = args.allowed;
  }
}
