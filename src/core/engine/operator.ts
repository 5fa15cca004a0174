import { unreachable } from "../base/index.ts";
import type { ApprovalEvent, CommandEvent, Instrument, InstrumentId } from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Risk } from "../risk/index.ts";
import type { Approvals } from "./approvals.ts";
import type { Desk } from "./desk.ts";
import { leavePosition } from "./leave-position.ts";
import type { StrategyRun } from "./strategy-run.ts";

/** What the operator needs of the engine. */
interface OperatorParts {
  readonly instruments: readonly Instrument[];
  readonly portfolio: Portfolio;
  readonly watch: Risk["watch"];
  readonly desk: Desk;
  runOf(instrument: InstrumentId): StrategyRun | undefined;
  /** So many latches have just closed. */
  onHalt(closed: number): void;
  /** Openings that wait for a person; undefined where nobody is asked. */
  readonly approvals: Approvals | undefined;
}

/** Does what a person says, or what watches over the run: before anything else is decided. */
export class Operator {
  readonly #of: OperatorParts;

  constructor(parts: OperatorParts) {
    this.#of = parts;
  }

  obey(command: Exclude<CommandEvent, ApprovalEvent>): void {
    const { instruments, watch, desk, runOf, approvals } = this.#of;
    switch (command.kind) {
      case "TradingHalted":
        this.#of.onHalt(watch.halt(command.at));
        return;
      case "TradingResumed":
        watch.resume();
        return;
      case "FlattenAsked":
        for (const { id } of instruments)
          if (command.instrument === undefined || command.instrument === id)
            this.#leave(id, "manual", command);
        return;
      case "EmergencyCalled":
        this.#of.onHalt(watch.halt(command.at, "emergency"));
        for (const { id } of instruments) {
          const run = runOf(id);
          if (run !== undefined) run.isPaused = true;
          approvals?.withdraw(id, "an emergency was called", command.at);
          if (command.closes) this.#leave(id, "emergency", command);
        }
        return;
      case "SymbolStopped":
      case "SymbolStarted": {
        const run = runOf(command.instrument);
        if (run !== undefined) run.isPaused = command.kind === "SymbolStopped";
        if (command.kind === "SymbolStarted") return;
        desk.cancelEntries(command.instrument);
        approvals?.withdraw(command.instrument, "the symbol was stopped", command.at);
        return;
      }
      default:
        unreachable(command);
    }
  }

  #leave(
    id: InstrumentId,
    exitReason: "manual" | "emergency",
    { by, at: now }: { readonly by: string; readonly at: CommandEvent["at"] },
  ): void {
    this.#of.approvals?.withdraw(id, "positions are being left", now);
    const { strategy } = this.#of.portfolio.position(id);
    leavePosition(this.#of, id, { strategy, exitReason, why: `${exitReason} exit asked for by ${by}`, now });
  }
}
