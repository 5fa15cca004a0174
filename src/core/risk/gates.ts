import { formatQuantity, refillList, type UnixMs } from "../base/index.ts";
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
import type { EntryTrace } from "./entry-trace.ts";
import type { Exposure } from "./exposure.ts";
import type { FeedDoubts } from "./feed-doubts.ts";
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
  readonly #feeds: FeedDoubts;
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
    readonly feeds: FeedDoubts;
  }) {
    this.#settings = of.settings;
    this.#portfolio = of.portfolio;
    this.#reservations = of.reservations;
    this.#exposure = of.exposure;
    this.#watch = of.watch;
    this.#feeds = of.feeds;
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

  snapshot() {
    return { pauses: [...this.#pauses], coolUntil: [...this.#coolUntil] };
  }

  restore({ pauses, coolUntil }: GatesSnapshot): void {
    refillList(this.#pauses, pauses);
    refillList(this.#coolUntil, coolUntil);
  }

  /**
   * The first gate that is shut; `trace` hears of each that was looked at. `follows`: its size follows confidence, so it may
   * add to what is held.
   */
  refuse(
    draft: OrderDraft,
    instrument: Instrument,
    trace?: EntryTrace,
    follows = false,
  ): Refusal | undefined {
    const { portfolio, session } = this.#settings;
    const sameDirection = follows ? "allow" : portfolio.sameDirection;
    const stopped =
      this.#watch.refusal(draft.at, trace) ??
      this.#feeds.refuse(draft.instrument, trace) ??
      this.#refusePaused(draft, trace) ??
      this.#refuseLate(draft, instrument, trace) ??
      refuseDirection(draft, instrument, trace);
    if (stopped !== undefined) return stopped;
    const { quantity } = this.#portfolio.position(draft.instrument);
    const isAddition = quantity !== 0n && quantity > 0n === (draft.side === "buy");
    if (sameDirection === "refuse")
      trace?.gate("SameDirection", isAddition ? formatQuantity(quantity) : "0", "0", !isAddition);
    if (isAddition)
      return sameDirection === "refuse"
        ? { kind: "SameDirection", held: formatQuantity(quantity) }
        : undefined;
    // From flat, or to the other side: a trade of its own.
    return (
      this.#refuseConcurrent(draft.instrument, portfolio.concurrentTradesMax, trace) ??
      this.#refuseDaily(session.dailyTradesMax, trace)
    );
  }

  #refusePaused({ instrument, at }: OrderDraft, trace: EntryTrace | undefined): Refusal | undefined {
    const pause = this.#pauses[instrument];
    const { slippageMax } = this.#settings.instruments[instrument] as InstrumentLimits;
    const until = this.#coolUntil[instrument] as number; // One an instrument.
    if (until > 0) trace?.gate("CoolingDown", at, until, at >= until);
    if (at < until) return { kind: "CoolingDown", until };
    if (pause === undefined || slippageMax === undefined) return undefined;
    trace?.gate("SymbolPaused", at, pause.until, at >= pause.until);
    if (at >= pause.until) return undefined;
    return { kind: "SymbolPaused", slippage: pause.slippage, slippageMax, until: pause.until };
  }

  /** What could only be left after the night is not entered. */
  #refuseLate(
    { at }: OrderDraft,
    { id, session }: Instrument,
    trace: EntryTrace | undefined,
  ): Refusal | undefined {
    const { exitBeforeCloseMs } = this.#settings.instruments[id] as InstrumentLimits;
    if (exitBeforeCloseMs === undefined) return undefined;
    const endsAt = endsTooSoon(session, at, exitBeforeCloseMs);
    const left = endsAt === undefined ? "more" : endsAt - at;
    trace?.gate("SessionEnding", left, exitBeforeCloseMs, endsAt === undefined);
    return endsAt === undefined ? undefined : { kind: "SessionEnding", endsAt };
  }

  #refuseConcurrent(
    instrument: InstrumentId,
    tradesMax: number | undefined,
    trace: EntryTrace | undefined,
  ): Refusal | undefined {
    if (tradesMax === undefined) return undefined;
    const trades = this.#exposure.othersBusy(instrument);
    trace?.gate("ConcurrentTradesLimit", trades, tradesMax, trades < tradesMax);
    return trades >= tradesMax ? { kind: "ConcurrentTradesLimit", trades, tradesMax } : undefined;
  }

  /**
   * Trades are counted with the entries that are on their way: each may become one. One that has filled in part opens no
   * other as long as that is held; it has opened none yet where it only took from the other side.
   */
  #refuseDaily(tradesMax: number | undefined, trace: EntryTrace | undefined): Refusal | undefined {
    if (tradesMax === undefined) return undefined;
    let trades = this.#watch.openedToday;
    for (const other of this.#reservations.active) {
      const { quantity } = this.#portfolio.position(other);
      for (const { side, isEntry, isAddition, hasFilled } of this.#reservations.of(other)) {
        const hasOpened = hasFilled && (side === "buy" ? quantity > 0n : quantity < 0n);
        if (isEntry && !isAddition && !hasOpened) trades++;
      }
    }
    trace?.gate("DailyTradesLimit", trades, tradesMax, trades < tradesMax);
    return trades >= tradesMax ? { kind: "DailyTradesLimit", trades, tradesMax } : undefined;
  }
}

export type GatesSnapshot = ReturnType<Gates["snapshot"]>;

/** What is not held cannot be sold, and a leg of a hedged market has one direction. */
function refuseDirection(
  { side }: OrderDraft,
  instrument: Instrument,
  trace: EntryTrace | undefined,
): Refusal | undefined {
  const { settlement, leg } = instrument;
  if (settlement === "asset" && side === "sell") {
    trace?.gate("ShortOnSpot", side, "buy", false);
    return { kind: "ShortOnSpot" };
  }
  if (leg === undefined) return undefined;
  const isOwn = mayOpen(instrument, side);
  trace?.gate("WrongLeg", side, leg === "long" ? "buy" : "sell", isOwn);
  return isOwn ? undefined : { kind: "WrongLeg", leg };
}
