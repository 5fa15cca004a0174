/** Random strategies on random markets: whatever they do, the books hold after every single event. */
import { describe, expect, test } from "vitest";
import { magnitude } from "../../../tests/builders/audit.ts";
import { type Claim, claims, must } from "../../../tests/builders/claims.ts";
import { AGREED } from "../../../tests/builders/claims-agreed.ts";
import { scenariosInKind } from "../../../tests/builders/random-run.ts";

const START = 100_000n * 10n ** 20n;

const BOOKS: Readonly<Record<string, Claim>> = {
  "what the engine holds is the sum of its fills, after every event": ({ run, audit, look }) => ({
    event: () => {
      look();
      for (const { id } of run.instruments)
        must(run.engine.portfolio.position(id).quantity === audit.held[id], "position", id);
    },
  }),

  "the ledger is balanced, after every event": ({ run, look }) => ({
    event: () => {
      look();
      must(run.engine.portfolio.ledger.isBalanced(), "ledger");
    },
  }),

  "equity is what the fills and the market say, to the last unit, after every event": ({
    run,
    audit,
    look,
  }) => ({
    event: () => {
      look();
      const equity = run.engine.portfolio.equityAt((instrument) => run.engine.prices.exact(instrument));
      must(equity === audit.equity, "equity", equity, audit.equity);
    },
  }),

  "cash and positions are those of the exchange's own account, after every event": ({
    run,
    audit,
    look,
  }) => ({
    event: () => {
      look();
      const { account } = run.exchange;
      must(run.engine.portfolio.cash === account.cash, "cash", run.engine.portfolio.cash, account.cash);
      for (const instrument of run.instruments)
        must(account.held(instrument) === audit.held[instrument.id], "held", instrument.symbol);
    },
  }),

  "a spot account never holds less than nothing": ({ audit, look }) => ({
    filled: ({ instrument }) => {
      if (instrument.kind !== "spot") return;
      look();
      must((audit.held[instrument.id] ?? 0n) >= 0n, "short on spot");
    },
  }),

  "an order that may only reduce has reduced, and turned nothing around": ({ audit, look }) => ({
    filled: ({ order, instrument }, before) => {
      if (!order.reduceOnly) return;
      look();
      const after = audit.held[instrument.id] ?? 0n;
      must(magnitude(after) < magnitude(before), "grew", before, after);
      must(after === 0n || after > 0n === before > 0n, "flipped", before, after);
    },
  }),

  "every order but an entry is reduce-only": ({ look }) => ({
    submitted: ({ role, reduceOnly }) => {
      look();
      must(reduceOnly === (role !== "entry"), role);
    },
  }),

  "nothing is reserved, locked or working where all is flat and no order lives": ({ run, audit, look }) => ({
    between: () => {
      const isIdle = run.instruments.every(({ id }) => audit.held[id] === 0n && !run.exchange.hasOrders(id));
      if (!isIdle || audit.fills.length === 0) return;
      look();
      must(audit.live.size === 0, "live orders");
      must(run.exchange.account.free === run.exchange.account.cash, "locked");
      must(run.engine.risk.exposure.freeBalance() === run.engine.portfolio.cash, "reserved");
      for (const { id } of run.instruments) must(!run.engine.risk.hasWorkingEntry(id), "working");
    },
  }),

  ...AGREED,

  "time never runs backwards": ({ run, look }) => ({
    end: () => {
      look();
      for (let i = 1; i < run.times.length; i++)
        must((run.times[i] ?? 0) >= (run.times[i - 1] ?? 0), run.times[i - 1], run.times[i]);
    },
  }),

  "profit of all trades is the change of the balance, where nothing is left open": ({
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
};

describe("on random markets, with strategies that want anything,", () => {
  claims({ seed: 20_240_101, numRuns: 400, looksMin: 100 }, BOOKS);
});

describe("the random runs", () => {
  const seen = new Set<string>();
  claims(
    { seed: 20_240_101, numRuns: 400, looksMin: 400 },
    {
      "do trade": ({ run, audit, look }) => ({
        end: () => {
          look();
          for (const { type, role } of audit.orders) seen.add(`${role} ${type}`);
          for (const { exitReason } of run.engine.portfolio.trades) seen.add(exitReason);
          for (const kind of [...audit.refusals, ...audit.latches.map((latch) => latch.kind)]) seen.add(kind);
        },
      }),
    },
  );

  test("meet every kind of order, exit, latch and refusal that these limits can bring about", () => {
    const wanted = [
      ...[
        "entry market",
        "entry limit",
        "entry stop",
        "exit market",
        "exit limit",
        "exit stop",
        "stop-loss stop",
      ],
      ...["take-profit limit", "stop-loss market", "signal", "stop-loss", "take-profit", "reversal"],
      ...[
        "drawdown",
        "daily-loss",
        "weekly-loss",
        "operator",
        "TradingHalted",
        "SymbolPaused",
        "SameDirection",
      ],
      ...[
        "ExposureLimit",
        "PositionSizeLimit",
        "TradeRiskLimit",
        "PortfolioRiskLimit",
        "ConcurrentTradesLimit",
      ],
      ...[
        "DailyTradesLimit",
        "BalanceShareLimit",
        "LeverageLimit",
        "PositionQuantityLimit",
        "SymbolExposureLimit",
      ],
    ];
    expect(wanted.filter((word) => !seen.has(word))).toEqual([]);
  });
});

describe("at a venue that takes its fees out of what a trade brings,", () => {
  claims(
    { seed: 20_240_101, numRuns: 150, looksMin: 50, of: scenariosInKind },
    {
      ...BOOKS,
      "what is left beside whole steps is dust on both sides, and in no position": ({
        run,
        audit,
        look,
      }) => ({
        filled: ({ instrument, fill }) => {
          if (fill.feeAsset !== instrument.base) return;
          look();
          const { quantity, dust } = run.engine.portfolio.position(instrument.id);
          must(dust === audit.dust[instrument.id], "dust", dust, audit.dust[instrument.id]);
          must(run.exchange.account.dust(instrument) === dust, "dust of the venue");
          must(quantity % (instrument.rules[0]?.step ?? 1n) === 0n, "off the step", quantity);
        },
      }),
    },
  );
});
