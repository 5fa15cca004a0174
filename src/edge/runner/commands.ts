import type { UnixMs } from "../../core/base/index.ts";
import type { CommandEvent, Instrument } from "../../core/domain/index.ts";
import type { Command } from "./record.ts";

/** Ids that are remembered, so that a command that comes twice is obeyed once. */
const REMEMBERED_MAX = 10_000;

/** Commands that were obeyed already: whoever repeats one, for want of an answer, does no harm. */
export class ObeyedCommands {
  readonly #ids = new Set<string>();

  knows({ id }: Command): boolean {
    return this.#ids.has(id);
  }

  /** Oldest first. */
  snapshot(): readonly string[] {
    return [...this.#ids];
  }

  restore(ids: readonly string[]): void {
    for (const id of ids) this.#ids.add(id);
  }

  /** @returns false for one that was obeyed before */
  note({ id }: Command): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > REMEMBERED_MAX) {
      const [oldest] = this.#ids;
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    return true;
  }
}

/** What the engine is told. @returns undefined for a symbol that the run does not trade */
export function eventsOf(
  command: Command,
  instruments: readonly Instrument[],
  at: UnixMs,
): readonly CommandEvent[] | undefined {
  const { by, symbol, trigger, action = "halt" } = command;
  const named = instruments.filter((one) => symbol === undefined || one.symbol === symbol);
  if (named.length === 0) return undefined;
  switch (command.do) {
    case "halt":
      return [{ kind: "TradingHalted", by, at }];
    case "resume":
      return [{ kind: "TradingResumed", at }];
    case "flatten": {
      const [only] = named;
      return [{ kind: "FlattenAsked", instrument: symbol === undefined ? undefined : only?.id, by, at }];
    }
    case "emergency":
      return [{ kind: "EmergencyCalled", closes: command.closes !== false, by, at }];
    case "trigger": // Its form was looked at when it was read.
      return trigger === undefined ? [] : [{ kind: "TriggerPulled", trigger, action, by, at }];
    case "calm":
      return trigger === undefined ? [] : [{ kind: "TriggerReleased", trigger, at }];
    case "stop":
      return named.map(({ id }) => ({ kind: "SymbolStopped", instrument: id, by, at }));
    case "start":
      return named.map(({ id }) => ({ kind: "SymbolStarted", instrument: id, by, at }));
    case "approve":
      return [{ kind: "ApprovalGiven", id: command.approval ?? 0, by, at }];
    case "reject":
      return [{ kind: "ApprovalDenied", id: command.approval ?? 0, by, at }];
  }
}
