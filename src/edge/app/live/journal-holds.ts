import type { UnixMs } from "../../../core/base/index.ts";
import { CONTINUOUS, sessionDayOf, sessionWeekOf } from "../../../core/domain/index.ts";
import type { StatusBroken } from "../../../core/views/index.ts";
import type { decodeRecord } from "../../runner/index.ts";

/** What stopped new risk, and what ends it. */
export interface HeldLatch {
  readonly kind: string;
  readonly since: number;
  readonly endsBy: string;
}

type Told = NonNullable<ReturnType<typeof decodeRecord>>;
type ToldCommand = Extract<Told, { kind: "command" }>["command"];

/** What holds a run back as its journal goes on: latches, and symbols that were stopped. */
export class JournalHolds {
  #latches: readonly HeldLatch[] = [];
  readonly #stopped = new Map<string, boolean>();
  readonly #broken: StatusBroken[] = [];
  /** Of symbols that nothing was said of by name since. */
  #areOthersStopped = false;

  get latches(): readonly HeldLatch[] {
    return this.#latches;
  }

  get broken(): readonly StatusBroken[] {
    return this.#broken;
  }

  /** Of all symbols of the run, in their order. */
  stoppedOf(symbols: readonly string[]): readonly string[] {
    const isBroken = (symbol: string): boolean => this.#broken.some((one) => one.symbol === symbol);
    return symbols.filter(
      (symbol) => isBroken(symbol) || (this.#stopped.get(symbol) ?? this.#areOthersStopped),
    );
  }

  take(told: Told): void {
    if (told.kind === "command") this.#obey(told.command);
    else if (told.kind === "moment" && this.#latches.length > 0) this.#passTo(told.at);
    else if (told.kind === "fault") {
      const { symbol, strategy, found, at: since } = told.fault;
      this.#broken.push({ symbol, strategy, found, since });
    } else if (told.kind === "story" && told.story.kind === "latched") {
      const { latch, at, endsBy } = told.story;
      this.#latches = [...this.#latches, { kind: latch, since: at, endsBy }];
    }
  }

  #obey({ do: deed, symbol, trigger }: ToldCommand): void {
    switch (deed) {
      case "resume":
        this.#latches = this.#latches.filter(({ endsBy }) => endsBy.startsWith("next session"));
        return;
      case "calm":
        this.#latches = this.#latches.filter(({ kind, endsBy }) => kind !== trigger || endsBy === "resume");
        return;
      case "emergency":
        this.#stop(undefined, true);
        return;
      case "stop":
      case "start":
        this.#stop(symbol, deed === "stop");
        return;
      case "halt":
      case "trigger": // The latches that these close stand behind them.
      case "flatten":
      case "approve":
      case "reject":
    }
  }

  /** `symbol` undefined: all of them. */
  #stop(symbol: string | undefined, isStopped: boolean): void {
    if (symbol !== undefined) {
      this.#stopped.set(symbol, isStopped);
      return;
    }
    this.#stopped.clear();
    this.#areOthersStopped = isStopped;
  }

  /** The UTC day stands for that of an exchange, whose hours the journal does not tell. */
  #passTo(now: number): void {
    const day = sessionDayOf(CONTINUOUS, now as UnixMs);
    this.#latches = this.#latches.filter(({ endsBy, since }) => {
      const from = sessionDayOf(CONTINUOUS, since as UnixMs);
      if (endsBy === "next session day") return day === from;
      return endsBy !== "next session week" || sessionWeekOf(day) === sessionWeekOf(from);
    });
  }
}
