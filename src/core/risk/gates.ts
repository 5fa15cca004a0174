import { formatQuantity, type UnixMs } from "../base/index.ts";
import {
  endsTooSoon,
  type Instrument,
  type InstrumentId,
  mayOpen,
  type OrderDraft,
  type Refusal,
  sessionDayOf,
  sessionDayStart,
} from "../domain/index.ts";
import type { Portfolio } from "../portfolio/index.ts";
import type { Exposure } from "./exposure.ts";
import type { Reservations } from "./reservations.ts";
import type { InstrumentLimits, RiskSettings } from "./settings.ts";
import type { EquityWatch } from "./watch.ts";

/** What an entry must pass before anybody looks at its size: latches, pauses, direction, counts. */
export class Gates {
  readonly #settings: RiskSettings;
  readonly #portfolio: Portfolio;
  readonly #reservations: Reservations;
  readonly #exposure: Exposure;
  readonly #watch: EquityWatch;
  /** Instruments paused after a fill that slipped too far. */
  readonly #pauses: ({ readonly slippage: number; readonly until: UnixMs } | undefined)[];

  /** Until when nothing is opened after a stop, by instrument. */
  readonly #coolUntil: number[];

  constructor(of: {
    readonly settings: RiskSettings;
    readonly portfolio: Portfolio;
    readonly reservations: Reservations;
    readonly exposure: Exposure;
    readonly watch: EquityWatch;
  }) {
    this.#settings = of.settings;
    this.#portfolio = of.portfolio;
    this.#reservations = of.reservations;
    this.#exposure = of.exposure;
    this.#watch = of.watch;
    this.#coolUntil = of.portfolio.positions.map(() => 0);
    this.#pauses = of.portfolio.positions.map(() => undefined);
  }

  /** No entry until the next session day. */
  pause({ id, session }: Instrument, slippage: number, at: UnixMs): void {
    this.#pauses[id] = { slippage, until: sessionDayStart(session, sessionDayOf(session, at) + 1) };
  }

  /** No entry before that moment. */
  coolDown(instrument: InstrumentId, until: UnixMs): void {
    this.#coolUntil[instrument] = until;
  }

  refuse(draft: OrderDraft, instrument: Instrument): Refusal | undefined {
    const { portfolio, session } = this.#settings;
    const stopped =
      this.#watch.refusal(draft.at) ?? this.#refusePaused(draft) ?? this.#refuseLate(draft, instrument);
    if (stopped !== undefined) return stopped;
    if (instrument.settlement === "asset" && draft.side === "sell") return { kind: "ShortOnSpot" };
    if (instrument.leg !== undefined && !mayOpen(instrument, draft.side))
      return { kind: "WrongLeg", leg: instrument.leg };
    const { quantity } = this.#portfolio.position(draft.instrument);
    if (quantity !== 0n && quantity > 0n === (draft.side === "buy"))
      return portfolio.sameDirection === "refuse"
        ? { kind: "SameDirection", held: formatQuantity(quantity) }
        : undefined;
    // From flat, or to the other side: a trade of its own.
    return (
      this.#refuseConcurrent(draft.instrument, portfolio.concurrentTradesMax) ??
      this.#refuseDaily(session.dailyTradesMax)
    );
  }

  #refusePaused({ instrument, at }: OrderDraft): Refusal | undefined {
    const pause = this.#pauses[instrument];
    const { slippageMax } = this.#settings.instruments[instrument] as InstrumentLimits;
    const until = this.#coolUntil[instrument] as number; // One an instrument.
    if (at < until) return { kind: "CoolingDown", until };
    if (pause === undefined || slippageMax === undefined || at >= pause.until) return undefined;
    return { kind: "SymbolPaused", slippage: pause.slippage, slippageMax, until: pause.until };
  }

  /** What could only be left after the night is not entered. */
  #refuseLate({ at }: OrderDraft, { id, session }: Instrument): Refusal | undefined {
    const { exitBeforeCloseMs } = this.#settings.instruments[id] as InstrumentLimits;
    if (exitBeforeCloseMs === undefined) return undefined;
    const endsAt = endsTooSoon(session, at, exitBeforeCloseMs);
    return endsAt === undefined ? undefined : { kind: "SessionEnding", endsAt };
  }

  #refuseConcurrent(instrument: InstrumentId, tradesMax: number | undefined): Refusal | undefined {
    if (tradesMax === undefined) return undefined;
    const trades = this.#exposure.othersBusy(instrument);
    return trades >= tradesMax ? { kind: "ConcurrentTradesLimit", trades, tradesMax } : undefined;
  }

  /** Trades are counted with the entries that are on their way: each may become one. */
  #refuseDaily(tradesMax: number | undefined): Refusal | undefined {
    if (tradesMax === undefined) return undefined;
    let trades = this.#watch.openedToday;
    for (const other of this.#reservations.active) {
      for (const { isEntry, isAddition } of this.#reservations.of(other))
        if (isEntry && !isAddition) trades++;
    }
    return trades >= tradesMax ? { kind: "DailyTradesLimit", trades, tradesMax } : undefined;
  }
}
