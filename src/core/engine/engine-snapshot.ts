import { refillList, refillMap } from "../base/index.ts";
import type { InstrumentId } from "../domain/index.ts";
import type { BarSeries, LatestPrices } from "../market/index.ts";
import type { EquityCurve, Portfolio } from "../portfolio/index.ts";
import type { Risk } from "../risk/index.ts";
import { StrategyFault } from "../strategy/index.ts";
import type { AccountNews } from "./account-news.ts";
import type { Desk } from "./desk.ts";
import type { Operator } from "./operator.ts";
import type { StrategyRun, StrategyRunSnapshot } from "./strategy-run.ts";
import type { Trader } from "./trader.ts";

/** What of an engine remembers anything from one event to the next. */
export interface Remembering {
  readonly series: readonly BarSeries[];
  readonly prices: LatestPrices;
  readonly portfolio: Portfolio;
  readonly curve: EquityCurve;
  readonly risk: Risk;
  readonly desk: Desk;
  readonly trader: Trader;
  readonly operator: Operator;
  readonly accountNews: AccountNews;
  readonly runs: readonly StrategyRun[];
  readonly faults: StrategyFault[];
}

export type EngineSnapshot = ReturnType<typeof snapshotOf>;

/** Between two events. Shares with what it is of: it is to be written down before the next one. */
export function snapshotOf(of: Remembering) {
  const { desk, trader } = of;
  const { orders } = desk;
  return {
    series: of.series.map((one) => one.snapshot()),
    prices: of.prices.snapshot(),
    portfolio: of.portfolio.snapshot(),
    curve: of.curve.snapshot(),
    risk: of.risk.snapshot(),
    desk: {
      now: desk.now,
      refusals: new Map(desk.refusals),
      rejections: new Map(desk.rejections),
      orders: orders.snapshot(),
      protector: desk.protector.snapshot(),
      late: desk.late.snapshot(),
      withdrawn: desk.withdrawn.snapshot(),
      emulator: desk.emulator?.snapshot(),
    },
    trader: {
      signals: trader.signals,
      names: trader.names.snapshot(),
      turns: trader.turns.snapshot(),
      approvals: trader.approvals?.snapshot(),
      scaling: trader.scaling?.snapshot(orders),
    },
    pulled: of.operator.snapshot(),
    liquidations: [...of.accountNews.liquidations],
    runs: of.runs.map((run) => run.snapshot()),
    faults: of.faults.map(({ strategy, symbol, at, found, allowed }) => {
      return { strategy, symbol, at, found, allowed };
    }),
  };
}

/** Into a fresh engine of the same setup, which then owns what it is given. Nobody hears of anything. */
export function restoreTo(to: Remembering, from: EngineSnapshot): void {
  const runOf = (id: InstrumentId): StrategyRun =>
    to.runs.find(({ instrument }) => instrument.id === id) as StrategyRun; // It asked for what waits.
  to.series.forEach((one, place) => {
    one.restore(placed(from.series, place));
  });
  to.prices.restore(from.prices);
  to.portfolio.restore(from.portfolio);
  to.curve.restore(from.curve);
  to.risk.restore(from.risk);
  restoreDesk(to.desk, from.desk);
  restoreTrader(to.trader, from.trader, to.desk, runOf);
  to.operator.restore(from.pulled);
  refillList(to.accountNews.liquidations, from.liquidations);
  to.runs.forEach((run, place) => {
    run.restore(placed<StrategyRunSnapshot>(from.runs, place));
  });
  refillList(
    to.faults,
    from.faults.map((fault) => new StrategyFault(fault)),
  );
}

function restoreDesk(to: Desk, from: EngineSnapshot["desk"]): void {
  to.now = from.now;
  refillMap(to.refusals, from.refusals);
  refillMap(to.rejections, from.rejections);
  to.orders.restore(from.orders);
  to.protector.restore(from.protector);
  to.late.restore(from.late);
  to.withdrawn.restore(from.withdrawn);
  if (from.emulator !== undefined) to.emulator?.restore(from.emulator);
}

function restoreTrader(
  to: Trader,
  from: EngineSnapshot["trader"],
  { orders }: Desk,
  runOf: (id: InstrumentId) => StrategyRun,
): void {
  to.signals = from.signals;
  to.names.restore(from.names);
  to.turns.restore(from.turns, runOf);
  if (from.approvals !== undefined) to.approvals?.restore(from.approvals, runOf);
  if (from.scaling !== undefined) to.scaling?.restore(from.scaling, orders);
}

/** There are as many as in the setup that it was taken of. */
const placed = <One>(all: readonly One[], place: number): One => all[place] as One;
