import {
  absolute,
  floorToStep,
  formatQuantity,
  priceOnTick,
  type Quantity,
  quantityFromNumber,
  smaller,
  type UnixMs,
  unreachable,
} from "../base/index.ts";
import {
  type AdjustIntent,
  type ExitReason,
  type Intent,
  type OpenIntent,
  type OrderIntent,
  rulesAt,
} from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Risk } from "../risk/index.ts";
import { refuseSignal } from "../signals/index.ts";
import type { Desk } from "./desk.ts";
import type { EngineListener } from "./listener.ts";
import { type ProposalFacts, proposeOpen, proposeOrder, reducingOrder } from "./proposal.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** What the trader needs to know of its engine. */
interface TraderParts {
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly desk: Desk;
  readonly listener: EngineListener | undefined;
}

/** Where intents become proposals: the middle of the walk of one bar. The `Desk` goes on with the orders. */
export class Trader {
  /** Signals that strategies gave so far. */
  signals = 0;
  readonly #of: TraderParts;

  constructor(parts: TraderParts) {
    this.#of = parts;
  }

  /** Does what the strategy wants, as far as risk lets it. */
  act(run: StrategyRun, intent: Intent, now: UnixMs): void {
    const { instrument, strategy } = run;
    this.#of.listener?.intent?.(strategy.name, instrument, intent, now);
    switch (intent.kind) {
      case "open":
        this.signals++;
        this.#open(run, intent, now);
        return;
      case "close":
        this.signals++;
        this.#close(run, "signal", intent.why, now);
        return;
      case "adjust":
        this.#adjust(run, intent, now);
        return;
      case "order":
        this.signals++;
        this.#order(run, intent, now);
        return;
      case "none":
        return;
      default:
        unreachable(intent);
    }
  }

  #open(run: StrategyRun, intent: OpenIntent, now: UnixMs): void {
    const { instrument, setup, strategy } = run;
    const { series } = run;
    const signal = {
      instrument: instrument.id,
      strategy: strategy.name,
      direction: intent.direction,
      confidence: intent.confidence ?? 1,
      dataAt: series.closesAt(series.visible - 1),
      at: now,
      expiresAt: Number.POSITIVE_INFINITY,
    };
    const isPending = this.#of.risk.hasWorkingEntry(instrument.id);
    const refusal = refuseSignal(signal, setup.signals, { now, isPending });
    if (refusal !== undefined) {
      this.#of.desk.refuse(instrument, undefined, refusal);
      return;
    }
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const isReversal = held !== 0n && held > 0n === (intent.direction === "short");
    if (isReversal && instrument.settlement === "margin") this.#close(run, "reversal", intent.why, now);
    this.#of.desk.enter(proposeOpen(intent, this.#facts(run, now)), instrument);
  }

  /** Leaves the position at the market, and gives up entries that still work. */
  #close(run: StrategyRun, exitReason: ExitReason, why: string, now: UnixMs): void {
    const { instrument, strategy } = run;
    const exits = this.#of.desk.orders.live(instrument.id).filter(({ request }) => request.role === "exit");
    if (exits.some(({ request }) => request.type === "market")) {
      this.#of.desk.refuse(instrument, undefined, { kind: "DuplicateSignal", direction: "flat" });
      return;
    }
    // Exits that wait for a price give way to the one that does not.
    for (const exit of exits) this.#of.desk.cancel(exit);
    const cancelled = this.#of.desk.cancelEntries(instrument.id);
    if (!this.#of.portfolio.position(instrument.id).isFlat)
      this.#of.desk.exitAtMarket(instrument.id, {
        strategy: strategy.name,
        role: "exit",
        exitReason,
        why,
        now,
      });
    else if (cancelled === 0) this.#of.desk.refuse(instrument, undefined, { kind: "NothingToClose" });
  }

  #adjust(run: StrategyRun, intent: AdjustIntent, now: UnixMs): void {
    const { instrument } = run;
    const { quantity } = this.#of.portfolio.position(instrument.id);
    if (quantity === 0n) {
      this.#of.desk.refuse(instrument, undefined, { kind: "NothingToClose" });
      return;
    }
    const { tick } = rulesAt(instrument, now);
    const isLong = quantity > 0n;
    const to = {
      stop: intent.stop === undefined ? undefined : priceOnTick(intent.stop, tick, isLong ? "down" : "up"),
      target:
        intent.target === undefined ? undefined : priceOnTick(intent.target, tick, isLong ? "up" : "down"),
    };
    const refusal = this.#of.risk.judgeAdjustment(instrument.id, to);
    if (refusal !== undefined) {
      this.#of.desk.refuse(instrument, undefined, refusal);
      return;
    }
    this.#of.desk.plan.set(instrument.id, to);
    this.#of.desk.protect(instrument.id, now);
  }

  /** A direct order: what only takes from the position leaves at once, the rest is judged like any entry. */
  #order(run: StrategyRun, intent: OrderIntent, now: UnixMs): void {
    const { instrument } = run;
    const facts = this.#facts(run, now);
    const held = this.#of.portfolio.position(instrument.id).quantity;
    const asked = quantityFromNumber(intent.quantity, "down");
    const { step } = rulesAt(instrument, now);
    const wanted = floorToStep(asked, step);
    if (wanted <= 0n) {
      const minimum = `one step of ${formatQuantity(step)} ${instrument.base}`;
      this.#of.desk.refuse(instrument, facts.id, {
        kind: "BelowMinimum",
        quantity: "0",
        notional: "0",
        minimum,
      });
      return;
    }
    const isOpposite = held !== 0n && held > 0n === (intent.side === "sell");
    if (isOpposite && (intent.reduceOnly === true || wanted <= absolute(held))) {
      const quantity = smaller(wanted, absolute(held)) as Quantity;
      this.#of.desk.reduce(reducingOrder(intent, quantity, facts), "signal", facts.last);
    } else if (intent.reduceOnly === true)
      this.#of.desk.refuse(instrument, facts.id, { kind: "NothingToClose" });
    else this.#of.desk.enter(proposeOrder(intent, asked, facts), instrument);
  }

  #facts(run: StrategyRun, now: UnixMs): ProposalFacts {
    const { instrument, strategy, atr } = run;
    const barMs = run.series.intervalMs;
    const last = this.#of.prices.number(instrument.id);
    return { id: this.#of.desk.orders.nextId(), instrument, strategy: strategy.name, now, last, barMs, atr };
  }
}
