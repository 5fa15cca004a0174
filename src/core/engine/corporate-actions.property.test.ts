/** Random runs whose instruments are split and pay dividends: the books hold, and nobody gets richer by a split. */
import { describe } from "vitest";
import { magnitude } from "../../../tests/builders/audit.ts";
import { claims, must } from "../../../tests/builders/claims.ts";
import { AGREED } from "../../../tests/builders/claims-agreed.ts";
import { scenarios, withActions } from "../../../tests/builders/random-run.ts";
import type { InstrumentId } from "../domain/index.ts";

const START = 100_000n * 10n ** 20n;
const HALF_TICK = 5n * 10n ** 9n;

/** What was true before an event, by instrument. */
interface Before {
  readonly held: bigint;
  readonly cost: bigint;
  readonly mark: bigint;
}

describe("with splits and dividends,", () => {
  claims(
    { seed: 20_140_609, numRuns: 600, looksMin: 50, of: withActions(scenarios) },
    {
      "the ledger, both books and the sum of the fills agree, after every event": ({ run, audit, look }) => ({
        event: () => {
          look();
          const { portfolio } = run.engine;
          const { account } = run.exchange;
          must(portfolio.ledger.isBalanced(), "ledger");
          must(portfolio.cash === account.cash, "cash", portfolio.cash, account.cash);
          for (const instrument of run.instruments) {
            const { id } = instrument;
            must(portfolio.position(id).quantity === audit.held[id], "position", id);
            must(account.held(instrument) === audit.held[id], "held", id);
          }
        },
      }),

      "equity is what fills, dividends and the market say, to the last unit": ({ run, audit, look }) => ({
        event: () => {
          look();
          const equity = run.engine.portfolio.equityAt((id) => run.engine.prices.exact(id));
          must(equity === audit.equity, "equity", equity, audit.equity);
        },
      }),

      "a split changes no value: shares times price, and what it paid for a fraction": ({
        run,
        audit,
        look,
      }) => {
        const before: Before[] = [];
        const note = (id: InstrumentId): void => {
          const { quantity, cost } = run.engine.portfolio.position(id);
          before[id] = { held: quantity, cost, mark: audit.marks[id] ?? 0n };
        };
        return {
          event: (event) => {
            if (event.kind === "SharesSplit") {
              const { instrument: id, ratio, fraction } = event;
              const { held = 0n, mark = 0n, cost = 0n } = before[id] ?? {};
              const now = run.engine.portfolio.position(id);
              const part = fraction === undefined ? 0n : fraction.quantity;
              const signedPart = fraction?.side === "buy" ? -part : part;
              const whole = now.quantity + signedPart;
              // In old shares, scaled by both sides of the ratio: less than 1e-8 of a new share is lost.
              must(magnitude(held * ratio.to - whole * ratio.from) < ratio.from, "shares", held, whole);
              const { step = 1n } = run.instruments[id]?.rules[0] ?? {};
              must(now.quantity % step === 0n && part < step, "whole steps");
              const gap = magnitude((fraction?.price ?? 0n) * ratio.to - mark * ratio.from);
              must(fraction === undefined || gap < ratio.to, "price of the fraction", gap);
              if (held !== 0n) {
                look();
                const off = magnitude(run.engine.prices.exact(id) * ratio.to - mark * ratio.from);
                must(off <= HALF_TICK * (ratio.to + ratio.from), "price", off); // Both on the tick grid.
                if (fraction === undefined) must(now.cost === cost, "cost");
              }
            }
            for (const { id } of run.instruments) note(id);
          },
        };
      },

      "the equity that limits see does not move by a split or a dividend": ({ run, look }) => {
        let equity = Number.NaN;
        return {
          event: (event) => {
            const now = run.engine.equity;
            const isAction = event.kind === "SharesSplit" || event.kind === "DividendPaid";
            if (isAction && !Number.isNaN(equity)) {
              look();
              // Less than 1e-8 of a share is lost.
              must(Math.abs(now - equity) < 1e-4, event.kind, now, equity);
            }
            equity = now;
          },
        };
      },

      ...AGREED,

      "profit of all trades is the change of the balance to the last unit, across splits": ({
        run,
        audit,
        look,
      }) => ({
        end: () => {
          const { open, trades } = run.engine.portfolio;
          if (open.length > 0 || trades.length === 0) return;
          look();
          const earned = trades.reduce((sum, { pnl }) => sum + pnl, 0n);
          must(earned === audit.equity - START, earned, audit.equity - START);
        },
      }),
    },
  );
});
