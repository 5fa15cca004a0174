/** Whatever strategies, markets, funding and leverage do: margin holds, and the books of both sides say the same. */
import { describe } from "vitest";
import { type Audit, magnitude } from "../../../tests/builders/audit.ts";
import { claims, must } from "../../../tests/builders/claims.ts";
import type { Run } from "../../../tests/builders/play.ts";
import { recklessScenarios } from "../../../tests/builders/random-run.ts";
import type { Instrument } from "../domain/index.ts";

const START = 100_000n * 10n ** 20n;
const RATIO = 10n ** 12n;
const ONE = 100_000_000n;
/** Half a percent: half of the initial margin at the leverage of 100 that these instruments have. */
const MAINTENANCE = 5n * 10n ** 9n;

const ceiled = (part: bigint, of: bigint): bigint => (part + of - 1n) / of;
const marginOf = (cost: bigint, leverage: number): bigint =>
  ceiled(magnitude(cost) * BigInt(Math.round(1e12 / leverage)), RATIO);

const contractsOf = (run: Run): readonly Instrument[] =>
  run.instruments.filter(({ kind }) => kind !== "spot");

interface Held {
  readonly quantity: bigint;
  readonly cost: bigint;
  readonly unrealised: (mark: bigint) => bigint;
  readonly maintenance: (mark: bigint) => bigint;
}

function held(run: Run, { id, contractSize }: Instrument): Held {
  const { quantity, cost } = run.engine.portfolio.position(id);
  const value = (mark: bigint): bigint => (quantity * contractSize * mark) / ONE;
  return {
    quantity,
    cost,
    unrealised: (mark) => value(mark) - cost,
    maintenance: (mark) => (magnitude(value(mark)) * MAINTENANCE) / RATIO,
  };
}

const markOf = (audit: Audit, { id }: Instrument): bigint => audit.marks[id] ?? 0n;

describe("on random markets, with funding, borrowing and leverage,", () => {
  claims(
    { seed: 20_250_306, numRuns: 500, looksMin: 150, of: recklessScenarios },
    {
      "equity is the deposit, the profit of all trades and of what is open, funding and fees included": ({
        run,
        audit,
        look,
      }) => ({
        between: () => {
          if (audit.payments.length === 0) return;
          look();
          const { portfolio, prices } = run.engine;
          let earned = 0n;
          for (const { pnl } of portfolio.trades) earned += pnl;
          for (const { pnl } of run.engine.openPositions()) earned += pnl;
          const equity = portfolio.equityAt((id) => prices.exact(id));
          must(equity === START + earned, "equity", equity, START + earned);
        },
      }),

      "funding in the books is the sum of the payments, and of the trades": ({ run, audit, look }) => ({
        end: () => {
          if (audit.payments.length === 0) return;
          look();
          const { funding, trades, ledger } = run.engine.portfolio;
          const paid = audit.payments.reduce((sum, { amount }) => sum + amount, 0n);
          let ofTrades = 0n;
          for (const trade of trades) ofTrades += trade.funding;
          for (const open of run.engine.openPositions()) ofTrades += open.funding;
          must(funding === paid && ofTrades === paid, funding, paid, ofTrades);
          must(ledger.balance(ledger.asset("USDT"), "funding") === paid, "ledger");
        },
      }),

      // In cross mode a loss may be covered by what another position has won, but not yet realised.
      "no wallet is ever negative, with or without a liquidation": ({ run, scenario, look }) => ({
        event: () => {
          const isHolding = contractsOf(run).some(({ id }) => run.exchange.account.position(id).units !== 0n);
          if (scenario.margin.mode === "cross" && isHolding) return;
          look();
          must(run.exchange.account.cash >= 0n, "cash", run.exchange.account.cash);
        },
      }),

      "an isolated position never loses more than its margin and its fees": ({ run, scenario, look }) => ({
        end: () => {
          if (scenario.margin.mode !== "isolated") return;
          for (const trade of run.engine.portfolio.trades) {
            if (run.instruments[trade.instrument]?.kind === "spot") continue;
            if (trade.exitReason === "liquidation") look();
            // Each of several entries is rounded on its own, and so is the cost that a partial close leaves.
            const most = marginOf(trade.entryValue, scenario.leverage) + trade.fees + 100n;
            must(-trade.pnl <= most, "lost", -trade.pnl, "of", most, trade.exitReason);
          }
        },
      }),

      "no isolated position outlives the price its tier says: not at a close, and not at the worst of a bar":
        ({ run, audit, scenario, look }) => ({
          event: (event) => {
            if (scenario.margin.mode !== "isolated" || event.kind !== "BarClosed") return;
            const series = run.series[event.series];
            const instrument = series && run.instruments[series.instrument];
            if (series === undefined || instrument === undefined || instrument.kind === "spot") return;
            const own = held(run, instrument);
            const wasTouched = audit.touched.delete(instrument.id);
            if (own.quantity === 0n) return;
            look();
            const { columns, visible } = series;
            const worst = own.quantity > 0n ? columns.low : columns.high;
            const price = (wasTouched ? columns.close : worst)[visible - 1] ?? 0;
            const mark = BigInt(Math.round(price * 100)) * 10n ** 10n;
            const left = marginOf(own.cost, scenario.leverage) + own.unrealised(mark);
            must(left >= own.maintenance(mark), "left", left, "at", price);
          },
        }),

      "no account on cross margin outlives its maintenance margin at any close": ({
        run,
        audit,
        scenario,
        look,
      }) => {
        return {
          event: (event) => {
            if (scenario.margin.mode !== "cross" || event.kind !== "TimeClosed") return;
            if (scenario.slippageBps > 0) return; // A slipped fill is no price that the venue goes by.
            let left: bigint = run.exchange.account.cash;
            let isHolding = false;
            for (const instrument of contractsOf(run)) {
              const own = held(run, instrument);
              if (own.quantity === 0n) continue;
              isHolding = true;
              const mark = markOf(audit, instrument);
              left += own.unrealised(mark) - own.maintenance(mark);
            }
            if (!isHolding) return;
            look();
            must(left >= 0n, "left", left);
          },
        };
      },

      "where a loss went beyond the margin, nothing of it was ours: the fund took it": ({ audit, look }) => ({
        end: () => {
          for (const { insured, fill } of audit.liquidations) {
            must(insured >= 0n && fill.fee >= 0n, "insured", insured, fill.fee);
            if (insured > 0n) look();
          }
        },
      }),
    },
  );
});
