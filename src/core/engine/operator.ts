import { type Quantity, unreachable } from "../base/index.ts";
import type { ApprovalEvent, CommandEvent, Instrument, InstrumentId } from "../domain/index.ts";
import type { LatestPrices } from "../market/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Latch, Risk } from "../risk/index.ts";
import type { Desk } from "./desk.ts";
import { halfOf } from "./half-of.ts";
import { leavePosition } from "./leave-position.ts";
import { takeOver } from "./leave-rest.ts";
import type { EngineListener } from "./listener.ts";
import { leavingAtMarket } from "./reducing.ts";
import type { StrategyRun } from "./strategy-run.ts";
import type { Trader } from "./trader.ts";

/** What the operator needs of the engine. */
interface OperatorParts {
  readonly instruments: readonly Instrument[];
  readonly portfolio: Portfolio;
  readonly prices: LatestPrices;
  readonly risk: Risk;
  readonly desk: Desk;
  readonly listener: EngineListener | undefined;
  runOf(instrument: InstrumentId): StrategyRun | undefined;
  /** What waits there, for a person or for an exit, does not outlast what is said here. */
  readonly trader: Pick<Trader, "withdraw" | "withdrawAll">;
}

/** Does what a person says, or what watches over the run: before anything else is decided. */
export class Operator {
  readonly #of: OperatorParts;
  /** Triggers that have been pulled, and whose action is still to be done. */
  #pulled: Latch[] = [];

  constructor(parts: OperatorParts) {
    this.#of = parts;
  }

  /** What is still to be done; between two events nothing is. */
  snapshot(): readonly Latch[] {
    return [...this.#pulled];
  }

  restore(pulled: readonly Latch[]): void {
    this.#pulled = [...pulled];
  }

  /** A price may have fallen too fast within the last events. */
  noteCrash(now: CommandEvent["at"]): void {
    const { desk, risk } = this.#of;
    const found = risk.crash?.take();
    if (found === undefined || risk.crash === undefined) return;
    const { drop, action } = risk.crash.trigger;
    desk.now = now;
    this.stopAddingRisk(risk.watch.crash(now, found.drop, drop, action));
    this.act(now);
  }

  /** The newest `closed` latches have just closed: entries that still work are taken back. */
  stopAddingRisk(closed: number): void {
    if (closed === 0) return;
    const { risk, instruments, desk, listener, trader } = this.#of;
    for (const latch of risk.latches.slice(-closed)) {
      listener?.latched?.(latch);
      if (latch.action === "reduce" || latch.action === "flatten") this.#pulled.push(latch);
    }
    for (const { id } of instruments) desk.cancelEntries(id);
    trader.withdrawAll("no new risk is taken", desk.now);
  }

  /** Leaves what triggers want left. Not while a fill is being booked: another order of that position is on its way then. */
  act(now: CommandEvent["at"]): void {
    if (this.#pulled.length === 0) return;
    const pulled = this.#pulled;
    this.#pulled = [];
    for (const { kind, action } of pulled)
      for (const { id } of this.#of.instruments)
        if (action === "flatten") this.#leave(id, "emergency", { by: kind, at: now });
        else this.#reduce(id, { by: kind, at: now });
  }

  obey(command: Exclude<CommandEvent, ApprovalEvent>): void {
    const { instruments, desk, runOf, trader } = this.#of;
    const { watch, crash } = this.#of.risk;
    switch (command.kind) {
      case "TradingHalted":
        this.stopAddingRisk(watch.halt(command.at));
        return;
      case "TradingResumed":
        watch.resume();
        crash?.forget(); // What a person has seen does not latch again.
        return;
      case "TriggerPulled":
        this.stopAddingRisk(watch.pull(command.trigger, command.at, command.action));
        this.act(command.at);
        return;
      case "TriggerReleased":
        watch.release(command.trigger);
        return;
      case "FlattenAsked":
        for (const { id } of instruments)
          if (command.instrument === undefined || command.instrument === id)
            this.#leave(id, "manual", command);
        return;
      case "EmergencyCalled":
        this.stopAddingRisk(watch.halt(command.at, "emergency"));
        for (const { id } of instruments) {
          const run = runOf(id);
          if (run !== undefined) run.isPaused = true;
          trader.withdraw(id, "an emergency was called", command.at);
          if (command.closes) this.#leave(id, "emergency", command);
        }
        return;
      case "SymbolStopped":
      case "SymbolStarted": {
        const run = runOf(command.instrument);
        if (run !== undefined) run.isPaused = command.kind === "SymbolStopped";
        if (command.kind === "SymbolStarted") return;
        desk.cancelEntries(command.instrument);
        trader.withdraw(command.instrument, "the symbol was stopped", command.at);
        return;
      }
      default:
        unreachable(command);
    }
  }

  /** Half of it leaves at the market, with what leaves anyway. */
  #reduce(id: InstrumentId, { by, at: now }: { readonly by: string; readonly at: CommandEvent["at"] }): void {
    const { portfolio, prices, desk } = this.#of;
    const { isFlat, strategy, quantity: held } = portfolio.position(id);
    if (isFlat) return;
    const live = desk.orders.live(id);
    takeOver(live, held);
    const half = halfOf(portfolio.position(id), prices.exact(id), now);
    const quantity = (half - leavingAtMarket(live, held)) as Quantity;
    if (quantity <= 0n) return;
    const why = `half of it leaves, asked for by ${by}`;
    desk.exitAtMarket(id, {
      strategy,
      role: "exit",
      exitReason: "emergency",
      why,
      now,
      quantity,
      of: "part",
    });
  }

  #leave(
    id: InstrumentId,
    exitReason: "manual" | "emergency",
    { by, at: now }: { readonly by: string; readonly at: CommandEvent["at"] },
  ): void {
    this.#of.trader.withdraw(id, "positions are being left", now);
    const { strategy } = this.#of.portfolio.position(id);
    leavePosition(this.#of, id, { strategy, exitReason, why: `${exitReason} exit asked for by ${by}`, now });
  }
}
