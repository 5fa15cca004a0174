import type { StatusBroken } from "./status-document.ts";

/** Strategies that broke their contract, as the documents name them. */
export const brokenStrategiesOf = (
  faults: readonly {
    readonly symbol: string;
    readonly strategy: string;
    readonly found: string;
    /** Unix ms. */
    readonly at: number;
  }[],
): StatusBroken[] =>
  faults.map(({ symbol, strategy, found, at }) => ({ symbol, strategy, found, since: at }));
