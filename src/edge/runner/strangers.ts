import type { Instrument, InstrumentId } from "../../core/domain/index.ts";
import type { ClientOrderId } from "../ports/index.ts";
import type { WrittenRun } from "./assemble-run.ts";
import type { PaperRun } from "./paper-run.ts";

/** Orders of this account that are not of this run: of a person, or of another program. */
export class Strangers {
  readonly #run: PaperRun;
  readonly #written: WrittenRun;
  readonly #instruments: readonly Instrument[];
  /** Each is met once. */
  readonly #met = new Set<string>();
  /** Where one was met and answered; undefined: nobody knows where. */
  readonly #answered = new Set<InstrumentId | undefined>();

  constructor(of: {
    readonly run: PaperRun;
    readonly written: WrittenRun;
    readonly instruments: readonly Instrument[];
  }) {
    this.#run = of.run;
    this.#written = of.written;
    this.#instruments = of.instruments;
  }

  /**
   * One of them shows itself. Its symbol is left alone from here on, until a person has looked and starts it again: then
   * what was found there is the run's. Where nobody knows what it trades, nothing new is risked anywhere.
   */
  meet(id: ClientOrderId, instrument: InstrumentId | undefined): void {
    if (this.#met.has(id)) return;
    this.#met.add(id);
    if (this.#isAnswered(instrument)) return;
    this.#answered.add(instrument);
    const symbol = instrument === undefined ? undefined : this.#instruments[instrument]?.symbol;
    const by = `an order that is not ours: ${id}`;
    const command = symbol === undefined ? { do: "halt" as const } : { do: "stop" as const, symbol };
    const { kind } = this.#run.obey({ id: `stranger-${id}`, by, ...command });
    if (kind === "obeyed") this.#written.noted.alarmed(by, this.#run.now, { symbol });
  }

  /** Whether one was met there before, and no person has gone on since: many of them are one news. */
  #isAnswered(instrument: InstrumentId | undefined): boolean {
    if (!this.#answered.has(instrument)) return false;
    const { engine } = this.#written.assembly;
    if (instrument !== undefined) return engine.isPaused(instrument);
    return engine.risk.latches.some(({ kind }) => kind === "operator");
  }
}
