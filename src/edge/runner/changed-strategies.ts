import type { RunSession } from "./record.ts";

/** A strategy that is not what it was when a run was played last: by its name, or only by its code. */
export interface ChangedStrategy {
  readonly symbol: string;
  /** Name then, and now. */
  readonly was: string;
  readonly is: string;
}

/** `before`: who wrote last what is walked; undefined: nobody. */
export const changedStrategies = (
  before: Pick<RunSession, "strategies"> | undefined,
  now: Pick<RunSession, "strategies">,
): readonly ChangedStrategy[] =>
  now.strategies.flatMap(({ symbol, name: is, sha256 }) => {
    const then = before?.strategies.find((one) => one.symbol === symbol);
    if (then === undefined || (then.sha256 === sha256 && then.name === is)) return [];
    return [{ symbol, was: then.name, is }];
  });

/** `the strategy flip on BTC/USDT was changed`. */
export const changeText = ({ symbol, was, is }: ChangedStrategy): string =>
  was === is
    ? `the strategy ${is} on ${symbol} was changed`
    : `the strategy on ${symbol} is called ${is} now, and was ${was}`;
