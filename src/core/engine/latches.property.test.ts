/** A limit that the market breaks trips within that event; from then on only what reduces leaves, until it ends. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Audit } from "../../../tests/builders/audit.ts";
import {
  playThrough,
  prepareScenario,
  type Scenario,
  scenarios,
  utcDay,
  utcWeek,
} from "../../../tests/builders/random-run.ts";
import type { EngineEvent } from "../domain/index.ts";

const RUNS = { seed: 99, numRuns: 250 };
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

test("every latch closes within the event that breaks its limit, and opens when its time has come", () => {
  let closings = 0;
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { run, audit } = prepareScenario(scenario);
      const judge = new Judge(audit, scenario);
      audit.onEvent = (event) => {
        judge.hear(event);
        if (judge.isClose) return;
        const closed = run.engine.risk.latches.map(({ kind }) => kind);
        expect([...closed].sort()).toEqual([...judge.closed].sort());
        closings += closed.length;
      };
      playThrough(scenario, run);
    }),
    RUNS,
  );
  expect(closings).toBeGreaterThan(1_000);
});

test("while any latch is closed nothing is sent that could add risk, and nothing of that kind rests", () => {
  let latched = 0;
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { run, audit } = prepareScenario(scenario);
      const isLatched = (): boolean => run.engine.risk.latches.length > 0;
      audit.onSubmitted = ({ reduceOnly }) => {
        if (isLatched()) expect(reduceOnly).toBe(true);
      };
      playThrough(scenario, run, () => {
        if (!isLatched()) return;
        latched++;
        for (const { id } of run.instruments) {
          expect(audit.liveEntries(id)).toEqual([]);
          expect(run.exchange.openOrders(id).every(({ reduceOnly }) => reduceOnly)).toBe(true);
        }
      });
    }),
    RUNS,
  );
  expect(latched).toBeGreaterThan(500);
});

test("a position whose account requires stops is never left without a stop or an exit in the market", () => {
  let looked = 0;
  fc.assert(
    fc.property(scenarios, (scenario) => {
      if (scenario.risk.isStopRequired !== true) return;
      const { run, audit } = prepareScenario(scenario);
      playThrough(scenario, run, () => {
        for (const { id } of run.instruments) {
          const held = audit.held[id] ?? 0n;
          if (held === 0n) continue;
          looked++;
          const covered = run.exchange
            .openOrders(id)
            .filter(
              ({ reduceOnly, type, side }) =>
                reduceOnly && type !== "limit" && side === (held > 0n ? "sell" : "buy"),
            )
            .reduce((sum, { quantity }) => sum + quantity, 0n);
          expect(covered >= (held < 0n ? -held : held)).toBe(true);
        }
      });
    }),
    RUNS,
  );
  expect(looked).toBeGreaterThan(500);
});
