/** Random strategies on random markets: whatever they do, the books hold after every single event. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Audit, magnitude } from "../../../tests/builders/audit.ts";
import type { Run } from "../../../tests/builders/play.ts";
import { playThrough, prepareScenario, scenarios } from "../../../tests/builders/random-run.ts";

const RUNS = { seed: 20_240_101, numRuns: 250 };

/** Plays many scenarios; `look` is called once a run and may hang itself onto the audit. */
function always(
  look: (run: Run, audit: Audit) => { readonly between?: () => void; readonly end?: () => void },
): void {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { run, audit } = prepareScenario(scenario);
      const { between, end } = look(run, audit);
      playThrough(scenario, run, between);
      end?.();
    }),
    RUNS,
  );
}

describe("after every event", () => {
  test("what the engine holds is the sum of its fills", () => {
    always((run, audit) => {
      audit.onEvent = () => {
        for (const { id } of run.instruments)
          expect(run.engine.portfolio.position(id).quantity).toBe(audit.held[id]);
      };
      return {};
    });
  });

  test("the ledger is balanced and worth what the fills and the market say", () => {
    always((run, audit) => {
      audit.onEvent = () => {
        expect(run.engine.portfolio.ledger.isBalanced()).toBe(true);
        const equity = run.engine.portfolio.equityAt((instrument) => run.engine.prices.exact(instrument));
        expect(equity).toBe(audit.equity);
      };
      return {};
    });
  });

  test("cash and positions are those of the exchange's own account", () => {
    always((run, audit) => {
      const { account } = run.exchange;
      audit.onEvent = () => {
        expect(run.engine.portfolio.cash).toBe(account.cash);
        for (const instrument of run.instruments)
          expect(account.held(instrument)).toBe(audit.held[instrument.id]);
      };
      return {};
    });
  });

  test("a spot account holds no less than nothing", () => {
    always((run, audit) => {
      audit.onFilled = ({ instrument }) => {
        if (instrument.kind === "spot") expect((audit.held[instrument.id] ?? 0n) >= 0n).toBe(true);
      };
      return {};
    });
  });

  test("an order that may only reduce has reduced", () => {
    always((_run, audit) => {
      audit.onFilled = ({ order, instrument }, before) => {
        if (!order.reduceOnly) return;
        const after = audit.held[instrument.id] ?? 0n;
        expect(magnitude(after) < magnitude(before)).toBe(true);
        expect(after === 0n || after > 0n === before > 0n).toBe(true);
      };
      return {};
    });
  });

  test("every role but the entry is reduce-only", () => {
    always((_run, audit) => {
      audit.onSubmitted = ({ role, reduceOnly }) => expect(reduceOnly).toBe(role !== "entry");
      return {};
    });
  });
});

describe("in the end", () => {
  test("nothing is reserved, locked or working where all is flat and no order lives", () => {
    let flatMoments = 0;
    always((run, audit) => ({
      between: () => {
        const isIdle = run.instruments.every(
          ({ id }) => audit.held[id] === 0n && !run.exchange.hasOrders(id),
        );
        if (!isIdle) return;
        flatMoments++;
        expect(audit.live.size).toBe(0);
        expect(run.exchange.account.free).toBe(run.exchange.account.cash);
        expect(run.engine.risk.exposure.freeBalance()).toBe(run.engine.portfolio.cash);
        for (const { id } of run.instruments) expect(run.engine.risk.hasWorkingEntry(id)).toBe(false);
      },
    }));
    expect(flatMoments).toBeGreaterThan(1_000); // It was looked at, and not only before the first trade.
  });

  test("what the engine thinks is live is what rests on the exchange", () => {
    always((run, audit) => ({
      between: () => {
        const resting = run.instruments.flatMap(({ id }) =>
          run.exchange.openOrders(id).map((order) => order.id),
        );
        expect([...audit.live.keys()].sort()).toEqual(resting.sort());
      },
    }));
  });

  test("the exchange has refused nothing that risk approved, but for stops the market had passed", () => {
    always((run, audit) => ({
      end: () => {
        for (const answer of audit.answers)
          if (answer.kind === "OrderRejected") expect(answer.rejection.kind).toBe("StopWouldTriggerAtOnce");
        expect(run.engine.rejections.size).toBeLessThan(3);
      },
    }));
  });

  test("time has never run backwards", () => {
    always((run) => ({
      end: () => expect(run.times).toEqual([...run.times].sort((a, b) => a - b)),
    }));
  });

  test("every trade runs from flat to flat, and all their profit is the change of the balance", () => {
    always((run, audit) => ({
      end: () => {
        const { portfolio } = run.engine;
        if (portfolio.open.length > 0) return;
        const earned = portfolio.trades.reduce((sum, { pnl }) => sum + pnl, 0n);
        expect(earned).toBe(audit.equity - 100_000n * 10n ** 20n);
      },
    }));
  });
});

test("the random runs do trade: all kinds of orders, exits and refusals occur", () => {
  const seen = new Set<string>();
  always((run, audit) => ({
    end: () => {
      for (const { type, role } of audit.orders) seen.add(`${role} ${type}`);
      for (const { exitReason } of run.engine.portfolio.trades) seen.add(exitReason);
      for (const kind of [...audit.refusals, ...audit.latches.map((latch) => latch.kind)]) seen.add(kind);
    },
  }));
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
