/** A limit that the market breaks trips within that event; from then on only what reduces leaves, until it ends. */
import { describe } from "vitest";
import type { Audit } from "../../../tests/builders/audit.ts";
import { claims, must } from "../../../tests/builders/claims.ts";
import { type Scenario, utcDay, utcWeek } from "../../../tests/builders/random-run.ts";
import type { EngineEvent } from "../domain/index.ts";

const START = 100_000;

/** Equity limits worked out again from the audit's own books. A day begins with the last equity before it. */
class Judge {
  readonly closed = new Set<string>();
  /** A limit was met to within rounding: either answer is right. */
  isClose = false;
  #peak = START;
  #equity = START;
  #day = Number.NEGATIVE_INFINITY;
  #week = Number.NEGATIVE_INFINITY;
  #dayStart = START;
  #weekStart = START;
  readonly #audit: Audit;
  readonly #scenario: Scenario;

  constructor(audit: Audit, scenario: Scenario) {
    this.#audit = audit;
    this.#scenario = scenario;
  }

  hear(event: EngineEvent): void {
    if (event.kind === "TradingHalted") this.closed.add("operator");
    else if (event.kind === "TradingResumed") this.#resume();
    else if (event.kind === "TimeClosed" || event.kind === "OrderFilled") this.#observe(event.at);
  }

  #resume(): void {
    if (this.closed.has("drawdown")) this.#peak = this.#equity;
    this.closed.delete("operator");
    this.closed.delete("drawdown");
  }

  #observe(at: number): void {
    if (utcDay(at) !== this.#day) this.#turn(at);
    this.#equity = Number(this.#audit.equity) / 1e20;
    this.#peak = Math.max(this.#peak, this.#equity);
    const { portfolio, session } = this.#scenario.risk;
    this.#judge("drawdown", this.#peak, portfolio?.drawdownMax);
    this.#judge("daily-loss", this.#dayStart, session?.dailyLossMax);
    this.#judge("weekly-loss", this.#weekStart, session?.weeklyLossMax);
  }

  #turn(at: number): void {
    this.#day = utcDay(at);
    this.#dayStart = this.#equity;
    this.closed.delete("daily-loss");
    if (utcWeek(at) === this.#week) return;
    this.#week = utcWeek(at);
    this.#weekStart = this.#equity;
    this.closed.delete("weekly-loss");
  }

  #judge(kind: string, from: number, most: number | undefined): void {
    if (most === undefined) return;
    const excess = (from - this.#equity) / from - most;
    if (Math.abs(excess) < 1e-9) this.isClose = true;
    if (excess >= 0) this.closed.add(kind);
  }
}

describe("on random markets", () => {
  claims(
    { seed: 99, numRuns: 400, looksMin: 500 },
    {
      "a latch closes within the event that breaks its limit, and opens when its time has come": (
        watched,
      ) => {
        const { run, audit, scenario, look } = watched;
        const judge = new Judge(audit, scenario);
        return {
          event: (event) => {
            judge.hear(event);
            if (judge.isClose) return;
            const closed = run.engine.risk.latches.map(({ kind }) => kind).sort();
            if (closed.length > 0) look();
            must(closed.join() === [...judge.closed].sort().join(), closed, "should be", ...judge.closed);
          },
        };
      },

      "while a latch is closed nothing is sent that could add risk": ({ run, look }) => ({
        submitted: ({ reduceOnly, id }) =>
          must(reduceOnly || run.engine.risk.latches.length === 0, "order", id),
        between: () => {
          if (run.engine.risk.latches.length > 0) look();
        },
      }),

      "while a latch is closed nothing rests that could add risk": ({ run, audit, look }) => ({
        between: () => {
          if (run.engine.risk.latches.length === 0) return;
          look();
          for (const { id } of run.instruments) {
            must(audit.liveEntries(id).length === 0, "an entry lives");
            must(
              run.exchange.openOrders(id).every(({ reduceOnly }) => reduceOnly),
              "an entry rests",
            );
          }
        },
      }),

      "a position that must have a stop is never left without a stop or an exit in the market": (
        watched,
      ) => ({
        between: () => {
          const { run, audit, scenario, look } = watched;
          if (scenario.risk.isStopRequired !== true) return;
          for (const { id } of run.instruments) {
            const held = audit.held[id] ?? 0n;
            if (held === 0n) continue;
            look();
            let covered = 0n;
            for (const { reduceOnly, type, side, quantity } of run.exchange.openOrders(id))
              if (reduceOnly && type !== "limit" && side === (held > 0n ? "sell" : "buy"))
                covered += quantity;
            must(covered >= (held < 0n ? -held : held), "held", held, "covered", covered);
          }
        },
      }),
    },
  );
});
